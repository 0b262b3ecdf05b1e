//! What must hold for every section of the guide, live or not. A new section is tested by being listed.

use guide::Section;
use tests::harness::{Browser, Site, Tab, in_browser};

/// The page of `section` is there, whole, and nothing else.
#[track_caller]
fn assert_shows(tab: &Tab, section: Section) {
    let title = format!("{} · Glassbox", section.title());
    tab.wait_for(&title, 15.0, &format!("document.title === {title:?}"));
    assert_eq!(tab.text("main h1"), section.heading());
    assert_eq!(tab.count("h1"), 1);
    let promised = tab.text("main").contains(section.promise());
    assert!(promised, "{} does not say what it is for", section.slug());
    let soon = tab.text("main").contains("not built yet.");
    assert_eq!(soon, !section.is_live(), "{} is honest about being live", section.slug());
    let marked = tab.texts(".toc [aria-current=page]");
    assert!(marked.len() == 1 && marked[0].starts_with(section.title()), "{marked:?}");
}

fn deep_links_and_reloads(site: &Site) {
    in_browser(site, Browser::default(), |tab| {
        for &section in Section::ALL {
            tab.goto(section.slug());
            assert_shows(tab, section);
            assert_eq!(tab.url(), site.url(&format!("{}/", section.slug())));
            for (name, neighbour) in [("previous", section.previous()), ("next", section.next())] {
                let href = tab.eval(&format!("document.querySelector('.turn-{name}')?.href ?? ''"));
                let expected = neighbour.map_or(String::new(), |there| site.url(&format!("{}/", there.slug())));
                assert_eq!(href, expected, "{name} of {}", section.slug());
            }
            tab.assert_clean();
        }
        tab.reload();
        assert_shows(tab, Section::ALL[Section::ALL.len() - 1]);
    });
}

#[test]
fn every_section_has_a_deep_link_at_the_root() {
    deep_links_and_reloads(&Site::at_root());
}

#[test]
fn every_section_has_a_deep_link_below_a_folder() {
    deep_links_and_reloads(&Site::at_repo());
}

#[test]
fn next_leads_through_the_whole_guide_without_a_page_load() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("");
        tab.wait_for_element("main h1", 15.0);
        tab.eval("window.sameDocument = true");
        tab.click("a", &format!("Open the {} lesson", Section::ALL[0].title()));
        for &section in Section::ALL {
            assert_shows(tab, section);
            assert_eq!(tab.url(), site.url(&format!("{}/", section.slug())));
            if section.next().is_some() {
                tab.click_css(".turn-next");
            }
        }
        tab.back();
        assert_shows(tab, Section::ALL[Section::ALL.len() - 2]);
        assert_eq!(tab.eval("window.sameDocument"), true, "a link has loaded the page anew");
    });
}

#[test]
fn no_page_scrolls_sideways_on_a_phone() {
    let site = Site::at_root();
    let phone = Browser { phone: true, ..Browser::default() };
    in_browser(&site, phone, |tab| {
        tab.goto("");
        tab.wait_for_element("main h1", 15.0);
        tab.assert_no_sideways_scroll();
        for &section in Section::ALL {
            tab.goto(section.slug());
            tab.wait_for_element("main h1", 15.0);
            tab.assert_no_sideways_scroll();
        }
    });
}

#[test]
fn the_home_page_lists_the_guide() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("");
        tab.wait_for_element("main h1", 15.0);
        for &section in Section::ALL {
            assert!(tab.has("main a", section.title()), "{} is not on the map", section.title());
        }
        assert_eq!(tab.count(".map > li"), guide::Part::ALL.len());
    });
}

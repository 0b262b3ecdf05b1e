//! What a host without any configuration must be enough for, and what the page may ask of the network.

use guide::Section;
use tests::harness::{Browser, Site, in_browser};

/// The status the server gives for the address the tab is at.
const STATUS: &str = "fetch(location.href).then(answer => answer.status)";

#[test]
fn an_unknown_address_is_a_404_that_leads_back() {
    for site in [Site::at_root(), Site::at_repo()] {
        in_browser(&site, Browser::default(), |tab| {
            tab.expect("404");
            for path in ["nothing", "lstm/more", "LSTM/", "nothing/at/all"] {
                tab.goto(path);
                tab.wait_for("the page's title", 15.0, "document.title === 'Page not found · Glassbox'");
                assert_eq!(tab.eval(STATUS), 404, "{path}");
                assert_eq!(tab.count("main h1"), 1);
            }
            tab.click("main a", "Map of the guide");
            tab.wait_for_element(".map", 10.0);
            assert_eq!(tab.url(), site.url(""));
            assert_eq!(tab.eval(STATUS), 200);
        });
    }
}

#[test]
fn html_in_an_address_is_shown_as_text() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("404");
        tab.goto("%3Cimg%20src=x%20onerror=alert(1)%3E");
        tab.wait_for_element("main h1", 15.0);
        assert_eq!(tab.count("main img"), 0);
    });
}

#[test]
fn the_engine_is_not_downloaded_before_a_lesson_needs_it() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("");
        tab.wait_for_element("main h1", 15.0);
        if let Some(soon) = Section::ALL.iter().find(|section| !section.is_live()) {
            tab.goto(soon.slug());
            tab.wait_for_element("main h1", 15.0);
        }
        let fetched = tab.eval("performance.getEntriesByType('resource').map(entry => entry.name).join(' ')");
        assert!(!fetched.to_string().contains("worker"), "{fetched}");
    });
}

#[test]
fn the_page_cannot_talk_to_another_host() {
    let (site, other) = (Site::at_root(), Site::at_root());
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("Content Security Policy");
        tab.expect(other.origin());
        tab.goto("");
        tab.wait_for_element("main h1", 15.0);
        let fetching =
            format!("fetch({:?}, {{ mode: 'no-cors' }}).then(() => 'answered', () => 'refused')", other.url(""));
        assert_eq!(tab.eval(&fetching), "refused");
        let script = "new Promise(done => { const script = document.createElement('script'); script.textContent = 'window.ran = 1';
            document.body.append(script); done(window.ran ?? 'refused') })";
        assert_eq!(tab.eval(script), "refused", "an inline script ran");
    });
}

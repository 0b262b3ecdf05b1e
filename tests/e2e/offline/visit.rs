//! The second visit, without a network.

use super::{KEEPS, PATIENCE, wait_kept};
use crate::e2e::lab::{Lab, TINY};
use guide::Section;
use tests::harness::{Site, in_browser};

const STATUS: &str = "performance.getEntriesByType('navigation')[0].responseStatus";

fn opens_and_computes_without_a_network(site: &Site) {
    in_browser(site, KEEPS, |tab| {
        // The lesson first: nothing is kept before it is alive.
        Lab::open(tab, TINY);
        assert_eq!(tab.count(".offline[data-state=complete]"), 0);
        wait_kept(tab);
        let silence = site.cut();

        let lab = Lab::open(tab, TINY);
        lab.single_steps(2);
        assert_eq!(lab.losses().len(), 2);
        for &section in Section::ALL {
            tab.goto(section.slug());
            let title = format!("{} · Glassbox", section.title());
            tab.wait_for(&title, 30.0, &format!("document.title === {title:?}"));
            tab.wait_for_element("main h1", 30.0);
            assert_eq!(tab.text("main h1"), section.heading());
            assert_eq!(tab.url(), site.url(&format!("{}/", section.slug())));
            assert_eq!(tab.eval(STATUS), 200);
            if section.is_live() {
                tab.wait_for_element(".lab", 30.0);
            }
            assert_eq!(tab.texts(".notice.error"), [""; 0], "{} complains", section.slug());
        }
        // Text is cut by the other worker.
        tab.goto("tokenization/");
        tab.wait_for("tokens", PATIENCE, "document.querySelectorAll('.tokens i, .token').length > 3");

        tab.goto("");
        tab.wait_for_element(".map", 30.0);
        tab.expect("404");
        tab.goto("nothing/at/all");
        tab.wait_for("the page's title", 30.0, "document.title === 'Page not found · Glassbox'");
        assert_eq!(tab.eval(STATUS), 404);

        // The browser looks for a new version, and an address that is not in the guide is looked for once.
        let base = site.base();
        let allowed = ["sw.js".to_string(), "nothing/at/all".into()].map(|path| format!(" {base}{path} "));
        let asked = silence.asked();
        let more: Vec<_> = asked.iter().filter(|line| !allowed.iter().any(|path| line.contains(path))).collect();
        assert!(more.is_empty(), "asked of the network: {more:?}");
    });
}

#[test]
fn every_page_opens_and_computes_without_a_network_at_the_root() {
    opens_and_computes_without_a_network(&Site::at_root());
}

#[test]
fn every_page_opens_and_computes_without_a_network_below_a_folder() {
    opens_and_computes_without_a_network(&Site::at_repo());
}

#[test]
fn a_model_kept_on_a_click_loads_without_a_network() {
    let site = Site::at_root();
    in_browser(&site, KEEPS, |tab| {
        let loaded = "document.querySelector('.model-panel')?.innerText.includes('Loaded at')";
        tab.goto("bert/?backend=cpu");
        tab.wait_for_element(".model-panel .primary", PATIENCE);
        tab.click_css(".model-panel .primary");
        tab.wait_for("the model", PATIENCE, loaded);
        wait_kept(tab);
        let silence = site.cut();
        tab.goto("bert/?backend=cpu");
        tab.wait_for_element(".model-panel .primary", PATIENCE);
        if !tab.eval(loaded).as_bool().unwrap_or_default() {
            tab.click_css(".model-panel .primary");
        }
        tab.wait_for("the kept model", PATIENCE, loaded);
        let asked = silence.asked();
        assert!(asked.iter().all(|line| line.contains(" /sw.js ")), "asked of the network: {asked:?}");
    });
}

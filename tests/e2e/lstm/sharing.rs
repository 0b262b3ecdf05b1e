//! Take it with you: weights, script, numbers, and a link to what is on show.

use crate::e2e::lab::{Lab, TINY};
use tests::harness::{Browser, Site, in_browser};

#[test]
fn weights_and_script_are_saved() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, TINY);
        tab.click("button", "Weights (safetensors)");
        let weights = tab.downloaded("lstm.safetensors", 30.0);
        let length = weights.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes) as usize);
        let header = weights.get(8..8 + length).map(String::from_utf8_lossy).unwrap_or_default();
        for name in ["lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0", "fc.weight", "fc.bias"] {
            assert!(header.contains(name), "{name} is not in {header}");
        }
        tab.click("a", "PyTorch script");
        let script = tab.downloaded("lstm.py", 30.0);
        assert!(String::from_utf8_lossy(&script).contains("import torch"));
    });
}

#[test]
fn curves_are_saved_as_numbers_and_pictures() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        lab.single_steps(2);
        for (item, ending) in
            [("Numbers (CSV)", "loss.csv"), ("Picture (SVG)", "loss.svg"), ("Picture (PNG)", "loss.png")]
        {
            tab.click(".under .chart-foot button", "Export this chart");
            tab.click("[role=menuitem]", item);
            assert!(tab.downloaded(ending, 10.0).len() > 20, "{ending} is empty");
        }
        let csv = String::from_utf8(tab.downloaded("loss.csv", 1.0)).unwrap_or_default();
        assert_eq!(csv.lines().count(), 3, "{csv}");
    });
}

/// Characters of the sample text that an address has to quote.
const PROBE: &str = "“Why?” (5; 6)";
/// How the strip shows it.
const SHOWN: &str = "“Why?”·(5;·6)";

#[test]
fn a_link_carries_the_state_to_another_browser() {
    let site = Site::at_repo();
    let mut link = String::new();
    in_browser(&site, Browser::default(), |tab| {
        tab.before_load("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }");
        let lab = Lab::open(tab, TINY);
        lab.set("Learning rate", "0.0123");
        lab.set("Seed", "41");
        lab.read(PROBE);
        lab.wait_for_tokens(SHOWN);
        tab.click(".transport button", "Reset");
        tab.click(".transport button", "Step");
        tab.click(".lab button", "Copy a link");
        link = tab.wait_for("the link", 5.0, "window.copied").as_str().unwrap_or_default().to_string();
    });
    let query = link.split_once("/repo/lstm").and_then(|(_, rest)| rest.split_once('?')).map(|(_, query)| query);
    let query = query.unwrap_or_else(|| panic!("{link} does not lead to the lesson"));
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, query);
        lab.wait_for_tokens(SHOWN);
        assert_eq!(lab.value("Learning rate"), "0.0123");
        assert_eq!(lab.value("Seed"), "41");
        assert_eq!(lab.value("Hidden size"), "8");
        assert_eq!(tab.text(".transport-words"), "character 2 / 13");
        assert_eq!(tab.text(".badge"), "CPU");
        assert_eq!(lab.notices(), "");
    });
}

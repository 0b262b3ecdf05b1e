//! What the pattern cuts, what every picture hands out, and what a link carries.

use super::desk::Desk;
use tests::harness::{Browser, Site, Tab, in_browser};

/// Whether a file is a drawing that browsers read, and the texts in it.
#[track_caller]
pub fn texts_of_svg(tab: &Tab, file: &[u8]) -> Vec<String> {
    let svg = serde_json::to_string(&String::from_utf8_lossy(file)).expect("a text is JSON");
    let texts = tab.eval(&format!(
        "(drawing => drawing.querySelector('parsererror') ? null : [...drawing.querySelectorAll('text')].map(text => text.textContent.replaceAll('\\u2060', '')))(new DOMParser().parseFromString({svg}, 'image/svg+xml'))"
    ));
    let texts = texts.as_array().unwrap_or_else(|| panic!("no drawing: {:.300}", String::from_utf8_lossy(file)));
    texts.iter().map(|text| text.as_str().unwrap_or_default().to_string()).collect()
}

#[test]
fn the_pattern_is_a_stage_of_its_own() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "");
        assert_eq!(tab.count(".bpe-cut"), 0, "the guide cuts at white space and has no pattern");
        tab.click(".tabs button, [role=tab]", "Bytes, as GPT-2");
        desk.wait_trained();
        desk.train_on("We'll pay  42 €!\nDon't");
        tab.wait_for_element(".bpe-cut", 10.0);
        let pieces = tab.texts(".bpe-cut .bpe-text i");
        assert_eq!(pieces, ["We", "'ll", "·pay", "·", "·42", "·€!", "⏎", "Don", "'t"]);
        assert_eq!(tab.texts(".bpe-pattern b"), ["2", "3", "1", "1", "2"]);
        tab.click("button", "Export pieces");
        tab.click("[role=menuitem]", "Numbers (CSV)");
        let csv = String::from_utf8(tab.downloaded("pieces.csv", 10.0)).expect("text");
        assert!(csv.starts_with("place,piece,bytes,cut by\r\n1,We,57 65,\" ?\\p{L}+\"\r\n"), "{csv}");
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn pictures_are_saved_with_what_stands_in_them() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "mode=bytes");
        for name in ["pieces", "tokens", "word", "encoded", "differences"] {
            tab.eval(&format!("document.querySelector('[aria-label=\"Export {name}\"]').scrollIntoView()"));
            tab.click("button", &format!("Export {name}"));
            tab.click("[role=menuitem]", "Picture (SVG)");
            let texts = texts_of_svg(tab, &tab.downloaded(&format!("{name}.svg"), 10.0));
            assert!(texts.len() > 5, "{name}: {texts:?}");
            if name == "tokens" {
                assert_eq!(texts, desk.tokens());
            }
        }
        tab.click("button", "Export tokens");
        tab.click("[role=menuitem]", "Numbers (CSV)");
        let csv = String::from_utf8(tab.downloaded("tokens.csv", 10.0)).expect("text");
        assert_eq!(csv.lines().count(), 1 + desk.tokens().len());
    });
}

#[test]
fn a_link_carries_the_panel_of_pretrained_vocabularies() {
    let site = Site::at_repo();
    let mut link = String::new();
    in_browser(&site, Browser::default(), |tab| {
        tab.before_load("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }");
        Desk::open(tab, "");
        tab.fill("#vocab-text", "", "naïve & <b>");
        tab.click("#pretrained .switch", "Show ids");
        tab.fill("#vocab-query", "", " the");
        tab.click(".lab button", "Copy a link");
        link = tab.wait_for("the link", 5.0, "window.copied").as_str().unwrap_or_default().to_string();
    });
    let query = link.split_once("/repo/tokenization").and_then(|(_, rest)| rest.split_once('?'));
    let (_, query) = query.unwrap_or_else(|| panic!("{link} does not lead to the lesson"));
    in_browser(&site, Browser::default(), |tab| {
        Desk::open(tab, query);
        assert_eq!(tab.eval("document.querySelector('#vocab-text').value"), "naïve & <b>");
        assert_eq!(tab.eval("document.querySelector('#vocab-query').value"), " the");
        let on = "[...document.querySelectorAll('#pretrained .switch')].filter(s => s.innerText.includes('Show ids')).some(s => s.matches('[aria-checked=true]') || s.querySelector(':checked, [aria-checked=true]'))";
        assert_eq!(tab.eval(on), true);
    });
}

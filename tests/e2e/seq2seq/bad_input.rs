//! What a reader may type that no model can read.

use super::{LIVE, Lab};
use tests::harness::{Browser, Site, in_browser};

#[test]
fn a_source_that_cannot_be_read_says_why_and_stays() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        let says = |words: &str| {
            tab.wait_for(words, LIVE, &format!("document.querySelector('.stage').innerText.includes({words:?})"));
        };
        lab.source("");
        says("Type a source");
        let long = "x".repeat(60);
        lab.source(&long);
        says("60 tokens");
        assert_eq!(tab.eval("document.querySelector('.stage input').value").as_str(), Some(long.as_str()));
        lab.source("20 \u{1f98a}uly 1969");
        says("Never seen in training");
        lab.source("20 July 1969");
        lab.waits_for_output("1969-07-20");
        tab.assert_clean();
    });
}

#[test]
fn ragged_pairs_are_named_by_line_and_kept() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "");
        tab.click("label", "Your pairs");
        tab.click(".part-mytext button", "Use your own text");
        let fill = |text: &str| {
            let text = serde_json::json!(text);
            tab.eval(&format!(
                "(() => {{ const field = document.getElementById('part-own-text'); field.value = {text}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); return true; }})()"
            ));
        };
        fill("one two\nthree\t3\n");
        tab.click(".part-mytext button", "Use this text");
        let told = |words: &str| {
            tab.wait_for(
                words,
                LIVE,
                &format!("document.querySelector('.part-notices').innerText.includes({words:?})"),
            );
        };
        told("write at least 8");
        told("Line 1 has no tab");
        let pairs: String = (10..40).map(|k| format!("{k}\t{}\n", 2 * k)).collect();
        tab.click(".part-mytext button", "Use your own text");
        fill(&format!("{pairs}no tab here\n"));
        tab.click(".part-mytext button", "Use this text");
        told("Line 31 has no tab");
        tab.wait_for("models of the pairs", LIVE, &format!("{}.startsWith('Untrained')", super::STATUS));
        tab.assert_clean();
    });
}

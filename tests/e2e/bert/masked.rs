//! Masked words: the head comes on a click, any words are masked, tried, put in and compared; nothing else goes off.

use super::{LIVE, open, press_load, wait_loaded};
use tests::harness::{Browser, Site, Tab, in_browser};

/// The predictions of the mask on show, with their percentages.
const ROWS: &str =
    "[...document.querySelectorAll('.masked-rows li')].map(it => it.innerText.replace(/\\s+/g, ' ').trim())";

#[track_caller]
fn live(tab: &Tab, query: &str) {
    open(tab, query);
    press_load(tab);
    wait_loaded(tab);
    tab.click_css(".masked-head .primary");
    wait_for_text(tab, ".masked-head", "added to the encoder's weights");
}

#[track_caller]
fn wait_for_text(tab: &Tab, css: &str, words: &str) {
    tab.wait_for(words, LIVE, &format!("document.querySelector({css:?})?.innerText.includes({words:?})"));
}

#[track_caller]
fn wait_for_rows(tab: &Tab, count: usize) {
    tab.wait_for("predictions", LIVE, &format!("{ROWS}.length === {count}"));
}

fn sentence(tab: &Tab) -> String {
    tab.eval("document.querySelector('.masked-texts input[type=text]').value").as_str().unwrap_or_default().into()
}

#[test]
fn any_word_is_masked_predicted_tried_and_put_in() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        wait_for_text(tab, ".masked", "Load the model at the top");
        wait_for_text(tab, ".masked-recorded", "of text that was held out");
        assert_eq!(tab.eval("document.querySelector('.masked-head .primary').disabled"), true);
        assert!(tab.requests().iter().all(|url| !url.contains("masked.shard")));
        press_load(tab);
        wait_loaded(tab);
        tab.click_css(".masked-head .primary");
        wait_for_rows(tab, 10);
        let shares = "[...document.querySelectorAll('.masked-rows .masked-share')].map(it => parseFloat(it.innerText))";
        assert_eq!(tab.eval(&format!("{shares}.every((share, at, all) => at === 0 || share <= all[at - 1])")), true);
        wait_for_text(tab, ".masked-tried", "What stood there, “door”");
        tab.fill(".masked-right input", "", "window antidisestablishmentarianism");
        wait_for_text(tab, ".masked-tried", "“window”: ");
        wait_for_text(tab, ".masked-tried", "one mask cannot stand for them");

        // By the keyboard, which keeps its place.
        tab.eval("document.querySelector('.masked-words button').focus()");
        tab.press("Enter");
        wait_for_text(tab, ".masked-head", "2 of 10 tokens masked");
        assert_eq!(tab.eval("document.activeElement.getAttribute('aria-label')"), "She, masked");
        tab.press("Enter");
        wait_for_text(tab, ".masked-head", "1 of 10 tokens masked");

        let first = tab.eval("document.querySelector('.masked-rows button').innerText.trim()");
        tab.click_css(".masked-rows button");
        wait_for_text(tab, ".masked-head", "Nothing is masked");
        assert_eq!(sentence(tab), format!("She opened the {} and went in.", first.as_str().unwrap_or_default()));
        tab.click(".masked .part-tools button", "Mask all");
        wait_for_text(tab, ".masked-head", "nothing is left to go by");
        wait_for_rows(tab, 10);
        tab.fill(".masked-texts input[type=text]", "", "");
        wait_for_text(tab, ".masked-head", "Type a sentence");
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn two_sentences_that_differ_in_one_word_are_compared_and_a_link_carries_them() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        live(tab, "say=He%20drank%20a%20cup%20of%20tea.&mask=5&swap=1&into=ate");
        wait_for_text(tab, ".masked-legend", "with “ate”");
        tab.wait_for("pairs", LIVE, "document.querySelectorAll('.masked-pairs li').length >= 10");
        let changes = tab.texts(".masked-change").join(" ");
        assert!(changes.contains('▲') && changes.contains('▼'), "{changes}");
        tab.click(".masked-texts .switch", "A second sentence");
        wait_for_text(tab, ".masked-words", "[SEP]");
        tab.wait_for("the link", LIVE, "location.search.includes('two=1') && location.search.includes('into=ate')");
        tab.click(".masked-two .switch", "Exchange one word and compare");
        tab.wait_for("one sentence", LIVE, "!document.querySelector('.masked-pairs')");
        let table = ".masked-left .data-table button";
        tab.click_css(table);
        wait_for_text(tab, ".masked-left .data-table", "Probability");
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn a_head_that_does_not_come_or_is_damaged_is_said_and_can_be_tried_again() {
    for (site, words) in [
        (Site::without("masked.shard"), "could not be fetched"),
        (Site::with_damaged("masked.shard"), "not the one this site was built with"),
    ] {
        in_browser(&site, Browser::default(), |tab| {
            tab.expect("404");
            open(tab, "");
            press_load(tab);
            wait_loaded(tab);
            tab.click_css(".masked-head .primary");
            wait_for_text(tab, ".masked-head", words);
            assert!(tab.has(".masked-head button", "Try again"));
            // What attention does goes on as before.
            assert_eq!(tab.count(".bert-layer canvas"), 72);
            tab.assert_clean();
        });
    }
}

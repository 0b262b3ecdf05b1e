//! The heads of the model on the reader's own text.

use super::{LIVE, open, press_load, wait_loaded};
use tests::harness::{Browser, Site, Tab, in_browser};

#[track_caller]
fn live(tab: &Tab, query: &str) {
    open(tab, query);
    press_load(tab);
    wait_loaded(tab);
    let status = "document.querySelector('.lab .part-status').innerText";
    tab.wait_for("a live answer", LIVE, &format!("{status}.includes('read live')"));
    tab.wait_for("the small maps", LIVE, "document.querySelectorAll('.bert-layer canvas').length === 72");
}

#[track_caller]
fn wait_for_text(tab: &Tab, css: &str, words: &str) {
    tab.wait_for(words, LIVE, &format!("document.querySelector({css:?})?.innerText.includes({words:?})"));
}

/// The tokens of the flowing strip.
const TOKENS: &str = "[...document.querySelectorAll('.bert-from .tokens i')].map(it => it.textContent).join(' ')";

#[test]
fn known_heads_are_found_and_any_head_is_shown_large() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        live(tab, "");
        // MiniLM's clearest head: the third of the first layer looks back by one.
        wait_for_text(tab, "[aria-label='Heads that follow a pattern']", "Layer 1, head 3");
        tab.eval("document.querySelector('[aria-label^=\"Layer 1, head 3\"]').click()");
        wait_for_text(tab, ".bert-picture", "Layer 1, head 3");
        wait_for_text(tab, ".inspect", "looks at the token before");
        // Nothing of it lies ahead, and the causal map takes nothing away.
        wait_for_text(tab, ".bert-pair", "causal mask");
        tab.click(".lab .choice label", "Lines");
        tab.wait_for("lines", LIVE, "document.querySelectorAll('.bert-lines line').length >= 13");
        let lines = tab.count(".bert-lines line");
        tab.eval("document.querySelectorAll('.bert-from .tokens i')[3].click()");
        tab.wait_for("one token's", LIVE, &format!("document.querySelectorAll('.bert-lines line').length < {lines}"));
        wait_for_text(tab, ".bert-from", "from “sat”");
        tab.click(".lab .switch", "Show [CLS] and [SEP]");
        tab.wait_for("no special tokens", LIVE, &format!("!{TOKENS}.includes('[CLS]')"));
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn two_texts_unknown_words_and_too_many_tokens_are_read_and_explained() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        live(tab, "pair=1&second=It%20slept.");
        tab.wait_for("both texts", LIVE, &format!("{TOKENS}.endsWith('. [SEP] it slept . [SEP]')"));
        tab.fill(".bert-texts input[type=text]", "", "a 🦕 cat");
        wait_for_text(tab, ".bert-remarks", "[UNK] stands for “🦕”");
        tab.click(".bert-texts .switch", "A second text");
        tab.fill(".bert-texts input[type=text]", "", &"word ".repeat(5000));
        wait_for_text(tab, ".bert-remarks", "512 places");
        wait_for_text(tab, ".bert-remarks", "reads 2,550 of 25,000 characters");
        wait_for_text(tab, ".lab", "512 tokens");
        tab.fill(".bert-texts input[type=text]", "", "");
        wait_for_text(tab, ".lab", "Type a sentence");
        tab.assert_clean();
    });
}

//! Generation under glass.

use super::{open, prompt, tokens, wait_for_status};
use tests::harness::{Browser, Site, in_browser};

#[test]
fn it_opens_on_a_text_with_every_choice_in_view() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        assert_eq!(tokens(tab), 23 + 60, "the prompt and what was written");
        tab.wait_for_element(".glass-stages tbody tr", 20.0);
        assert_eq!(tab.count(".glass-stages thead th"), 8);
        assert!(tab.count(".glass-stages tbody tr") >= 10);
        // The lens: the embedding and four layers; the heads of a layer.
        tab.wait_for("the lens", 20.0, "document.querySelectorAll('.under tbody tr').length >= 5");
        tab.wait_for_element(".under canvas", 20.0);
        // A click on a token of the text looks at its place.
        tab.click_css(".glass-text .tokens i[data-at='30']");
        tab.wait_for("the place", 20.0, "document.querySelector('.inspect').innerText.includes('Place 31')");
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn every_stage_acts_on_the_same_logits() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        tab.fill(".gpt-lab .knob input[type=text]", "top_k, exact value", "3");
        tab.wait_for(
            "three are left after top_k",
            20.0,
            "[...document.querySelectorAll('.glass-stages tfoot tr:first-child td')][3]?.innerText.startsWith('3 ')",
        );
        let first = "[...document.querySelectorAll('.glass-stages tfoot tr:first-child td')][0].innerText";
        let all: usize = tab.eval(first).as_str().and_then(|text| text.parse().ok()).unwrap_or(0);
        assert!(all > 50, "nothing is out in the softmax: {all}");
        tab.fill(".gpt-lab .part-probe input", "Search all tokens", "e");
        tab.wait_for("what was found", 20.0, "document.querySelectorAll('.glass-stages').length === 2");
        tab.expect("have “e” in them");
    });
}

#[test]
fn another_token_makes_a_branch() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        tab.click_css(".glass-text .tokens i[data-at='40']");
        tab.wait_for("the place", 20.0, "document.querySelector('.inspect').innerText.includes('Place 41')");
        tab.wait_for(
            "its distribution",
            20.0,
            "!document.querySelector('.glass-stages tbody tr:not(.stands) button')?.disabled && document.querySelector('.glass-stages tbody tr.stands')",
        );
        tab.click_css(".glass-stages tbody tr:not(.stands) button");
        tab.wait_for("two branches", 60.0, "document.querySelectorAll('.glass-tree li').length >= 3");
        wait_for_status(tab, "tokens stand there|context is full");
        let on_path = tab.count(".glass-tree button[aria-current]");
        assert_eq!(on_path, 2, "the stem and the new branch");
    });
}

#[test]
fn the_cache_is_measured_with_and_without() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        tab.click(".gpt-cost label", "KV cache");
        tab.click(".gpt-cost button", "Write until the context is full");
        tab.wait_for(
            "both medians",
            120.0,
            "/Median with the cache .* without/.test(document.querySelector('.gpt-cost').innerText)",
        );
        wait_for_status(tab, "context is full");
        assert_eq!(tokens(tab), 128);
    });
}

#[test]
fn bad_prompts_and_extreme_settings_are_answered_in_words() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        prompt(tab, "");
        tab.click(".gpt-lab .knobs button", "Write");
        tab.expect("The prompt is empty");
        prompt(tab, &"It was a dark night. ".repeat(20));
        tab.click(".gpt-lab .knobs button", "Write");
        tab.wait_for("the long prompt", 20.0, "document.body.innerText.includes('context holds 128')");
        prompt(tab, "a☃b");
        tab.expect("no token for “☃”");
        for temperature in ["100", "0.01"] {
            tab.fill(".gpt-lab .knob input[type=text]", "Temperature, exact value", temperature);
            tab.click(".gpt-lab .knobs button", "Write");
            tab.wait_for("63 tokens", 60.0, "document.querySelectorAll('.glass-text .tokens i').length === 63");
            wait_for_status(tab, "63 tokens stand there");
        }
    });
}

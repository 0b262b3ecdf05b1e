//! Training in the tab, breaking, and taking the weights along.

use super::{LIVE, open, wait_for_status};
use tests::harness::{Browser, Site, in_browser};

/// A model that learns in seconds.
const TINY: &str = "d=16&layers=2&heads=2&context=24&batch=4&rate=0.01";

#[test]
fn two_kinds_race_and_the_losses_are_drawn() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, TINY);
        tab.click(".lab .knobs button", "Race it against the other kind");
        let step = "Number((/Step ([0-9,]+)/.exec(document.body.innerText) ?? [])[1]?.replace(',', '') ?? 0)";
        tab.wait_for("some steps", LIVE, &format!("{step} >= 60"));
        tab.click(".lab .knobs button", "Pause");
        tab.wait_for("the pause", 20.0, "document.body.innerText.includes('steps trained')");
        tab.click(".stage button", "Show as table");
        tab.wait_for_element(".stage .chart td", 10.0);
        let head = tab.texts(".stage .chart th").join(" ");
        assert!(head.contains("post-norm, ReLU") && head.contains("pre-norm, GELU"), "{head}");
    });
}

#[test]
fn what_is_taken_away_is_guessed_first_and_then_measured() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, TINY);
        assert!(tab.has(".gpt-break button:disabled", "Break it"), "not before a guess");
        tab.click(".gpt-break .part-guess label", "by more than 1.5 nats");
        tab.click(".gpt-break button", "Break it");
        tab.wait_for(
            "the measurement",
            60.0,
            "document.querySelector('.gpt-break').innerText.includes('held-out loss went from')",
        );
    });
}

#[test]
fn a_model_that_cannot_be_is_refused_and_the_old_one_stays() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, TINY);
        tab.fill(".knob input[type=text]", "Heads, exact value", "3");
        tab.click(".lab .knobs button", "Make a new model");
        tab.wait_for(
            "the refusal",
            60.0,
            "document.body.innerText.includes('3 heads cannot share a d_model of 16 evenly')",
        );
        wait_for_status(tab, "Ready|tokens stand there|context is full");
        tab.click(".part-take button", "Weights (safetensors)");
        let file = tab.downloaded("gpt.safetensors", 20.0);
        // Eight bytes say how long the list of tensors is that follows them.
        let (length, rest) = file.split_first_chunk().expect("a file of tensors");
        let list = String::from_utf8_lossy(&rest[..u64::from_le_bytes(*length) as usize]);
        assert!(list.contains("token_embedding.weight"), "{list}");
    });
}

//! A head trained in the tab, beside what needs no training; bad texts; and what is shown before the model is loaded.

use tests::harness::{Browser, Site, Tab, in_browser};

use super::{LIVE, open, press_load, wait_loaded};

const LAB: &str = "section.lab[aria-label='A classifier on top']";

#[track_caller]
fn wait_for(tab: &Tab, css: &str, words: &str) {
    tab.wait_for(words, LIVE, &format!("document.querySelector(\"{css}\")?.innerText.includes({words:?})"));
}

#[track_caller]
fn train(tab: &Tab, runs: usize) {
    tab.click(&format!("{LAB} .primary"), "Train the head");
    let rows = "document.querySelectorAll('[aria-label=\"Your runs\"] tbody tr').length";
    tab.wait_for("a finished run", LIVE, &format!("{rows} === {runs}"));
}

#[test]
fn a_recording_is_alive_before_anything_is_loaded() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("bert/?backend=cpu");
        tab.wait_for("the recorded maps", 10.0, "document.querySelectorAll('.bert-layer canvas').length === 72");
        tab.wait_for("both labelled", 10.0, "document.querySelectorAll('section.lab.recorded').length === 2");
        wait_for(tab, ".lab .part-status", "Recorded");
        wait_for(tab, &format!("{LAB} .part-status"), "Recorded: trained 1,540 numbers on 48 texts");
        wait_for(tab, LAB, "of 24");
        assert!(!tab.requests().iter().any(|url| url.contains(".shard")), "no model is asked for");
        // It can be looked at: another head, its causal map, a confusion matrix.
        tab.eval("document.querySelectorAll('.bert-layer button')[40].click()");
        wait_for(tab, ".bert-picture", "Layer 4, head 5");
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn a_head_is_trained_and_asked_and_the_exercises_can_be_solved() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        press_load(tab);
        wait_loaded(tab);
        train(tab, 1);
        wait_for(tab, LAB, "Trained 1,540 numbers");
        assert_eq!(tab.count("section.lab.recorded"), 0);
        wait_for(tab, LAB, "The head says");
        tab.wait_for("tokens", LIVE, &format!("document.querySelectorAll(\"{LAB} .bert-from .tokens i\").length > 8"));
        tab.fill(&format!("{LAB} input[type=text]"), "Text to classify", "");
        wait_for(tab, LAB, "there is nothing to classify");

        // With two texts a class, on the features that the model was trained for.
        tab.click(&format!("{LAB} .choice label"), "mean of all tokens");
        tab.fill(&format!("{LAB} .knob input[type=text]"), "Texts a class, exact value", "2");
        train(tab, 2);
        let solved = "document.querySelectorAll('.exercise.solved').length";
        tab.wait_for("the third exercise", LIVE, &format!("{solved} >= 1"));
        tab.fill(".bert-texts input[type=text]", "", "a b c a b c a b c a b c");
        tab.wait_for("the first exercise", LIVE, &format!("{solved} >= 2"));

        tab.fill(".bert-texts input[type=text]", "", "I do not like this film at all");
        wait_for(tab, ".lab .part-status", "10 tokens");
        tab.click(".choice label", "The word order");
        tab.click(".part-guess label", "Less than 0.8");
        tab.click("button", "Break it");
        tab.wait_for("the second exercise", LIVE, &format!("{solved} >= 3"));

        tab.click(&format!("{LAB} .choice label"), "pooler of [CLS]");
        tab.fill(&format!("{LAB} .knob input[type=text]"), "Texts a class, exact value", "12");
        train(tab, 3);
        let probe = "My login was charged twice by the courier.";
        tab.fill(&format!("{LAB} input[type=text]"), "Text to classify", probe);
        tab.wait_for("the last exercise", LIVE, &format!("{solved} === 4"));
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn bad_texts_are_said_and_training_waits() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        press_load(tab);
        wait_loaded(tab);
        let field = format!("{LAB} textarea");
        let off = format!("document.querySelector(\"{LAB} .primary\").disabled");
        for (text, words) in [
            ("", "There are no texts yet"),
            ("a: one\na: two", "at least two classes"),
            ("a: one\nb:", "Line 2 has a label and no text"),
            ("a: one\nb: one\na: one", "All texts are the same"),
            ("a: one\nhello", "Line 2 has no label"),
        ] {
            tab.fill(&field, "", text);
            wait_for(tab, LAB, words);
            tab.wait_for("nothing to press", LIVE, &off);
        }
        // A class of one text can be trained on, and the page says what that is worth.
        tab.fill(&field, "", "a: <b>one</b>\nb: two\nb: three");
        wait_for(tab, LAB, "“a” has one text only");
        wait_for(tab, LAB, "Nothing can be held out");
        train(tab, 1);
        tab.click(&format!("{LAB} button"), "Back to the packaged tickets");
        wait_for(tab, LAB, "72 tickets");
        tab.assert_clean();
    });
}

#[test]
fn training_can_be_stopped() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "epochs=1000&hidden=128");
        press_load(tab);
        wait_loaded(tab);
        tab.click(&format!("{LAB} .primary"), "Train the head");
        wait_for(tab, &format!("{LAB} .part-status"), "Training: epoch");
        tab.click(&format!("{LAB} .primary"), "Stop");
        wait_for(tab, &format!("{LAB} .part-status"), "Trained");
        assert!(!tab.text(&format!("{LAB} .part-status")).contains("1000 epochs"));
        tab.assert_clean();
    });
}

//! Surgery, and why the cell is worth it.

use crate::e2e::lab::Lab;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn holding_the_forget_gate_shut_costs_what_the_page_says() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "backend=cpu");
        let panel = "section[aria-label='Break it']";
        let ready = format!(
            "[...document.querySelectorAll(\"{panel} button\")].some(b => b.innerText === 'Break it' && !b.disabled)"
        );
        assert_eq!(tab.eval(&ready), false, "it must ask for a prediction first");
        tab.eval(&format!("document.querySelector(\"{panel}\").scrollIntoView()"));
        tab.click(&format!("{panel} label"), "forget");
        tab.click(&format!("{panel} label"), "0");
        tab.click(".part-guess label", "Falls apart");
        tab.wait_for("the button “Break it”", 10.0, &ready);
        tab.click(&format!("{panel} button"), "Break it");
        let losses = "(said => said && [+said[1], +said[2]])(document.querySelector('.lstm-wreck')?.innerText.match(/loss ([\\d.]+) nats unbroken, ([\\d.]+) nats broken/))";
        let losses = tab.wait_for("both losses", 60.0, losses);
        let (intact, broken) = (losses[0].as_f64().unwrap_or(f64::NAN), losses[1].as_f64().unwrap_or(f64::NAN));
        assert!(intact < 3.0, "the example model is not trained: {intact}");
        assert!(broken > intact + 0.05, "no memory and no harm: {intact} to {broken}");
        tab.wait_for("both continuations", 60.0, "document.querySelectorAll('.lstm-wreck .sample').length === 2");
        let samples = tab.texts(".lstm-wreck .sample");
        assert_ne!(samples[0], samples[1]);
        tab.wait_for("the pictures", 60.0, "document.querySelectorAll('.lstm-wreck .heat').length === 5");
        tab.click(&format!("{panel} button"), "Undo");
        tab.wait_for("the undoing", 10.0, "!document.querySelector('.lstm-wreck')");
    });
}

#[test]
fn lstm_and_rnn_are_compared_on_the_same_text() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        tab.wait_for_element(".lstm-why h3", 60.0);
        assert_eq!(tab.texts(".lstm-why h3"), ["LSTM", "plain RNN"]);
        let words = tab.texts(".lstm-why .part-note");
        assert!(words.len() == 2 && words.iter().all(|text| text.contains("of its gradient comes from")), "{words:?}");
        let length = lab.tokens().chars().count();
        assert_eq!(tab.count(".lstm-why .tokens i"), 2 * length);
    });
}

#[test]
fn exercises_wait_for_measurements() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "backend=cpu");
        assert!(tab.count(".exercise") >= 3);
        assert_eq!(tab.count(".exercise.solved"), 0, "solved before anything was done");
        let code = tab.text("main");
        assert!(code.contains("sigmoid") && code.contains("torch"), "the code is not shown");
    });
}

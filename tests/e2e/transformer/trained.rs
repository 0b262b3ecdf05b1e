//! The trained model: its circuit, its ablations, and the experiments.

use super::Lab;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn the_copying_goes_with_the_copier() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        tab.click("label", "Trained");
        let says = |words: &str| {
            tab.wait_for(words, 60.0, &format!("document.querySelector('.lab').innerText.includes({words:?})"));
        };
        says("Expected next: D");
        says("induction 0.97");
        says("As it stands, 1.000 of 463 known next letters are right");
        tab.click(".transformer-head button", "Ablate (layer 2, head 1)");
        says("As it stands, 0.0");
        lab.wait_for_solved(3);
        tab.click(".transformer-head button", "Put it back (layer 2, head 1)");
        says("As it stands, 1.000");
        tab.fill("input", "Letters A to P", "xyz 1 a b a");
        says("4 characters are left out");
        lab.wait_live();
    });
}

#[test]
fn a_prediction_comes_first_and_is_measured() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "");
        let off = "[...document.querySelectorAll('.transformer-break button')].find(b => b.innerText === 'Break it').disabled";
        assert_eq!(tab.eval(off), true, "nothing is broken before the model is there and the reader has guessed");
        tab.click(".transformer-break button", "Load the trained model");
        tab.click(".transformer-break label", "Ablate the looker-back");
        tab.click(".transformer-break label", "Between 0.2 and 0.9");
        tab.wait_for("the loaded model", 60.0, &format!("!{off}"));
        tab.click(".transformer-break button", "Break it");
        let panel = "document.querySelector('.transformer-break').innerText";
        tab.wait_for("what was measured", 30.0, &format!("{panel}.includes('As you expected. Measured: “Between')"));
        tab.click(".transformer-break button", "Undo");
        tab.wait_for(
            "the whole model",
            20.0,
            "document.querySelector('.lab').innerText.includes('As it stands, 1.000')",
        );
    });
}

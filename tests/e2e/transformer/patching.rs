//! Swapped tokens, patched activations, and the race of the positional schemes.

use super::{LIVE, Lab};
use tests::harness::{Browser, Site, in_browser};

#[test]
fn swapped_tokens_keep_their_outputs_only_without_positions() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        let token = |at: usize| format!(".transformer-swap .tokens > :nth-child({at})");
        let says = |words: &str| {
            tab.wait_for(
                words,
                20.0,
                &format!("document.querySelector('.transformer-swap').innerText.includes({words:?})"),
            );
        };
        says("Say first what you expect");
        tab.click(".transformer-swap label", "Only the two that moved");
        says("Pick two tokens");
        tab.click_css(&token(2));
        tab.click_css(&token(5));
        says("Not “Only the two that moved get new vectors”, as you expected");
        says("With positions the outputs change");
        tab.click(".transformer-swap label", "Drop positions");
        says("Say first what you expect");
        tab.click(".transformer-swap label", "Each token takes its vector along");
        says("As you expected");
        says("the outputs merely change places");
        // The two “the”.
        tab.click(".transformer-swap label", "Drop positions");
        tab.click(".transformer-swap label", "Tokens that did not move");
        says("With positions the outputs change");
        tab.click_css(&token(1));
        tab.click_css(&token(4));
        lab.wait_for_solved(4);
    });
}

#[test]
fn a_patched_place_carries_the_answer_over() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        tab.click(".transformer-break button", "Load the trained model");
        let panel = "document.querySelector('.transformer-patching').innerText";
        tab.wait_for("the model", LIVE, "!document.querySelector('.transformer-patching button').disabled");
        tab.click(".transformer-patching button", "Patch every place");
        tab.wait_for("the answers", 20.0, &format!("{panel}.includes('answers D, the other M')"));
        tab.wait_for("everything", 5.0, &format!("{panel}.includes('With everything patched, 1.000')"));
        // What the last layer gives at the last letter.
        tab.hover(".transformer-sites .heat", 0.97, 0.36);
        tab.wait_for("a place in words", 5.0, &format!("{panel}.includes('the model then answers M')"));
        tab.fill("input", "Activations from", "C K D A P F P");
        tab.click(".transformer-patching button", "Patch every place");
        tab.wait_for("another answer", 20.0, &format!("{panel}.includes('the other F')"));
        lab.wait_for_solved(5);
        tab.fill("input", "Activations from", "C K");
        tab.click(".transformer-patching button", "Patch every place");
        tab.wait_for("what is wrong", 20.0, "document.body.innerText.includes('give both the same number')");
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn five_schemes_are_trained_and_stopped() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "");
        let panel = "document.querySelector('#race').parentElement.innerText";
        tab.click("button", "Train all five");
        tab.wait_for("steps", LIVE, "/Step (1[0-9]|[2-9][0-9]) of/.test(document.body.innerText)");
        tab.click(".transformer-race button", "Stop");
        tab.wait_for("that it stopped", 20.0, "document.body.innerText.includes('Stopped after step')");
        tab.wait_for("the link", 5.0, &format!("{panel}.includes('Positional encoding')"));
        tab.assert_no_sideways_scroll();
    });
}

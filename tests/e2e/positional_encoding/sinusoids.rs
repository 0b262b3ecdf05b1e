//! The matrix, its formula, its clocks, and what may be typed into its knobs.

use super::Lab;
use crate::e2e::positional_encoding::LIVE;
use std::time::Instant;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn it_opens_alive_and_on_a_recorded_run() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("positional-encoding/?backend=cpu");
        let start = Instant::now();
        tab.wait_for_element(".heat", 15.0);
        // A canvas of one pixel a cell: 32 dimensions, 128 positions.
        tab.wait_for(
            "the matrix",
            2.0,
            "[128, 32].join() === (c => [c.width, c.height].join())(document.querySelector('.heat canvas'))",
        );
        tab.wait_for(
            "a map of the attention layer",
            10.0,
            "document.querySelectorAll('.position-map .heat').length === 2",
        );
        assert!(start.elapsed().as_secs_f32() < 12.0);
        tab.wait_for("the live layer", LIVE, &format!("{}.startsWith('Run live')", super::STATUS));
    });
}

#[test]
fn a_cell_shows_its_formula_with_its_numbers() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "backend=cpu");
        // The first row, the first column: sin(0).
        tab.hover(".heat", 0.001, 0.01);
        let formula = "document.querySelector('.inspect .position-math').innerText.replace(/\\s+/g, '')";
        tab.wait_for(
            "the formula of the first cell",
            5.0,
            &format!("{formula}.includes('PE(0,0)') && {formula}.endsWith('=0.0000')"),
        );
        // Half of the columns to the right: position 64, dimension 1, cos(64) = 0.3919.
        tab.hover(".heat", 0.501, 0.04);
        tab.wait_for(
            "the formula of (64, 1)",
            5.0,
            &format!("{formula}.includes('PE(64,1)') && {formula}.endsWith('=0.3919')"),
        );
    });
}

#[test]
fn the_transport_bar_walks_over_the_positions() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "backend=cpu");
        let at = |row: &str| {
            tab.wait_for(
                row,
                5.0,
                &format!("document.querySelector('.transport-words').innerText === 'row {row} / 128'"),
            );
        };
        at("21");
        tab.click(".transport button", "Step");
        at("22");
        let clocks = "document.querySelector('.under .row span').innerText";
        tab.wait_for("the clocks at position 21", 5.0, &format!("{clocks}.includes('p = 21')"));
        tab.eval("document.activeElement.blur()");
        tab.press("End");
        at("128");
        tab.press("Home");
        at("1");
        let hand = "document.querySelector('.position-clocks .here').getAttribute('y2')";
        assert_eq!(tab.eval(hand), "-17.00", "at position 0 every hand points up");
    });
}

#[test]
fn what_cannot_be_is_said_and_nothing_breaks() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        let says = |words: &str| {
            tab.wait_for(words, 10.0, &format!("document.querySelector('.lab').innerText.includes({words:?})"));
        };
        lab.set("d_model", "7");
        says("a sine without its cosine");
        lab.wait_live();
        lab.set("d_model", "1");
        says("one sine alone cannot tell");
        says("raise d_model to 2 or more");
        lab.set("d_model", "99999");
        says("From 1 to 1024: using 1024.");
        lab.wait_live();
        lab.set("d_model", "32");
        lab.set("Base", "-3");
        says("From 1 to 1000000: using 1.");
        says("every pair turns at the same speed");
        lab.set("Base", "NaN");
        says("This is not a number.");
        lab.set("Base", "10000");
        lab.set("max_len", "1");
        says("A table of one position");
        lab.set("max_len", "100000");
        says("Positions 0 to 127 of 100,000");
        tab.press("End");
        tab.click(".part-take button", "Matrix (NPY)");
        tab.wait_for("the limit of an export", 5.0, "document.body.innerText.includes('too many for one file')");
    });
}

#[test]
fn exercises_are_solved_by_what_is_measured() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        assert_eq!(tab.count(".exercise.solved"), 0, "a fresh page has solved nothing");
        lab.set("Offset k", "48");
        tab.wait_for("the first exercise", 5.0, "document.querySelectorAll('.exercise')[0].matches('.solved')");
        lab.set("d_model", "8");
        lab.set("Base", "13.5");
        tab.wait_for("the second exercise", 5.0, "document.querySelectorAll('.exercise')[1].matches('.solved')");
        assert_eq!(tab.count(".exercise.solved"), 2);
    });
}

#[test]
fn a_prediction_comes_first_and_is_measured() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        let off =
            "[...document.querySelectorAll('.position-break button')].find(b => b.innerText === 'Break it').disabled";
        assert_eq!(tab.eval(off), true, "nothing is broken before the reader has guessed");
        tab.click(".position-break label", "d_model 2");
        tab.click(".position-break label", "At least 1");
        tab.click(".position-break button", "Break it");
        tab.wait_for(
            "what was measured",
            10.0,
            "document.querySelector('.position-break').innerText.includes('Measured: “Less than 0.1')",
        );
        assert_eq!(lab.value("d_model"), "2");
        tab.click(".position-break button", "Undo");
        tab.wait_for(
            "the width of before",
            5.0,
            "document.querySelector('[aria-label=\"d_model, exact value\"]').value === '32'",
        );
        // This one waits for the engine.
        tab.click(".position-break label", "Backwards");
        tab.click(".position-break label", "ALiBi");
        tab.click(".position-break button", "Break it");
        tab.wait_for(
            "what the layer did",
            LIVE,
            "document.querySelector('.position-break').innerText.includes('As you expected. Measured: “ALiBi”')",
        );
    });
}

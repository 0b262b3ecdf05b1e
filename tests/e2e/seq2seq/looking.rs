//! Reading, searching, swapping, breaking.

use super::{LIVE, Lab};
use tests::harness::{Browser, Site, in_browser};

#[test]
fn a_date_is_written_as_iso_and_pointing_reads_the_alignment() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        lab.waits_for_output("1969-07-20");
        lab.source("4 May 1977");
        lab.waits_for_output("1977-05-04");
        let said = "document.querySelector('.seq2seq-alignment .part-note').innerText";
        tab.hover(".seq2seq-map .tokens > :nth-child(3)", 0.5, 0.5);
        tab.wait_for("what looked at it", 10.0, &format!("{said}.includes('was looked at most by')"));
        tab.assert_clean();
    });
}

#[test]
fn the_beam_goes_on_from_a_branch_and_a_word_can_be_swapped() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "");
        tab.wait_for_element(".seq2seq-column button.pruned", LIVE);
        tab.click_css(".seq2seq-column button.pruned");
        tab.wait_for(
            "the branch",
            LIVE,
            "document.querySelector('.seq2seq-prefix')?.innerText.includes('Goes on from')",
        );
        tab.wait_for_element(".seq2seq-column button.forced", LIVE);
        tab.click(".seq2seq-prefix button", "Search from the start");
        tab.wait_for("no branch", LIVE, "!document.querySelector('.seq2seq-prefix')");
        tab.click(".seq2seq-words button", "July");
        tab.fill("input", "Replace it by", "May");
        tab.wait_for("what changed", LIVE, "document.querySelector('.seq2seq-changes mark')?.innerText === '5'");
        tab.assert_clean();
    });
}

#[test]
fn breaking_it_is_measured_after_a_guess() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "");
        tab.click("label", "Hardly any: fewer than 1 of 10");
        tab.click(".part-panel button", "Break it");
        let measured = "[...document.querySelectorAll('.part-panel [role=status]')].some(e => e.innerText.includes('of held-out outputs are right'))";
        tab.wait_for("a measurement", LIVE, measured);
        tab.assert_clean();
    });
}

#[test]
fn new_models_train_in_the_tab_and_can_be_paused() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "task=reversal");
        tab.fill("input", "Hidden size, exact value", "16");
        tab.click(".lab button", "Train new models");
        lab.says("Training, step");
        tab.wait_for("a curve", LIVE, "!!document.querySelector('.under .chart canvas')");
        tab.click(".lab button", "Pause");
        lab.says("Trained for");
        tab.assert_clean();
    });
}

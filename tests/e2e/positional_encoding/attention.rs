//! The attention layer under five schemes: what each notices is measured, on the CPU and on WebGPU.

use super::Lab;
use tests::harness::{Browser, Site, in_browser};

/// A layer of a few dozen operations: on a software adapter each takes as many milliseconds as microseconds elsewhere.
const TINY: &str = "d=8&heads=2&text=who%20sees%20whom";

#[test]
fn only_positions_tell_the_order() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        lab.wait_for_column(2, ["no", "yes", "yes", "yes", "yes"]);
        lab.wait_for_column(4, ["yes", "no", "no", "yes", "yes"]);
        // A causal mask tells the order all by itself.
        tab.click("label", "Causal mask");
        lab.wait_for_column(2, ["yes", "yes", "yes", "yes", "yes"]);
        tab.wait_for("the fourth exercise", 5.0, "document.querySelectorAll('.exercise')[3].matches('.solved')");
        tab.click("label", "Causal mask");
        // Without an exchange there is nothing to notice.
        tab.click(".position-order button", "As typed");
        lab.wait_for_column(2, ["no", "no", "no", "no", "no"]);
        // Turned round, every distance is as it was.
        tab.click(".position-order button", "Turn it round");
        lab.wait_for_column(2, ["no", "yes", "yes", "yes", "no"]);
        tab.wait_for("the third exercise", 5.0, "document.querySelectorAll('.exercise')[2].matches('.solved')");
    });
}

#[test]
fn words_are_moved_by_keys_and_by_clicks() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        assert_eq!(lab.order(), "the cat chased the dog home");
        tab.click(".position-order button", "As typed");
        tab.wait_for("the typed order", 5.0, "document.querySelectorAll('.position-order .moved').length === 0");
        tab.eval("document.querySelectorAll('.position-order li button')[1].focus()");
        tab.press("Enter");
        tab.press("Right");
        tab.press("Right");
        tab.press("Enter");
        assert_eq!(lab.order(), "the chased the dog cat home");
        tab.click(".position-order li button", "home");
        tab.click(".position-order li button", "chased");
        tab.wait_for("an exchange", 5.0, "document.querySelectorAll('.position-order li')[1].innerText === 'home'");
        assert_eq!(lab.order(), "the home the dog cat chased");
        lab.wait_for_column(2, ["no", "yes", "yes", "yes", "yes"]);
    });
}

#[test]
fn the_map_follows_the_scheme_and_the_score_table_proves_the_distance() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        let differences = "[...document.querySelectorAll('[aria-label=\"Scores before and after the move\"] tbody tr')].map(row => Math.abs(parseFloat(row.cells[5].innerText.replaceAll('−', '-'))))";
        tab.wait_for("sinusoids to change their scores", 10.0, &format!("Math.max(...{differences}) > 0.1"));
        tab.click(".position-cards button", "RoPE");
        tab.wait_for(
            "RoPE to keep its scores",
            10.0,
            &format!("{differences}.length === 6 && Math.max(...{differences}) < 1e-4"),
        );
        tab.wait_for("the line of RoPE in the code", 30.0, "[...document.querySelectorAll('.source-body li.live')].some(line => line.innerText.includes('query = scheme::rotate'))");
        // The weight of the cell under the pointer is the last number of its formula.
        tab.hover(".position-map .heat", 0.08, 0.08);
        let words = "document.querySelectorAll('.lab')[1].querySelector('.inspect p').innerText";
        tab.wait_for("the first cell", 5.0, &format!("{words}.startsWith('“the” at 0 looks at “the” at 0')"));
        lab.set("Shift s", "1000");
        tab.wait_for(
            "a table without such rows",
            20.0,
            "document.querySelector('[aria-label=\"What each scheme notices\"]').innerText.includes('no row')",
        );
        lab.wait_for_column(4, ["yes", "no", "cannot run", "yes", "yes"]);
    });
}

#[test]
fn a_longer_text_stretches_the_rotations_in_three_ways() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu&scheme=rope&scale=0.25");
        tab.wait_for("the speeds", 10.0, "document.body.innerText.includes('for texts of 4 times max_len')");
        let score = "[...document.querySelectorAll('[aria-label=\"Scores before and after the move\"] tbody tr')].map(row => row.cells[2].innerText).join()";
        let mut seen = vec![tab.eval(score)];
        for way in ["NTK", "YaRN"] {
            tab.click(".choice label", way);
            let before = seen[seen.len() - 1].to_string();
            tab.wait_for(way, 20.0, &format!("{score} !== {before}"));
            seen.push(tab.eval(score));
        }
        assert_ne!(seen[0], seen[2]);
        // Whatever is done to frequencies, only the distance counts.
        lab.wait_for_column(4, ["yes", "no", "no", "yes", "yes"]);
        tab.wait_for("the address", 5.0, "location.search.includes('stretch=yarn')");
        lab.set("Scale positions by", "1");
        tab.wait_for("nothing to stretch", 10.0, "document.body.innerText.includes('Nothing to stretch')");
    });
}

#[test]
fn any_sentence_is_read_or_its_limit_said() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        let says = |words: &str| {
            tab.wait_for(words, 20.0, &format!("document.querySelectorAll('.lab')[1].innerText.includes({words:?})"));
        };
        tab.fill("input", "Sentence", "");
        says("Type a sentence: there is no word to attend to.");
        tab.fill("input", "Sentence", "שלום 👩‍🚀 naïve שלום");
        lab.wait_live();
        tab.wait_for("four rows", 20.0, "document.querySelectorAll('.position-map .tokens')[0].children.length === 4");
        assert_eq!(lab.order(), "שלום naïve 👩‍🚀 שלום");
        tab.fill("input", "Sentence", &"word ".repeat(1000));
        says("952 more are kept in the field");
        tab.wait_for("48 rows", 30.0, "document.querySelectorAll('.position-map .tokens')[0].children.length === 48");
        lab.wait_live();
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn webgpu_measures_the_same() {
    let site = Site::at_root();
    in_browser(&site, Browser { webgpu: true, ..Browser::default() }, |tab| {
        let lab = Lab::open(tab, &format!("backend=webgpu&{TINY}"));
        assert_eq!(tab.text(".badge"), "WebGPU");
        lab.wait_for_column(2, ["no", "yes", "yes", "yes", "no"]);
        lab.wait_for_column(4, ["yes", "no", "no", "yes", "yes"]);
    });
}

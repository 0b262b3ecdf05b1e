//! The traps, what is broken, and the exercises: all on what was measured.

use super::Lab;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn both_traps_are_exact() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        tab.click(".part-panel button", "Good film, excellent movie");
        lab.wait_for(".part-panel", "Exactly 0: not one term in common");
        assert_eq!(tab.text(".vec-cosine b"), "0");
        tab.click(".part-panel button", "Dog bites man, man bites dog");
        lab.wait_for(".part-panel", "Who bites whom is gone");
        assert_eq!(tab.text(".vec-cosine b"), "1");
        lab.compare(8, 9);
        lab.wait_for(".part-panel .vec-shares", "bank");
    });
}

#[test]
fn a_query_ranks_and_names_what_carried_each_hit() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        lab.wait_for(".vec-hits li:first-child", "The film was good.");
        assert!(lab.hits()[0].contains("film 0.") && lab.hits()[0].contains("good 0."), "{:?}", lab.hits());
        lab.search("splendid river");
        lab.wait_for(".vec-hits li:first-child", "bank of the river");
        lab.wait_for(".under", "No document knows “splendid”");
        lab.search("splendid");
        lab.wait_for(".under", "No word of the query is a term");
        assert!(lab.hits().is_empty());
        lab.search("");
        lab.wait_for(".under", "Type a few words");
    });
}

#[test]
fn breaking_wants_a_prediction_and_shows_what_came_of_it() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        lab.wait_for("[aria-label='Break it']", "Say what you expect first");
        tab.click("[aria-label='Break it'] input", "No norm");
        tab.click("[aria-label='Break it'] input", "It rises");
        tab.click("[aria-label='Break it'] button", "Break it");
        lab.wait_for("[aria-label='Outcome']", "Not what you expected. A cosine divides by both lengths");
        assert_eq!(tab.count("[aria-label='Outcome'] table"), 2);
        tab.click("[aria-label='Break it'] button", "Undo");
        tab.click("[aria-label='Break it'] input", "The best document ten more times");
        tab.click("[aria-label='Break it'] input", "It stays exactly the same");
        tab.click("[aria-label='Break it'] button", "Break it");
        lab.wait_for("[aria-label='Outcome']", "Its terms now stand in ten more documents");
    });
}

#[test]
fn all_exercises_can_be_solved() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let solved = |count: usize| {
            tab.wait_for(
                &format!("{count} solved"),
                10.0,
                &format!("document.querySelectorAll('.exercise.solved').length === {count}"),
            );
        };
        let lab = Lab::open(tab, "order=common");
        assert_eq!(tab.count(".exercise"), 4);
        solved(0);
        // The commonest term: the first column.
        tab.click_css(".vec-matrix");
        tab.press("Home");
        tab.press("Enter");
        solved(1);
        tab.click("button", "Put the query of the third exercise");
        lab.wait_for(".exercise", "best so far 5 rank");
        tab.click(".knobs input", "Leave out English stop words");
        solved(2);
        lab.compare(5, 6);
        tab.click(".knobs label", "1–2");
        solved(3);
        lab.write("a kind cat sleeps\none friendly feline slumbers");
        lab.wait_for_status("2 documents");
        lab.compare(1, 2);
        solved(4);
    });
}

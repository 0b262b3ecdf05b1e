//! Take it with you: files, a script, and a link to what is on show.

use super::Lab;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn matrix_triplets_and_script_are_saved() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "stop=1");
        tab.click("button", "Matrix (CSV)");
        let csv = String::from_utf8(tab.downloaded("matrix.csv", 10.0)).expect("text");
        assert_eq!(csv.lines().count(), 15, "a head and fourteen documents");
        assert!(csv.starts_with("document,actors,"), "{}", &csv[..40]);
        tab.click("button", "Triplets (CSV)");
        let triplets = String::from_utf8(tab.downloaded("triplets.csv", 10.0)).expect("text");
        let stored = csv.lines().skip(1).flat_map(|line| line.split(',').skip(1)).filter(|cell| *cell != "0").count();
        assert_eq!(triplets.lines().count(), 1 + stored);
        tab.click("button", "scikit-learn script");
        let script = String::from_utf8(tab.downloaded("vectorization.py", 10.0)).expect("text");
        assert!(script.contains("\"Dog bites man.\"") && script.contains("TfidfVectorizer"));
        tab.click(".stage button", "Export the matrix");
        tab.click("[role=menuitem]", "Picture (SVG)");
        assert!(tab.downloaded("matrix-in-view.svg", 10.0).starts_with(b"<svg"));
        tab.click(".stage button", "Export the matrix");
        tab.click("[role=menuitem]", "Picture (PNG)");
        assert!(tab.downloaded("matrix-in-view.png", 10.0).starts_with(b"\x89PNG"));
        tab.click(".under .data-table button", "Show as table");
        lab.wait_for(".under .data-table-scroll", "cosine");
    });
}

#[test]
fn a_link_carries_the_state_to_another_browser() {
    let site = Site::at_repo();
    let mut link = String::new();
    in_browser(&site, Browser::default(), |tab| {
        tab.before_load("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }");
        let lab = Lab::open(tab, "");
        tab.click("[role=tab]", "Counts");
        tab.click(".knobs input", "Leave out English stop words");
        lab.search("“river” & bank?");
        lab.wait_for(".vec-hits li:first-child", "bank");
        tab.click(".lab button", "Copy a link");
        link = tab.wait_for("the link", 5.0, "window.copied").as_str().unwrap_or_default().to_string();
    });
    let query =
        link.split_once("/repo/vectorization").and_then(|(_, rest)| rest.split_once('?')).map(|(_, query)| query);
    let query = query.unwrap_or_else(|| panic!("{link} does not lead to the lesson"));
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, query);
        lab.wait_for(".vec-hits li:first-child", "bank");
        assert_eq!(tab.eval("document.querySelector('.vec-query').value"), "“river” & bank?");
        assert_eq!(tab.text("[role=tab][aria-selected=true]"), "Counts");
        assert_eq!(tab.count(".lab .notice"), 0);
    });
}

#[test]
fn a_link_that_makes_no_sense_opens_the_lesson_and_says_what_was_ignored() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "v=9&as=%3Cb%3E&ngrams=9-1&min_df=-3&at=77&doc=0&pair=x&idf=2");
        for part in ["“v=9”", "“as=<b>”", "“ngrams=9-1”", "“min_df=-3”", "“at=77”", "“doc=0”", "“pair=x”", "“idf=2”"]
        {
            lab.wait_for(".lab .notice", part);
        }
    });
}

#[test]
fn edits_survive_a_visit_elsewhere() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        lab.write("one line\nanother line");
        lab.wait_for_status("2 documents × 3 terms");
        tab.click("nav a", "LSTM");
        tab.wait_for("the other page", 10.0, "document.querySelector('h1')?.innerText.includes('LSTM')");
        tab.back();
        lab.wait_for_status("2 documents × 3 terms");
        assert_eq!(tab.eval("document.querySelector('.vec-documents').value"), "one line\nanother line");
    });
}

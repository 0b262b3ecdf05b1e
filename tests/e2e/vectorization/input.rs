//! Documents and options that leave nothing to count, and surprising text.

use super::Lab;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn what_cannot_be_counted_is_said_in_words_and_nothing_typed_is_lost() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        let typed = || tab.eval("document.querySelector('.vec-documents').value");
        for (documents, said) in
            [("", "There is no document"), ("...\n!!!", "hold no word"), ("a b\nc d", "a word has at least two")]
        {
            lab.write(documents);
            lab.wait_for(".lab .notice", said);
            assert_eq!(typed(), documents);
        }
        lab.write("the of\nand to");
        lab.wait_for_status("2 documents × 4 terms");
        tab.click(".knobs input", "Leave out English stop words");
        lab.wait_for(".lab .notice", "all 4 words are stop words. Turn stop words off");
        tab.click(".knobs input", "Leave out English stop words");
        lab.wait_for_status("2 documents × 4 terms");
        tab.click("button", "Back to the first documents");
        lab.wait_for_status("14 documents");
    });
}

#[test]
fn limits_that_exclude_each_other_are_named() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        tab.click(".knobs summary", "More options");
        tab.fill(".vec-field input", "min_df", "many");
        lab.wait_for(".vec-field", "Write a count like 2 or a share like 0.5");
        lab.wait_for_status("14 documents");
        tab.fill(".vec-field input", "min_df", "9");
        lab.wait_for(".lab .notice", "leave out all");
        tab.fill(".vec-field input", "max_df", "0.5");
        lab.wait_for(".lab .notice", "at least 9 documents and max_df allows 7");
        tab.fill(".vec-field input", "min_df", "2");
        lab.wait_for_status("14 documents");
        tab.fill(".vec-field input", "max_features", "3");
        lab.wait_for_status("× 3 terms");
    });
}

#[test]
fn the_readers_own_stop_words_are_left_out() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        lab.write("the film was good\na film");
        lab.wait_for_status("2 documents × 4 terms");
        tab.click(".knobs summary", "More options");
        tab.fill(".vec-field input", "stop_words", "don't");
        lab.wait_for(".vec-field", "“don't” is never a word here");
        lab.wait_for_status("2 documents × 4 terms");
        tab.fill(".vec-field input", "stop_words", "Film, was");
        lab.wait_for_status("2 documents × 2 terms");
        tab.wait_for("the address", 5.0, "location.search.includes('without=Film%2Cwas')");
    });
}

#[test]
fn one_document_and_every_script_are_welcome_and_no_markup_is_run() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        lab.write("only one document here");
        lab.wait_for_status("1 document × 4 terms");
        lab.compare(1, 1);
        lab.wait_for(".part-panel", "A document with itself");
        // A clause without spaces is one term, shown for what it is.
        lab.write("東京都に住む\nשלום עולם\nالعربية جميلة\n<script>alert(1)</script><img src=x onerror=alert(2)>");
        lab.wait_for_status("4 documents");
        lab.search("東京都に住む");
        lab.wait_for(".vec-hits li:first-child", "東京都に住む 1.000");
        lab.search("東京都");
        lab.wait_for(".under", "No word of the query is a term");
        assert_eq!(tab.eval("document.querySelectorAll('main script, main img').length"), 0);
    });
}

#[test]
fn a_text_too_large_is_refused_and_its_beginning_offered() {
    let site = Site::at_root();
    let folder = std::env::temp_dir().join(format!("glassbox-{}-vectors", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test's files");
    let large = folder.join("large.txt");
    std::fs::write(&large, "To be, or not to be: that is the question.\n".repeat(500_000)).expect("a file of 20 MB");
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        tab.click(".part-mytext button", "Use your own text");
        tab.choose_file("#part-editor input[type=file]", &large);
        lab.wait_for("#part-editor", "large.txt has 21,500,000 bytes");
        tab.click("#part-editor button", "Use the first");
        tab.click("#part-editor button", "Use this text");
        lab.wait_for_status("23,256 documents × 9 terms");
        lab.wait_for(".knobs", "This text is too long to be edited here");
        tab.click("button", "Forget my text");
        lab.wait_for_status("14 documents");
    });
    let _ = std::fs::remove_dir_all(folder);
}

//! Training, merge by merge.

use super::desk::Desk;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn it_opens_alive_and_within_two_seconds_of_its_code() {
    let site = Site::at_repo();
    in_browser(&site, Browser { alone: true, ..Browser::default() }, |tab| {
        let desk = Desk::open(tab, "");
        // The second visit has all files: what is measured is the program.
        tab.reload();
        let shown = tab.wait_for(
            "the first tokens",
            20.0,
            "document.querySelector('.bpe-tokens .token-flow i') && performance.now()",
        );
        assert!(shown.as_f64().is_some_and(|time| time < 2_000.0), "tokens after {shown} ms");
        desk.wait_trained();
        assert!(desk.tokens().len() > 100);
        assert_eq!(tab.count(".stage .next-left"), tab.count(".stage .next-right"));
        assert!(tab.count(".stage .next-left") > 1, "every occurrence of the next pair is marked");
        assert!(tab.text(".inspect").contains("a tie"), "the default step shows a tie and who wins it");
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn the_textbook_case_ends_alike_under_both_rules_and_counts_as_solved() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "mode=bytes&at=0");
        desk.train_on("aaabdaaabac");
        desk.wait_for_tokens("the alphabet", &["a", "a", "a", "b", "d", "a", "a", "a", "b", "a", "c"]);
        for (merges, tokens) in [
            ("1", &["aa", "a", "b", "d", "aa", "a", "b", "a", "c"][..]),
            ("2", &["aa", "ab", "d", "aa", "ab", "a", "c"][..]),
            ("3", &["aaab", "d", "aaab", "a", "c"][..]),
        ] {
            tab.click(".transport button", "Step");
            desk.wait_for_heading(&format!("After {merges} of"));
            desk.wait_for_tokens("the merge", tokens);
        }
        tab.wait_for("the solved exercise", 10.0, "document.querySelectorAll('.exercise.solved').length === 1");
        assert!(tab.text("main").contains("Your road: aa, then ab, then aaab."));
        tab.click(".choice label", "first met");
        desk.wait_for_tokens("the same end", &["aaab", "d", "aaab", "a", "c"]);
        tab.click(".transport button", "Step back");
        desk.wait_for_tokens("another road", &["aaa", "b", "d", "aaa", "b", "a", "c"]);
    });
}

#[test]
fn the_bar_steps_back_scrubs_and_plays_over_all_merges() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "at=5");
        let five = desk.tokens();
        assert!(desk.step().starts_with("state 6 / "), "{}", desk.step());
        tab.click(".transport button", "Step back");
        desk.wait_for_heading("After 4 of");
        tab.press("Right");
        desk.wait_for_heading("After 5 of");
        tab.wait_for(
            "the same tokens",
            10.0,
            &format!("document.querySelectorAll('.bpe-tokens .token-flow i').length === {}", five.len()),
        );
        assert_eq!(desk.tokens(), five);
        tab.press("End");
        desk.wait_for_heading("After 185 of 185");
        tab.wait_for(
            "the last look",
            10.0,
            "document.querySelector('.bpe-pairs .row span').innerText === 'no pair is left'",
        );
        assert!(tab.text(".inspect").contains("All merges are done"));
        assert!(tab.text(".bpe-note").contains("nothing left to merge"));
        tab.press("Home");
        desk.wait_for_heading("Before the first merge");
        tab.click(".transport button", "Play");
        tab.wait_for("two merges played", 20.0, "+document.querySelector('.transport input').value > 2");
        tab.click(".transport button", "Pause");
        tab.wait_for("the picture at rest", 10.0, "document.querySelector('.bpe-now h2').innerText.startsWith(`After ${document.querySelector('.transport input').value} of`)");
    });
}

#[test]
fn a_word_shows_its_merges_and_the_vocabulary_grows() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "at=40");
        tab.wait_for_element(".bpe-tree .token", 10.0);
        tab.click_css(".bpe-tokens .token-flow i");
        tab.wait_for(
            "the first word's merges",
            10.0,
            "/“The”/.test(document.querySelectorAll('.bpe-under h2')[2].innerText)",
        );
        assert_eq!(tab.texts(".bpe-tree .leaf b"), ["T", "h", "e", "</w>"]);
        assert!(tab.text(".bpe-tree").contains("merge 1"));
        assert!(tab.text(".bpe-under").contains("81 symbols at this step"), "{}", tab.text(".bpe-under"));
        tab.click(".transport button", "Reset");
        desk.wait_for_heading("Before");
        tab.wait_for("nothing merged", 10.0, "document.querySelectorAll('.bpe-tree .leaf.token').length === 4");
        assert!(tab.text(".bpe-under").contains("41 symbols at this step"));
    });
}

#[test]
fn a_link_carries_mode_size_rule_step_and_texts() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "v=1&mode=bytes&vocab=300&ties=first&at=7&encode=h%C3%A9&cut=a.b");
        desk.wait_for_heading("After 7 of 44");
        assert_eq!(tab.eval("document.querySelector('section[aria-label=Encode] textarea').value"), "hé");
        assert_eq!(tab.eval("[...document.querySelectorAll('[name=bpe-ties]')].findIndex(box => box.checked)"), 0);
        tab.click(".transport button", "Step");
        tab.wait_for("the address", 10.0, "location.search.includes('at=8') && location.search.includes('vocab=300')");
        Desk::open(tab, "vocab=none&mode=runes");
        assert!(tab.text(".part-notices").contains("Vocabulary size “none”"), "{}", tab.text(".part-notices"));
    });
}

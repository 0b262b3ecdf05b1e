//! What readers paste, open and type that no model can use, and what surprising text must not do.

use crate::e2e::lab::{Lab, TINY};
use std::fs;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn texts_no_model_can_learn_from_are_refused_in_plain_words() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        lab.open_editor();
        assert!(!lab.can_use_text(), "an empty text can be used");
        let blank = " \n\t".repeat(200);
        for (text, said) in [
            ("a", "Add others"),
            (blank.as_str(), "Paste a text with words"),
            ("Too short to learn from.", "more"),
            ("binary\u{0}text", "not plain text"),
        ] {
            lab.paste(text);
            lab.wait_for_notice(said, 5.0);
            assert!(!lab.can_use_text(), "“{text}” can be used");
            assert_eq!(lab.draft(), text, "what the reader typed is gone");
        }
        // The lab goes on with what it had.
        assert!(lab.status().starts_with("Untrained"), "{}", lab.status());
    });
}

#[test]
fn files_that_are_no_text_or_too_large_are_refused_and_a_part_is_offered() {
    let site = Site::at_root();
    let folder = std::env::temp_dir().join(format!("glassbox-{}-files", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the test's files");
    let binary = folder.join("photo.png");
    fs::write(&binary, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR").expect("a binary file");
    let large = folder.join("large.txt");
    fs::write(&large, "To be, or not to be: that is the question. ".repeat(500_000)).expect("a file of 20 MB");
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        lab.paste("A draft that must stay.");
        tab.choose_file("#part-editor input[type=file]", &binary);
        lab.wait_for_notice("photo.png", 10.0);
        assert_eq!(lab.draft(), "A draft that must stay.");
        tab.choose_file("#part-editor input[type=file]", &large);
        lab.wait_for_notice("large.txt has 21,500,000 bytes", 20.0);
        tab.click("#part-editor button", "Use the first");
        tab.wait_for("the button “Use this text”", 20.0, "[...document.querySelectorAll('#part-editor button')].some(b => b.innerText === 'Use this text' && !b.disabled)");
        // Too long for a field, so it is held without one.
        assert!(tab.text("#part-editor").contains("A text of 1,000 kB is held here"), "{}", tab.text("#part-editor"));
    });
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn every_script_is_learnt_and_none_is_run() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        // The last of each is how the strip shows the probe: a combining mark stands on a circle of its own.
        for (text, probe, shown) in [
            ("שלום עולם, זה טקסט. ", "שלום", "שלום"),
            ("family 👩‍👩‍👧 and flag 🇫🇷! ", "a👩", "a👩"),
            ("e\u{301}te\u{301} a\u{300} la plage; ", "e\u{301}", "e◌\u{301}"),
            ("<script>alert(1)</script><img src=x onerror=alert(2)> ", "<script>", "<script>"),
        ] {
            lab.paste(&text.repeat(30));
            tab.click("#part-editor button", "Use this text");
            lab.wait_for_own_text();
            lab.read(probe);
            lab.wait_for_tokens(shown);
            lab.single_steps(1);
            let planted = tab.eval("document.querySelectorAll('main script, main img').length");
            assert_eq!(planted, 0, "pasted markup became part of the page");
        }
        // Kept for the next visit, in this browser.
        tab.reload();
        lab.wait_live();
        assert!(tab.text(".part-mytext").contains("Your text"), "{}", tab.text(".part-mytext"));
        tab.click("button", "Forget my text");
        tab.wait_for("the sample", 30.0, "document.querySelector('.part-mytext').innerText.includes('Sherlock')");
    });
}

#[test]
fn an_alphabet_without_end_is_cut_and_the_page_says_so() {
    let site = Site::at_root();
    let many: String = (0..2000).filter_map(|k| char::from_u32(0x4e00 + k)).collect();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        lab.paste(&many.repeat(2));
        tab.click("#part-editor button", "Use this text");
        lab.wait_for_own_text();
        tab.wait_for(
            "the note on the alphabet",
            30.0,
            "document.querySelector('main').innerText.includes('more different characters than the model has tokens')",
        );
        lab.single_steps(1);
    });
}

#[test]
fn numbers_that_make_no_sense_leave_the_setting_as_it_was() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        for bad in ["nan", "1e999", "-1", "", "fast"] {
            lab.set("Learning rate", bad);
            let problem = "[...document.querySelectorAll('.knob')].find(k => k.ariaLabel === 'Learning rate').querySelector('.knob-problem').innerText";
            let said = tab.wait_for(&format!("a word on “{bad}”"), 5.0, problem);
            assert!(said.as_str().unwrap_or_default().len() > 10, "{said}");
        }
        lab.set("Learning rate", "0.002");
        lab.single_steps(1);
        let losses = lab.train_losses();
        assert!(losses.iter().all(|loss| loss.is_finite()), "{losses:?}");
    });
}

#[test]
fn a_link_that_makes_no_sense_opens_the_lesson_and_says_what_was_ignored() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let query = "v=99&backend=quantum&hidden=99999&layers=-3&rate=nan&batch=x&at=1e9&task=foo&show=%3Cb%3E&neuron=-1&rnn=0&find=%E0%A4%A";
        let lab = Lab::open_early(tab, query);
        lab.wait_for_notice("version 99", 15.0);
        let said = lab.notices();
        for part in ["Hidden size", "Layers", "Learning rate", "Batch", "foo", "<b>"] {
            assert!(said.contains(part), "no word on {part}: {said}");
        }
        assert_eq!(lab.value("Hidden size"), "256");
        assert_eq!(lab.value("Layers"), "1");
    });
}

#[test]
fn a_second_tab_works_beside_the_first() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        lab.single_steps(1);
        let (first, _second) = tab.open_second();
        let other = Lab::open(tab, TINY);
        other.single_steps(2);
        tab.switch_to(&first);
        assert_eq!(lab.step(), 1, "the tabs share a model");
        lab.single_steps(1);
    });
}

#[test]
fn blocked_and_full_storage_cost_nothing_but_the_memory() {
    let blocked = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError') } })";
    let full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }";
    let site = Site::at_root();
    for trouble in [blocked, full] {
        in_browser(&site, Browser::default(), |tab| {
            tab.before_load(trouble);
            let lab = Lab::open(tab, TINY);
            tab.click("button", "Theme: auto");
            tab.click("button", "Theme: light");
            assert_eq!(tab.eval("document.documentElement.dataset.theme"), "dark");
            lab.paste(&"A text of one's own. ".repeat(20));
            tab.click("#part-editor button", "Use this text");
            lab.wait_for_notice("until the tab is closed", 10.0);
            lab.wait_live();
            lab.single_steps(1);
        });
    }
}

//! What readers paste that no example foresees.

use super::desk::Desk;
use std::fs;
use tests::harness::{Activity, Browser, Site, in_browser};

#[test]
fn every_script_trains_and_no_markup_becomes_page() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "mode=bytes");
        for text in [
            "שלום עולם, שלום לכולם ושלום לך",
            "👩‍👩‍👧‍👦 🇩🇪 👍🏽 👩‍👩‍👧‍👦 🇩🇪",
            "e\u{301}te\u{301} e\u{301}te\u{301} a\u{300}",
            "bell\u{7} bell\u{7} \u{1b}[0m \u{202e}abc",
            "我们去北京我们去北京",
            "<script>alert(1)</script><img src=x onerror=alert(2)>",
            "x",
        ] {
            desk.train_on(text);
            assert!(!desk.tokens().is_empty(), "{text:?} has no tokens");
            assert_eq!(tab.eval("document.querySelectorAll('main script, main img').length"), 0, "{text:?}");
            tab.assert_no_sideways_scroll();
        }
    });
}

#[test]
fn empty_blank_and_huge_texts_are_refused_in_plain_words() {
    let site = Site::at_root();
    let folder = std::env::temp_dir().join(format!("glassbox-{}-tokens", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the test's files");
    let large = folder.join("large.txt");
    fs::write(&large, "To be, or not to be: that is the question. ".repeat(500_000)).expect("a file of 20 MB");
    in_browser(&site, Browser::default(), |tab| {
        Activity::record(tab);
        let desk = Desk::open(tab, "");
        tab.click(".part-mytext button", "Use your own text");
        let can_use = "[...document.querySelectorAll('#part-editor button')].some(b => b.innerText === 'Use this text' && !b.disabled)";
        assert_eq!(tab.eval(can_use), false, "an empty text can be used");
        tab.fill("#part-own-text", "", " \n\t  ");
        tab.wait_for(
            "what is wrong",
            5.0,
            "document.querySelector('#part-editor').innerText.includes('Paste a text with words')",
        );
        assert_eq!(tab.eval(can_use), false, "a blank text can be used");
        tab.choose_file("#part-editor input[type=file]", &large);
        tab.wait_for(
            "the limit",
            20.0,
            "document.querySelector('#part-editor').innerText.includes('the page takes up to 2,000,000')",
        );
        assert!(desk.tokens().len() > 100, "the lab goes on with what it had");
    });
    let _ = fs::remove_dir_all(folder);
}

/// An expression: pastes so many bytes of a sentence into a field, as Ctrl+V does, and gives the milliseconds until the page is back.
fn paste(css: &str, bytes: usize) -> String {
    format!(
        "(field => {{
            const data = new DataTransfer(), began = performance.now();
            data.setData('text/plain', 'To be, or not to be: that is the question. '.repeat({bytes} / 43));
            field.focus();
            const paste = new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }});
            if (field.dispatchEvent(paste)) document.execCommand('insertText', false, data.getData('text/plain'));
            return performance.now() - began;
        }})(document.querySelector({css:?}))"
    )
}

#[test]
fn a_paste_of_20_mb_names_the_limit_before_anything_freezes() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "");
        tab.click(".part-mytext button", "Use your own text");
        tab.fill("#part-own-text", "", "kept: ");
        let took = tab.eval(&paste("#part-own-text", 20_000_000)).as_f64().unwrap_or(f64::INFINITY);
        assert!(took < 5_000.0, "the page stood still for {took} ms");
        tab.wait_for(
            "the limit",
            10.0,
            "document.querySelector('#part-editor').innerText.includes('the page takes up to 2,000,000')",
        );
        tab.click("#part-editor button", "Use the first 2,000 kB");
        tab.click("#part-editor button", "Use this text");
        desk.wait_trained();
        let text = "localStorage.getItem('glassbox-my-text')";
        assert_eq!(tab.eval(&format!("{text}.length")), 2_000_000);
        assert_eq!(tab.eval(&format!("{text}.slice(0, 12)")), "kept: To be,", "it is put where the cursor was");
        let field = "section[aria-label=Encode] textarea";
        let before = tab.eval(&format!("document.querySelector('{field}').value"));
        tab.eval(&paste(field, 20_000_000));
        tab.wait_for(
            "the other field's limit",
            5.0,
            "document.querySelector('section[aria-label=Encode]').innerText.includes('still in the clipboard')",
        );
        assert_eq!(tab.eval(&format!("document.querySelector('{field}').value")), before);
    });
}

#[test]
fn a_vocabulary_of_one_says_what_is_missing() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "vocab=1");
        assert!(tab.text(".bpe-note").contains("leaves no room for a merge"), "{}", tab.text(".bpe-note"));
        assert_eq!(desk.step(), "state 1 / 1");
        tab.eval("document.querySelector('section[aria-label=\"Break it\"]').scrollIntoView()");
        tab.click("section[aria-label='Break it'] button", "Exactly as many tokens");
        tab.wait_for_element(".bpe-broken", 20.0);
        tab.click(".tabs button, [role=tab]", "Bytes, as GPT-2");
        desk.wait_trained();
    });
}

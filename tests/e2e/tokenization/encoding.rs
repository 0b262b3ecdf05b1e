//! Encoding, cutting by rule, breaking, and taking it along.

use super::desk::Desk;
use serde_json::Value;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn whatever_is_typed_comes_back_in_bytes_and_not_in_characters() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let desk = Desk::open(tab, "mode=bytes&at=150");
        let strange = "  naïve\t中文 🚀 </w> <b>x</b>\u{7}";
        tab.fill("section[aria-label=Encode] textarea", "", strange);
        tab.wait_for(
            "the round trip",
            10.0,
            "document.querySelector('.bpe-verdict')?.innerText.includes('every byte')",
        );
        tab.wait_for(
            "its tokens",
            10.0,
            "document.querySelector('section[aria-label=Encode] .token-flow').innerText.includes('⟨')",
        );
        let tokens = desk.encoded();
        assert!(tokens.iter().any(|token| token == "⇥" || token.contains('⇥')), "{tokens:?}");
        assert_eq!(tab.eval("document.querySelectorAll('section[aria-label=Encode] b b, main script').length"), 0);
        let ids = tab.text(".bpe-ids");
        assert_eq!(ids.split(' ').count(), tokens.len());
        // Pointing at a token names its id and bytes.
        tab.eval("document.querySelector('section[aria-label=Encode] .token-flow i').dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))");
        tab.wait_for_element("section[aria-label=Encode] .bpe-facts", 5.0);
        assert!(tab.text("section[aria-label=Encode] .bpe-facts").contains("20"));

        let desk = Desk::open(tab, "at=150");
        tab.fill("section[aria-label=Encode] textarea", "", "the  light Q");
        tab.wait_for(
            "the verdict",
            10.0,
            "document.querySelector('.bpe-verdict')?.innerText.includes('one character is not')",
        );
        assert!(desk.encoded().contains(&"Q".to_string()));
        assert_eq!(tab.count("section[aria-label=Encode] .unknown"), 1);
    });
}

#[test]
fn the_guides_rules_and_unicodes_are_compared() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Desk::open(tab, "");
        let panel = "section[aria-label='Words and sentences by rule']";
        tab.eval(&format!("document.querySelector(\"{panel}\").scrollIntoView()"));
        tab.click(&format!("{panel} button"), "Abbreviation, money");
        let differing =
            format!("[...document.querySelectorAll(\"{panel} .differs\")].map(cell => cell.textContent).join('|')");
        tab.wait_for("the differences", 10.0, &format!("{differing}.includes('3.14')"));
        assert!(tab.text(panel).contains("they part in 1 place"), "{}", tab.text(panel));
        for case in ["Apostrophes", "Emoji", "Chinese", "Arabic", "Hindi", "Code"] {
            tab.click(&format!("{panel} button"), case);
        }
        tab.wait_for(
            "the last case",
            10.0,
            &format!("document.querySelector(\"{panel} textarea\").value.startsWith('x_1')"),
        );
        tab.wait_for("its words", 10.0, &format!("document.querySelector(\"{panel}\").innerText.includes('x_1')"));
    });
}

#[test]
fn each_break_is_measured_after_a_prediction() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Desk::open(tab, "mode=bytes&vocab=320");
        let panel = "section[aria-label='Break it']";
        tab.eval(&format!("document.querySelector(\"{panel}\").scrollIntoView()"));
        assert_eq!(tab.count(".bpe-broken"), 0, "nothing is told before the reader has said what will happen");
        tab.click(&format!("{panel} button"), "The text takes fewer tokens");
        tab.wait_for_element(".bpe-broken", 20.0);
        assert!(tab.text(".bpe-broken").contains("reach over the end of a word"), "{}", tab.text(".bpe-broken"));
        tab.click(&format!("{panel} label"), "Without one merge");
        tab.wait_for("the old result to go", 5.0, "!document.querySelector('.bpe-broken')");
        tab.fill(&format!("{panel} input[type=number]"), "", "3");
        tab.click(&format!("{panel} button"), "The text takes more tokens");
        tab.wait_for_element(".bpe-broken table", 20.0);
        let said = tab.text(".bpe-broken");
        assert!(said.contains("As you said.") && said.contains("can no longer be built"), "{said}");
    });
}

#[test]
fn files_are_saved_and_hold_what_was_learned() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Desk::open(tab, "mode=bytes&vocab=300");
        tab.eval("document.getElementById('take').scrollIntoView()");
        tab.click(".part-take button", "tokenizer.json");
        let file = tab.downloaded("tokenizer.json", 20.0);
        let json: Value = serde_json::from_slice(&file).expect("JSON");
        assert_eq!(json["model"]["vocab"].as_object().map(|vocab| vocab.len()), Some(300));
        let tokenizer = tokenizers::Tokenizer::from_bytes(&file).expect("Hugging Face reads the file");
        let ids = tokenizer.encode("The lighthouse, naïve? 🚀", false).expect("a text is encoded").get_ids().to_vec();
        tab.fill("section[aria-label=Encode] textarea", "", "The lighthouse, naïve? 🚀");
        tab.press("Escape");
        tab.eval("document.querySelector('.transport input').value = 44");
        tab.eval(
            "document.querySelector('.transport input').dispatchEvent(new InputEvent('input', { bubbles: true }))",
        );
        let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
        tab.wait_for(
            "the ids that Hugging Face gives",
            10.0,
            &format!("document.querySelector('.bpe-ids').innerText === {:?}", ids.join(" ")),
        );
        tab.click(".part-take button", "merges.txt");
        assert_eq!(String::from_utf8(tab.downloaded("merges.txt", 10.0)).expect("text").lines().count(), 45);
        tab.click(".part-take button", "vocab.json");
        assert!(tab.downloaded("vocab.json", 10.0).len() > 1000);
    });
}

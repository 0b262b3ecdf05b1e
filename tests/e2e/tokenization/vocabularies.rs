//! The vocabularies of pretrained models: loaded on a click, id for id what the native tokenizers give, explained, searched, and honest
//! about what goes wrong.

use std::fs;

use algorithms::special_tokens::Specials;
use packs::tokenizer::Tokenizer;
use scribe::vocabularies::Vocabulary;
use tests::harness::{Browser, Site, Tab, in_browser, named_by};

/// Multi-byte characters, a special token, a byte without a token, a word MiniLM does not know.
const TEXT: &str = "Naïve <|im_end|> 2026\u{4} 🦕 字";

/// The pack that the built site carries.
fn vocabulary(name: &str) -> Vocabulary {
    let folder = named_by("GLASSBOX_DIST").join("packs/tokenizers");
    let manifest = fs::read_to_string(folder.join("manifest.txt")).expect("the site has a list of packs");
    let entries = packs::manifest::read(&manifest).expect("a list of packs");
    let entry = entries.iter().find(|entry| entry.name == name).expect("the site was built with the vocabularies");
    let bytes = fs::read(folder.join(&entry.file)).expect("the pack is there");
    Vocabulary::new(Tokenizer::read(&bytes).expect("a pack")).expect("a vocabulary")
}

fn open(tab: &Tab) {
    tab.goto("tokenization/");
    tab.wait_for("the words", 60.0, "document.querySelectorAll('.vocab-cut .token-flow').length > 0");
}

fn load(tab: &Tab) {
    open(tab);
    tab.click(".vocab-load button", "Load the vocabularies");
    tab.wait_for("both vocabularies", 30.0, "document.querySelectorAll('.vocab-cut .token-flow').length === 3");
}

fn type_text(tab: &Tab, text: &str) {
    tab.fill("#vocab-text", "", text);
}

/// An expression: the cells of a column, as they are written.
fn cells(column: usize) -> String {
    format!(
        "[...document.querySelectorAll('.vocab-cut:nth-child({column}) .token-flow i')].map(cell => cell.textContent.replaceAll('\\u2060', '')).join(' ')"
    )
}

fn wait_for_cells(tab: &Tab, column: usize, wanted: &str) {
    tab.wait_for(wanted, 30.0, &format!("{} === {wanted:?}", cells(column)));
}

#[test]
fn ids_in_the_page_are_those_of_the_native_tokenizers() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        load(tab);
        tab.click("#pretrained .switch", "Show ids");
        for (recognise, specials) in [(true, Specials::Recognised), (false, Specials::AsText)] {
            if !recognise {
                tab.click("#pretrained .switch", "Recognise special tokens");
            }
            type_text(tab, TEXT);
            for (column, name) in [(2, "smollm2"), (3, "minilm")] {
                let tokens = vocabulary(name).encode(TEXT, specials);
                let mut wanted: Vec<String> = tokens.iter().map(|token| token.id.to_string()).collect();
                if name == "smollm2" {
                    // The byte that is lost is shown where it was.
                    let lost =
                        tokens.iter().position(|token| token.start as usize > TEXT.find('\u{4}').unwrap_or_default());
                    wanted.insert(lost.unwrap_or_default(), "∅04".into());
                }
                wait_for_cells(tab, column, &wanted.join(" "));
            }
        }
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn nothing_is_fetched_before_the_click_and_the_page_says_what_was() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        let fetched = || tab.requests().iter().filter(|request| request.contains(".pack")).count();
        assert_eq!(fetched(), 0, "{:?}", tab.requests());
        assert_eq!(tab.count(".vocab-cut .token-flow"), 1, "words need no vocabulary");
        load(tab);
        assert_eq!(fetched(), 2);
        let said = tab.text(".vocab-load");
        for part in ["49,152 tokens", "30,522 tokens", "164,014 bytes downloaded", "Apache-2.0", "SHA-256"] {
            assert!(said.contains(part), "no {part} in {said}");
        }
    });
}

#[test]
fn a_token_is_explained_by_its_merges_and_a_word_by_its_look_ups() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        load(tab);
        type_text(tab, "in the Zürichs");
        wait_for_cells(tab, 2, "in ·the ·Z ü rich s");
        tab.eval("document.querySelectorAll('.vocab-cut:nth-child(2) .token-flow i')[1].click()");
        tab.wait_for_element(".vocab-explained .vocab-rows", 5.0);
        let Vocabulary::ByteLevel(encoder) = vocabulary("smollm2") else { panic!("SmolLM2 is byte-level") };
        let trace = encoder.vocabulary().trace(b" the");
        let rows = tab.texts(".vocab-explained .vocab-rows li");
        assert_eq!(rows.len(), 1 + trace.steps.len(), "{rows:?}");
        let last = trace.steps.last().expect("a merge");
        assert!(rows[rows.len() - 1].contains(&format!("→ {}", last.merge.result)), "{rows:?}");
        assert_eq!(tab.text(".vocab-explained li:last-child .token-flow"), "·the");

        wait_for_cells(tab, 3, "in the zurich ##s");
        tab.eval("document.querySelectorAll('.vocab-cut:nth-child(3) .token-flow i')[3].click()");
        tab.wait_for("the look-ups", 5.0, "document.querySelector('.vocab-explained').innerText.includes('zurichs')");
        let said = tab.text(".vocab-explained");
        for part in ["accents go", "small letters", "not in the vocabulary", "##s"] {
            assert!(said.contains(part), "no {part} in {said}");
        }
        // By keyboard as by hand.
        tab.eval("document.querySelector('.vocab-cut:nth-child(2) .token-flow').focus()");
        tab.press("Home");
        tab.wait_for("the first token", 5.0, "document.querySelector('.vocab-line').innerText.startsWith('“in”')");
        tab.press("Enter");
        tab.wait_for("its merges", 5.0, "document.querySelector('.vocab-explained h3').innerText.includes(': in (')");
    });
}

#[test]
fn the_vocabulary_is_searched_and_ten_languages_are_counted() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        load(tab);
        tab.fill("#vocab-query", "", " the");
        tab.wait_for(
            "the hits",
            10.0,
            "document.querySelectorAll('[aria-label=\"Tokens found\"] tbody tr').length > 5",
        );
        let first = tab.text("[aria-label='Tokens found'] tbody tr");
        assert!(first.contains("·the") && first.contains("20 74 68 65"), "{first}");
        tab.fill("#vocab-query", "", "#1");
        tab.wait_for(
            "the token 1",
            10.0,
            "document.querySelector('[aria-label=\"Tokens found\"] tbody tr')?.innerText.includes('<|im_start|>')",
        );
        assert_eq!(tab.count("#token-tax tbody tr"), 10);
        let english = tab.text("#token-tax tbody tr:first-child");
        let tokens =
            vocabulary("smollm2").encode("The children are reading a book under the tree.", Specials::AsText).len();
        assert!(english.contains(&tokens.to_string()), "{english}");
        // A sentence goes to the strips at a click.
        tab.click("#token-tax button", "Los niños leen");
        tab.wait_for("the sentence", 10.0, &format!("{}.includes('##')", cells(3)));
        tab.click(".vocab-cut:nth-child(2) button", "Tokens as CSV");
        let csv = String::from_utf8(tab.downloaded("tokens-smollm2.csv", 10.0)).unwrap_or_default();
        assert!(csv.starts_with("index,id,token,text,start_byte,end_byte,bytes_hex\n"), "{csv}");
        let rows = vocabulary("smollm2").encode("Los niños leen un libro bajo el árbol.", Specials::Recognised).len();
        assert_eq!(csv.lines().count(), 1 + rows);
    });
}

#[test]
fn a_copy_without_the_vocabularies_says_so_and_counts_words() {
    let site = Site::without("manifest.txt");
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("manifest.txt");
        open(tab);
        tab.wait_for(
            "the notice",
            10.0,
            "document.querySelector('.vocab-load').innerText.includes('not part of this copy')",
        );
        assert_eq!(tab.count(".vocab-load .primary"), 0);
        type_text(tab, "one two");
        wait_for_cells(tab, 1, "one two");
    });
}

#[test]
fn a_file_that_is_not_what_it_should_be_is_refused_and_can_be_tried_again() {
    for (site, said) in [(Site::with_half("smollm2."), "broke off"), (Site::with_page_for("smollm2."), "web page")] {
        in_browser(&site, Browser::default(), |tab| {
            open(tab);
            tab.click(".vocab-load button", "Load the vocabularies");
            tab.wait_for(
                said,
                15.0,
                &format!("document.querySelector('.vocab-load .notice')?.innerText.includes({said:?})"),
            );
            tab.wait_for(
                "MiniLM all the same",
                15.0,
                "document.querySelectorAll('.vocab-cut .token-flow').length === 2",
            );
            // It is only the one that failed that is fetched again, and fails again.
            tab.click(".vocab-load .notice button", "Try again");
            tab.wait_for(
                "the second try",
                15.0,
                &format!("document.querySelector('.vocab-load .notice')?.innerText.includes({said:?})"),
            );
            let fetched = tab.requests();
            assert!(fetched.iter().filter(|request| request.contains("minilm.")).count() == 1, "{fetched:?}");
        });
    }
}

#[test]
fn text_that_is_too_long_stands_and_is_said_to_be() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        load(tab);
        tab.eval(
            "(() => { const field = document.querySelector('#vocab-text'); field.value = 'ab ab ab ab ab ab ab ab ab ab\\n'.repeat(35000);
              field.dispatchEvent(new InputEvent('input', { bubbles: true })); })()",
        );
        tab.wait_for("the limit", 20.0, "document.querySelector('#pretrained').innerText.includes('1,050,000 bytes')");
        tab.eval(
            "(() => { const field = document.querySelector('#vocab-text'); field.value = 'ab ab ab ab ab ab ab ab ab ab\\n'.repeat(30000);
              field.dispatchEvent(new InputEvent('input', { bubbles: true })); })()",
        );
        tab.wait_for(
            "most of a megabyte",
            30.0,
            "document.querySelectorAll('.vocab-numbers')[2]?.innerText.includes('300,000')",
        );
    });
}

//! WordPiece on a vocabulary small enough to check by eye.

use proptest::prelude::*;

use super::*;
use crate::special_tokens::{Place, Specials};

const TOKENS: [&str; 24] = [
    "[UNK]",
    "[CLS]",
    "un",
    "##aff",
    "##able",
    "##a",
    "##b",
    "a",
    "b",
    "ab",
    "##ab",
    "cafe",
    "##s",
    ",",
    "!",
    "的",
    "士",
    "i\u{307}",
    "i",
    "##\u{307}",
    "strasse",
    "straße",
    "`",
    "'",
];

fn vocabulary() -> WordPiece {
    WordPiece::new(TOKENS, "[UNK]", &["[CLS]", "[UNK]"]).unwrap()
}

fn encoded(text: &str) -> Vec<&'static str> {
    let tokens = Encoder::new(vocabulary()).encode(text, Specials::Recognised);
    tokens.iter().map(|token| TOKENS[token.id as usize]).collect()
}

#[test]
fn the_longest_token_wins_from_the_left() {
    assert_eq!(encoded("unaffable"), ["un", "##aff", "##able"]);
    // One part unknown, all unknown: `un` is not kept.
    assert_eq!(encoded("unaffablex unx ab"), ["[UNK]", "[UNK]", "ab"]);
    // Greedy, not best: `ab` + `##ab` is taken, so nothing is lost here.
    assert_eq!(encoded("abab"), ["ab", "##ab"]);
}

#[test]
fn text_is_normalised_as_bert_does_it() {
    assert_eq!(encoded("CAFÉS, Cafe\u{301}!"), ["cafe", "##s", ",", "cafe", "!"]);
    assert_eq!(encoded("a的b士"), ["a", "的", "b", "士"]);
    // Soft hyphen, zero-width space, NUL and the replacement character go; a no-break space separates.
    assert_eq!(encoded("a\u{ad}b a\u{200b}\0\u{fffd}b\u{a0}b"), ["ab", "ab", "b"]);
    // A vertical tab is a control character and no white space here.
    assert_eq!(encoded("a\u{b}b\tb"), ["ab", "b"]);
    // Accents go before case: the dot of İ comes with the small letter and stays.
    assert_eq!(encoded("İ"), ["i"], "decomposed to I and a dot above, which goes");
    assert_eq!(encoded("STRASSE Straße"), ["strasse", "straße"]);
    // The Greek varia decomposes to a grave accent, which is punctuation.
    assert_eq!(encoded("a\u{1fef}b"), ["a", "`", "b"]);
    assert_eq!(encoded(""), [""; 0]);
}

#[test]
fn spans_point_into_the_text_as_typed() {
    let text = "É un\u{ad}affable, 的!";
    let tokens = Encoder::new(vocabulary()).encode(text, Specials::Recognised);
    let spans: Vec<&str> = tokens.iter().map(|token| &text[token.start as usize..token.end as usize]).collect();
    assert_eq!(spans, ["É", "un", "aff", "able", ",", "的", "!"]);
}

#[test]
fn words_of_more_than_a_hundred_characters_are_unknown() {
    assert_eq!(encoded(&"ab".repeat(50)).len(), 50);
    assert_eq!(encoded(&format!("{}a", "ab".repeat(50))), ["[UNK]"]);
    assert!(vocabulary().trace(&"a".repeat(101)).too_long);
}

#[test]
fn special_tokens_are_tokens_or_text_as_asked() {
    assert_eq!(encoded("a[CLS]b [cls]"), ["a", "[CLS]", "b", "[UNK]", "[UNK]", "[UNK]"]);
    let tokens = Encoder::new(vocabulary()).encode("[CLS]", Specials::AsText);
    assert_eq!(tokens.iter().map(|token| token.id).collect::<Vec<_>>(), [0, 0, 0]);
}

#[test]
fn a_vocabulary_that_contradicts_itself_is_refused() {
    assert!(WordPiece::new(["a", "a"], "a", &[]).unwrap_err().contains("twice"));
    assert!(WordPiece::new(["a"], "[UNK]", &[]).unwrap_err().contains("[UNK]"));
}

#[test]
fn decoding_joins_what_continues() {
    let vocabulary = vocabulary();
    let ids = ["un", "##aff", "##able", ",", "cafe"].map(|token| vocabulary.id(token).unwrap());
    assert_eq!(vocabulary.decode(ids), "unaffable , cafe");
}

#[test]
fn a_character_says_what_became_of_it() {
    assert_eq!(changes('É'), (vec![Change::Lower, Change::Accent], "e".into()));
    assert_eq!(changes('\u{200d}'), (vec![Change::Dropped], String::new()));
    assert_eq!(changes('\t'), (vec![Change::Space], " ".into()));
    assert_eq!(changes('的'), (vec![Change::SetApart], "的".into()));
    assert_eq!(changes('?'), (vec![Change::Punctuation], "?".into()));
    assert_eq!(changes('a'), (vec![], "a".into()));
}

proptest! {
    #[test]
    fn a_trace_ends_in_the_tokens(word in "[abuns]{1,12}") {
        let vocabulary = vocabulary();
        let trace = vocabulary.trace(&word);
        let tokens = Encoder::new(vocabulary).encode(&word, Specials::AsText);
        prop_assert_eq!(&trace.result, &tokens.iter().map(|token| token.id).collect::<Vec<_>>());
        let found: Vec<u32> = trace.attempts.iter().filter_map(|attempt| attempt.found).collect();
        let complete = trace.attempts.last().is_some_and(|attempt| attempt.found.is_some());
        prop_assert_eq!(if complete { found } else { vec![0] }, trace.result);
    }

    #[test]
    fn no_text_makes_it_fail_and_portions_change_nothing(text in any::<String>(), budget in 1usize..20) {
        let mut encoder = Encoder::new(vocabulary());
        let whole = encoder.encode(&text, Specials::Recognised);
        let (mut place, mut tokens) = (Place::default(), Vec::new());
        while place.at < text.len() {
            encoder.encode_some(&text, &mut place, budget, Specials::Recognised, &mut tokens);
        }
        prop_assert_eq!(&tokens, &whole);
        for token in whole {
            prop_assert!(text.get(token.start as usize..token.end as usize).is_some_and(|part| !part.is_empty()));
        }
    }
}

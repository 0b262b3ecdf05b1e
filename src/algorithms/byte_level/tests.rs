//! Byte-level merging against the rule taken literally.

use proptest::prelude::*;

use super::*;
use crate::rng::Rng;
use crate::special_tokens::{Place, Specials};
use crate::tokenization::split::pieces;

/// One special token, every byte but 4, and merges drawn at random: words of them look like nothing, and overlap in every way.
fn vocabulary(merges: usize, digits: Digits) -> ByteLevel {
    let mut rng = Rng::new(11);
    let bytes: Vec<(u8, u32)> = (0..=255).filter(|&byte| byte != 4).zip(1..).collect();
    // Tokens of `a`, `b`, `c` and the space, and what was made of them.
    let mut usable: Vec<u32> =
        b"abc ".iter().map(|&byte| bytes.iter().find(|pair| pair.0 == byte).unwrap().1).collect();
    let mut made = Vec::new();
    let mut known = std::collections::HashSet::new();
    while made.len() < merges {
        let [left, right] = [0; 2].map(|_| usable[rng.below(usable.len())]);
        if known.insert((left, right)) {
            let result = 256 + made.len() as u32;
            made.push(Merge { left, right, result });
            usable.push(result);
        }
    }
    ByteLevel::new(SpecialTokens::new([("<|end|>".into(), 0)]), &bytes, made, digits).unwrap()
}

/// What the paper says, taken literally: find the lowest rank among all pairs, merge its leftmost pair, look again.
fn literally(vocabulary: &ByteLevel, piece: &[u8]) -> Vec<u32> {
    vocabulary.trace(piece).result().iter().map(|symbol| symbol.id).collect()
}

fn ids(tokens: &[crate::token::Token]) -> Vec<u32> {
    tokens.iter().map(|token| token.id).collect()
}

#[test]
fn merges_apply_by_rank_and_from_the_left() {
    let bytes = [(b'a', 0), (b'b', 1), (b'c', 2)];
    let merge = |left, right, result| Merge { left, right, result };
    let merges = vec![merge(0, 1, 3), merge(0, 0, 4), merge(3, 2, 5)];
    let vocabulary = ByteLevel::new(SpecialTokens::default(), &bytes, merges, Digits::Apart).unwrap();
    assert_eq!((vocabulary.len(), vocabulary.bytes(5), vocabulary.bytes(6)), (6, b"abc".as_slice(), b"".as_slice()));
    // `ab` before `aa`, although `aa` stands further left.
    assert_eq!(literally(&vocabulary, b"aabc"), [0, 5]);
    assert_eq!(literally(&vocabulary, b"aaa"), [4, 0]);
    assert_eq!(vocabulary.made_by(5), Some((2, merge(3, 2, 5))));
    assert_eq!(vocabulary.made_by(0), None);
}

#[test]
fn a_vocabulary_that_contradicts_itself_is_refused() {
    let none = SpecialTokens::default;
    let merge = |left, right, result| Merge { left, right, result };
    let refused =
        |bytes: &[(u8, u32)], merges: Vec<Merge>| ByteLevel::new(none(), bytes, merges, Digits::Apart).unwrap_err();
    assert!(refused(&[(b'a', 0), (b'b', 0)], vec![]).contains("two tokens"));
    assert!(refused(&[(b'a', 7)], vec![]).contains("beyond"));
    assert!(refused(&[(b'a', 0)], vec![merge(0, 1, 1)]).contains("nothing before it"));
    assert!(refused(&[(b'a', 0)], vec![merge(0, 0, 0)]).contains("cannot be"));
}

#[test]
fn special_tokens_are_tokens_or_text_as_asked() {
    let mut encoder = Encoder::new(vocabulary(100, Digits::Apart));
    let text = "ab<|end|>c";
    let tokens = encoder.encode(text, Specials::Recognised);
    let special = tokens.iter().find(|token| token.id == 0).unwrap();
    assert_eq!((special.start, special.end), (2, 9));
    assert!(encoder.encode(text, Specials::AsText).iter().all(|token| token.id != 0));
}

#[test]
fn a_byte_without_a_token_is_lost_and_its_neighbours_meet() {
    let vocabulary = vocabulary(100, Digits::Apart);
    let with = vocabulary.trace(b"a\x04b").result();
    assert_eq!(with.iter().map(|symbol| symbol.id).collect::<Vec<_>>(), literally(&vocabulary, b"ab"));
    assert_eq!((with[0].start, with.last().unwrap().end), (0, 3));
}

#[test]
fn a_megabyte_without_a_space_is_merged_in_one_go() {
    let mut rng = Rng::new(2);
    let text: String = (0..1 << 20).map(|_| ['a', 'b', 'c'][rng.below(3)]).collect();
    let mut encoder = Encoder::new(vocabulary(200, Digits::Apart));
    let tokens = encoder.encode(&text, Specials::Recognised);
    assert!(tokens.len() < text.len(), "{} tokens", tokens.len());
    assert_eq!(encoder.vocabulary().decode(ids(&tokens)), text.as_bytes());
}

proptest! {
    #[test]
    fn every_way_to_merge_ends_the_same(piece in "[abc ]{0,200}", merges in 1usize..300) {
        let mut encoder = Encoder::new(vocabulary(merges, Digits::Together));
        // Twice: the second time from memory.
        for _ in 0..2 {
            let tokens = encoder.encode(&piece, Specials::AsText);
            let parts = pieces(&piece, Digits::Together).flat_map(|piece| literally(encoder.vocabulary(), piece.as_bytes()));
            prop_assert_eq!(ids(&tokens), parts.collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_trace_replays_to_its_result(piece in "[abcé]{0,40}") {
        let vocabulary = vocabulary(200, Digits::Apart);
        let trace = vocabulary.trace(piece.as_bytes());
        for taken in 0..=trace.steps.len() {
            // Symbols always cover the piece without gaps, and stand for the bytes they cover.
            let symbols = trace.after(taken);
            let mut at = 0;
            for symbol in symbols {
                prop_assert_eq!(symbol.start, at);
                at = symbol.end;
                prop_assert_eq!(vocabulary.bytes(symbol.id), &piece.as_bytes()[symbol.start as usize..symbol.end as usize]);
            }
            prop_assert_eq!(at as usize, piece.len());
        }
    }

    #[test]
    fn decoding_gives_the_text_back(text in any::<String>()) {
        let text = text.replace('\u{4}', "");
        let mut encoder = Encoder::new(vocabulary(200, Digits::Apart));
        for specials in [Specials::Recognised, Specials::AsText] {
            let tokens = encoder.encode(&text, specials);
            prop_assert_eq!(encoder.vocabulary().decode(ids(&tokens)), text.as_bytes());
        }
    }

    #[test]
    fn portions_change_nothing(text in r"([abc 1]|<\|end\|>|<|字){0,60}", budget in 1usize..20) {
        let mut encoder = Encoder::new(vocabulary(200, Digits::Apart));
        let whole = encoder.encode(&text, Specials::Recognised);
        let (mut place, mut tokens) = (Place::default(), Vec::new());
        while place.at < text.len() {
            encoder.encode_some(&text, &mut place, budget, Specials::Recognised, &mut tokens);
        }
        prop_assert_eq!(tokens, whole);
    }
}

//! What is written is read again, and nothing else is.

use super::*;

fn byte_level() -> Tokenizer {
    Tokenizer::ByteLevel(ByteLevel {
        pre_tokenizer: "smollm".into(),
        specials: vec![(0, "<|endoftext|>".into())],
        bytes: (0..=255).zip(1..).collect(),
        first_merge: 257,
        merges: (0..40_000).map(|rank| (rank % 300, 65_535 - rank)).collect(),
    })
}

fn word_piece() -> Tokenizer {
    let tokens: Vec<String> = ["[PAD]", "[UNK]", "the", "##s", "字"].map(String::from).into();
    Tokenizer::WordPiece(WordPiece { unknown: "[UNK]".into(), specials: tokens[..2].to_vec(), tokens })
}

#[test]
fn tokenizers_survive_their_file() {
    for tokenizer in [byte_level(), word_piece()] {
        assert_eq!(Tokenizer::read(&tokenizer.write().unwrap()), Ok(tokenizer));
    }
    assert_eq!((byte_level().len(), word_piece().len()), (40_257, 5));
}

#[test]
fn too_many_tokens_are_refused() {
    let Tokenizer::ByteLevel(mut it) = byte_level() else { unreachable!() };
    it.merges = vec![(0, 0); 70_000];
    assert!(Tokenizer::ByteLevel(it).write().unwrap_err().contains("65,536"));
}

#[test]
fn a_file_that_breaks_off_anywhere_is_an_error() {
    let file = word_piece().write().unwrap();
    for end in 0..file.len() {
        assert!(Tokenizer::read(&file[..end]).is_err(), "{end} bytes");
    }
    assert!(Tokenizer::read(b"<!doctype html>").unwrap_err().contains("reload"));
}

#[test]
fn one_changed_byte_never_makes_another_vocabulary() {
    let file = word_piece().write().unwrap();
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 0x10;
        // The stream ends in a few bits that mean nothing.
        assert!(
            Tokenizer::read(&changed).is_ok_and(|it| it == word_piece()) || Tokenizer::read(&changed).is_err(),
            "{at}"
        );
    }
}

//! Our tokenizers beside Hugging Face's, id for id. Run by `cargo xtask test`, which fetches the vocabularies.

mod tokenizers {
    pub mod corpus;
    pub mod reference;
    pub mod scripts;
}

use std::collections::HashMap;

use algorithms::special_tokens::Specials;
use packs::tokenizer::Tokenizer as Pack;
use scribe::vocabularies::Vocabulary;
use tokenizers::corpus::{Text, corpus};
use tokenizers::reference::{self, Reference};

/// The pack that a site carries under this name.
fn vocabulary(name: &str) -> Vocabulary {
    let folder = reference::folder();
    let manifest = std::fs::read_to_string(folder.join("manifest.txt")).expect("a manifest");
    let entries = packs::manifest::read(&manifest).expect("a manifest");
    let entry = entries.iter().find(|entry| entry.name == name).expect("the manifest names the pack");
    let bytes = std::fs::read(folder.join(&entry.file)).expect("the pack is there");
    packs::verify(&bytes, entry.size, &entry.sha256).expect("the pack is whole");
    assert!(bytes.len() <= 1_000_000, "{name} has {} bytes", bytes.len());
    Vocabulary::new(Pack::read(&bytes).expect("a pack")).expect("a vocabulary")
}

/// Every text of the corpus, with special tokens recognised and as text.
fn compare(name: &str, mut reference: Reference) {
    let mut vocabulary = vocabulary(name);
    assert_eq!(vocabulary.len(), reference.len());
    let texts = corpus();
    let mut compared: HashMap<&str, usize> = HashMap::new();
    for specials in [Specials::Recognised, Specials::AsText] {
        reference.recognise(specials == Specials::Recognised);
        for Text { kind, text } in &texts {
            let ours: Vec<u32> = vocabulary.encode(text, specials).iter().map(|token| token.id).collect();
            let theirs = reference.ids(text);
            assert_eq!(ours, theirs, "{name}, {kind}, {specials:?}: {text:?}");
            *compared.entry(kind).or_default() += 1;
        }
    }
    let total: usize = compared.values().sum();
    assert!(total >= 2 * 5_000, "only {total} comparisons: {compared:?}");
    assert!(compared.values().all(|&count| count >= 2), "{compared:?}");
}

#[test]
fn smollm2_gives_the_ids_of_hugging_face() {
    compare("smollm2", reference::smollm2());
}

#[test]
fn minilm_gives_the_ids_of_hugging_face() {
    compare("minilm", reference::minilm());
}

/// What would let the tests above pass on nothing.
#[test]
fn the_corpus_is_what_it_claims_to_be() {
    let texts = corpus();
    let mut distinct: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    assert!(distinct.len() >= 5_000, "{} different texts", distinct.len());
    assert!(distinct.contains(&""));
    let all: String = distinct.concat();
    for (what, part) in
        [("ZWJ", "\u{200d}"), ("flag", "🇩🇪"), ("skin tone", "🏽"), ("spaces", &" ".repeat(200)), ("NUL", "\0")]
    {
        assert!(all.contains(part), "no {what}");
    }
    let planes: std::collections::HashSet<u32> = all.chars().map(|c| c as u32 >> 16).collect();
    assert!(planes.len() >= 17, "{planes:?}");
}

/// Nothing that SmolLM2 has tokens for is lost on the way there and back.
#[test]
fn decoding_gives_the_text_back() {
    let mut vocabulary = vocabulary("smollm2");
    let mut lossless = 0;
    for Text { text, .. } in corpus() {
        let tokens = vocabulary.encode(&text, Specials::AsText);
        let decoded = vocabulary.decode(tokens.iter().map(|token| token.id));
        if text.bytes().any(|byte| vocabulary.loses(byte)) {
            let kept: Vec<u8> = text.bytes().filter(|&byte| !vocabulary.loses(byte)).collect();
            assert_eq!(decoded, String::from_utf8_lossy(&kept));
        } else {
            assert_eq!(decoded, text);
            lossless += 1;
        }
    }
    assert!(lossless >= 4_000, "{lossless}");
}

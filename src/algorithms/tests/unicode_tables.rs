//! Our tables of characters beside the crates that Hugging Face's tokenizers are built with, over every character there is.
//!
//! `GLASSBOX_WRITE_TABLES=1 cargo test -p algorithms --test unicode_tables` writes the tables anew from those crates.

use std::fmt::Write;
use std::path::Path;

use algorithms::rng::Rng;
use algorithms::unicode;
use regex_syntax::hir::{Class, HirKind};
use unicode_categories::UnicodeCategories;
use unicode_normalization_alignments::UnicodeNormalization;
use unicode_normalization_alignments::char::canonical_combining_class;

fn every_char() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

fn reference_nfd(text: &str) -> String {
    text.nfd().map(|(c, _)| c).collect()
}

fn our_nfd(text: &str) -> String {
    let mut out = Vec::new();
    unicode::nfd(text.chars().map(|c| (c, ())), &mut out);
    out.into_iter().map(|(c, ())| c).collect()
}

/// `\p{L}` as the crate `regex` knows it.
fn letters() -> Vec<u32> {
    let pattern = regex_syntax::parse(r"\p{L}").expect("a pattern");
    let HirKind::Class(Class::Unicode(class)) = pattern.kind() else { panic!("a class of characters") };
    class.ranges().iter().flat_map(|range| [range.start() as u32, range.end() as u32]).collect()
}

/// First and last character of each run that `belongs`.
fn ranges(belongs: impl Fn(char) -> bool) -> Vec<u32> {
    classed(|c| u8::from(belongs(c))).chunks(3).flat_map(|range| [range[0], range[1]]).collect()
}

/// First, last and class of each run of characters of one class other than 0.
fn classed(class: impl Fn(char) -> u8) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    for c in every_char().filter(|&c| class(c) != 0) {
        let (code, class) = (c as u32, u32::from(class(c)));
        match out.as_mut_slice() {
            [.., _, last, same] if *last + 1 == code && *same == class => *last = code,
            _ => out.extend([code, code, class]),
        }
    }
    out
}

fn write_tables() {
    let mut tables = String::from(
        "//! Ranges of code points. Written by `tests/unicode_tables.rs`; edit nothing here.\n\n\
         // First and last of each range in turn.\n",
    );
    let mut table = |name: &str, values: &[u32]| {
        write!(tables, "pub static {name}: [u32; {}] = {values:#x?};\n\n", values.len()).expect("a string grows");
    };
    table("LETTER", &letters());
    table("PUNCTUATION", &ranges(|c| !c.is_ascii() && c.is_punctuation()));
    table("OTHER", &ranges(UnicodeCategories::is_other));
    table("NONSPACING_MARK", &ranges(UnicodeCategories::is_mark_nonspacing));
    // First, last and class of each range in turn.
    table("COMBINING_CLASS", &classed(canonical_combining_class));

    let mut lines = String::new();
    for c in every_char().filter(|c| !('\u{ac00}'..='\u{d7a3}').contains(c)) {
        let parts = reference_nfd(&c.to_string());
        if parts != c.to_string() {
            let codes: Vec<String> = [c].into_iter().chain(parts.chars()).map(|c| format!("{:x}", c as u32)).collect();
            writeln!(lines, "{}", codes.join(" ")).expect("a string grows");
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("unicode");
    std::fs::write(folder.join("tables.rs"), tables).expect("tables.rs is written");
    std::fs::write(folder.join("decompositions.txt"), lines).expect("decompositions.txt is written");
}

#[test]
fn every_character_is_classed_as_the_reference_does() {
    if std::env::var_os("GLASSBOX_WRITE_TABLES").is_some() {
        write_tables();
        panic!("the tables are written: format them (cargo fmt) and run the test again without the variable");
    }
    let letters = letters();
    let is_letter = |c: char| letters.chunks(2).any(|range| (range[0]..=range[1]).contains(&(c as u32)));
    let mut seen = 0;
    for c in every_char() {
        assert_eq!(unicode::is_bert_punctuation(c), c.is_ascii_punctuation() || c.is_punctuation(), "{c:?}");
        assert_eq!(unicode::is_other(c), UnicodeCategories::is_other(c), "{c:?}");
        assert_eq!(unicode::is_nonspacing_mark(c), c.is_mark_nonspacing(), "{c:?}");
        assert_eq!(unicode::combining_class(c), canonical_combining_class(c), "{c:?}");
        seen += 1;
        // A slow search: every thirteenth character, and all of the first planes' beginnings.
        if c < '\u{3000}' || seen % 13 == 0 {
            assert_eq!(unicode::is_letter(c), is_letter(c), "{c:?}");
        }
    }
    assert_eq!(seen, 0x11_0000 - 0x800, "every character but the surrogates");
}

#[test]
fn every_character_decomposes_as_the_reference_does() {
    for c in every_char() {
        let text = c.to_string();
        assert_eq!(our_nfd(&text), reference_nfd(&text), "{c:?}");
    }
}

/// Order matters only between marks, so the texts are made of many of them.
#[test]
fn marks_are_ordered_as_the_reference_does() {
    let marks: Vec<char> = every_char().filter(|&c| canonical_combining_class(c) != 0).collect();
    let mut rng = Rng::new(3);
    for _ in 0..20_000 {
        let text: String = (0..rng.below(8))
            .map(|_| match rng.below(4) {
                0 => char::from_u32(rng.below(0x3000) as u32).expect("below the surrogates"),
                1 => 'e',
                _ => marks[rng.below(marks.len())],
            })
            .collect();
        assert_eq!(our_nfd(&text), reference_nfd(&text), "{text:?}");
    }
}

//! Sentences: Unicode's rules (UAX #29), without two of the cuts they make.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Words whose full stop ends no sentence though a capital follows.
const ABBREVIATIONS: [&str; 22] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "mt", "no", "nos", "vol", "fig", "figs", "eq", "sec", "pp", "vs", "cf",
    "jr", "sr", "col", "capt", "rev",
];

/// A line at least this long that ends in the middle of a sentence was wrapped.
const WRAPPED: usize = 40;

/// The text in sentences, each with the white space behind it; together they are the text.
///
/// Unicode ends a sentence at every line's end and behind every full stop before a capital. Here neither a wrapped line ends one, nor "Dr." or
/// an initial.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, part) in text.split_sentence_bound_indices() {
        let end = start + part.len();
        match found.last_mut() {
            Some(last) if goes_on(&text[last.clone()], &text[start..]) => last.end = end,
            _ => found.push(start..end),
        }
    }
    found
}

fn goes_on(sentence: &str, rest: &str) -> bool {
    match sentence.strip_suffix('\n') {
        Some(line) => is_wrapped(line.trim_end_matches('\r'), rest),
        None => ends_in_abbreviation(sentence.trim_end()),
    }
}

fn is_wrapped(before: &str, rest: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let closing = |c: char| matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '*' | '_');
    let ended = line.trim_end().trim_end_matches(closing).ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？']);
    let first = rest.chars().next().unwrap_or('\n');
    let opens_a_word = first.is_alphabetic() || matches!(first, '"' | '“' | '(' | '‘' | '«');
    let heading = line.starts_with('#') || line.starts_with('|');
    line.chars().nth(WRAPPED - 1).is_some() && !ended && !heading && opens_a_word
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    let Some(before) = sentence.strip_suffix('.') else { return false };
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut letters = word.chars();
    let initial =
        letters.next().is_some_and(|letter| letter.is_uppercase() && letter != 'I') && letters.next().is_none();
    initial || ABBREVIATIONS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

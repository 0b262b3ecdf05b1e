//! Words and sentences by rule: the guide's `BasicTokenizer`, Unicode's own rules (UAX #29), and where the two part.

use unicode_segmentation::UnicodeSegmentation;

use super::unicode::is_pictograph;
use crate::python_text::{is_space, is_word};

/// A part of the text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// A word of the guide's tokenizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideWord {
    /// As Python has it: lower-cased.
    pub text: String,
    /// Where it stands in the text as it was given.
    pub span: Span,
}

/// `re.findall(r'\b\w+\b', text.lower())`: with a greedy `\w+` the boundaries always hold, so these are the runs of word characters.
pub fn guide_words(text: &str) -> Vec<GuideWord> {
    let lower = text.to_lowercase();
    // Lower-casing may change a character's length, never the order: İ becomes i and a combining dot. The final sigma, the one
    // mapping that looks around itself, is as long as the other.
    let mut given = text.char_indices();
    let (mut at, mut until) = (Span { start: 0, end: 0 }, 0);
    let mut words: Vec<GuideWord> = Vec::new();
    let mut open = false;
    for (place, character) in lower.char_indices() {
        if place >= until {
            let Some((start, original)) = given.next() else { break };
            at = Span { start, end: start + original.len_utf8() };
            until = place + original.to_lowercase().map(char::len_utf8).sum::<usize>();
        }
        if !is_word(character) {
            open = false;
            continue;
        }
        match words.last_mut().filter(|_| open) {
            Some(word) => {
                word.text.push(character);
                word.span.end = at.end;
            }
            None => words.push(GuideWord { text: character.into(), span: at }),
        }
        open = true;
    }
    words
}

/// `re.split(r'[.!?]+', text)`, each part stripped, the empty ones dropped.
pub fn guide_sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(['.', '!', '?']) {
        let kept = part.trim_end_matches(['.', '!', '?']).trim_matches(is_space);
        if !kept.is_empty() {
            let lead = part.len() - part.trim_start_matches(is_space).len();
            found.push(Span { start: start + lead, end: start + lead + kept.len() });
        }
        start += part.len();
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Has a letter or a number.
    Word,
    /// A pictograph or a flag, with all that joins it.
    Emoji,
    Punctuation,
    Space,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    pub span: Span,
    pub kind: Kind,
}

/// The segments between Unicode's word boundaries; together they are the text.
pub fn unicode_segments(text: &str) -> Vec<Segment> {
    let segments = text.split_word_bound_indices().map(|(start, part)| {
        let kind = if part.chars().any(char::is_alphanumeric) {
            Kind::Word
        } else if part.chars().any(is_pictograph) {
            Kind::Emoji
        } else if part.chars().all(char::is_whitespace) {
            Kind::Space
        } else {
            Kind::Punctuation
        };
        Segment { span: Span { start, end: start + part.len() }, kind }
    });
    segments.collect()
}

/// Unicode's sentences, without the white space around them.
pub fn unicode_sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for (start, part) in text.split_sentence_bound_indices() {
        let start = start + part.len() - part.trim_start().len();
        let part = part.trim();
        if !part.is_empty() {
            found.push(Span { start, end: start + part.len() });
        }
    }
    found
}

/// A stretch of the text that the two cut differently, with the spans of each side that lie in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub span: Span,
    pub guide: Vec<Span>,
    pub unicode: Vec<Span>,
}

/// Where two lists of spans, each in order and without overlaps, are not the same.
pub fn differences(guide: &[Span], unicode: &[Span]) -> Vec<Difference> {
    let (mut a, mut b) = (guide.iter().peekable(), unicode.iter().peekable());
    let mut found = Vec::new();
    loop {
        let span = match (a.peek(), b.peek()) {
            (None, None) => return found,
            (Some(x), Some(y)) if x == y => {
                a.next();
                b.next();
                continue;
            }
            (Some(x), Some(y)) => {
                if x.start <= y.start {
                    **x
                } else {
                    **y
                }
            }
            (Some(one), None) | (None, Some(one)) => **one,
        };
        let mut difference =
            Difference { span: Span { start: span.start, end: span.start }, guide: Vec::new(), unicode: Vec::new() };
        let mut end = span.end;
        loop {
            if let Some(x) = a.next_if(|x| x.start < end) {
                end = end.max(x.end);
                difference.guide.push(*x);
            } else if let Some(y) = b.next_if(|y| y.start < end) {
                end = end.max(y.end);
                difference.unicode.push(*y);
            } else {
                break;
            }
        }
        difference.span.end = end;
        found.push(difference);
    }
}

/// Without the marks that end a sentence, which the guide's code throws away: what is left can be compared with its sentences.
pub fn without_end_marks(text: &str, span: Span) -> Span {
    let inner = text[span.start..span.end].trim_end_matches(|c| matches!(c, '.' | '!' | '?') || is_space(c));
    Span { start: span.start, end: span.start + inner.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, spans: &[Span]) -> Vec<String> {
        spans.iter().map(|span| text[span.start..span.end].to_string()).collect()
    }

    fn word_differences(text: &str) -> Vec<(Vec<String>, Vec<String>)> {
        let guide: Vec<Span> = guide_words(text).into_iter().map(|word| word.span).collect();
        let kept = unicode_segments(text).into_iter().filter(|part| matches!(part.kind, Kind::Word | Kind::Emoji));
        let unicode: Vec<Span> = kept.map(|part| part.span).collect();
        let found = differences(&guide, &unicode);
        found.iter().map(|one| (texts(text, &one.guide), texts(text, &one.unicode))).collect()
    }

    #[test]
    fn a_point_in_a_number_and_an_apostrophe_part_the_guide_from_unicode() {
        let owned = |guide: &[&str], unicode: &[&str]| {
            let own = |all: &[&str]| all.iter().map(|word| word.to_string()).collect::<Vec<_>>();
            (own(guide), own(unicode))
        };
        assert_eq!(word_differences("Dr. Smith paid $3.14."), [owned(&["3", "14"], &["3.14"])]);
        assert_eq!(word_differences("We don't know"), [owned(&["don", "t"], &["don't"])]);
        assert_eq!(word_differences("go 🚀 now"), [owned(&[], &["🚀"])]);
        assert_eq!(word_differences("中文 字"), [owned(&["中文"], &["中", "文"])]);
        assert_eq!(word_differences("plain words"), []);
    }

    #[test]
    fn lower_casing_may_tear_a_word_apart_and_the_spans_still_fit() {
        let text = "Old İstanbul";
        let words = guide_words(text);
        assert_eq!(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), ["old", "i", "stanbul"]);
        assert_eq!(&text[words[1].span.start..words[2].span.end], "İstanbul");
    }

    #[test]
    fn an_abbreviation_ends_a_sentence_for_the_guide() {
        let text = " Dr. Smith paid $3.14. Really?! Yes ";
        assert_eq!(texts(text, &guide_sentences(text)), ["Dr", "Smith paid $3", "14", "Really", "Yes"]);
        let sentences = unicode_sentences(text);
        assert_eq!(texts(text, &sentences), ["Dr.", "Smith paid $3.14.", "Really?!", "Yes"]);
        let bare: Vec<Span> = sentences.iter().map(|span| without_end_marks(text, *span)).collect();
        let parts: Vec<_> =
            differences(&guide_sentences(text), &bare).iter().map(|one| texts(text, &one.unicode)).collect();
        assert_eq!(parts, [["Smith paid $3.14"]]);
    }

    #[test]
    fn nothing_has_no_words() {
        assert_eq!(guide_words(""), []);
        assert_eq!(guide_sentences(" ?! "), []);
        assert_eq!(unicode_sentences("  "), []);
        assert_eq!(differences(&[], &[]), []);
    }
}

//! From a text to BERT's words: clean, set Chinese characters apart, decompose, strip accents, lower-case, split at punctuation.

use crate::unicode::{is_bert_punctuation, is_nonspacing_mark, is_other, nfd};

/// Where in the reader's text something comes from, in bytes.
type Source = (u32, u32);

/// A word as WordPiece sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Normalised.
    pub text: String,
    /// For each byte of `text` the character of the reader's text it comes from.
    pub sources: Vec<Source>,
}

impl Word {
    /// The part of the reader's text that the bytes `start..end` come from.
    pub fn source(&self, start: usize, end: usize) -> Source {
        let sources = &self.sources[start..end];
        let start = sources.iter().map(|source| source.0).min().unwrap_or_default();
        (start, sources.iter().map(|source| source.1).max().unwrap_or(start))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.sources.clear();
    }

    fn push(&mut self, c: char, source: Source) {
        self.text.push(c);
        self.sources.extend(std::iter::repeat_n(source, c.len_utf8()));
    }
}

/// Characters that are dropped before all else: NUL, the replacement character, control, format and private use.
fn is_dropped(c: char) -> bool {
    !matches!(c, '\t' | '\n' | '\r') && (c == '\u{fffd}' || is_other(c))
}

/// The ideographs that BERT sets apart, so that each is a word: CJK unified ideographs, their extensions and compatibility forms. Kana
/// and Hangul are not among them.
fn is_ideograph(c: char) -> bool {
    matches!(c as u32,
        0x4e00..=0x9fff | 0x3400..=0x4dbf | 0x20000..=0x2a6df | 0x2a700..=0x2b73f | 0x2b740..=0x2b81f
        // So begins extension E in BERT's code; Unicode has it from 2b820 on.
        | 0x2b920..=0x2ceaf | 0xf900..=0xfaff | 0x2f800..=0x2fa1f)
}

/// The words of a text, one chunk (what stands between white space) after the other.
#[derive(Debug, Default)]
pub(super) struct Words {
    characters: Vec<(char, Source)>,
    decomposed: Vec<(char, Source)>,
    word: Word,
}

impl Words {
    /// Calls `take` with each word of the chunk that begins at byte `at` (or after the white space there); returns where it ends.
    pub(super) fn chunk(&mut self, text: &str, at: usize, mut take: impl FnMut(&Word)) -> usize {
        let bytes = text.as_bytes();
        // Most text: letters and digits of ASCII, to the next space.
        let plain =
            bytes[at..].iter().position(|byte| !byte.is_ascii_alphanumeric()).map_or(bytes.len(), |run| at + run);
        if plain > at && bytes.get(plain).is_none_or(|&byte| byte == b' ' || byte == b'\n') {
            self.word.clear();
            self.word.text.push_str(&text[at..plain]);
            self.word.text.make_ascii_lowercase();
            self.word.sources.extend((at as u32..plain as u32).map(|byte| (byte, byte + 1)));
            take(&self.word);
            return plain;
        }
        let end = self.read(text, at);
        self.decomposed.clear();
        nfd(self.characters.iter().copied(), &mut self.decomposed);
        self.word.clear();
        for &(c, source) in &self.decomposed {
            if is_nonspacing_mark(c) {
                continue;
            }
            for c in c.to_lowercase() {
                if is_bert_punctuation(c) {
                    flush(&mut self.word, &mut take);
                    self.word.push(c, source);
                    flush(&mut self.word, &mut take);
                } else {
                    self.word.push(c, source);
                }
            }
        }
        flush(&mut self.word, &mut take);
        end
    }

    /// Collects the characters of a chunk. An ideograph is a chunk of its own.
    fn read(&mut self, text: &str, from: usize) -> usize {
        self.characters.clear();
        for (offset, c) in text[from..].char_indices() {
            let at = from + offset;
            let end = at + c.len_utf8();
            if is_dropped(c) {
                continue;
            }
            if c.is_whitespace() {
                if self.characters.is_empty() {
                    continue;
                }
                return at;
            }
            let alone = is_ideograph(c);
            if alone && !self.characters.is_empty() {
                return at;
            }
            self.characters.push((c, (at as u32, end as u32)));
            if alone {
                return end;
            }
        }
        text.len()
    }
}

/// All words of a text.
pub fn words(text: &str) -> Vec<Word> {
    let (mut words, mut at, mut found) = (Words::default(), 0, Vec::new());
    while at < text.len() {
        at = words.chunk(text, at, |word| found.push(word.clone()));
    }
    found
}

fn flush(word: &mut Word, take: &mut impl FnMut(&Word)) {
    if !word.text.is_empty() {
        take(word);
        word.clear();
    }
}

/// What a step of normalising does to a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Control, format and private use characters go.
    Dropped,
    /// White space of any kind becomes a space.
    Space,
    /// An ideograph becomes a word of its own.
    SetApart,
    /// An accent goes.
    Accent,
    /// Capitals become small.
    Lower,
    /// Punctuation becomes a word of its own.
    Punctuation,
}

/// What normalising does to `c`, and what is left of it. For the eye: in a text, accents are also put in order.
pub fn changes(c: char) -> (Vec<Change>, String) {
    if is_dropped(c) {
        return (vec![Change::Dropped], String::new());
    }
    if c.is_whitespace() {
        return (if c == ' ' { vec![] } else { vec![Change::Space] }, " ".into());
    }
    let mut changes = Vec::new();
    let mut changed = |change, is: bool| {
        if is && !changes.contains(&change) {
            changes.push(change);
        }
    };
    changed(Change::SetApart, is_ideograph(c));
    let mut parts = Vec::new();
    nfd([(c, ())], &mut parts);
    let mut left = String::new();
    for (part, ()) in parts {
        changed(Change::Accent, is_nonspacing_mark(part));
        if !is_nonspacing_mark(part) {
            let before = left.len();
            left.extend(part.to_lowercase());
            changed(Change::Lower, left[before..] != *part.encode_utf8(&mut [0; 4]));
            changed(Change::Punctuation, left[before..].chars().any(is_bert_punctuation));
        }
    }
    (changes, left)
}

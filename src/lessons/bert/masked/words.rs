//! The words of a text that can be masked, cut as BERT does before it looks for pieces: at spaces, and around each punctuation mark.

/// What stands in a text as a masked word already.
pub const MASK: &str = "[MASK]";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// 0 or 1.
    pub text: usize,
    /// Bytes of its text.
    pub start: usize,
    pub end: usize,
    pub form: String,
}

impl Word {
    /// Whether it is masked whatever is clicked.
    pub fn is_mask(&self) -> bool {
        self.form == MASK
    }

    pub fn is_punctuation(&self) -> bool {
        self.form.chars().all(is_mark)
    }
}

/// The words of all texts, one after the other.
pub fn words(texts: &[&str]) -> Vec<Word> {
    texts.iter().enumerate().flat_map(|(index, text)| cut(index, text)).collect()
}

fn cut(index: usize, text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let start = at;
        if text[at..].starts_with(MASK) {
            at += MASK.len();
        } else if letter.is_whitespace() {
            at += letter.len_utf8();
            continue;
        } else if is_mark(letter) {
            at += letter.len_utf8();
        } else {
            let rest = &text[at..];
            at += rest.find(|c: char| c.is_whitespace() || is_mark(c)).unwrap_or(rest.len());
        }
        found.push(Word { text: index, start, end: at, form: text[start..at].into() });
    }
    found
}

/// ASCII's punctuation and the marks of Unicode's blocks of punctuation; the table of all of them is the tokenizer's business.
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '¡' | '¿' | '«' | '»' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3011}')
}

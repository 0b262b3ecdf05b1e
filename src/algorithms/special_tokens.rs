//! Tokens that stand for no text: the start of a message, a mask. They have a spelling all the same, and a text may contain it.

/// What a tokenizer does where a text contains the spelling of a special token.
///
/// A program that pastes what users typed between its own special tokens must take the second, or its users can forge a message's end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Specials {
    /// Makes it that token, as Hugging Face's tokenizers do unless told otherwise.
    #[default]
    Recognised,
    /// Takes it for text like any other (`encode_special_tokens` there).
    AsText,
}

/// The special tokens of a vocabulary: spelling and id.
#[derive(Clone, Debug, Default)]
pub struct SpecialTokens {
    tokens: Vec<(String, u32)>,
}

/// Where a special token stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Bytes.
    pub start: usize,
    pub end: usize,
    pub id: u32,
}

impl SpecialTokens {
    /// Empty spellings are left out: they would be found everywhere.
    pub fn new(tokens: impl IntoIterator<Item = (String, u32)>) -> Self {
        SpecialTokens { tokens: tokens.into_iter().filter(|(spelling, _)| !spelling.is_empty()).collect() }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.tokens.iter().map(|(spelling, id)| (spelling.as_str(), *id))
    }

    pub fn contains(&self, id: u32) -> bool {
        self.tokens.iter().any(|&(_, token)| token == id)
    }

    /// The first one at or after byte `from`; of several that begin there the longest.
    pub fn find(&self, text: &str, from: usize) -> Option<Found> {
        let bytes = text.as_bytes();
        let starts = |byte: u8| self.tokens.iter().any(|(spelling, _)| spelling.as_bytes()[0] == byte);
        let (mut first, mut others) = (None, false);
        for (spelling, _) in &self.tokens {
            let byte = spelling.as_bytes()[0];
            others |= *first.get_or_insert(byte) != byte;
        }
        let first = first?;
        let mut at = from;
        loop {
            // Looking for one byte is many times faster, and vocabularies spell all of theirs with one: `<` or `[`.
            at += bytes[at..].iter().position(|&byte| if others { starts(byte) } else { byte == first })?;
            let here = self.tokens.iter().filter(|(spelling, _)| bytes[at..].starts_with(spelling.as_bytes()));
            if let Some((spelling, id)) = here.max_by_key(|(spelling, _)| spelling.len()) {
                return Some(Found { start: at, end: at + spelling.len(), id: *id });
            }
            at += 1;
        }
    }
}

/// How far the encoding of a text has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Bytes that are done.
    pub at: usize,
    /// The next special token once it was looked for: without it, a long text in small portions would be searched to its end each time.
    next: Option<Option<Found>>,
}

impl Place {
    /// The special token at this place or after it.
    pub(crate) fn special(&mut self, text: &str, specials: Specials, tokens: &SpecialTokens) -> Option<Found> {
        match specials {
            Specials::Recognised => *self.next.get_or_insert_with(|| tokens.find(text, self.at)),
            Specials::AsText => None,
        }
    }

    pub(crate) fn pass(&mut self, special: Found) {
        self.at = special.end;
        self.next = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_of_these_the_longest_is_found() {
        let tokens =
            SpecialTokens::new([("<a>".into(), 1), ("<a><b>".into(), 2), ("[x]".into(), 3), (String::new(), 4)]);
        let found = |text, from| tokens.find(text, from).map(|found| (found.start, found.end, found.id));
        assert_eq!(found("é<a <a><b>[x]", 0), Some((5, 11, 2)));
        assert_eq!(found("é<a <a><b>[x]", 9), Some((11, 14, 3)));
        assert_eq!(found("nothing < here [", 0), None);
        assert_eq!(SpecialTokens::default().find("<a>", 0), None);
    }
}

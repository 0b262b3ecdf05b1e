//! A word of the source replaced: what changes in the output, and what looked at the word.

use protocol::seq2seq::{Purpose, Request, Surgery, Writing, Written};

use super::lesson::Lesson;
use crate::Shared;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Swap {
    /// Which word of the source, between white space.
    pub word: Option<usize>,
    /// What stands there instead, as typed.
    pub by: String,
    pub written: Option<Shared<Written>>,
}

/// An output token before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    pub before: String,
    pub after: String,
    /// Share of attention that the token before gave to the replaced word; `None` without attention.
    pub looked: Option<f32>,
}

/// Replacements that are offered.
const OFFERED: usize = 8;

impl Lesson {
    /// Words of the source, for a click; single letters where it has no words.
    pub fn source_words(&self) -> Vec<String> {
        self.source_parts().into_iter().map(|(_, word)| word.to_owned()).collect()
    }

    /// Each word with the place of its first character.
    fn source_parts(&self) -> Vec<(usize, &str)> {
        let source = self.source();
        if !source.trim().contains(char::is_whitespace) {
            return source.char_indices().map(|(at, letter)| (at, &source[at..at + letter.len_utf8()])).collect();
        }
        let start = |word: &str| word.as_ptr() as usize - source.as_ptr() as usize;
        source.split_whitespace().map(|word| (start(word), word)).collect()
    }

    /// The source with the word replaced.
    fn swapped_source(&self) -> Option<String> {
        let (start, word) = *self.source_parts().get(self.swap.word?)?;
        let source = self.source();
        Some(format!("{}{}{}", &source[..start], self.swap.by.trim(), &source[start + word.len()..]))
    }

    pub fn choose_word(&mut self, word: usize) {
        let by = self.source_words().get(word).cloned().unwrap_or_default();
        self.swap = Swap { word: Some(word), by, written: None };
    }

    /// Other words of the examples that could stand there: of the same kind, letters or digits.
    pub fn replacements(&self) -> Vec<String> {
        let words = self.source_words();
        let (Some(word), Some(opened)) = (self.swap.word.and_then(|at| words.get(at)), &self.opened) else {
            return Vec::new();
        };
        let kind = |word: &str| {
            let first = word.chars().next();
            (first.is_some_and(|c| c.is_ascii_digit()), word.ends_with(','))
        };
        let single = !self.source().trim().contains(char::is_whitespace);
        let mut found: Vec<String> = Vec::new();
        for (source, _) in &opened.examples {
            let parts: Vec<String> = if single {
                source.chars().map(String::from).collect()
            } else {
                source.split_whitespace().map(str::to_owned).collect()
            };
            for part in parts {
                if part != *word && kind(&part) == kind(word) && !found.contains(&part) {
                    found.push(part);
                }
            }
        }
        found.truncate(OFFERED);
        found
    }

    pub fn replace(&mut self, by: String) -> Vec<Request> {
        self.swap.by = by;
        let Some(source) = self.swapped_source().filter(|source| !source.trim().is_empty()) else { return Vec::new() };
        if !self.can_ask() || source.chars().count() > 4 * protocol::seq2seq::MAX_SOURCE {
            return Vec::new();
        }
        let writing = Writing { source, surgery: Surgery::default(), purpose: Purpose::Swapped };
        self.swap_ask.want(writing).map(Request::Write).into_iter().collect()
    }

    /// Output tokens before and after, place by place.
    pub fn changes(&self) -> Vec<Changed> {
        let (Some(before), Some(swapped)) = (&self.written, &self.swap.written) else { return Vec::new() };
        let Some(word) = self.swap.word.and_then(|at| self.source_parts().get(at).copied()) else { return Vec::new() };
        let of = |written: &Written| match (self.which, &written.plain) {
            (protocol::seq2seq::Which::Plain, Some(plain)) => plain.clone(),
            _ => written.main.clone(),
        };
        let (before_out, after_out) = (of(before), of(swapped));
        let places = self.token_places(word);
        let cols = before.tokens.len();
        let token = |tokens: &[String], at: usize| tokens.get(at).cloned().unwrap_or_default();
        let looked = |at: usize| {
            let row = before_out.shares.get(at * cols..(at + 1) * cols)?;
            Some(row[places.clone()].iter().sum())
        };
        let (said, now) = (before_out.said(), after_out.said());
        let change = |at: usize| Changed { before: token(said, at), after: token(now, at), looked: looked(at) };
        (0..said.len().max(now.len())).map(change).collect()
    }

    /// The source tokens that a word is made of.
    fn token_places(&self, (start, word): (usize, &str)) -> std::ops::Range<usize> {
        let words = self.opened.as_ref().is_some_and(|opened| opened.words);
        let count = self.written.as_ref().map_or(0, |written| written.tokens.len());
        let before = &self.source()[..start];
        let range = if words {
            let at = before.split_whitespace().count();
            at..at + 1
        } else {
            let at = before.chars().count();
            at..at + word.chars().count()
        };
        range.start.min(count)..range.end.min(count)
    }

    /// What came of the replacement, in words.
    pub fn swap_words(&self) -> String {
        let changes = self.changes();
        if changes.is_empty() {
            return if self.swap.word.is_none() {
                "Press a word, then choose or type what stands there instead.".into()
            } else {
                String::new()
            };
        }
        let changed: Vec<&Changed> = changes.iter().filter(|change| change.before != change.after).collect();
        if changed.is_empty() {
            return "Nothing changes in the output.".into();
        }
        let mean = |changes: &[&Changed]| {
            let looked: Vec<f32> = changes.iter().filter_map(|change| change.looked).collect();
            (!looked.is_empty()).then(|| looked.iter().sum::<f32>() / looked.len() as f32)
        };
        let same: Vec<&Changed> = changes.iter().filter(|change| change.before == change.after).collect();
        let percent = |share: f32| viz::number::fixed(100.0 * f64::from(share), 0);
        let looked = match (mean(&changed), mean(&same)) {
            (Some(changed), Some(same)) => format!(
                " Those that changed had given the word {} % of their attention in the mean, the others {} %.",
                percent(changed),
                percent(same)
            ),
            (Some(changed), None) => {
                format!(" They had given the word {} % of their attention in the mean.", percent(changed))
            }
            _ => String::new(),
        };
        format!("{} of {} output tokens change.{looked}", changed.len(), changes.len())
    }
}

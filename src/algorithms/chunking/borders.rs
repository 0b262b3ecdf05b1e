//! Where a text may be cut, and how well.

use std::ops::Range;

use super::headings::{self, Heading, Paths};
use super::{Chunk, Chunking, Settings, Unfit, sentences};

/// What is at a border; the better a place to cut, the earlier in this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// The text ends.
    End,
    /// The subject changes, by the sentences' vectors.
    Topic,
    /// A heading follows.
    Heading,
    /// An empty line follows.
    Paragraph,
    /// A line ends.
    Line,
    /// A sentence ends.
    Sentence,
    /// A word ends.
    Word,
    /// Nothing ends: the chunk is full.
    Full,
}

impl Cut {
    /// The next finer one.
    pub(super) fn finer(self) -> Cut {
        match self {
            Cut::End => Cut::Topic,
            Cut::Topic => Cut::Heading,
            Cut::Heading => Cut::Paragraph,
            Cut::Paragraph => Cut::Line,
            Cut::Line => Cut::Sentence,
            Cut::Sentence => Cut::Word,
            Cut::Word | Cut::Full => Cut::Full,
        }
    }
}

pub(super) struct Borders<'a> {
    text: &'a str,
    tokens: &'a [Range<usize>],
    headings: Vec<Heading>,
    /// `[tokens + 1]`: what is before each token; `None` within a character.
    before: Vec<Option<Cut>>,
}

impl<'a> Borders<'a> {
    /// With the borders of some kinds.
    pub fn new(
        text: &'a str,
        tokens: &'a [Range<usize>],
        Settings { size, overlap }: Settings,
        kinds: &[Cut],
    ) -> Result<Self, Unfit> {
        if size == 0 {
            return Err(Unfit::NoSize);
        }
        if overlap >= size {
            return Err(Unfit::Overlap(Settings { size, overlap }));
        }
        let mut last = 0;
        for (place, token) in tokens.iter().enumerate() {
            if token.start < last || token.end < token.start || token.end > text.len() {
                return Err(Unfit::Token(place));
            }
            last = token.start;
        }
        let whole = |place: usize| {
            place == 0 || text.is_char_boundary(tokens[place].start) && tokens[place - 1].end <= tokens[place].start
        };
        let mut before: Vec<_> = (0..tokens.len()).map(|place| whole(place).then_some(Cut::Full)).collect();
        before.push(Some(Cut::End));
        let headings = headings::headings(text);
        let mut borders = Borders { text, tokens, headings, before };
        for &kind in kinds {
            borders.mark(kind);
        }
        Ok(borders)
    }

    /// A border at a byte lies before the first token that starts there or behind it.
    fn mark(&mut self, kind: Cut) {
        let bytes = self.text.as_bytes();
        let newlines = || (0..bytes.len()).filter(|at| bytes[*at] == b'\n');
        let places: Vec<usize> = match kind {
            Cut::Heading => self.headings.iter().map(|heading| heading.range.start).collect(),
            Cut::Paragraph => newlines().filter(|at| is_blank(&bytes[at + 1..])).collect(),
            Cut::Line => newlines().collect(),
            Cut::Sentence => sentences(self.text).into_iter().map(|sentence| sentence.end).collect(),
            Cut::Word => self.text.match_indices(char::is_whitespace).map(|(at, _)| at).collect(),
            Cut::End | Cut::Topic | Cut::Full => Vec::new(),
        };
        let mut token = 0;
        for place in places {
            while token < self.tokens.len() && self.tokens[token].start < place {
                token += 1;
            }
            if token == self.tokens.len() {
                break;
            }
            self.before[token] = self.before[token].map(|known| known.min(kind));
        }
    }

    /// Says what is before a token, if something may be cut there.
    pub fn set(&mut self, token: usize, cut: Cut) {
        self.before[token] = self.before[token].map(|_| cut);
    }

    /// The last border at `token` or before it but behind `start`; if there is none, the first behind `token`.
    pub fn at_or_before(&self, token: usize, start: usize) -> usize {
        let token = token.min(self.tokens.len());
        let back = (start + 1..=token).rev().find(|place| self.before[*place].is_some());
        back.unwrap_or_else(|| self.at_or_after(token))
    }

    pub fn at_or_after(&self, token: usize) -> usize {
        (token..self.tokens.len()).find(|place| self.before[*place].is_some()).unwrap_or(self.tokens.len())
    }

    /// The strongest border inside a run of tokens.
    pub fn strongest(&self, run: Range<usize>) -> Option<Cut> {
        self.before.get(run.start + 1..run.end)?.iter().flatten().min().copied()
    }

    /// A run of tokens in pieces, cut at every border as strong as `cut`.
    pub fn pieces(&self, run: Range<usize>, cut: Cut) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut start = run.start;
        for token in run.start + 1..run.end {
            if self.before[token].is_some_and(|known| known <= cut) {
                pieces.push(start..token);
                start = token;
            }
        }
        if start < run.end {
            pieces.push(start..run.end);
        }
        pieces
    }

    /// From the first token's beginning to the last one's end; both within a character only where the tokens of the whole text are.
    pub fn bytes(&self, run: &Range<usize>) -> Range<usize> {
        let Some(tokens) = self.tokens.get(run.clone()).filter(|tokens| !tokens.is_empty()) else { return 0..0 };
        let start = tokens[0].start;
        let end = tokens.iter().map(|token| token.end).max().unwrap_or(start);
        self.text.floor_char_boundary(start)..self.text.ceil_char_boundary(end)
    }

    /// Chunks of these runs of tokens; their ends are what is there, or `cut` for all but the last.
    pub fn chunking(self, runs: Vec<Range<usize>>, pieces: Vec<Range<usize>>, cut: Option<Cut>) -> Chunking {
        let mut chunks: Vec<Chunk> = Vec::with_capacity(runs.len());
        let mut paths = Paths::new(&self.headings);
        for tokens in runs {
            let before = chunks.last().map_or(0, |chunk| chunk.tokens.end);
            let overlap = before.saturating_sub(tokens.start);
            let range = self.bytes(&tokens);
            let shared = if overlap > 0 { self.bytes(&(tokens.start..before)) } else { range.start..range.start };
            let first_new = self.tokens[tokens.start + overlap].start;
            let last = tokens.end == self.tokens.len();
            let cut = cut.filter(|_| !last).or(self.before[tokens.end]).unwrap_or(Cut::Full);
            chunks.push(Chunk { range, overlap, shared, headings: paths.at(first_new), cut, tokens });
        }
        Chunking { chunks, pieces, headings: self.headings, semantic: None }
    }
}

/// Whether a text begins with nothing but blanks up to the next end of a line.
fn is_blank(rest: &[u8]) -> bool {
    rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(&b'\n')
}

//! Cutting a document into passages, measured in the tokens of whatever tokenizer will read them.
//!
//! A text comes with the byte ranges of its tokens; a chunk is a run of tokens. Where the borders may fall, and how strong each is, is found once
//! (`borders`); the four ways differ in which of them they take.

mod borders;
mod headings;
mod packing;
#[cfg(test)]
mod reference;
mod semantic;
mod sentences;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use borders::Cut;
pub use headings::{Heading, headings};
pub use semantic::{Semantic, neighbours, windows};
pub use sentences::sentences;

use borders::Borders;

/// In tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The most a chunk may have, at least 1.
    pub size: usize,
    /// The most it may share with the one before it, below `size`.
    pub overlap: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its text, in bytes; always on borders of characters. White space between two chunks may belong to neither.
    pub range: Range<usize>,
    /// Its tokens among those of the document.
    pub tokens: Range<usize>,
    /// How many of them, its first, are also in the chunk before.
    pub overlap: usize,
    /// The text of those, in bytes; empty if there are none.
    pub shared: Range<usize>,
    /// The headings over its first token that is not shared, from the outermost in; places in [`Chunking::headings`].
    pub headings: Vec<usize>,
    /// Why it ends where it does.
    pub cut: Cut,
}

/// A document in chunks, and what they were made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunking {
    /// In their order; together they hold every token.
    pub chunks: Vec<Chunk>,
    /// The tokens of the pieces that were packed into chunks: sentences, paragraphs, words. None for chunks of fixed size.
    pub pieces: Vec<Range<usize>>,
    pub headings: Vec<Heading>,
    /// What the semantic way measured.
    pub semantic: Option<Semantic>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A chunk of no tokens.
    NoSize,
    /// An overlap as large as the chunk: the next one would not come further.
    Overlap(Settings),
    /// A token (its place) that ends before it begins, begins before the one before it, or lies outside the text.
    Token(usize),
    /// There is one similarity between each two neighbouring sentences.
    Similarities { wanted: usize, given: usize },
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Unfit::NoSize => write!(f, "A chunk must have at least one token."),
            Unfit::Overlap(Settings { size, overlap }) => write!(
                f,
                "An overlap of {overlap} tokens leaves no room in a chunk of {size}: make it smaller than the chunk."
            ),
            Unfit::Token(place) => write!(f, "Token {place} does not lie in the text behind the one before it."),
            Unfit::Similarities { wanted, given } => {
                write!(f, "{wanted} similarities between sentences are needed and {given} are there.")
            }
        }
    }
}

impl std::error::Error for Unfit {}

impl Chunking {
    /// The titles over a chunk, from the outermost in.
    pub fn path(&self, chunk: &Chunk) -> Vec<&str> {
        chunk.headings.iter().map(|place| self.headings[*place].title.as_str()).collect()
    }
}

/// Every `size` tokens, each chunk starting `size - overlap` behind the last, wherever that is: LangChain's `split_text_on_tokens`.
///
/// A border that would cut through a character (several tokens of a byte-level vocabulary) moves back before it, and behind it where a chunk
/// would hold nothing otherwise: only then a chunk is larger than `size`.
pub fn fixed(text: &str, tokens: &[Range<usize>], settings: Settings) -> Result<Chunking, Unfit> {
    let borders = Borders::new(text, tokens, settings, &[])?;
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let end = borders.at_or_before(start + settings.size, start);
        runs.push(start..end);
        if end == tokens.len() {
            break;
        }
        // What comes next must hold the next border too, be the overlap smaller for it: the chunk would bring nothing new otherwise.
        let beyond = borders.at_or_after(end + 1);
        let next = end.saturating_sub(settings.overlap).max(beyond.saturating_sub(settings.size));
        start = borders.at_or_after(next).min(end);
    }
    Ok(borders.chunking(runs, Vec::new(), Some(Cut::Full)))
}

/// Whole sentences, as many as fit; a sentence too long for a chunk is cut between words, a word too long between tokens.
///
/// The overlap is whole sentences, as many of the last as fit into it.
pub fn sentence(text: &str, tokens: &[Range<usize>], settings: Settings) -> Result<Chunking, Unfit> {
    let borders = Borders::new(text, tokens, settings, &[Cut::Heading, Cut::Paragraph, Cut::Sentence, Cut::Word])?;
    let packed = packing::pack(&borders, 0..tokens.len(), Cut::Sentence, settings);
    Ok(borders.chunking(packed.runs, packed.pieces, None))
}

/// At headings, and what is still too long at paragraphs, then lines, sentences, words, tokens; small neighbours are joined again.
///
/// LangChain's `RecursiveCharacterTextSplitter` with these separators kept, and lengths in the document's own tokens: its chunks, token for
/// token. Overlap is whole pieces of one level, and there is none between a piece that had to be cut further and its neighbours.
pub fn recursive(text: &str, tokens: &[Range<usize>], settings: Settings) -> Result<Chunking, Unfit> {
    let levels = [Cut::Heading, Cut::Paragraph, Cut::Line, Cut::Sentence, Cut::Word];
    let borders = Borders::new(text, tokens, settings, &levels)?;
    let strongest = borders.strongest(0..tokens.len()).unwrap_or(Cut::Full);
    let packed = packing::pack(&borders, 0..tokens.len(), strongest, settings);
    Ok(borders.chunking(packed.runs, packed.pieces, None))
}

/// Where the subject changes: between two sentences whose distance (1 - similarity) is above the `percentile` (0 to 100) of all such
/// distances, as LangChain's `SemanticChunker` does it. A part that is too long for a chunk is packed sentence by sentence.
///
/// `similarities` `[sentences - 1]`: of each sentence of [`sentence_pieces`] and the next, from -1 to 1; [`neighbours`] has them from vectors.
pub fn semantic(
    text: &str,
    tokens: &[Range<usize>],
    similarities: &[f32],
    percentile: f64,
    settings: Settings,
) -> Result<Chunking, Unfit> {
    let mut borders = Borders::new(text, tokens, settings, &[Cut::Heading, Cut::Paragraph, Cut::Sentence, Cut::Word])?;
    let pieces = borders.pieces(0..tokens.len(), Cut::Sentence);
    let wanted = pieces.len().saturating_sub(1);
    if similarities.len() != wanted {
        return Err(Unfit::Similarities { wanted, given: similarities.len() });
    }
    let measured = Semantic::new(similarities, percentile);
    let mut runs = Vec::new();
    let mut first = 0;
    for last in 0..pieces.len() {
        if last < wanted && !measured.breaks.contains(&last) {
            continue;
        }
        let part = pieces[first].start..pieces[last].end;
        first = last + 1;
        if last < wanted {
            borders.set(part.end, Cut::Topic);
        }
        runs.push(part);
    }
    let fits = |part: &Range<usize>| part.len() <= settings.size;
    let cut = |part: Range<usize>| match fits(&part) {
        true => vec![part],
        false => packing::pack(&borders, part, Cut::Sentence, settings).runs,
    };
    let runs = runs.into_iter().flat_map(cut).collect();
    let mut chunking = borders.chunking(runs, pieces, None);
    chunking.semantic = Some(measured);
    Ok(chunking)
}

/// The sentences that [`sentence`] packs and [`semantic`] compares, as bytes of the text. Those in which no token stands are left out.
pub fn sentence_pieces(text: &str, tokens: &[Range<usize>]) -> Result<Vec<Range<usize>>, Unfit> {
    let settings = Settings { size: 1, overlap: 0 };
    let borders = Borders::new(text, tokens, settings, &[Cut::Heading, Cut::Paragraph, Cut::Sentence])?;
    Ok(borders.pieces(0..tokens.len(), Cut::Sentence).into_iter().map(|piece| borders.bytes(&piece)).collect())
}

//! Documents to chunks, in the embedding model's own tokens.

use std::ops::Range;

use algorithms::chunking::{self, Settings, Unfit};
use models::bert::Text;
use protocol::rag::{Chunk, Chunking, Cut, Document, Method, Unit};

use super::store::{Store, key};

/// Sentences on either side that are embedded with one, to compare it with the next.
const BUFFER: usize = 1;

/// What all chunks are cut of.
#[derive(Default)]
pub struct Library {
    /// The embedding model's, to measure chunks with.
    tokenizer: Option<Text>,
    sources: Vec<Source>,
}

struct Source {
    document: Document,
    /// Bytes of its tokens, once they were needed.
    tokens: Option<Vec<Range<usize>>>,
}

impl Library {
    pub fn set_tokenizer(&mut self, tokenizer: Text) {
        self.tokenizer = Some(tokenizer);
        self.sources.iter_mut().for_each(|source| source.tokens = None);
    }

    /// Whether they differ from those before.
    pub fn set_documents(&mut self, documents: Vec<Document>) -> bool {
        if self.sources.iter().map(|source| &source.document).eq(&documents) {
            return false;
        }
        let mut before = std::mem::take(&mut self.sources);
        let source = |document: Document| {
            let same = before.iter().position(|source| source.document.text == document.text);
            Source { tokens: same.and_then(|at| before[at].tokens.take()), document }
        };
        self.sources = documents.into_iter().map(source).collect();
        true
    }

    /// Whether there is any document.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// For as long as `of` takes, these documents stand for those of their ids, or are there too.
    pub fn with<T>(&mut self, planted: &[Document], of: impl FnOnce(&mut Library) -> T) -> T {
        let own = self.sources.len();
        let mut replaced = Vec::new();
        for document in planted {
            let source = Source { document: document.clone(), tokens: None };
            match self.sources[..own].iter().position(|it| it.document.id == document.id) {
                Some(at) => replaced.push((at, std::mem::replace(&mut self.sources[at], source))),
                None => self.sources.push(source),
            }
        }
        let result = of(self);
        self.sources.truncate(own);
        for (at, source) in replaced.into_iter().rev() {
            self.sources[at] = source;
        }
        result
    }

    /// What sizes are counted in.
    pub fn unit(&self) -> Unit {
        if self.tokenizer.is_some() { Unit::Tokens } else { Unit::Words }
    }

    /// A chunk's text.
    pub fn text(&self, chunk: &Chunk) -> &str {
        let source = self.sources.iter().find(|source| source.document.id == chunk.document);
        source.and_then(|it| it.document.text.get(chunk.start as usize..chunk.end as usize)).unwrap_or_default()
    }

    /// What of a chunk is embedded and searched.
    pub fn searched(&self, chunk: &Chunk, chunking: &Chunking) -> String {
        match (self.text(chunk), chunking.headings) {
            (text, true) => chunk.in_context(text),
            (text, false) => text.to_owned(),
        }
    }

    /// Of any text, in [`Library::unit`].
    pub fn tokens_of(&mut self, text: &str) -> u32 {
        match &mut self.tokenizer {
            Some(tokenizer) => {
                tokenizer.encode(text, usize::MAX).pieces.iter().filter(|piece| piece.source.is_some()).count() as u32
            }
            None => text.split_whitespace().count() as u32,
        }
    }

    /// What must have a vector before semantic chunks can be cut, each with its document.
    ///
    /// # Errors
    /// In words for the reader.
    pub fn sentences(&mut self) -> Result<Vec<(u32, String)>, String> {
        self.measure();
        let mut all = Vec::new();
        for Source { document, tokens } in &self.sources {
            let sentences = windows(&document.text, tokens.as_deref().unwrap_or_default()).map_err(words)?;
            all.extend(sentences.into_iter().map(|range| (document.id, document.text[range].to_owned())));
        }
        Ok(all)
    }

    /// Every document in chunks.
    ///
    /// # Errors
    /// In words for the reader, if a setting makes no sense.
    pub fn cut(&mut self, chunking: &Chunking, store: &Store) -> Result<Vec<Chunk>, String> {
        self.measure();
        let settings = Settings { size: chunking.size as usize, overlap: chunking.overlap as usize };
        let mut all = Vec::new();
        for Source { document, tokens } in &self.sources {
            let (text, tokens) = (&document.text, tokens.as_deref().unwrap_or_default());
            let cut = match chunking.method {
                Method::Fixed => chunking::fixed(text, tokens, settings),
                Method::Sentence => chunking::sentence(text, tokens, settings),
                Method::Recursive => chunking::recursive(text, tokens, settings),
                Method::Semantic => likeness(text, tokens, store).and_then(|likeness| {
                    chunking::semantic(text, tokens, &likeness, f64::from(chunking.percentile), settings)
                }),
            };
            let cut = cut.map_err(words)?;
            all.extend(cut.chunks.iter().map(|chunk| Chunk {
                document: document.id,
                start: chunk.range.start as u32,
                end: chunk.range.end as u32,
                new_from: if chunk.shared.is_empty() { chunk.range.start as u32 } else { chunk.shared.end as u32 },
                tokens: chunk.tokens.len() as u32,
                headings: cut.path(chunk).into_iter().map(str::to_owned).collect(),
                cut: told(chunk.cut),
            }));
        }
        Ok(all)
    }

    /// Finds the tokens of documents that have none yet.
    fn measure(&mut self) {
        for Source { document, tokens } in self.sources.iter_mut().filter(|source| source.tokens.is_none()) {
            *tokens = Some(match &mut self.tokenizer {
                Some(tokenizer) => {
                    let pieces = tokenizer.encode(&document.text, usize::MAX).pieces;
                    let token =
                        |(_, token): (usize, algorithms::token::Token)| token.start as usize..token.end as usize;
                    pieces.into_iter().filter_map(|piece| piece.source.map(token)).collect()
                }
                None => {
                    let at = |word: &str| word.as_ptr() as usize - document.text.as_ptr() as usize;
                    document.text.split_whitespace().map(|word| at(word)..at(word) + word.len()).collect()
                }
            });
        }
    }
}

/// Bytes of a text's sentences, white space around them left out.
pub fn sentences_of(text: &str) -> Vec<Range<usize>> {
    let trimmed = |range: Range<usize>| {
        let part = &text[range.clone()];
        let start = range.start + part.len() - part.trim_start().len();
        start..start + part.trim().len()
    };
    chunking::sentences(text).into_iter().map(trimmed).filter(|range| !range.is_empty()).collect()
}

fn windows(text: &str, tokens: &[Range<usize>]) -> Result<Vec<Range<usize>>, Unfit> {
    Ok(chunking::windows(&chunking::sentence_pieces(text, tokens)?, BUFFER))
}

/// Of each sentence and the next.
fn likeness(text: &str, tokens: &[Range<usize>], store: &Store) -> Result<Vec<f32>, Unfit> {
    let vectors = windows(text, tokens)?.into_iter().filter_map(|range| store.get(&key(&text[range])));
    Ok(chunking::neighbours(&vectors.flatten().copied().collect::<Vec<f32>>(), store.width()))
}

fn words(unfit: Unfit) -> String {
    unfit.to_string()
}

fn told(cut: chunking::Cut) -> Cut {
    match cut {
        chunking::Cut::End => Cut::End,
        chunking::Cut::Heading => Cut::Heading,
        chunking::Cut::Paragraph => Cut::Paragraph,
        chunking::Cut::Line => Cut::Line,
        chunking::Cut::Sentence => Cut::Sentence,
        chunking::Cut::Word => Cut::Word,
        chunking::Cut::Topic => Cut::Meaning,
        chunking::Cut::Full => Cut::Size,
    }
}

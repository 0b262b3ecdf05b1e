//! Which sentence of which chunk stands behind a sentence, and which one answers a question: by what their vectors and their words have in
//! common. That is likeness, not proof; the page says so.

use std::collections::HashSet;

use algorithms::retrieval::bm25::words;
use algorithms::retrieval::flat::inner_product;
use algorithms::vectorization::ENGLISH;
use protocol::rag::{Sentence, Support, Supported};

use super::encoder::Encoder;
use super::{Lab, chunks, job};
use crate::session::Clock;

/// A sentence of a chunk.
struct Source<'t> {
    chunk: u32,
    /// Bytes of the document.
    start: u32,
    end: u32,
    text: &'t str,
    vector: Option<Vec<f32>>,
    words: HashSet<String>,
}

impl Lab {
    /// # Errors
    /// In words for the reader, if there are no such chunks or the model does not answer.
    pub async fn support(
        &mut self,
        support: Support,
        encoder: &mut impl Encoder,
        clock: Clock,
    ) -> Result<Supported, String> {
        let began = clock();
        let Some(cut) = &self.cut else { return Err("there are no documents to compare with".into()) };
        let mut sources = Vec::new();
        for &at in &support.chunks {
            let chunk = cut.chunks.get(at as usize).ok_or("the chunks have changed; ask again")?;
            let text = self.library.text(chunk);
            for sentence in chunks::sentences_of(text) {
                let (start, end) = (chunk.start + sentence.start as u32, chunk.start + sentence.end as u32);
                let text = &text[sentence];
                sources.push(Source { chunk: at, start, end, text, vector: None, words: content(text) });
            }
        }
        if encoder.model().is_some() {
            for source in &mut sources {
                source.vector = Some(job::embed(source.text, &mut self.store, encoder).await?);
            }
        }
        let mut sentences = Vec::new();
        if support.answer.trim().is_empty() {
            let question = vector(&support.question, &mut self.store, encoder).await?;
            let asked = content(&support.question);
            sentences
                .extend(sources.iter().map(|source| compared(source, (source.start, source.end), &question, &asked)));
            sentences.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        } else {
            for place in chunks::sentences_of(&support.answer) {
                let text = &support.answer[place.clone()];
                let (said, asked) = (vector(text, &mut self.store, encoder).await?, content(text));
                let place = (place.start as u32, place.end as u32);
                // Of equals the last one is the largest: from the end, that is the one in the better chunk.
                let all = sources.iter().rev().map(|source| compared(source, place, &said, &asked));
                sentences.extend(all.max_by(|a, b| worth(a).total_cmp(&worth(b))));
            }
        }
        Ok(Supported { support, sentences, milliseconds: clock() - began })
    }
}

/// The sentences of some passages, in their order.
pub fn sentences<'t>(passages: &[&'t str]) -> Vec<&'t str> {
    let of = |passage: &'t str| chunks::sentences_of(passage).into_iter().map(move |range| &passage[range]);
    passages.iter().copied().flat_map(of).collect()
}

/// Of these sentences the one that answers a question best; of equals the first.
///
/// # Errors
/// In words for the reader, if the model does not answer.
pub async fn best<'t>(
    question: &str,
    sentences: &[&'t str],
    store: &mut super::Store,
    encoder: &mut impl Encoder,
) -> Result<Option<&'t str>, String> {
    let (asked, words) = (vector(question, store, encoder).await?, content(question));
    let mut best: Option<(f32, &str)> = None;
    for text in sentences {
        let vector = vector(text, store, encoder).await?;
        let source = Source { chunk: 0, start: 0, end: 0, text, vector, words: content(text) };
        let worth = worth(&compared(&source, (0, 0), &asked, &words));
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, text));
        }
    }
    Ok(best.map(|(_, text)| text))
}

async fn vector(text: &str, store: &mut super::Store, encoder: &mut impl Encoder) -> Result<Option<Vec<f32>>, String> {
    match encoder.model() {
        Some(_) => job::embed(text, store, encoder).await.map(Some),
        None => Ok(None),
    }
}

/// The sentence at `place` with the given vector and words, beside a source.
fn compared(source: &Source, place: (u32, u32), vector: &Option<Vec<f32>>, words: &HashSet<String>) -> Sentence {
    let cosine = match (&source.vector, vector) {
        (Some(a), Some(b)) => inner_product(a, b),
        _ => 0.0,
    };
    let common = words.intersection(&source.words).count();
    let overlap = if words.is_empty() { 0.0 } else { common as f32 / words.len() as f32 };
    let (start, end) = place;
    Sentence { start, end, chunk: source.chunk, source: (source.start, source.end), cosine, overlap }
}

/// Likeness of meaning and of words, alike in weight: a small model paraphrases little, and numbers and names are words.
fn worth(sentence: &Sentence) -> f32 {
    sentence.cosine + sentence.overlap
}

/// A sentence's words without those that stand in every sentence.
fn content(text: &str) -> HashSet<String> {
    words(text).filter(|word| ENGLISH.binary_search(&word.as_str()).is_err()).collect()
}

//! Texts on their way to vectors, a moment at a time.

use protocol::rag::{Event, Key};

use super::encoder::Encoder;
use super::store::{Store, key};
use crate::session::Clock;

/// Milliseconds that one step may take, beyond the texts in work.
const SLICE: f64 = 50.0;

/// Texts that are offered to the model at once.
const OFFERED: usize = 64;

/// What texts are embedded for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To find where the meaning changes, in a revision of the documents.
    Sentences(u64),
    /// To be searched: the chunks of a cut.
    Chunks(u64),
    /// For an evaluation, whatever it asks of them.
    Evaluation,
}

pub struct Job {
    pub of: Purpose,
    /// Texts that had a vector already.
    pub reused: u32,
    pub began: f64,
    /// Each with the document it is cut from, if it is one's.
    missing: Vec<(Key, Option<u32>, String)>,
    done: usize,
}

impl Job {
    pub fn new<'t>(
        of: Purpose,
        texts: impl Iterator<Item = (Option<u32>, &'t str)>,
        store: &Store,
        began: f64,
    ) -> Self {
        let mut job = Job { of, reused: 0, began, missing: Vec::new(), done: 0 };
        let mut seen = std::collections::HashSet::new();
        for (document, text) in texts {
            let key = key(text);
            if store.get(&key).is_some() || !seen.insert(key) {
                job.reused += 1;
            } else {
                job.missing.push((key, document, text.to_owned()));
            }
        }
        // Texts that are embedded together are filled up to the longest of them: neighbours should be alike. Equal ones keep their order.
        job.missing.sort_by_key(|(_, _, text)| text.len());
        job
    }

    /// Goes on for a moment; whether all is done.
    ///
    /// # Errors
    /// In words for the reader, if the model does not answer.
    pub async fn step(&mut self, store: &mut Store, encoder: &mut impl Encoder, clock: Clock) -> Result<bool, String> {
        let before = clock();
        while self.done < self.missing.len() {
            let offered = &self.missing[self.done..self.missing.len().min(self.done + OFFERED)];
            let texts: Vec<&str> = offered.iter().map(|(_, _, text)| text.as_str()).collect();
            let vectors = encoder.embed(&texts).await?;
            if vectors.is_empty() {
                return Err("the model gave no vector; load it again".into());
            }
            self.done += vectors.len();
            for ((key, document, _), vector) in offered.iter().zip(vectors) {
                store.put(*key, *document, vector);
            }
            if clock() - before > SLICE {
                break;
            }
        }
        Ok(self.done == self.missing.len())
    }

    /// A job for those of the texts that have no vector; `None` if all have one.
    pub fn lacking<'t>(texts: impl Iterator<Item = &'t str>, store: &Store, began: f64) -> Option<Self> {
        Some(Job::new(Purpose::Evaluation, texts.map(|text| (None, text)), store, began))
            .filter(|job| !job.missing.is_empty())
    }

    /// Texts that are done, and how many there are.
    pub fn counts(&self) -> (u32, u32) {
        (self.done as u32, self.missing.len() as u32)
    }

    pub fn progress(&self) -> Event {
        Event::Embedding { done: self.done as u32, of: self.missing.len() as u32 }
    }
}

/// The vector of one text, from the store if it is there.
///
/// # Errors
/// In words for the reader, if the model does not answer.
pub async fn embed(text: &str, store: &mut Store, encoder: &mut impl Encoder) -> Result<Vec<f32>, String> {
    let key = key(text);
    if let Some(vector) = store.get(&key) {
        return Ok(vector.to_vec());
    }
    let vector = encoder.embed(&[text]).await?.pop().ok_or("the model gave no vector; load it again")?;
    store.put(key, None, vector.clone());
    Ok(vector)
}

//! Many texts, one after the other.

use protocol::bert::{Embedded, Event};

use super::Loaded;
use crate::session::Clock;

/// Milliseconds that one step may take, beyond the text in work.
const SLICE: f64 = 50.0;

/// Texts that are being embedded.
pub struct Job {
    texts: Vec<String>,
    done: Embedded,
    began: f64,
}

impl Job {
    pub fn new(texts: Vec<String>, began: f64) -> Self {
        Job { texts, done: Embedded::default(), began }
    }

    /// Goes on for a moment. One text at a time: filled up to a common length, short ones would pay for long ones.
    ///
    /// # Errors
    /// In words for the reader, if the device does not answer.
    pub async fn step(&mut self, loaded: &mut Loaded, clock: Clock) -> Result<Event, String> {
        let (before, most) = (clock(), loaded.most_tokens());
        while let Some(text) = self.texts.get(self.done.tokens.len()) {
            let encoded = loaded.text.encode(text, most);
            self.done.tokens.push(encoded.sequence.ids.len() as u32);
            self.done.cut.push(encoded.cut[0].map(|at| at as u32));
            self.done.vectors.extend(loaded.embed(vec![encoded.sequence]).await?);
            if clock() - before > SLICE {
                break;
            }
        }
        let (done, of) = (self.done.tokens.len(), self.texts.len());
        if done < of {
            return Ok(Event::Embedding { done: done as u32, of: of as u32 });
        }
        self.done.width = loaded.facts.config.hidden_size;
        self.done.milliseconds = clock() - self.began;
        Ok(Event::Embedded(std::mem::take(&mut self.done)))
    }
}

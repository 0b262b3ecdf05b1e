//! The tokenization lesson's side of the scribe: a text, what was learned from it, and answers about both.

mod answer;
mod broken;
mod convert;
mod cut;
mod export;
mod training;

use algorithms::tokenization::{Corpus, Rules, Symbols};
use protocol::tokenization::{Event, MAX_TEXT, MAX_VOCAB, Request, Settings, Trained};

use crate::Clock;
use training::Training;

/// A finished training, to be asked about.
pub(crate) struct Learned {
    text: String,
    settings: Settings,
    corpus: Corpus,
    symbols: Symbols,
    rules: Rules,
}

/// The lesson's state in the worker.
pub(crate) struct Tokenization {
    clock: Clock,
    training: Option<Training>,
    learned: Option<Learned>,
}

impl Tokenization {
    pub fn new(clock: Clock) -> Self {
        Tokenization { clock, training: None, learned: None }
    }

    /// Forgets everything.
    pub fn cancel(&mut self) {
        (self.training, self.learned) = (None, None);
    }

    pub fn is_busy(&self) -> bool {
        self.training.is_some()
    }

    pub fn answer(&mut self, request: Request) -> Result<Vec<Event>, String> {
        match request {
            Request::Train { text, settings } => {
                if text.len() > MAX_TEXT {
                    return Err(format!(
                        "this text has {} bytes; the page trains on up to {MAX_TEXT}. Use a shorter part of it",
                        text.len()
                    ));
                }
                let settings = Settings { vocab_size: settings.vocab_size.min(MAX_VOCAB), ..settings };
                self.learned = None;
                self.training = Some(Training::new(text, settings, self.clock));
                Ok(Vec::new())
            }
            Request::Cut { text } => Ok(vec![Event::Cut(cut::cut(&text)?)]),
            other => {
                let learned = self.learned.as_ref().ok_or("nothing has been learned yet: train first")?;
                learned.answer(other, self.clock).map(|event| vec![event])
            }
        }
    }

    /// Goes on with the training for a moment.
    pub fn tick(&mut self) -> Vec<Event> {
        let Some(training) = &mut self.training else { return Vec::new() };
        if let Some(progress) = training.tick() {
            return progress;
        }
        let Some(training) = self.training.take() else { return Vec::new() };
        let (learned, trained): (Learned, Trained) = training.finish();
        self.learned = Some(learned);
        vec![Event::Trained(trained)]
    }
}

#[cfg(test)]
mod tests;

//! A training under way, a few milliseconds at a time.

use algorithms::tokenization::{Corpus, Rules, Trainer};
use protocol::tokenization::{Event, Settings, Trained};

use super::{Learned, convert, export};
use crate::Clock;

/// How long one tick trains, in milliseconds: a request waits no longer than this.
const TICK: f64 = 12.0;
/// How often progress is told, in milliseconds.
const TELL: f64 = 100.0;
/// Merges between two looks at the clock.
const BATCH: usize = 16;

pub struct Training {
    text: String,
    settings: Settings,
    corpus: Corpus,
    trainer: Trainer,
    rules: Rules,
    wanted: usize,
    clock: Clock,
    begun: f64,
    told: f64,
}

impl Training {
    pub fn new(text: String, settings: Settings, clock: Clock) -> Self {
        let begun = clock();
        let corpus = Corpus::new(&text, convert::base(settings.base), convert::split(settings.split));
        let trainer = Trainer::new(&corpus, convert::ties(settings.ties));
        let wanted = (settings.vocab_size as usize).saturating_sub(corpus.symbols.len());
        Training { text, settings, corpus, trainer, rules: Rules::default(), wanted, clock, begun, told: begun }
    }

    /// What to tell meanwhile; `None` when there is nothing left to merge.
    pub fn tick(&mut self) -> Option<Vec<Event>> {
        let started = (self.clock)();
        loop {
            for _ in 0..BATCH {
                if self.rules.len() >= self.wanted {
                    return None;
                }
                self.rules.push(self.trainer.step()?);
            }
            let now = (self.clock)();
            if now - started < TICK {
                continue;
            }
            if now - self.told < TELL {
                return Some(Vec::new());
            }
            self.told = now;
            return Some(vec![Event::Training { merges: self.rules.len() as u32, of: self.wanted as u32 }]);
        }
    }

    pub fn finish(self) -> (Learned, Trained) {
        let milliseconds = (self.clock)() - self.begun;
        let symbols = self.trainer.into_symbols();
        let trained = Trained {
            settings: self.settings,
            symbols: symbols.iter().map(<[u8]>::to_vec).collect(),
            numbers: export::numbers(convert::base(self.settings.base), &symbols),
            alphabet: self.corpus.symbols.len() as u32,
            merges: self.rules.merges().iter().map(convert::merge).collect(),
            bytes: self.text.len() as u64,
            words: self.corpus.words.iter().map(|word| word.count).sum(),
            distinct_words: self.corpus.words.len() as u64,
            tokens: self.corpus.tokens(),
            milliseconds,
        };
        let (text, settings, corpus, rules) = (self.text, self.settings, self.corpus, self.rules);
        (Learned { text, settings, corpus, symbols, rules }, trained)
    }
}

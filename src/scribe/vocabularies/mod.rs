//! The vocabularies of pretrained models, and what a page asks of them.

mod encoding;
mod explain;
mod export;
mod search;
mod vocabulary;

use packs::tokenizer::Tokenizer;
use protocol::vocabularies::{Counts, Cut, Event, Facts, Model, Request, Specials};

use crate::Clock;
use encoding::Job;

pub use vocabulary::Vocabulary;

/// Milliseconds that one step may take.
const SLICE: f64 = 25.0;
/// A single word of this many bytes is merged in one go, and must fit into memory several times.
pub const MOST_BYTES: usize = 8_000_000;

/// What the worker knows of one page.
pub struct Lab {
    clock: Clock,
    smollm2: Option<Vocabulary>,
    minilm: Option<Vocabulary>,
    /// The text that was encoded last.
    text: String,
    specials: Specials,
    jobs: Vec<Job>,
}

impl Lab {
    pub fn new(clock: Clock) -> Self {
        let (smollm2, minilm, text, specials, jobs) = Default::default();
        Lab { clock, smollm2, minilm, text, specials, jobs }
    }

    /// Stops what runs. The vocabularies stay: they were paid for with a download.
    pub fn cancel(&mut self) {
        self.jobs.clear();
    }

    pub fn is_busy(&self) -> bool {
        !self.jobs.is_empty()
    }

    pub fn handle(&mut self, request: Request) -> Vec<Event> {
        self.answer(request).unwrap_or_else(|message| vec![Event::Failed { message }])
    }

    fn answer(&mut self, request: Request) -> Result<Vec<Event>, String> {
        Ok(vec![match request {
            Request::Load { model, pack, size, sha256 } => match self.load(model, &pack, size, &sha256) {
                Ok(facts) => Event::Loaded { model, facts },
                Err(message) => Event::NotLoaded { model, message },
            },
            Request::Present => {
                let all = [(Model::Smollm2, &self.smollm2), (Model::Minilm, &self.minilm)];
                let loaded = |(model, it): (Model, &Option<Vocabulary>)| {
                    Some(Event::Loaded { model, facts: it.as_ref()?.facts() })
                };
                return Ok(all.into_iter().filter_map(loaded).collect());
            }
            Request::Encode { text, specials } => return self.encode(text, specials),
            Request::Replay { id } => Event::Replayed(explain::replay(self.need(Model::Smollm2)?, id)?),
            Request::LookUp { text } => Event::LookedUp(explain::look_up(self.need(Model::Minilm)?, text)?),
            Request::Search { model, query } => {
                let (hits, total) = search::search(self.need(model)?, &query);
                Event::Found { model, query, hits, total }
            }
            Request::Count { texts } => Event::Counted { counts: texts.iter().map(|text| self.count(text)).collect() },
            Request::Csv { cut } => {
                let text = std::mem::take(&mut self.text);
                let specials = self.specials;
                let csv = match cut {
                    Cut::Words => export::words(&text),
                    Cut::Model(model) => self.need_mut(model).map(|it| export::tokens(it, &text, specials))?,
                };
                self.text = text;
                Event::Csv { cut, text: csv }
            }
        }])
    }

    /// A part of what runs.
    pub fn tick(&mut self) -> Vec<Event> {
        let Some(mut job) = (!self.jobs.is_empty()).then(|| self.jobs.remove(0)) else { return Vec::new() };
        let begun = (self.clock)();
        loop {
            let vocabulary = match job.cut {
                Cut::Words => None,
                Cut::Model(Model::Smollm2) => self.smollm2.as_mut(),
                Cut::Model(Model::Minilm) => self.minilm.as_mut(),
            };
            job.advance(&self.text, vocabulary, self.specials);
            let now = (self.clock)();
            if job.is_done(&self.text) {
                job.milliseconds += now - begun;
                let vocabulary = self.need_for(job.cut);
                return vec![Event::Encoded(job.finish(&self.text, vocabulary))];
            }
            if now - begun > SLICE {
                job.milliseconds += now - begun;
                let event = Event::Encoding { cut: job.cut, done: job.done(), total: self.text.len() };
                self.jobs.insert(0, job);
                return vec![event];
            }
        }
    }

    fn load(&mut self, model: Model, pack: &[u8], size: u64, sha256: &str) -> Result<Facts, String> {
        packs::verify(pack, size, sha256)?;
        let vocabulary = Vocabulary::new(Tokenizer::read(pack)?)?;
        let facts = vocabulary.facts();
        let place = match (model, &vocabulary) {
            (Model::Smollm2, Vocabulary::ByteLevel(_)) => &mut self.smollm2,
            (Model::Minilm, Vocabulary::WordPiece(_)) => &mut self.minilm,
            _ => return Err("this is the vocabulary of another model; reload the page".into()),
        };
        *place = Some(vocabulary);
        Ok(facts)
    }

    fn encode(&mut self, text: String, specials: Specials) -> Result<Vec<Event>, String> {
        self.jobs.clear();
        if text.len() > MOST_BYTES {
            return Err(format!("this text has {} bytes; up to {MOST_BYTES} can be cut here", text.len()));
        }
        (self.text, self.specials) = (text, specials);
        self.jobs.push(Job::new(Cut::Words));
        self.jobs.extend(self.smollm2.is_some().then(|| Job::new(Cut::Model(Model::Smollm2))));
        self.jobs.extend(self.minilm.is_some().then(|| Job::new(Cut::Model(Model::Minilm))));
        Ok(Vec::new())
    }

    /// A short text, at once.
    fn count(&mut self, text: &str) -> Counts {
        let whole = |cut, vocabulary: Option<&mut Vocabulary>| {
            let (mut job, mut vocabulary) = (Job::new(cut), vocabulary);
            while !job.is_done(text) {
                job.advance(text, vocabulary.as_deref_mut(), Specials::AsText);
            }
            job.count
        };
        Counts {
            bytes: text.len(),
            characters: text.chars().count(),
            words: whole(Cut::Words, None).tokens,
            smollm2: self.smollm2.as_mut().map(|it| whole(Cut::Model(Model::Smollm2), Some(it))),
            minilm: self.minilm.as_mut().map(|it| whole(Cut::Model(Model::Minilm), Some(it))),
        }
    }

    fn need(&self, model: Model) -> Result<&Vocabulary, String> {
        self.need_for(Cut::Model(model)).ok_or_else(|| NOT_LOADED.to_owned())
    }

    fn need_mut(&mut self, model: Model) -> Result<&mut Vocabulary, String> {
        let vocabulary = match model {
            Model::Smollm2 => self.smollm2.as_mut(),
            Model::Minilm => self.minilm.as_mut(),
        };
        vocabulary.ok_or_else(|| NOT_LOADED.to_owned())
    }

    fn need_for(&self, cut: Cut) -> Option<&Vocabulary> {
        match cut {
            Cut::Words => None,
            Cut::Model(Model::Smollm2) => self.smollm2.as_ref(),
            Cut::Model(Model::Minilm) => self.minilm.as_ref(),
        }
    }
}

const NOT_LOADED: &str = "this vocabulary is not loaded; load it first";

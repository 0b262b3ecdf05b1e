//! One conversation with a page: commands in, replies out.

use port::Desk;
use protocol::{Backend, BackendReport, Command, Event, Reply, Request};

use crate::{tokenization::Tokenization, vectorization, vocabularies};

/// Milliseconds since some fixed moment.
pub type Clock = fn() -> f64;

/// What the page's scribe knows.
pub struct Session {
    tokenization: Tokenization,
    vectorization: vectorization::Lab,
    vocabularies: vocabularies::Lab,
    /// The job that began what runs.
    job: u32,
    /// The job that began the encoding that runs: it may run beside a training.
    encoding: u32,
}

impl Session {
    /// The memory in use is what the engine tells in its diagnostics; the scribe is not asked.
    pub fn new(clock: Clock, _memory: fn() -> u64) -> Self {
        Session {
            tokenization: Tokenization::new(clock),
            vectorization: vectorization::Lab::new(clock),
            vocabularies: vocabularies::Lab::new(clock),
            job: 0,
            encoding: 0,
        }
    }

    fn answer(&mut self, request: Request) -> Result<Vec<Event>, String> {
        match request {
            Request::Start { .. } => Ok(vec![Event::Started(report())]),
            Request::Cancel => {
                self.tokenization.cancel();
                self.vectorization.cancel();
                self.vocabularies.cancel();
                Ok(Vec::new())
            }
            Request::Tokenization(request) => {
                Ok(self.tokenization.answer(request)?.into_iter().map(Event::Tokenization).collect())
            }
            Request::Vectorization(request) => {
                Ok(self.vectorization.handle(request)?.into_iter().map(Event::Vectorization).collect())
            }
            Request::Vocabularies(request) => {
                Ok(self.vocabularies.handle(request).into_iter().map(Event::Vocabularies).collect())
            }
            Request::Fail(_) => panic!("asked to fail"),
            _ => Err("this is a question for the engine; reload the page".into()),
        }
    }
}

impl Desk for Session {
    async fn handle(&mut self, Command { job, request }: Command) -> Vec<Reply> {
        let begins = match &request {
            Request::Tokenization(request) => matches!(request, protocol::tokenization::Request::Train { .. }),
            Request::Vectorization(request) => matches!(request, protocol::vectorization::Request::Fit { .. }),
            _ => false,
        };
        if begins {
            self.job = job;
        }
        if matches!(request, Request::Vocabularies(protocol::vocabularies::Request::Encode { .. })) {
            self.encoding = job;
        }
        let events = self.answer(request).unwrap_or_else(|message| vec![Event::Refused { message }]);
        events.into_iter().map(|event| Reply { job, event }).collect()
    }

    fn is_busy(&self) -> bool {
        self.tokenization.is_busy() || self.vectorization.is_busy() || self.vocabularies.is_busy()
    }

    async fn tick(&mut self) -> Vec<Reply> {
        let cut = self.tokenization.tick().into_iter().map(Event::Tokenization);
        let counted = self.vectorization.tick().into_iter().map(Event::Vectorization);
        let encoded = self.vocabularies.tick().into_iter().map(Event::Vocabularies);
        let begun = cut.chain(counted).map(|event| Reply { job: self.job, event });
        begun.chain(encoded.map(|event| Reply { job: self.encoding, event })).collect()
    }
}

/// There is nothing to choose and nothing to test: whole numbers are the same everywhere.
fn report() -> BackendReport {
    BackendReport {
        backend: Backend::Cpu,
        reason: "Cutting and counting text needs no tensors.".into(),
        adapter: None,
        self_tests: Vec::new(),
    }
}

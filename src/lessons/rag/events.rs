//! What the engine says.

use protocol::pack;
use protocol::rag::{Computed, Event, Fate, Found, Request, Stage, Support, Supported};

use super::Lesson;
use crate::{Shared, format::capital};

impl Lesson {
    pub(super) fn told(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Encoder(event) => return self.loading(event),
            Event::Chunked(chunked) if chunked.chunking == self.setup.chunking => {
                self.forget_answers();
                self.chunked = Some(Shared::new(chunked.clone()));
            }
            Event::Embedding { done, of } => self.embedding = Some((*done, *of)),
            Event::Computed(computed) => self.computed(computed),
            Event::Embedded(embedded) => {
                self.embedding = None;
                self.embedded = Some(Shared::new(embedded.clone()));
            }
            Event::Found(found) => return self.found(found),
            Event::Supported(supported) if self.is_about_what_was_found(&supported.support) => {
                self.supported = Some(Shared::new(Supported::clone(supported)));
            }
            Event::Evaluating(progress) => self.trials.went_on(*progress),
            Event::Evaluated(evaluated) => return self.trial_ended(evaluated),
            Event::Failed { stage: Stage::Evaluation, message } => self.trial_failed(message),
            Event::Approximating(progress) if self.comparison.progress.is_some() => {
                self.comparison.progress = Some(*progress);
            }
            Event::Approximated(told) => self.comparison.apply(told),
            Event::Supported(supported) if self.is_about_an_answer(&supported.support) => {
                self.linked = Some(Shared::new(Supported::clone(supported)));
            }
            Event::Measured(measured) => self.measured = Some(Shared::new(measured.clone())),
            Event::Failed { stage, message } => self.failed(*stage, message),
            _ => {}
        }
        Vec::new()
    }

    /// With a model there, or gone, vectors are to be had or lost.
    fn loading(&mut self, event: &pack::Event) -> Vec<Request> {
        let was = self.is_loaded();
        let asked = self.shelf.change(|store| store.apply(event));
        let mut requests: Vec<Request> = asked.into_iter().map(Request::from).collect();
        if self.is_loaded() != was {
            if was {
                (self.embedded, self.embedding) = (None, None);
            }
            // What an earlier visit computed comes first.
            if was || !self.recalls() {
                requests.extend(self.run());
            }
        }
        requests
    }

    /// Keeps vectors: here for an engine that has to be told again, and in the browser's storage with their documents. Those of other weights are
    /// let go.
    fn computed(&mut self, computed: &Computed) {
        let computed = Shared::new(computed.clone());
        self.vectors.retain(|kept| kept.vectors.model == computed.vectors.model);
        self.vectors.push(computed.clone());
        if self.documents.is_stored() {
            self.documents.keep_vectors(computed);
        }
    }

    /// What was found, unless the reader has asked something else meanwhile; then the sentence in it that answers best is asked for.
    fn found(&mut self, found: &Found) -> Vec<Request> {
        let is_asked = found.question == self.setup.question && found.retrieval == self.setup.retrieval;
        // Without chunks it is about documents that have changed since.
        if !is_asked || self.chunked.is_none() {
            return Vec::new();
        }
        self.found = Some(Shared::new(found.clone()));
        self.supported = None;
        let chunks = self.taken();
        if chunks.is_empty() {
            return Vec::new();
        }
        let question = found.question.clone();
        let mut requests = vec![Request::Support(Support { question, answer: String::new(), chunks })];
        requests.extend(self.measure());
        requests
    }

    /// The chunks for the prompt, the best first.
    pub fn taken(&self) -> Vec<u32> {
        let hits = self.found.iter().flat_map(|found| &found.hits);
        hits.filter(|hit| hit.fate == Fate::Taken).map(|hit| hit.chunk).collect()
    }

    fn is_about_what_was_found(&self, support: &Support) -> bool {
        support.answer.is_empty() && support.question == self.setup.question && support.chunks == self.taken()
    }

    fn is_about_an_answer(&self, support: &Support) -> bool {
        !support.answer.is_empty() && support.question == self.setup.question
    }

    fn failed(&mut self, stage: Stage, message: &str) {
        self.embedding = None;
        self.comparison.progress = None;
        self.problem = Some((stage, format!("{}.", capital(message.trim_end_matches('.')))));
    }
}

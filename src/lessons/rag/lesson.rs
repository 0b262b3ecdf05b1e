//! The state of the page.

use protocol::rag::{Chunked, Computed, Embedded, Event, Found, Measured, Recorded, Request, Setup, Stage, Supported};

use super::trials::Trials;
use super::{BreakIt, Comparison, Documents, Evaluation, Exercises, Prompt};
use crate::pack_store::Shelf;
use crate::{Notice, Notices, Shared};

/// The guide's question.
pub const QUESTION: &str = "What is deep learning?";

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The embedding model's.
    pub shelf: Shelf,
    pub documents: Documents,
    /// How everything should be; `question` is the one that was asked last.
    pub setup: Setup,
    /// The question as it is being typed.
    pub draft: String,
    pub prompt: Prompt,
    /// The question was asked and an answer is to be written when everything for it is there.
    pub to_write: bool,
    /// Whether the model is also asked without any passage.
    pub also_alone: bool,
    /// The stage whose panel is open, counted from 0.
    pub open: usize,
    pub chunked: Option<Shared<Chunked>>,
    pub embedded: Option<Shared<Embedded>>,
    /// Texts embedded so far, and how many there are.
    pub embedding: Option<(u32, u32)>,
    pub found: Option<Shared<Found>>,
    /// The sentences of what was found, the one that answers best first.
    pub supported: Option<Shared<Supported>>,
    /// The chunk that is pointed at, in the map or in its text.
    pub pointed: Option<u32>,
    /// The part of the texts that is drawn, counted from 0.
    pub text_sheet: usize,
    /// The hit whose numbers are taken apart, and whether all hits are listed.
    pub chosen: Option<u32>,
    pub all_hits: bool,
    /// Exact search and an approximate index.
    pub comparison: Comparison,
    /// The sentences of an answer that the model wrote, each with what supports it.
    pub linked: Option<Shared<Supported>>,
    /// What is shown until this tab has something of its own.
    pub(super) recorded: Option<Shared<Recorded>>,
    /// How long the prompt's parts are for the model that answers.
    pub measured: Option<Shared<Measured>>,
    /// What went wrong, in which stage.
    pub problem: Option<(Stage, String)>,
    /// The embedding model's, for an engine that has to be told again.
    pub(super) tokenizer: Option<Shared<Vec<u8>>>,
    /// What cuts text for the model that answers, and its system message, for the same reason.
    pub(super) words: Option<Shared<(Vec<u8>, String)>>,
    /// All that were computed, for the same reason.
    pub(super) vectors: Vec<Shared<Computed>>,
    pub(super) notices: Notices,
    pub evaluation: Evaluation,
    pub break_it: BreakIt,
    pub exercises: Exercises,
    pub(super) trials: Trials,
    /// What became of files and documents.
    pub told: Vec<Notice>,
    /// Milliseconds that the last file took to be read, or the storage to be looked up.
    pub(super) documents_time: Option<f64>,
}

impl Default for Lesson {
    fn default() -> Self {
        Lesson {
            shelf: Shelf::new("minilm"),
            documents: Documents::default(),
            setup: Setup { question: QUESTION.into(), ..Setup::default() },
            draft: QUESTION.into(),
            prompt: Prompt::default(),
            to_write: false,
            also_alone: true,
            open: 3,
            chunked: None,
            embedded: None,
            embedding: None,
            found: None,
            supported: None,
            pointed: None,
            text_sheet: 0,
            chosen: None,
            all_hits: false,
            comparison: Comparison::default(),
            linked: None,
            recorded: None,
            measured: None,
            problem: None,
            tokenizer: None,
            words: None,
            vectors: Vec::new(),
            notices: Notices::default(),
            evaluation: Evaluation::default(),
            break_it: BreakIt::default(),
            exercises: Exercises::default(),
            trials: Trials::default(),
            told: Vec::new(),
            documents_time: None,
        }
    }
}

impl Lesson {
    pub fn is_loaded(&self) -> bool {
        self.shelf.store.facts().is_some()
    }

    /// Asks for what is out of date; the engine knows what that is.
    pub(super) fn run(&mut self) -> Vec<Request> {
        self.problem = None;
        // What is stored may be other documents.
        if self.documents.is_opening() {
            return Vec::new();
        }
        vec![Request::Run(self.setup.clone())]
    }

    /// The documents have changed: nothing that was made of them holds any longer.
    pub(super) fn run_on_documents(&mut self) -> Vec<Request> {
        self.forget_answers();
        if self.documents.is_opening() {
            return Vec::new();
        }
        let mut requests = vec![Request::Documents(self.documents.all().to_vec())];
        requests.extend(self.run());
        requests
    }

    pub(super) fn forget_answers(&mut self) {
        self.comparison.forget_chunks();
        (self.chunked, self.embedded, self.embedding, self.pointed) = (None, None, None, None);
        self.forget_found();
    }

    pub(super) fn forget_found(&mut self) {
        (self.found, self.supported, self.linked, self.measured) = (None, None, None, None);
        self.chosen = None;
    }

    /// All that an engine needs to be told that knows nothing yet.
    fn introduce(&mut self) -> Vec<Request> {
        let tokenizer = self.tokenizer.as_ref().map(|bytes| Request::Tokenizer { bytes: bytes.to_vec() });
        let vectors = self.vectors.iter().map(|computed| Request::Remember(computed.vectors.clone()));
        let words =
            self.words.as_ref().map(|it| Request::Words { tokenizer: it.0.clone(), system_message: it.1.clone() });
        let mut requests: Vec<Request> = tokenizer.into_iter().chain(words).chain(vectors).collect();
        requests.extend(self.run_on_documents());
        requests
    }
}

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        match event {
            protocol::Event::Rag(event) => self.told(event),
            protocol::Event::Refused { message } => {
                self.notices.add(Notice::warning(format!("{}.", crate::format::capital(message))));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn worker_started(&mut self, again: bool) -> Vec<Request> {
        let store = self.shelf.change(|store| store.started(again));
        let mut requests: Vec<Request> = store.into_iter().map(Request::from).collect();
        requests.extend(self.introduce());
        requests.extend(self.trials.first());
        requests
    }

    /// Documents and questions stay in their tab.
    fn to_query(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn dismiss(&mut self, notice: &Notice) {
        self.notices.dismiss(notice);
    }
}

//! A pack from the click to the worker, and what can go wrong between.

use packs::manifest::Entry;
use protocol::vocabularies::{Facts, Model, Request};

use super::name;
use crate::format::count;

#[derive(Clone, Debug, PartialEq)]
pub enum State {
    NotLoaded,
    Loading,
    Loaded(Facts),
    /// Why, and what to do.
    Failed(String),
}

#[derive(Clone, Debug)]
pub struct Offer {
    pub model: Model,
    /// What the manifest says; nothing where this copy of the site does not carry it.
    pub entry: Option<Entry>,
    pub state: State,
    /// The file as it arrived, for a worker that is started anew.
    kept: Option<Vec<u8>>,
}

impl Offer {
    pub(super) fn new(model: Model) -> Self {
        Offer { model, entry: None, state: State::NotLoaded, kept: None }
    }

    /// In the manifest.
    pub fn name(&self) -> &'static str {
        name(protocol::vocabularies::Cut::Model(self.model))
    }

    pub fn can_begin(&self) -> bool {
        self.entry.is_some() && matches!(self.state, State::NotLoaded | State::Failed(_))
    }

    /// The file to fetch, from the site's root.
    pub(super) fn begin(&mut self) -> Option<(Model, String)> {
        let entry = self.entry.as_ref().filter(|_| self.can_begin())?;
        self.state = State::Loading;
        Some((self.model, format!("packs/tokenizers/{}", entry.file)))
    }

    pub(super) fn arrived(&mut self, bytes: Option<Vec<u8>>) -> Option<Request> {
        if bytes.is_none() {
            self.failed("the file could not be fetched; check the connection");
        }
        self.kept = bytes;
        self.send()
    }

    pub(super) fn failed(&mut self, message: &str) {
        self.kept = None;
        let mut message = message.to_owned();
        if let Some(first) = message.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        self.state = State::Failed(format!("{message}. Nothing was kept of it."));
    }

    /// To a worker that lost it.
    pub(super) fn send_again(&mut self) -> Option<Request> {
        if let State::Loaded(_) = self.state {
            self.state = if self.kept.is_some() { State::Loading } else { State::NotLoaded };
        }
        self.send()
    }

    fn send(&self) -> Option<Request> {
        let (pack, entry) = (self.kept.clone()?, self.entry.as_ref()?);
        Some(Request::Load { model: self.model, pack, size: entry.size, sha256: entry.sha256.clone() })
    }

    /// One line about what it is and what it costs.
    pub fn line(&self) -> String {
        let Some(entry) = &self.entry else { return String::new() };
        let size = count(entry.size as usize);
        match &self.state {
            State::Loaded(facts) => {
                let hash = entry.sha256.get(..12).unwrap_or_default();
                format!(
                    "{}: {} tokens. Vocabulary of {} ({}); {size} bytes downloaded, SHA-256 {hash}… checked.",
                    self.title(),
                    count(facts.tokens),
                    entry.source,
                    entry.licence
                )
            }
            State::Loading => format!("{}: loading {size} bytes …", self.title()),
            _ => format!("{}: {size} bytes, {}, {}.", self.title(), entry.source, entry.licence),
        }
    }

    fn title(&self) -> &'static str {
        match self.model {
            Model::Smollm2 => "SmolLM2",
            Model::Minilm => "MiniLM",
        }
    }
}

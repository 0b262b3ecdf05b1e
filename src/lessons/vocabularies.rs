//! The vocabularies of pretrained models, as the tokenization page shows them: what is loaded, a text cut three ways, how a token came
//! to be, a search, and one sentence in ten languages.

mod cells;
mod explain;
mod offer;
mod samples;
mod tax;
#[cfg(test)]
mod tests;
mod url;

use protocol::vocabularies::{Counts, Cut, Encoded, Event, Model, Request, Specials, Spelling, Token};

use crate::format::count;

pub use cells::{facts_of, hex, label, spelled};
pub use explain::{Change, Explained, Row, rows};
pub use offer::{Offer, State};
pub use samples::SAMPLES;
pub use tax::{LANGUAGES, Language, TAX_HOW, tax_table};

/// The scribe takes more. It is the browser's own field that grows slow: three megabytes in it take Chromium most of a minute to lay out.
pub const MOST_BYTES: usize = 1_000_000;

pub const CUTS: [Cut; 3] = [Cut::Words, Cut::Model(Model::Smollm2), Cut::Model(Model::Minilm)];
pub const MODELS: [Model; 2] = [Model::Smollm2, Model::Minilm];

/// The state of this part of the page.
#[derive(Clone, Debug)]
pub struct Vocabularies {
    offers: [Offer; 2],
    /// Whether the list of packs was looked for and is not there.
    missing: bool,
    pub text: String,
    pub specials: Specials,
    /// The strips show ids instead of spellings.
    pub as_ids: bool,
    encoded: [Option<Encoded>; 3],
    /// The text of `encoded`: the typed one may be ahead.
    cut_text: String,
    /// Bytes done and in all, while a long text is cut.
    pub progress: Option<(Cut, usize, usize)>,
    /// A token under the pointer, by its place in its strip.
    pub pointed: Option<(Cut, usize)>,
    pub explained: Option<Explained>,
    /// Whether it was asked for in the search: it is shown where it was asked for.
    pub explained_in_search: bool,
    pub searched: Model,
    pub query: String,
    /// For which query, the hits, and how many there are.
    pub found: Option<(String, Vec<Spelling>, usize)>,
    counts: Vec<Counts>,
    /// What could not be done, and what to do.
    pub problem: Option<String>,
    /// A file to hand to the reader: name and content.
    pub file: Option<(String, String)>,
}

impl Default for Vocabularies {
    fn default() -> Self {
        Vocabularies {
            offers: MODELS.map(Offer::new),
            missing: false,
            text: SAMPLES[0].text.into(),
            specials: Specials::Recognised,
            as_ids: false,
            encoded: [None, None, None],
            cut_text: String::new(),
            progress: None,
            pointed: None,
            explained: None,
            explained_in_search: false,
            searched: Model::Smollm2,
            query: String::new(),
            found: None,
            counts: Vec::new(),
            problem: None,
            file: None,
        }
    }
}

pub(crate) fn place(cut: Cut) -> usize {
    match cut {
        Cut::Words => 0,
        Cut::Model(model) => 1 + model_place(model),
    }
}

pub(crate) fn model_place(model: Model) -> usize {
    match model {
        Model::Smollm2 => 0,
        Model::Minilm => 1,
    }
}

impl Vocabularies {
    /// The page opens, or its worker was started anew and knows nothing.
    pub fn started(&mut self, again: bool) -> Vec<Request> {
        let mut requests =
            if again { self.offers.iter_mut().filter_map(Offer::send_again).collect() } else { vec![Request::Present] };
        requests.extend(self.encode());
        requests
    }

    /// What the site says it carries: the manifest's text, or nothing where it could not be had.
    pub fn listed(&mut self, manifest: Option<&str>) {
        let entries = manifest.and_then(|text| packs::manifest::read(text).ok()).unwrap_or_default();
        for offer in &mut self.offers {
            offer.entry = entries.iter().find(|entry| entry.name == offer.name()).cloned();
        }
        self.missing = self.offers.iter().all(|offer| offer.entry.is_none());
    }

    /// Whether this copy of the site was built without the vocabularies.
    pub fn is_missing(&self) -> bool {
        self.missing
    }

    pub fn offer(&self, model: Model) -> &Offer {
        &self.offers[model_place(model)]
    }

    pub fn is_loaded(&self, model: Model) -> bool {
        matches!(self.offer(model).state, State::Loaded(_))
    }

    /// The files to fetch now, of all that are offered and not there yet.
    pub fn load(&mut self) -> Vec<(Model, String)> {
        self.offers.iter_mut().filter_map(Offer::begin).collect()
    }

    /// Bytes that [`Vocabularies::load`] would fetch.
    pub fn to_fetch(&self) -> u64 {
        self.offers
            .iter()
            .filter(|offer| offer.can_begin())
            .filter_map(|offer| offer.entry.as_ref())
            .map(|it| it.size)
            .sum()
    }

    /// A file has arrived, or has not.
    pub fn arrived(&mut self, model: Model, bytes: Option<Vec<u8>>) -> Vec<Request> {
        self.offers[model_place(model)].arrived(bytes).into_iter().collect()
    }

    /// Takes a text; one that is too long is left standing and said to be so.
    pub fn set_text(&mut self, text: String) -> Vec<Request> {
        self.text = text;
        // It told of a token of the text before.
        if !self.explained_in_search {
            self.explained = None;
        }
        self.encode()
    }

    pub fn set_specials(&mut self, specials: Specials) -> Vec<Request> {
        self.specials = specials;
        self.encode()
    }

    pub fn encode(&mut self) -> Vec<Request> {
        let bytes = self.text.len();
        if bytes > MOST_BYTES {
            self.problem = Some(format!(
                "This text has {} bytes; up to {} are cut here. Shorten it: the counts below are those of the text before.",
                count(bytes),
                count(MOST_BYTES)
            ));
            return Vec::new();
        }
        self.problem = None;
        vec![Request::Encode { text: self.text.clone(), specials: self.specials }]
    }

    pub fn search(&mut self) -> Vec<Request> {
        self.found = None;
        if self.query.is_empty() || !self.is_loaded(self.searched) {
            return Vec::new();
        }
        vec![Request::Search { model: self.searched, query: self.query.clone() }]
    }

    /// How a token in a strip came to be.
    pub fn explain(&mut self, cut: Cut, at: usize) -> Vec<Request> {
        self.explained_in_search = false;
        match cut {
            Cut::Words => Vec::new(),
            Cut::Model(Model::Smollm2) => {
                self.token(cut, at).map(|token| Request::Replay { id: token.id }).into_iter().collect()
            }
            Cut::Model(Model::Minilm) => {
                self.word_around(at).map(|text| Request::LookUp { text }).into_iter().collect()
            }
        }
    }

    /// How a token that was found came to be. WordPiece's tokens are found, not made: their own spelling is looked up.
    pub fn explain_found(&mut self, model: Model, spelling: &Spelling) -> Vec<Request> {
        self.explained_in_search = true;
        match model {
            Model::Smollm2 => vec![Request::Replay { id: spelling.id }],
            Model::Minilm => {
                let text = String::from_utf8_lossy(&spelling.bytes).into_owned();
                vec![Request::LookUp { text: text.strip_prefix("##").map_or(text.clone(), str::to_owned) }]
            }
        }
    }

    pub fn export(&self, cut: Cut) -> Vec<Request> {
        self.encoded(cut).map(|_| Request::Csv { cut }).into_iter().collect()
    }

    /// Takes in what the scribe says.
    pub fn apply(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Loaded { model, facts } => {
                self.offers[model_place(*model)].state = State::Loaded(facts.clone());
                let mut requests = self.encode();
                requests.push(Request::Count { texts: LANGUAGES.iter().map(|it| it.sentence.to_owned()).collect() });
                requests.extend(self.search());
                return requests;
            }
            Event::NotLoaded { model, message } => self.offers[model_place(*model)].failed(message),
            Event::Encoding { cut, done, total } => self.progress = Some((*cut, *done, *total)),
            Event::Encoded(encoded) => {
                self.progress = None;
                self.cut_text.clone_from(&self.text);
                self.pointed = None;
                self.encoded[place(encoded.cut)] = Some(encoded.clone());
            }
            Event::Replayed(replay) => self.explained = Some(Explained::Replay(replay.clone())),
            Event::LookedUp(look_up) => self.explained = Some(Explained::LookUp(look_up.clone())),
            Event::Found { query, hits, total, .. } if *query == self.query => {
                self.found = Some((query.clone(), hits.clone(), *total));
            }
            Event::Found { .. } => {}
            Event::Counted { counts } => self.counts.clone_from(counts),
            Event::Csv { cut, text } => self.file = Some((format!("tokens-{}.csv", name(*cut)), text.clone())),
            Event::Failed { message } => self.problem = Some(message.clone()),
        }
        Vec::new()
    }

    pub fn encoded(&self, cut: Cut) -> Option<&Encoded> {
        self.encoded[place(cut)].as_ref()
    }

    pub fn counts(&self) -> &[Counts] {
        &self.counts
    }

    fn token(&self, cut: Cut, at: usize) -> Option<Token> {
        let encoded = self.encoded(cut)?;
        let place = cells::cells(encoded, &self.cut_text).get(at)?.token?;
        encoded.shown.get(place).copied()
    }

    /// The text of the whole word that a word piece belongs to.
    fn word_around(&self, at: usize) -> Option<String> {
        let encoded = self.encoded(Cut::Model(Model::Minilm))?;
        let continues = |token: &Token| {
            encoded.spelled.iter().any(|it| it.id == token.id && it.kind == protocol::vocabularies::Kind::Continuing)
        };
        let mut first = at.min(encoded.shown.len().checked_sub(1)?);
        while first > 0 && continues(&encoded.shown[first]) {
            first -= 1;
        }
        let mut last = at;
        while encoded.shown.get(last + 1).is_some_and(continues) {
            last += 1;
        }
        self.cut_text.get(encoded.shown[first].start..encoded.shown.get(last)?.end).map(str::to_owned)
    }
}

/// As in names of files.
pub fn name(cut: Cut) -> &'static str {
    match cut {
        Cut::Words => "words",
        Cut::Model(Model::Smollm2) => "smollm2",
        Cut::Model(Model::Minilm) => "minilm",
    }
}

/// As the reader reads it.
pub fn title(cut: Cut) -> &'static str {
    match cut {
        Cut::Words => "Words",
        Cut::Model(Model::Smollm2) => "SmolLM2: byte-level BPE",
        Cut::Model(Model::Minilm) => "MiniLM: WordPiece",
    }
}

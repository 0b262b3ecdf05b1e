//! What the panel shows of a store.

use viz::number;

use super::{Listing, State, Store, Wait};
use crate::format::count;

/// One stage of a load.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub name: &'static str,
    pub words: String,
    /// Between 0 and 1.
    pub done: f64,
}

/// Files in the browser's storage that can be deleted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub pack: Option<usize>,
    pub words: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// One line: what is loaded, or what is going on.
    pub status: String,
    pub missing: bool,
    pub busy: bool,
    pub loaded: bool,
    /// The packs in words, and the one that is chosen.
    pub packs: Vec<String>,
    pub chosen: usize,
    /// The words on the button that loads, if there is something to load.
    pub load: Option<String>,
    pub bars: Vec<Bar>,
    pub problem: Option<String>,
    /// Why something is not kept, and whether keeping it can be tried again.
    pub keeping: Option<&'static str>,
    pub kept: Vec<Kept>,
    /// Where the model came from and under which licence, and what it takes on the device.
    pub about: String,
    pub memory: String,
}

/// Bytes to people: `24.2 MB`.
pub fn megabytes(bytes: u64) -> String {
    if bytes < 1_000_000 {
        return format!("{} kB", bytes.div_ceil(1000));
    }
    format!("{} MB", number::fixed(bytes as f64 / 1e6, 1))
}

/// A storage type as the reader reads it.
fn precision(name: &str) -> String {
    match name {
        "q8_0" => "8 bits".into(),
        "f16" => "16 bits".into(),
        "q4_1" => "4 and 8 bits".into(),
        other => other.into(),
    }
}

impl Store {
    pub fn seen(&self) -> Seen {
        Seen {
            status: self.status(),
            missing: self.listing == Listing::Missing,
            busy: matches!(self.state, State::Loading(_)),
            loaded: self.facts().is_some(),
            packs: self.packs(),
            chosen: self.chosen,
            load: self.load_label(),
            bars: self.bars(),
            problem: self.problem(),
            keeping: self.keeping.map(|why| why.words()),
            kept: self.kept_rows(),
            about: self.about(),
            memory: self.memory(),
        }
    }

    fn sizes(&self) -> Vec<u64> {
        let packs = self.model().map(|model| (model.tokenizer.size, &model.packs));
        packs.map_or(Vec::new(), |(tokenizer, packs)| packs.iter().map(|pack| tokenizer + pack.size()).collect())
    }

    fn packs(&self) -> Vec<String> {
        let names = self.model().into_iter().flat_map(|model| &model.packs);
        names.zip(self.sizes()).map(|(pack, size)| format!("{}, {}", precision(&pack.name), megabytes(size))).collect()
    }

    /// Bytes of the chosen pack that are kept.
    fn kept_of(&self, pack: usize) -> u64 {
        let Some(model) = self.model() else { return 0 };
        let files = model.packs.get(pack).map_or(&[][..], |pack| &pack.shards);
        files.iter().filter(|file| self.is_kept(&file.name)).map(|file| file.size).sum()
    }

    fn is_kept(&self, name: &str) -> bool {
        self.kept.iter().flatten().any(|(kept, _)| kept == name)
    }

    fn load_label(&self) -> Option<String> {
        let model = self.model()?;
        let pack = model.packs.get(self.chosen)?;
        let other = match &self.state {
            State::Loading(_) => return None,
            State::Loaded(facts) if facts.precision == pack.name => return None,
            State::Loaded(_) => " instead",
            State::Absent => "",
        };
        let kept = self.kept_of(self.chosen);
        let tokenizer = if self.is_kept(&model.tokenizer.name) { 0 } else { model.tokenizer.size };
        Some(if kept == pack.size() {
            format!("Load {} at {}{other} (kept in this browser)", model.title, precision(&pack.name))
        } else {
            let size = megabytes(tokenizer + pack.size().saturating_sub(kept));
            format!("Load {} at {}{other} ({size} to download)", model.title, precision(&pack.name))
        })
    }

    fn status(&self) -> String {
        match (&self.listing, &self.state) {
            (Listing::Unread, State::Absent) => "Looking what this site carries.".into(),
            (Listing::Missing, State::Absent) => "This copy of the site does not carry the model.".into(),
            (_, State::Absent) => "Nothing is loaded. Nothing is downloaded before you press the button.".into(),
            (_, State::Loading(job)) => match &job.wait {
                Wait::Storage => "Reading from this browser's storage.".into(),
                Wait::Site => format!("Downloading file {} of {}.", job.at + 1, job.files.len()),
                Wait::Engine(_) => format!("Checking file {} and bringing it to the device.", job.at + 1),
                Wait::WarmUp => "Running the model for the first time.".into(),
                Wait::Reader(_) => format!("Stopped at file {} of {}.", job.at + 1, job.files.len()),
            },
            (_, State::Loaded(facts)) => format!(
                "Loaded at {}: {} parameters in {} layers of {} heads.",
                precision(&facts.precision),
                count(facts.parameters as usize),
                facts.layers,
                facts.heads
            ),
        }
    }

    fn bars(&self) -> Vec<Bar> {
        let State::Loading(job) = &self.state else { return Vec::new() };
        let total = job.total();
        let bar = |name, bytes: u64| Bar {
            name,
            words: format!("{} of {}", megabytes(bytes), megabytes(total)),
            done: bytes as f64 / total.max(1) as f64,
        };
        let warm = job.wait == Wait::WarmUp;
        vec![
            bar("Downloaded", job.fetched + job.part),
            bar("Read from this browser", job.read),
            bar("Checked and on the device", job.taken),
            Bar { name: "First run", words: if warm { "running" } else { "not yet" }.into(), done: 0.0 },
        ]
    }

    fn problem(&self) -> Option<String> {
        match &self.state {
            State::Loading(job) => match &job.wait {
                Wait::Reader(problem) => Some(problem.words()),
                _ => None,
            },
            _ => self.ended.as_ref().map(|problem| problem.words()),
        }
    }

    fn kept_rows(&self) -> Vec<Kept> {
        let Some(model) = self.model() else { return Vec::new() };
        let mut rows = Vec::new();
        for (place, pack) in model.packs.iter().enumerate() {
            let bytes = self.kept_of(place);
            if bytes > 0 {
                let whole = if bytes == pack.size() { "" } else { ", not complete" };
                let words = format!("{} at {}: {}{whole}", model.title, precision(&pack.name), megabytes(bytes));
                rows.push(Kept { pack: Some(place), words });
            }
        }
        let known = |name: &str| {
            name == model.tokenizer.name
                || model.packs.iter().any(|pack| pack.shards.iter().any(|file| file.name == name))
        };
        let stale: u64 = self.kept.iter().flatten().filter(|(name, _)| !known(name)).map(|(_, bytes)| bytes).sum();
        if stale > 0 {
            rows.push(Kept { pack: None, words: format!("Files of an older version: {}", megabytes(stale)) });
        }
        rows
    }

    fn about(&self) -> String {
        self.model().map_or(String::new(), |model| {
            format!(
                "{}. Licence: {}. Every file is checked by its SHA-256 before it is used or kept.",
                model.source, model.licence
            )
        })
    }

    fn memory(&self) -> String {
        self.facts().map_or(String::new(), |facts| {
            format!(
                "Weights on the device: {} ({}). Checked and brought there in {} ms, first run {} ms.",
                megabytes(facts.device_bytes),
                facts.stored,
                number::fixed(facts.upload, 0),
                number::fixed(facts.warm_up, 0)
            )
        })
    }
}

//! A load that is under way.

use packs::weights::manifest::{File, Model};
use protocol::pack;

use super::Problem;

/// Where a file came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Storage,
    Site,
}

/// What a load is waiting for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    Storage,
    Site,
    /// The engine checks the file and brings it to the device.
    Engine(Source),
    /// The engine runs the model once.
    WarmUp,
    /// The reader, who decides whether to go on.
    Reader(Problem),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Which of the model's packs.
    pub pack: usize,
    /// The tokenizer, then the shards.
    pub files: Vec<File>,
    /// The file under way.
    pub at: usize,
    pub wait: Wait,
    /// Bytes of whole files fetched from the site, and of the one under way.
    pub fetched: u64,
    pub part: u64,
    /// Bytes read from the storage.
    pub read: u64,
    /// Bytes that the engine has taken in.
    pub taken: u64,
}

impl Job {
    pub(super) fn new(model: &Model, pack: usize) -> Option<Job> {
        let shards = &model.packs.get(pack)?.shards;
        let files = std::iter::once(&model.tokenizer).chain(shards).cloned().collect();
        Some(Job { pack, files, at: 0, wait: Wait::Storage, fetched: 0, part: 0, read: 0, taken: 0 })
    }

    pub fn total(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }

    pub(super) fn file(&self) -> Option<&File> {
        self.files.get(self.at)
    }

    /// The request that brings a file to the engine.
    pub(super) fn request(&self, model: &Model, bytes: Vec<u8>) -> pack::Request {
        if self.at > 0 {
            return pack::Request::Shard { bytes };
        }
        let file = |file: &File| pack::File { size: file.size, sha256: file.sha256.clone() };
        pack::Request::Open(pack::Pack {
            model: model.name.clone(),
            precision: model.packs[self.pack].name.clone(),
            config: model.config.clone(),
            tokenizer: bytes,
            tokenizer_file: file(&model.tokenizer),
            shards: self.files[1..].iter().map(file).collect(),
        })
    }
}

//! A pack's shards as files of its folder.

use std::fs;
use std::path::Path;

use anyhow::{Error, Result};
use packs::weights::manifest::{File, Pack};
use packs::weights::{Shard, Tensor, Writer};

use crate::progress::note;

/// Writes shards as they fill up.
pub struct Shards<'a> {
    folder: &'a Path,
    writer: Writer,
    pack: Pack,
}

impl<'a> Shards<'a> {
    /// `name` is the pack's, and begins the names of its files.
    pub fn new(name: &str, folder: &'a Path) -> Self {
        Shards { folder, writer: Writer::default(), pack: Pack { name: name.into(), ..Pack::default() } }
    }

    pub fn add(&mut self, tensor: &Tensor) -> Result<()> {
        self.pack.tensors += 1;
        let shards = self.writer.add(tensor).map_err(Error::msg)?;
        shards.iter().try_for_each(|shard| self.put(shard))
    }

    pub fn finish(mut self) -> Result<Pack> {
        if let Some(shard) = self.writer.finish() {
            self.put(&shard)?;
        }
        let Pack { name, shards, .. } = &self.pack;
        note(&format!("{name}: {:.1} MB in {} shards", self.pack.size() as f64 / 1e6, shards.len()));
        Ok(self.pack)
    }

    fn put(&mut self, Shard { bytes }: &Shard) -> Result<()> {
        let sha256 = packs::sha256(bytes);
        let name = format!("{}-{}.{}.shard", self.pack.name, self.pack.shards.len() + 1, &sha256[..12]);
        fs::write(self.folder.join(&name), bytes)?;
        self.pack.shards.push(File { name, size: bytes.len() as u64, sha256 });
        Ok(())
    }
}

//! A pretrained model's shards as they arrive, whichever model it is: each is checked and handed on, and nothing of it is held.

use packs::weights::manifest::File;
use packs::weights::{Reader, Tensor};
use protocol::pack::Pack;

use crate::session::Clock;

pub struct Arrival {
    reader: Reader,
    /// Bytes of each.
    shards: Vec<u64>,
    /// Milliseconds that checking and handing on took.
    pub milliseconds: f64,
}

/// So much has arrived; in bytes too.
pub struct Taken {
    pub shards: u32,
    pub of: u32,
    pub done: u64,
    pub total: u64,
}

/// Which shard is not used, and why.
pub struct NotTaken {
    pub shard: u32,
    pub message: String,
}

impl Arrival {
    /// Checks the tokenizer's file, which comes with the pack, and awaits the shards.
    ///
    /// # Errors
    /// In words for the reader.
    pub fn new(pack: &Pack) -> Result<Self, String> {
        if pack.shards.is_empty() {
            return Err("this site was built without the model's weights".into());
        }
        packs::verify(&pack.tokenizer, pack.tokenizer_file.size, &pack.tokenizer_file.sha256)?;
        let shards = pack.shards.iter().map(|shard| shard.size).collect();
        let file =
            |shard: &protocol::pack::File| File { name: String::new(), size: shard.size, sha256: shard.sha256.clone() };
        Ok(Arrival { reader: Reader::new(pack.shards.iter().map(file).collect()), shards, milliseconds: 0.0 })
    }

    /// What is taken in so far.
    pub fn taken(&self) -> Taken {
        let (taken, of) = (self.reader.taken(), self.shards.len());
        let bytes = |shards: &[u64]| shards.iter().sum();
        Taken { shards: taken as u32, of: of as u32, done: bytes(&self.shards[..taken]), total: bytes(&self.shards) }
    }

    /// Checks a shard and hands on the tensors that are whole with it.
    ///
    /// # Errors
    /// In words for the reader. The same shard is wanted again.
    pub fn take(
        &mut self,
        shard: &[u8],
        clock: Clock,
        mut put: impl FnMut(Tensor) -> Result<(), String>,
    ) -> Result<Taken, NotTaken> {
        let before = clock();
        let place = self.reader.taken() as u32;
        let tensors = self.reader.take(shard);
        let put = tensors.and_then(|tensors| tensors.into_iter().try_for_each(&mut put));
        self.milliseconds += clock() - before;
        put.map(|()| self.taken()).map_err(|message| NotTaken { shard: place, message })
    }

    pub fn is_complete(&self) -> bool {
        self.reader.wanted().is_none()
    }
}

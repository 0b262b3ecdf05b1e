//! A pretrained model on its way from a page to the engine, whichever model it is: the file that cuts text for it, then its shards, one when
//! the last is taken. A model's own messages carry these.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Begins to load, and forgets the model that was there. Answered by [`Event::Taken`] with nothing taken, or [`Event::NotTaken`].
    Open(Pack),
    /// The next shard, as it arrived: the engine checks it. Answered by [`Event::Taken`] or [`Event::NotTaken`]; after the last, when the
    /// model has been run once, by [`Event::Loaded`].
    Shard { bytes: Vec<u8> },
    /// Which model is there from a page before. Answered by [`Event::Loaded`] or [`Event::Absent`].
    Present,
    /// Gives the memory back. Answered by [`Event::Absent`].
    Forget,
}

/// What the manifest says of a pack; the engine reads no manifest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// The model's and the pack's name: `minilm`, `q8_0`.
    pub model: String,
    pub precision: String,
    /// By the names of the model's `config.json`.
    pub config: Vec<(String, String)>,
    /// The tokenizer's file as it arrived, and what the manifest says of it.
    pub tokenizer: Vec<u8>,
    pub tokenizer_file: File,
    /// In their order.
    pub shards: Vec<File>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub size: u64,
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// So much is on the device.
    Taken {
        shards: u32,
        of: u32,
        /// Bytes.
        done: u64,
        total: u64,
    },
    /// What arrived is not used, and why, in words for the reader. The same shard is wanted again.
    NotTaken {
        shard: u32,
        message: String,
    },
    Loaded(Facts),
    Absent,
    /// It is all there and does not run; why, in words for the reader.
    Failed {
        message: String,
    },
}

/// What the page shows of any model that is loaded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub model: String,
    pub precision: String,
    pub parameters: u64,
    pub layers: u32,
    pub heads: u32,
    /// Bytes of its weights where it computes, and how a weight is kept there: `32 bits each`.
    pub device_bytes: u64,
    pub stored: String,
    /// Milliseconds for checking and bringing all shards to the device, and for the first run.
    pub upload: f64,
    pub warm_up: f64,
}

impl Pack {
    /// A number of the model's configuration.
    ///
    /// # Errors
    /// If the manifest does not have it.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Result<T, String> {
        let value = self.text(name).ok().and_then(|value| value.parse().ok());
        value.ok_or_else(|| format!("the manifest does not say the model's {name}"))
    }

    /// A text of the model's configuration.
    ///
    /// # Errors
    /// If the manifest does not have it.
    pub fn text(&self, name: &str) -> Result<&str, String> {
        let value = self.config.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        value.ok_or_else(|| format!("the manifest does not say the model's {name}"))
    }
}

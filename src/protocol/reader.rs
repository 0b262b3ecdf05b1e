//! Files to texts: what the page asks the worker that reads them. One file at a time.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Answered by [`Event::Read`] or [`Event::NotRead`].
    Read {
        name: String,
        #[serde(with = "crate::bytes")]
        bytes: Vec<u8>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// One text, or all those of a file of exported documents.
    Read(Vec<Text>),
    /// There is no text to be had: why and what to do, in words for the reader.
    NotRead { message: String },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub name: String,
    /// As people call it: `text`, `PDF`.
    pub format: String,
    /// Lines end with `\n`.
    pub text: String,
    /// What a reader should know of how it was read, in whole sentences.
    pub notes: Vec<String>,
}

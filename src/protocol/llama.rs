//! A Llama out of a pack, as something to talk to: loaded shard by shard, told conversations, and asked to write. Any lesson's messages may
//! carry these.

use serde::{Deserialize, Serialize};

use crate::{pack, writing};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Its loading.
    Pack(pack::Request),
    /// Cuts a conversation into tokens, up to where the model is to answer. Answered by [`Event::Prompted`].
    Prompt(Vec<Message>),
    Writing(writing::Request),
}

/// A part of a conversation. Special tokens in texts are text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Only as the first; without one, the model's own system message comes first.
    System(String),
    User(String),
    /// What the model wrote, as the tokens it wrote.
    Answer(Vec<u32>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Pack(pack::Event),
    Prompted(Prompted),
    Writing(writing::Event),
    /// A request cannot be done; why and what to do, in words for the reader.
    Failed {
        message: String,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompted {
    pub pieces: Vec<writing::Piece>,
    /// Where each message begins, and at last where the model is to go on. A system message that was put in counts.
    pub messages: Vec<u32>,
    /// Tokens that stand for no text, such as the start of a message.
    pub specials: Vec<u32>,
    /// Bytes of the texts that the vocabulary has no token for.
    pub lost: u32,
    /// Tokens that the model's context holds, prompt and answer together.
    pub context: u32,
}

impl From<pack::Request> for Request {
    fn from(request: pack::Request) -> Self {
        Request::Pack(request)
    }
}

//! What the page and the engine say to each other: plain data with public fields, and nothing else.
//!
//! The page sends [`Command`]s and receives [`Reply`]s. Both carry a job id that the page hands out in growing order: a reply whose
//! job is older than the one the page waits for is dropped. On the wire a message is one postcard buffer (a transferred `ArrayBuffer`).

mod backend;
pub mod bert;
pub mod bert_classifier;
mod bytes;
pub mod embeddings;
mod floats;
pub mod gpt;
mod heard;
pub mod llama;
pub mod lstm;
pub mod pack;
pub mod positional_encoding;
pub mod rag;
mod rag_evaluation;
mod rag_index;
mod rag_vectors;
pub mod reader;
pub mod seq2seq;
mod shared;
pub mod tokenization;
pub mod transformer;
pub mod vectorization;
pub mod vocabularies;
pub mod writing;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use backend::{Adapter, Backend, BackendChoice, BackendReport, Diagnosis, KernelChoice, SelfTest};
pub use heard::{Heard, LessonEvent};

/// Page and engine must agree on it: both are built together, but a browser may still hold one of them from before an update.
pub const PROTOCOL_VERSION: u32 = 1;

/// Page to engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// Grows with every command; copied into each [`Reply`] that the command causes.
    pub job: u32,
    pub request: Request,
}

/// Engine to page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The job of the command that caused this, 0 for [`Event::Ready`].
    pub job: u32,
    pub event: Event,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Chooses and tests a backend. The first command after [`Event::Ready`]; answered by [`Event::Started`].
    Start {
        choice: BackendChoice,
    },
    /// Which kernels a quantised model that is loaded from now on is to run by. Answered by nothing.
    Kernels(KernelChoice),
    /// Stops whatever runs, within one training step, and forgets the lesson's model. Answered by nothing.
    Cancel,
    /// Answered by [`Event::Diagnosis`].
    Diagnose,
    /// Goes wrong on purpose, so that recovery can be tested in a real browser.
    Fail(Fault),
    Embeddings(embeddings::Request),
    Lstm(lstm::Request),
    PositionalEncoding(positional_encoding::Request),
    Seq2Seq(seq2seq::Request),
    Tokenization(tokenization::Request),
    Transformer(transformer::Request),
    Vectorization(vectorization::Request),
    Vocabularies(vocabularies::Request),
    Bert(bert::Request),
    Gpt(gpt::Request),
    Llama(llama::Request),
    Rag(rag::Request),
    Reader(reader::Request),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The worker panics.
    Panic,
    /// The GPU device is lost (on the CPU backend: the same as a panic).
    LoseDevice,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The engine's code has arrived and listens.
    Ready {
        protocol_version: u32,
    },
    Started(BackendReport),
    Diagnosis(Diagnosis),
    /// The request cannot be done; `message` says why and what to do, in words for the reader.
    Refused {
        message: String,
    },
    // From here on the lessons, in the order of the list in `heard.rs`.
    Embeddings(embeddings::Event),
    Lstm(lstm::Event),
    PositionalEncoding(positional_encoding::Event),
    Seq2Seq(seq2seq::Event),
    Tokenization(tokenization::Event),
    Transformer(transformer::Event),
    Vectorization(vectorization::Event),
    Vocabularies(vocabularies::Event),
    Bert(bert::Event),
    Gpt(gpt::Event),
    Llama(llama::Event),
    Rag(rag::Event),
    Reader(reader::Event),
}

/// One message as bytes.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_allocvec(message).expect("plain data always encodes")
}

/// The message in `bytes`, or why it is none.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(explain)
}

fn explain(error: postcard::Error) -> String {
    format!("page and engine do not understand each other ({error}); reload the page to get both from the same version")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_survives_the_wire() {
        let command = Command {
            job: 7,
            request: Request::Lstm(lstm::Request::Trace {
                input: lstm::TraceInput::Text("“Speak,” said he.".into()),
                clamps: vec![lstm::Clamp {
                    layer: 1,
                    gate: lstm::Gate::Forget,
                    neuron: None,
                    value: 0.0,
                    from_step: 3,
                }],
            }),
        };
        assert_eq!(decode::<Command>(&encode(&command)), Ok(command));
    }

    #[test]
    fn half_a_message_is_an_error_that_says_what_to_do() {
        let bytes = encode(&Reply { job: 1, event: Event::Refused { message: "too short".into() } });
        let error = decode::<Reply>(&bytes[..bytes.len() - 2]).unwrap_err();
        assert!(error.contains("reload the page"), "{error}");
    }
}

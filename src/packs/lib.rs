//! Files of pretrained models: what is in them, how to check them, how to write them small. No file is opened and nothing is fetched
//! here: bytes come in, bytes go out, and a file that is not what it should be is an error in words for the reader.

mod checksum;
pub mod gguf;
pub mod manifest;
pub mod tokenizer;
pub mod weights;

pub use checksum::{digest, sha256, verify};

//! The Transformer beside PyTorch, and the lesson's requests.

mod patching;
mod pytorch;
mod race;
mod session;

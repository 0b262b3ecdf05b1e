//! The Transformer beside PyTorch, and the lesson's requests.

mod pytorch;
mod session;

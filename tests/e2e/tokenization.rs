//! The tokenization lesson: it opens alive, trains, steps back and forth, encodes, breaks, and bears whatever is pasted.

mod desk;
mod encoding;
mod odd_text;
mod pictures;
mod training;
mod vocabularies;

//! The weights of a model as a pack: shards of at most [`MOST_BYTES`], which are fetched, checked and taken in one after the other, and a
//! [manifest](manifest::Model) that names them.
//!
//! A shard is [`MAGIC`], a list of pieces and their bytes. A piece is a run of a tensor's elements, whole blocks of them, so that a tensor may
//! be larger than a shard: the pieces of a tensor follow each other, in one shard or from one to the next. Blocks are those of ggml,
//! byte for byte, so that what a GGUF file holds can be moved over as it is.
//!
//! ```text
//! magic    8 bytes
//! count    u32                     number of pieces
//! piece    u8 dtype, u8 rank, u16 bytes of the name, u32 each dimension, u64 first element, u64 elements, the name in UTF-8
//! bytes    of each piece, in the same order, without gaps
//! ```
//! All numbers are little-endian.

mod blocks;
mod dtype;
mod float16;
pub mod manifest;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::borrow::Cow;

pub use dtype::Dtype;
pub use read::Reader;
pub use write::{Shard, Writer};

/// The first bytes of a shard; the digit is the version.
pub const MAGIC: &[u8; 8] = b"GBXWTS1\n";

/// Bytes of a shard: what a slow connection brings in seconds, and what a page holds in memory twice without being noticed.
pub const MOST_BYTES: usize = 8_000_000;

/// A named array, row-major, as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor<'a> {
    pub name: String,
    pub shape: Vec<usize>,
    pub dtype: Dtype,
    /// Blocks of `dtype`, of all elements in their order. Borrowed from the shard unless the tensor lies in several.
    pub bytes: Cow<'a, [u8]>,
}

impl Tensor<'_> {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements as `f32`.
    pub fn to_f32(&self) -> Vec<f32> {
        self.dtype.decode(&self.bytes)
    }
}

//! Shards to tensors, one shard after the other.

use std::borrow::Cow;

use super::manifest::File;
use super::{Dtype, MAGIC, Tensor};
use crate::verify;

/// Takes the shards of a pack in their order and gives out tensors as they become whole. Between two shards it keeps the tensor that lies
/// across their border, and nothing else.
#[derive(Clone, Debug)]
pub struct Reader {
    shards: Vec<File>,
    taken: usize,
    begun: Option<Tensor<'static>>,
}

impl Reader {
    /// For the shards that a manifest lists.
    pub fn new(shards: Vec<File>) -> Self {
        Reader { shards, taken: 0, begun: None }
    }

    /// Shards taken in.
    pub fn taken(&self) -> usize {
        self.taken
    }

    /// The shard that is wanted now; `None` after the last.
    pub fn wanted(&self) -> Option<&File> {
        self.shards.get(self.taken)
    }

    /// Checks the wanted shard's size and hash and returns the tensors that are whole with it, in their order.
    ///
    /// # Errors
    /// In words for the reader. If the bytes are not the wanted shard's, nothing is taken in, and the same shard is wanted again. If they are
    /// and make no sense all the same, the pack is of no use.
    pub fn take<'a>(&mut self, shard: &'a [u8]) -> Result<Vec<Tensor<'a>>, String> {
        let File { size, sha256, .. } = self.wanted().ok_or("all parts of this model are there already")?;
        verify(shard, *size, sha256)?;
        let last = self.taken + 1 == self.shards.len();
        let most = self.shards.iter().map(|shard| shard.size as usize).sum();
        let (tensors, begun) = join(self.begun.take(), pieces(shard)?, most)?;
        if last && begun.is_some() {
            return Err(DAMAGED.into());
        }
        self.begun = begun;
        self.taken += 1;
        Ok(tensors)
    }
}

const DAMAGED: &str = "the model's file is damaged, though it arrived as it was sent; the site must be built again";

/// A run of a tensor's elements.
struct Piece<'a> {
    name: &'a str,
    shape: Vec<usize>,
    dtype: Dtype,
    first: usize,
    bytes: &'a [u8],
}

/// Whole tensors, and the one that goes on in the next shard. No tensor has more bytes than all shards, `most`.
fn join<'a>(
    mut begun: Option<Tensor<'static>>,
    pieces: Vec<Piece<'a>>,
    most: usize,
) -> Result<(Vec<Tensor<'a>>, Option<Tensor<'static>>), String> {
    let mut tensors = Vec::new();
    for Piece { name, shape, dtype, first, bytes } in pieces {
        let elements = shape.iter().try_fold(1_usize, |product, &size| product.checked_mul(size)).ok_or(DAMAGED)?;
        let whole = dtype.bytes_of(elements).ok_or(DAMAGED)?;
        if whole > most {
            return Err(DAMAGED.into());
        }
        if begun.is_none() && first == 0 && bytes.len() == whole {
            tensors.push(Tensor { name: name.into(), shape, dtype, bytes: Cow::Borrowed(bytes) });
            continue;
        }
        let mut tensor = match begun.take() {
            Some(tensor) if tensor.name == name && tensor.shape == shape && tensor.dtype == dtype => tensor,
            // All of it at once: a list that grows is in memory twice each time it moves, and wasm memory never shrinks.
            None => Tensor { name: name.into(), shape, dtype, bytes: Cow::Owned(Vec::with_capacity(whole)) },
            Some(_) => return Err(DAMAGED.into()),
        };
        if dtype.bytes_of(first) != Some(tensor.bytes.len()) || tensor.bytes.len() + bytes.len() > whole {
            return Err(DAMAGED.into());
        }
        tensor.bytes.to_mut().extend_from_slice(bytes);
        if tensor.bytes.len() == whole {
            tensors.push(tensor);
        } else {
            begun = Some(tensor);
        }
    }
    Ok((tensors, begun))
}

fn pieces(shard: &[u8]) -> Result<Vec<Piece<'_>>, String> {
    let body = shard.strip_prefix(MAGIC).ok_or("this is no part of a model of this version of Glassbox")?;
    let mut body = Body(body);
    let count = u32::from_le_bytes(body.array()?);
    let mut records = Vec::new();
    for _ in 0..count {
        let [code, rank] = body.array()?;
        let name = u16::from_le_bytes(body.array()?).into();
        let dtype = Dtype::by_code(code).ok_or(DAMAGED)?;
        let shape = (0..rank).map(|_| Ok(u32::from_le_bytes(body.array()?) as usize)).collect::<Result<_, String>>()?;
        let mut number = || usize::try_from(u64::from_le_bytes(body.array()?)).map_err(|_| DAMAGED.to_owned());
        let (first, elements) = (number()?, number()?);
        let name = str::from_utf8(body.bytes(name)?).map_err(|_| DAMAGED)?;
        records.push((name, shape, dtype, first, elements));
    }
    let piece = |(name, shape, dtype, first, elements): (_, _, Dtype, _, _)| {
        let bytes = body.bytes(dtype.bytes_of(elements).ok_or(DAMAGED)?)?;
        Ok(Piece { name, shape, dtype, first, bytes })
    };
    let pieces = records.into_iter().map(piece).collect::<Result<_, String>>()?;
    if body.0.is_empty() { Ok(pieces) } else { Err(DAMAGED.into()) }
}

struct Body<'a>(&'a [u8]);

impl<'a> Body<'a> {
    fn bytes(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(DAMAGED)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(DAMAGED)?;
        self.0 = rest;
        Ok(*taken)
    }
}

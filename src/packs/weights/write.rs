//! Tensors to shards, one tensor after the other, so that no more than a shard is in memory.

use super::{Dtype, MAGIC, MOST_BYTES, Tensor};

/// Fills shards in the order in which tensors come.
#[derive(Debug)]
pub struct Writer {
    most_bytes: usize,
    pieces: u32,
    /// The pieces' records, and their bytes.
    head: Vec<u8>,
    body: Vec<u8>,
}

/// A finished shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    pub bytes: Vec<u8>,
}

/// Before the records: magic and count.
const START: usize = MAGIC.len() + 4;

impl Default for Writer {
    fn default() -> Self {
        Writer::with_most_bytes(MOST_BYTES)
    }
}

impl Writer {
    /// Shards of another size than [`MOST_BYTES`].
    pub fn with_most_bytes(most_bytes: usize) -> Self {
        Writer { most_bytes, pieces: 0, head: Vec::new(), body: Vec::new() }
    }

    /// Adds a tensor and returns the shards that it filled.
    ///
    /// # Errors
    /// If its bytes are not those of its shape, or its name or rank is beyond what a record holds.
    pub fn add(&mut self, tensor: &Tensor) -> Result<Vec<Shard>, String> {
        let Tensor { name, shape, dtype, bytes } = tensor;
        let elements = tensor.len();
        if dtype.bytes_of(elements) != Some(bytes.len()) {
            return Err(format!("{name}: {} bytes are not those of {shape:?} in {}", bytes.len(), dtype.name()));
        }
        let fits = name.len() <= usize::from(u16::MAX) && shape.len() <= usize::from(u8::MAX);
        if !fits || shape.iter().any(|&size| u32::try_from(size).is_err()) {
            return Err(format!("{name}: the name is too long or the shape {shape:?} too large"));
        }
        let record = 4 + 4 * shape.len() + 16 + name.len();
        let mut shards = Vec::new();
        let mut first = 0;
        while first < elements {
            let room = self.most_bytes.saturating_sub(START + self.head.len() + self.body.len() + record);
            let blocks = (room / dtype.block_bytes()).min((elements - first) / dtype.block_len());
            // A record for a few elements is not worth its bytes; nor would one of none ever end.
            let worthwhile = blocks * dtype.block_bytes() >= record || first + blocks * dtype.block_len() == elements;
            if (blocks == 0 || !worthwhile) && self.pieces > 0 {
                shards.extend(self.finish());
                continue;
            }
            let count = blocks.max(1) * dtype.block_len();
            self.piece(tensor, first, count);
            first += count;
        }
        Ok(shards)
    }

    /// The last shard, if anything is in it.
    pub fn finish(&mut self) -> Option<Shard> {
        if self.pieces == 0 {
            return None;
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.pieces.to_le_bytes());
        bytes.append(&mut self.head);
        bytes.append(&mut self.body);
        self.pieces = 0;
        Some(Shard { bytes })
    }

    fn piece(&mut self, tensor: &Tensor, first: usize, count: usize) {
        let Tensor { name, shape, dtype, bytes } = tensor;
        self.pieces += 1;
        self.head.extend([dtype.code(), shape.len() as u8]);
        self.head.extend((name.len() as u16).to_le_bytes());
        shape.iter().for_each(|size| self.head.extend((*size as u32).to_le_bytes()));
        self.head.extend((first as u64).to_le_bytes());
        self.head.extend((count as u64).to_le_bytes());
        self.head.extend(name.as_bytes());
        let at = |element: usize| element / dtype.block_len() * dtype.block_bytes();
        self.body.extend_from_slice(&bytes[at(first)..at(first + count)]);
    }
}

impl Dtype {
    /// The type in which a tensor of this shape is written where weights are wanted in this one. Vectors stay `f32`: biases and norms are
    /// a hundredth of a model and all of them matter.
    pub fn for_shape(self, shape: &[usize]) -> Self {
        let fills_blocks = shape.last().is_some_and(|width| width.is_multiple_of(self.block_len()));
        if shape.len() >= 2 && fills_blocks { self } else { Dtype::F32 }
    }
}

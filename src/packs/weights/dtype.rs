//! How a tensor's elements are stored.

/// A type of storage. Elements come in blocks of 32 where they share a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dtype {
    F32,
    /// IEEE 754 binary16.
    F16,
    /// 32 elements as an f16 scale `d` and 32 signed bytes `q`: `d q`. (ggml's `block_q8_0`.)
    Q8_0,
    /// 32 elements as f16 scale `d`, f16 minimum `m` and 16 bytes of two numbers `q` from 0 to 15: `d q + m`. The low halves are the first
    /// 16 elements. (ggml's `block_q4_1`.)
    Q4_1,
}

impl Dtype {
    pub const ALL: [Dtype; 4] = [Dtype::F32, Dtype::F16, Dtype::Q8_0, Dtype::Q4_1];

    /// As it is called in manifests and file names.
    pub fn name(self) -> &'static str {
        match self {
            Dtype::F32 => "f32",
            Dtype::F16 => "f16",
            Dtype::Q8_0 => "q8_0",
            Dtype::Q4_1 => "q4_1",
        }
    }

    pub fn by_name(name: &str) -> Option<Self> {
        Dtype::ALL.into_iter().find(|dtype| dtype.name() == name)
    }

    /// Its number in files, which is the one GGUF has for it.
    pub(super) fn code(self) -> u8 {
        match self {
            Dtype::F32 => 0,
            Dtype::F16 => 1,
            Dtype::Q4_1 => 3,
            Dtype::Q8_0 => 8,
        }
    }

    pub(crate) fn by_code(code: u8) -> Option<Self> {
        Dtype::ALL.into_iter().find(|dtype| dtype.code() == code)
    }

    /// Elements of a block.
    pub fn block_len(self) -> usize {
        match self {
            Dtype::F32 | Dtype::F16 => 1,
            Dtype::Q8_0 | Dtype::Q4_1 => 32,
        }
    }

    /// Bytes of a block.
    pub fn block_bytes(self) -> usize {
        match self {
            Dtype::F32 => 4,
            Dtype::F16 => 2,
            Dtype::Q8_0 => 2 + 32,
            Dtype::Q4_1 => 2 + 2 + 16,
        }
    }

    /// Bytes of so many elements, which must fill their blocks.
    pub fn bytes_of(self, elements: usize) -> Option<usize> {
        let blocks = elements.is_multiple_of(self.block_len()).then_some(elements / self.block_len())?;
        blocks.checked_mul(self.block_bytes())
    }
}

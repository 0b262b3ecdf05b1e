//! How weights and activations lie in memory: what every kernel reads, in this program and in [the one beside it](super::kernels).

/// Numbers that share a scale.
pub const BLOCK: usize = 32;

/// Rows of a panel.
pub const ROWS: usize = 8;

/// ggml's `Q4_1` of the 8 rows of a panel: `scale · q + least`, with `q` from 0 to 15.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Four {
    pub scale: [[f32; 4]; 2],
    pub least: [[f32; 4]; 2],
    /// `[4, 2, 16]`: of four rows the bytes `4 g .. 4 g + 4`.
    pub quants: [[[u8; 16]; 2]; 4],
}

/// ggml's `Q8_0` of the 8 rows of a panel: `scale · q`, with `q` from -127 to 127.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Eight {
    pub scale: [[f32; 4]; 2],
    /// `[8, 2, 16]`: of four rows the bytes `4 g .. 4 g + 4`.
    pub quants: [[[u8; 16]; 2]; 8],
}

/// 32 activations: `q` times a scale, with `q` from -2047 to 2047.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct Activations {
    /// What a kernel takes of `q` at a time, four bytes, in the order in which it does
    /// ([`Order`](super::activations::Order)). Some are larger than `q` by a power of two.
    pub values: [[u8; 4]; BLOCK / 2],
    /// Smaller by the power of two by which the sum of a block's products is larger.
    pub scale: f32,
    /// Of the 32 activations as they are stored. It multiplies the least weight of a block.
    pub sum: f32,
}

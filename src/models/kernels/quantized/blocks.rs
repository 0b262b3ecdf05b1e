//! The two formats of weights, as panels hold them: 8 rows of a block, side by side.
//!
//! Four bytes of each of four rows make sixteen, so that one operation multiplies four rows, and their sums stay apart until the end. The
//! bytes are those of ggml's blocks (`block_q4_1`, `block_q8_0`), moved and not changed.

use burn::tensor::f16;

use super::kernels::Format;
use super::layout::{BLOCK, Eight, Four};

/// 32 columns of the 8 rows of a panel.
pub trait Block: Copy + Format {
    /// Bytes of a row's block in ggml's format.
    const BYTES: usize;

    fn zeros() -> Self;

    /// Puts a row's block in its place.
    fn put(&mut self, row: usize, bytes: &[u8]);

    /// A row's 32 weights.
    fn read(&self, row: usize) -> [f32; BLOCK];
}

fn half(bytes: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([bytes[at], bytes[at + 1]]).to_f32()
}

impl Block for Four {
    const BYTES: usize = 20;

    fn zeros() -> Self {
        Four { scale: [[0.0; 4]; 2], least: [[0.0; 4]; 2], quants: [[[0; 16]; 2]; 4] }
    }

    fn put(&mut self, row: usize, bytes: &[u8]) {
        let (half_panel, lane) = (row / 4, row % 4);
        self.scale[half_panel][lane] = half(bytes, 0);
        self.least[half_panel][lane] = half(bytes, 2);
        for (group, bytes) in bytes[4..Self::BYTES].chunks_exact(4).enumerate() {
            self.quants[group][half_panel][4 * lane..4 * lane + 4].copy_from_slice(bytes);
        }
    }

    fn read(&self, row: usize) -> [f32; BLOCK] {
        let (half_panel, lane) = (row / 4, row % 4);
        let (scale, least) = (self.scale[half_panel][lane], self.least[half_panel][lane]);
        std::array::from_fn(|k| {
            let byte = self.quants[k % 16 / 4][half_panel][4 * lane + k % 4];
            scale * f32::from(byte >> (k / 16 * 4) & 15) + least
        })
    }
}

impl Block for Eight {
    const BYTES: usize = 34;

    fn zeros() -> Self {
        Eight { scale: [[0.0; 4]; 2], quants: [[[0; 16]; 2]; 8] }
    }

    fn put(&mut self, row: usize, bytes: &[u8]) {
        let (half_panel, lane) = (row / 4, row % 4);
        self.scale[half_panel][lane] = half(bytes, 0);
        for (group, bytes) in bytes[2..Self::BYTES].chunks_exact(4).enumerate() {
            self.quants[group][half_panel][4 * lane..4 * lane + 4].copy_from_slice(bytes);
        }
    }

    fn read(&self, row: usize) -> [f32; BLOCK] {
        let (half_panel, lane) = (row / 4, row % 4);
        let scale = self.scale[half_panel][lane];
        std::array::from_fn(|k| scale * f32::from(self.quants[k / 4][half_panel][4 * lane + k % 4] as i8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_read() {
        let one_and_minus_two = [0x00, 0x3c, 0x00, 0xc0];
        let nibbles = (0..16_u8).map(|k| k << 4 | (15 - k));
        let bytes: Vec<u8> = one_and_minus_two.into_iter().chain(nibbles).collect();
        let mut four = Four::zeros();
        four.put(6, &bytes);
        let expected: Vec<f32> = (0..16).rev().chain(0..16).map(|q| q as f32 - 2.0).collect();
        assert_eq!(four.read(6)[..], expected);
        assert_eq!(four.read(2), [0.0; BLOCK]);

        let half = [0x00, 0x38];
        let bytes: Vec<u8> = half.into_iter().chain((0..32).map(|k| (k as i8 - 16) as u8)).collect();
        let mut eight = Eight::zeros();
        eight.put(3, &bytes);
        assert_eq!(eight.read(3)[..], (0..32).map(|k| (k - 16) as f32 * 0.5).collect::<Vec<_>>());
        assert_eq!(eight.read(7), [0.0; BLOCK]);
    }
}

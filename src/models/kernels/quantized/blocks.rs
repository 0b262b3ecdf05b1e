//! The two formats of weights, as panels hold them: 8 rows of a block, side by side.
//!
//! Four bytes of each of four rows make sixteen, so that one operation multiplies four rows, and their sums stay apart until the end. The
//! bytes are those of ggml's blocks (`block_q4_1`, `block_q8_0`), moved and not changed.

use burn::tensor::f16;

use super::BLOCK;
use super::activations::{Activations, Order};
use super::lanes::Lanes;

/// Of `T` rows of activations with the 8 rows of a panel.
pub type Sums<L, const T: usize> = [[<L as Lanes>::Floats; 2]; T];

/// 32 columns of the 8 rows of a panel.
pub trait Block: Copy + Sized {
    /// Bytes of a row's block in ggml's format.
    const BYTES: usize;
    /// In which the kernel meets activations.
    const ORDER: Order;

    fn zeros() -> Self;

    /// Puts a row's block in its place.
    fn put(&mut self, row: usize, bytes: &[u8]);

    /// A row's 32 weights.
    fn read(&self, row: usize) -> [f32; BLOCK];

    /// Adds the products with a block of each of `T` rows of activations to their sums, `[T, 8]`.
    fn multiply<L: Lanes, const T: usize>(&self, with: [&Activations; T], sums: Sums<L, T>) -> Sums<L, T>;
}

/// ggml's `Q4_1`: `scale · q + least`, with `q` from 0 to 15.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Four {
    scale: [[f32; 4]; 2],
    least: [[f32; 4]; 2],
    /// `[4, 2, 16]`: of four rows the bytes `4 g .. 4 g + 4`.
    quants: [[[u8; 16]; 2]; 4],
}

/// ggml's `Q8_0`: `scale · q`, with `q` from -127 to 127.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Eight {
    scale: [[f32; 4]; 2],
    /// `[8, 2, 16]`: of four rows the bytes `4 g .. 4 g + 4`.
    quants: [[[u8; 16]; 2]; 8],
}

fn half(bytes: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([bytes[at], bytes[at + 1]]).to_f32()
}

impl Block for Four {
    const BYTES: usize = 20;
    const ORDER: Order = Order::Four;

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

    // Counted loops, which the compiler unrolls.
    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn multiply<L: Lanes, const T: usize>(&self, with: [&Activations; T], mut sums: Sums<L, T>) -> Sums<L, T> {
        let mut dots = [[L::zeros(); 2]; T];
        let [low, high] = [0x000f, 0x00f0].map(L::masks);
        for group in 0..4 {
            for part in 0..2 {
                // [4 rows, 8 columns]
                let weights = L::load(&self.quants[group][part]);
                let second = L::second_bytes(weights);
                let quarters = [L::and(weights, low), L::and(weights, high), L::and(second, low), L::and(second, high)];
                for quarter in 0..4 {
                    for token in 0..T {
                        let pair = L::pairs(&with[token].values[4 * group + quarter]);
                        dots[token][part] = L::dot(quarters[quarter], pair, dots[token][part]);
                    }
                }
            }
        }
        for part in 0..2 {
            let (scale, least) = (L::floats(&self.scale[part]), L::floats(&self.least[part]));
            for token in 0..T {
                let scale = L::times(scale, L::splat(with[token].scale));
                let product = L::times(scale, L::converted(dots[token][part]));
                let least = L::times(least, L::splat(with[token].sum));
                sums[token][part] = L::plus(sums[token][part], L::plus(product, least));
            }
        }
        sums
    }
}

impl Block for Eight {
    const BYTES: usize = 34;
    const ORDER: Order = Order::Eight;

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

    // Counted loops, which the compiler unrolls.
    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn multiply<L: Lanes, const T: usize>(&self, with: [&Activations; T], mut sums: Sums<L, T>) -> Sums<L, T> {
        let mut dots = [[L::zeros(); 2]; T];
        let high = L::masks(0xff00_u16.cast_signed());
        for group in 0..8 {
            for part in 0..2 {
                // [4 rows, 4 columns]
                let weights = L::load(&self.quants[group][part]);
                let halves = [L::first_bytes_up(weights), L::and(weights, high)];
                for half in 0..2 {
                    for token in 0..T {
                        let pair = L::pairs(&with[token].values[2 * group + half]);
                        dots[token][part] = L::dot(halves[half], pair, dots[token][part]);
                    }
                }
            }
        }
        for part in 0..2 {
            let scale = L::floats(&self.scale[part]);
            for token in 0..T {
                let scale = L::times(scale, L::splat(with[token].scale));
                sums[token][part] = L::plus(sums[token][part], L::times(scale, L::converted(dots[token][part])));
            }
        }
        sums
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

//! Products of 16 bits: the way of WebAssembly's and SSE2's plain SIMD. Weights are masked out of their bytes and stay where they stand, and
//! activations make up for it.

use core::marker::PhantomData;

use super::lanes::Lanes;
use super::layout::{Activations, Eight, Four};
use super::panels::{Sums, Way};

/// By the operations `L`.
#[derive(Clone, Copy, Debug)]
pub struct Words<L>(PhantomData<L>);

impl<L: Lanes> Way<Four> for Words<L> {
    type Lanes = L;
    const SEVERAL: bool = true;

    // Counted loops, which the compiler unrolls.
    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn multiply<const T: usize>(block: &Four, with: [&Activations; T], mut sums: Sums<L, T>) -> Sums<L, T> {
        let mut dots = [[L::zeros(); 2]; T];
        let [low, high] = [0x000f, 0x00f0].map(L::masks);
        for group in 0..4 {
            for part in 0..2 {
                // [4 rows, 8 columns]
                let weights = L::load(&block.quants[group][part]);
                let second = L::second_bytes(weights);
                let quarters = [L::and(weights, low), L::and(weights, high), L::and(second, low), L::and(second, high)];
                for quarter in 0..4 {
                    for token in 0..T {
                        let pair = L::repeated(&with[token].values[4 * group + quarter]);
                        dots[token][part] = L::dot(quarters[quarter], pair, dots[token][part]);
                    }
                }
            }
        }
        for part in 0..2 {
            for token in 0..T {
                sums[token][part] = block.settled::<L>(part, dots[token][part], with[token], sums[token][part]);
            }
        }
        sums
    }
}

impl<L: Lanes> Way<Eight> for Words<L> {
    type Lanes = L;
    const SEVERAL: bool = true;

    // Counted loops, which the compiler unrolls.
    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn multiply<const T: usize>(block: &Eight, with: [&Activations; T], mut sums: Sums<L, T>) -> Sums<L, T> {
        let mut dots = [[L::zeros(); 2]; T];
        let high = L::masks(0xff00_u16.cast_signed());
        for group in 0..8 {
            for part in 0..2 {
                // [4 rows, 4 columns]
                let weights = L::load(&block.quants[group][part]);
                let halves = [L::first_bytes_up(weights), L::and(weights, high)];
                for half in 0..2 {
                    for token in 0..T {
                        let pair = L::repeated(&with[token].values[2 * group + half]);
                        dots[token][part] = L::dot(halves[half], pair, dots[token][part]);
                    }
                }
            }
        }
        for part in 0..2 {
            for token in 0..T {
                sums[token][part] = block.settled::<L>(part, dots[token][part], with[token], sums[token][part]);
            }
        }
        sums
    }
}

//! Products of bytes: the way of relaxed SIMD. An activation's 12 bits are two bytes, so there are two products where [`words`](super::words)
//! has one of 16 bits, each of twice as many numbers. The whole numbers that come out are the same, and so are the bits of what is made of them.
//!
//! It is the way for one row of activations. Several at a time need twice as many sums as [`words`](super::words) has, more than the 16 registers
//! of an x86 hold: measured in V8, four rows at a time took 1.1 to 1.6 times as long as there.

use core::marker::PhantomData;

use super::byte_lanes::ByteLanes;
use super::layout::{Activations, Eight, Four};
use super::panels::{Sums, Way};

/// By the operations `L`.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<L>(PhantomData<L>);

/// Weights of 4 bits are the operand that has 7, activations the signed one: `q = 256 · high + low`, with `low` from -128 to 127.
impl<L: ByteLanes> Way<Four> for Bytes<L> {
    type Lanes = L;
    const SEVERAL: bool = false;

    // Counted loops, which the compiler unrolls. A part at a time: its sums and its weights are what 16 registers hold.
    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn multiply<const T: usize>(block: &Four, with: [&Activations; T], mut sums: Sums<L, T>) -> Sums<L, T> {
        let nibbles = L::masks(0x0f0f);
        for part in 0..2 {
            let (mut high, mut low) = ([L::zeros(); T], [L::zeros(); T]);
            for group in 0..4 {
                // [4 rows, 8 columns]: of each byte the first four bits are column `4 g ..`, the other four column `16 + 4 g ..`.
                let weights = L::load(&block.quants[group][part]);
                let halves = [L::and(weights, nibbles), L::and(L::four_bits_down(weights), nibbles)];
                for half in 0..2 {
                    for token in 0..T {
                        let [of_high, of_low] =
                            [0, 8].map(|at| L::repeated(&with[token].values[at + 4 * half + group]));
                        high[token] = L::dot_bytes(of_high, halves[half], high[token]);
                        low[token] = L::dot_bytes(of_low, halves[half], low[token]);
                    }
                }
            }
            for token in 0..T {
                // 16 times as large, as where weights stay where they stand.
                let dots = L::up(L::sum(L::up(high[token], 8), low[token]), 4);
                sums[token][part] = block.settled::<L>(part, dots, with[token], sums[token][part]);
            }
        }
        sums
    }
}

/// Weights of 8 bits are the signed operand, activations the one that has 7 bits: `q + 2048 = 64 · high + low`, both from 0 to 63. What the
/// 2048 adds is 2048 times the sum of the weights, which is a product with ones.
impl<L: ByteLanes> Way<Eight> for Bytes<L> {
    type Lanes = L;
    const SEVERAL: bool = false;

    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn multiply<const T: usize>(block: &Eight, with: [&Activations; T], mut sums: Sums<L, T>) -> Sums<L, T> {
        let ones = L::masks(0x0101);
        for part in 0..2 {
            let (mut high, mut low, mut all) = ([L::zeros(); T], [L::zeros(); T], L::zeros());
            for group in 0..8 {
                // [4 rows, 4 columns]
                let weights = L::load(&block.quants[group][part]);
                all = L::dot_bytes(weights, ones, all);
                for token in 0..T {
                    let [of_high, of_low] = [0, 8].map(|at| L::repeated(&with[token].values[at + group]));
                    high[token] = L::dot_bytes(weights, of_high, high[token]);
                    low[token] = L::dot_bytes(weights, of_low, low[token]);
                }
            }
            let added = L::up(all, 11);
            for token in 0..T {
                // 256 times as large, as where weights stay where they stand.
                let dots = L::up(L::difference(L::sum(L::up(high[token], 6), low[token]), added), 8);
                sums[token][part] = block.settled::<L>(part, dots, with[token], sums[token][part]);
            }
        }
        sums
    }
}

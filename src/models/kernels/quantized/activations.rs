//! What is multiplied with quantised weights: rows of activations at 12 bits, in blocks of 32 that share a scale.
//!
//! llama.cpp takes 8 bits here (`quantize_row_q8_1` of ggml), which its instructions multiply fastest. WebAssembly's multiply 16 bits, and 12 fit
//! into the sums for nothing more. It matters: rounding to 8 bits moves this model's logits by about 0.2, and which way depends on the last bit of
//! any sum before it, so that two programs with 8 bits never agree to better than that.

use super::layout::{Activations, BLOCK};

/// The largest number: 32 products with the largest weights, each larger by 256, are still below 2^31.
const MOST: f32 = 2047.0;

/// How a kernel takes the numbers of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// In pairs of 16 bits, by weights at 4: of a byte the first is masked where it stands (1) and so is the second (16). Activations make up
    /// for it.
    FourInWords,
    /// In pairs of 16 bits, by weights at 8: of 16 bits the first byte is shifted up and the second masked where it stands (both 256).
    EightInWords,
    /// `q = 256 · high + low`, both signed bytes: 32 high ones, then 32 low ones, as the columns stand. Sums are made 16 times as large.
    SignedBytes,
    /// `q + 2048 = 64 · high + low`, both from 0 to 63: 32 high ones, then 32 low ones, as the columns stand. Sums are made 256 times as large.
    SevenBits,
}

/// Rows `[rows, columns]` at 12 bits, as `[rows, columns / 32]` blocks onto `blocks`.
///
/// # Panics
/// If `columns` is no multiple of 32.
pub fn quantize(rows: &[f32], order: Order, blocks: &mut Vec<Activations>) {
    assert!(rows.len().is_multiple_of(BLOCK), "{} activations are no whole blocks", rows.len());
    blocks.clear();
    blocks.extend(rows.as_chunks::<BLOCK>().0.iter().map(|block| quantize_block(block, order)));
}

fn quantize_block(block: &[f32; BLOCK], order: Order) -> Activations {
    // As bits, the sign left out, floats are in order, and what is no number is above all: it is not lost.
    let largest = block.iter().fold(0, |largest, x| largest.max((x.to_bits() & 0x7fff_ffff).cast_signed()));
    let largest = f32::from_bits(largest.cast_unsigned());
    // Nothing can be said of a block with an infinity in it either.
    let scale = if largest.is_finite() { largest / MOST } else { f32::NAN };
    let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
    let numbers: [i16; BLOCK] = std::array::from_fn(|k| rounded(block[k] * inverse));
    let sum: i32 = numbers.iter().map(|q| i32::from(*q)).sum();
    let values = match order {
        Order::FourInWords => pairs(|k| numbers[FOUR[k].0].wrapping_mul(FOUR[k].1)),
        Order::EightInWords => pairs(|k| numbers[EIGHT[k]]),
        Order::SignedBytes => bytes(&numbers, |q| {
            let low = i16::from(q as i8);
            [(q.wrapping_sub(low) >> 8) as u8, low as u8]
        }),
        Order::SevenBits => bytes(&numbers, |q| {
            let shifted = q.wrapping_add(2048);
            [(shifted >> 6 & 63) as u8, (shifted & 63) as u8]
        }),
    };
    let larger = match order {
        Order::FourInWords | Order::SignedBytes => 16.0,
        Order::EightInWords | Order::SevenBits => 256.0,
    };
    Activations { values, scale: scale / larger, sum: sum as f32 * scale }
}

/// Numbers of 16 bits, two by two.
#[inline(always)]
fn pairs(number: impl Fn(usize) -> i16) -> [[u8; 4]; BLOCK / 2] {
    std::array::from_fn(|pair| {
        let [[a, b], [c, d]] = [2 * pair, 2 * pair + 1].map(|k| number(k).to_le_bytes());
        [a, b, c, d]
    })
}

/// The two bytes of each number: all first ones, then all second ones.
#[inline(always)]
fn bytes(numbers: &[i16; BLOCK], split: impl Fn(i16) -> [u8; 2]) -> [[u8; 4]; BLOCK / 2] {
    let mut values = [[0; 4]; BLOCK / 2];
    let (first, second) = values.as_flattened_mut().split_at_mut(BLOCK);
    for ((first, second), q) in first.iter_mut().zip(second).zip(numbers) {
        [*first, *second] = split(*q);
    }
    values
}

/// Of two whole numbers as near, the even one. Adding this number leaves the whole ones in the lowest bits.
fn rounded(value: f32) -> i16 {
    const SHIFT: f32 = 12_582_912.0;
    (value + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()) as i16
}

/// The four bytes `4 g ..` of a row's block hold elements `4 g ..` in their low halves and `16 + 4 g ..` in their high ones. Two neighbours of 16
/// bits make a pair, in which a mask meets every second byte: for each of the 32 places the element and its factor.
const FOUR: [(usize, i16); BLOCK] = {
    let mut order = [(0, 0); BLOCK];
    let mut k = 0;
    while k < BLOCK {
        let (group, part, second) = (k / 8 * 4, k % 8 / 2, k % 2 * 2);
        let (at, factor) = [(0, 16), (16, 1), (1, 16), (17, 1)][part];
        order[k] = (group + at + second, factor);
        k += 1;
    }
    order
};

/// Of four bytes the first and third, then the second and fourth.
const EIGHT: [usize; BLOCK] = {
    let mut order = [0; BLOCK];
    let mut k = 0;
    while k < BLOCK {
        order[k] = k / 4 * 4 + k % 4 / 2 + k % 2 * 2;
        k += 1;
    }
    order
};

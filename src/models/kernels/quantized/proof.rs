//! Whether the kernels as they were compiled, for this machine or this browser, give the bits that they must.

use super::activations::quantize;
use super::blocks::Block;
use super::kernels::Kernels;
use super::layout::{BLOCK, Eight, Four, ROWS};
use super::matrix::Matrix;

/// What [`bits`] is by the operations that say what is meant, [`Portable`](super::lanes::Portable).
const BITS: u64 = 0xf5a7_7cbe_9326_f352;

/// # Errors
/// In words for the reader, if products of quantised weights come out otherwise here than where the model was checked. It takes some
/// microseconds.
pub fn check(kernels: &Kernels) -> Result<(), String> {
    if bits(kernels) == BITS {
        return Ok(());
    }
    Err("this browser multiplies 4- and 8-bit weights otherwise than it should, so the model would not be itself; try another browser".into())
}

/// A hash (FNV-1a) of products of both formats: whole panels and the rest of one, one token and several at a time.
fn bits(kernels: &Kernels) -> u64 {
    let products = [products::<Four>(kernels, 0), products::<Eight>(kernels, 1)].concat();
    let bytes = products.iter().flat_map(|product| product.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn products<B: Block>(kernels: &Kernels, salt: usize) -> Vec<f32> {
    const COLUMNS: usize = 3 * BLOCK;
    let (rows, tokens) = (2 * ROWS + 5, 7);
    let mut weights: Vec<u8> =
        (0..rows * COLUMNS / BLOCK * B::BYTES).map(|k| ((k * k * 31 + k * 7 + salt) >> 3) as u8).collect();
    for (index, block) in weights.chunks_exact_mut(B::BYTES).enumerate() {
        // Scales, and least weights where there are any, of about 1/1000.
        block[1] = if index % 3 == 0 { 0x94 } else { 0x15 };
        block[3] = if B::BYTES == Four::BYTES { 0x14 } else { block[3] };
    }
    let values: Vec<f32> = (0..tokens * COLUMNS).map(|k| ((k * 37 % 101) as f32 - 50.0) * (1 + k % 5) as f32).collect();
    let mut matrix = Matrix::<B>::zeros(rows, COLUMNS).unwrap_or_else(|error| unreachable!("{error}"));
    matrix.put(0, &weights).unwrap_or_else(|error| unreachable!("{error}"));
    let (mut with, mut result) = (Vec::new(), vec![0.0; tokens * rows]);
    quantize(&values, B::order(kernels), &mut with);
    matrix.multiply(kernels, &with, &mut result);
    result
}

#[cfg(test)]
mod tests {
    use super::super::byte_lanes::readings::{Read, Signed};
    use super::super::bytes::Bytes;
    use super::super::kernels::Parts;
    use super::super::lanes::Portable;
    use super::super::panels;
    use super::super::words::Words;
    use super::*;

    const PORTABLE: Kernels = Kernels {
        four: panels::multiply::<Four, Words<Portable>>,
        eight: panels::multiply::<Eight, Words<Portable>>,
        parts: Parts::Words,
    };
    const BYTES: Kernels = Kernels {
        four: panels::multiply::<Four, Bytes<Read<Signed>>>,
        eight: panels::multiply::<Eight, Bytes<Read<Signed>>>,
        parts: Parts::Bytes,
    };

    #[test]
    fn the_bits_are_those_that_are_meant() {
        assert_eq!(bits(&PORTABLE), BITS, "{:#x}", bits(&PORTABLE));
        assert_eq!([PORTABLE, BYTES, Kernels::PLAIN].map(|kernels| check(&kernels)), [Ok(()), Ok(()), Ok(())]);
        // Activations in the order of other kernels are other numbers.
        assert!(check(&Kernels { parts: Parts::Words, ..BYTES }).is_err());
    }

    #[test]
    fn they_are_bits_of_numbers_and_all_of_them_count() {
        for products in [products::<Four>(&PORTABLE, 0), products::<Eight>(&PORTABLE, 1)] {
            assert_eq!(products.len(), 7 * 21);
            assert!(products.iter().all(|product| product.is_finite() && *product != 0.0));
        }
    }
}

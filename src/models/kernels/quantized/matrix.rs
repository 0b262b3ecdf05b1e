//! A layer's quantised weight, laid out once for the kernels, and its products.

use super::activations::Activations;
use super::blocks::{Block, Sums};
use super::lanes::{Fastest, Lanes};
use super::{BLOCK, ROWS};

/// Rows of activations that are multiplied at a time: their sums and the weights are what 16 registers hold.
const TOKENS: usize = 4;

/// A layer's weight `[rows, columns]`, as PyTorch stores it.
#[derive(Clone, Debug)]
pub struct Matrix<B> {
    rows: usize,
    columns: usize,
    /// `[rows / 8, columns / 32]`; rows beyond the last are zeros.
    panels: Vec<B>,
}

impl<B: Block> Matrix<B> {
    /// Zeros; [`Matrix::put`] brings the rows.
    ///
    /// # Errors
    /// In words, if columns do not fill blocks.
    pub fn zeros(rows: usize, columns: usize) -> Result<Self, String> {
        if columns == 0 || !columns.is_multiple_of(BLOCK) {
            return Err(format!("rows of {columns} numbers do not fill blocks of {BLOCK}"));
        }
        Ok(Matrix { rows, columns, panels: vec![B::zeros(); rows.div_ceil(ROWS) * (columns / BLOCK)] })
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.panels[..])
    }

    /// Lays rows in ggml's format out, from row `first` on.
    ///
    /// # Errors
    /// In words, if they are no whole rows, or more than there is room for.
    pub fn put(&mut self, first: usize, bytes: &[u8]) -> Result<(), String> {
        let blocks = self.columns / BLOCK;
        let rows = bytes.len() / (blocks * B::BYTES);
        if bytes.len() != rows * blocks * B::BYTES || first + rows > self.rows {
            return Err(format!("{} bytes are not the rows of {} weights that are wanted", bytes.len(), self.columns));
        }
        for (row, bytes) in (first..).zip(bytes.chunks_exact(blocks * B::BYTES)) {
            let panel = &mut self.panels[row / ROWS * blocks..][..blocks];
            for (block, bytes) in panel.iter_mut().zip(bytes.chunks_exact(B::BYTES)) {
                block.put(row % ROWS, bytes);
            }
        }
        Ok(())
    }

    /// A row's weights onto `to`.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize, to: &mut [f32]) {
        assert!(row < self.rows && to.len() == self.columns, "row {row} of {}", self.rows);
        let blocks = self.columns / BLOCK;
        let panel = &self.panels[row / ROWS * blocks..][..blocks];
        for (block, to) in panel.iter().zip(to.as_chunks_mut::<BLOCK>().0) {
            *to = block.read(row % ROWS);
        }
    }

    /// `result` `[tokens, rows]` = `with` `[tokens, columns]` · this matrix, transposed. `with` is in the order of these blocks.
    ///
    /// # Panics
    /// If the sizes do not fit.
    pub fn multiply(&self, with: &[Activations], result: &mut [f32]) {
        self.multiply_by::<Fastest>(with, result);
    }

    /// The same by chosen operations. A function of its own, so that the published program can be seen to have its instructions.
    #[inline(never)]
    pub fn multiply_by<L: Lanes>(&self, with: &[Activations], result: &mut [f32]) {
        let blocks = self.columns / BLOCK;
        let tokens = with.len() / blocks;
        assert!(with.len() == tokens * blocks && result.len() == tokens * self.rows, "{tokens} tokens");
        let row = |token: usize| &with[token * blocks..][..blocks];
        for (index, panel) in self.panels.chunks_exact(blocks).enumerate() {
            let first = index * ROWS;
            let rows = first..self.rows.min(first + ROWS);
            let mut put = |token: usize, sums: [L::Floats; 2]| {
                let sums = sums.map(L::store);
                let to = &mut result[token * self.rows..][rows.clone()];
                to.iter_mut().zip(sums.as_flattened()).for_each(|(to, sum)| *to = *sum);
            };
            let mut token = 0;
            while token + TOKENS <= tokens {
                let sums = tile::<B, L, TOKENS>(panel, std::array::from_fn(|k| row(token + k)));
                sums.into_iter().enumerate().for_each(|(k, sums)| put(token + k, sums));
                token += TOKENS;
            }
            for token in token..tokens {
                let [sums] = tile::<B, L, 1>(panel, [row(token)]);
                put(token, sums);
            }
        }
    }
}

/// The sums `[T, 8]` of a panel with `T` rows of activations.
#[inline(always)]
fn tile<B: Block, L: Lanes, const T: usize>(panel: &[B], with: [&[Activations]; T]) -> Sums<L, T> {
    let mut sums = [[L::splat(0.0); 2]; T];
    for (at, block) in panel.iter().enumerate() {
        let with: [&Activations; T] = std::array::from_fn(|token| &with[token][at]);
        sums = block.multiply::<L, T>(with, sums);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::super::activations::{Order, quantize};
    use super::super::blocks::{Eight, Four};
    use super::super::lanes::Portable;
    use super::*;

    /// Blocks of any bytes, their scales of about 1/1000 of either sign.
    fn bytes<B: Block>(rows: usize, columns: usize, halves: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> =
            (0..rows * columns / BLOCK * B::BYTES).map(|k| ((k * k * 31 + k * 7) >> 3) as u8).collect();
        for (index, block) in bytes.chunks_exact_mut(B::BYTES).enumerate() {
            for half in 0..halves {
                block[2 * half + 1] = if (index + half).is_multiple_of(3) { 0x94 } else { 0x15 };
            }
        }
        bytes
    }

    fn activations(tokens: usize, columns: usize) -> Vec<f32> {
        (0..tokens * columns).map(|k| (k as f32 * 0.7).sin() * (1 + k % 5) as f32).collect()
    }

    fn matrix<B: Block>(rows: usize, columns: usize, halves: usize) -> Matrix<B> {
        let mut matrix = Matrix::<B>::zeros(rows, columns).unwrap();
        let bytes = bytes::<B>(rows, columns, halves);
        let (begin, end) = bytes.split_at(5 * columns / BLOCK * B::BYTES);
        matrix.put(5, end).unwrap();
        matrix.put(0, begin).unwrap();
        matrix
    }

    /// The product in 64 bits, of the numbers that activations at 12 bits stand for.
    fn check<B: Block>(rows: usize, columns: usize, tokens: usize, halves: usize) {
        let matrix = matrix::<B>(rows, columns, halves);
        let values = activations(tokens, columns);
        let mut with = Vec::new();
        quantize(&values, B::ORDER, &mut with);
        let (mut found, mut portable) = (vec![0.0; tokens * rows], vec![0.0; tokens * rows]);
        matrix.multiply(&with, &mut found);
        matrix.multiply_by::<Portable>(&with, &mut portable);
        assert_eq!(found, portable, "{rows} x {columns}, {tokens} tokens");
        let mut weights = vec![0.0; columns];
        for row in 0..rows {
            matrix.row(row, &mut weights);
            for (token, values) in values.chunks(columns).enumerate() {
                let mut exact = 0.0;
                let mut size = 0.0;
                for (weights, values) in weights.chunks(BLOCK).zip(values.chunks(BLOCK)) {
                    let largest = values.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
                    let scale = f64::from(largest / 2047.0);
                    for (weight, x) in weights.iter().zip(values) {
                        let product = f64::from(*weight) * scale * f64::from((x * (2047.0 / largest)).round());
                        exact += product;
                        size += product.abs();
                    }
                }
                let error = (f64::from(found[token * rows + row]) - exact).abs();
                assert!(error <= 1e-6 * size, "{row} {token}: {error} of {size}");
            }
        }
    }

    #[test]
    fn products_are_what_they_stand_for_and_the_same_bits_by_any_operations() {
        for (rows, columns, tokens) in [(8, 32, 1), (13, 96, 1), (24, 64, 4), (9, 288, 7)] {
            check::<Four>(rows, columns, tokens, 2);
            check::<Eight>(rows, columns, tokens, 1);
        }
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let mut four = Matrix::<Four>::zeros(1, BLOCK).unwrap();
        let one_and_none = [0x00, 0x3c, 0x00, 0x00];
        four.put(0, &[&one_and_none[..], &[0xff; 16]].concat()).unwrap();
        let mut eight = Matrix::<Eight>::zeros(1, BLOCK).unwrap();
        eight.put(0, &[&[0x00, 0x3c][..], &[0x81; 32]].concat()).unwrap();
        for sign in [1.0, -1.0] {
            let (mut with, mut result) = (Vec::new(), [0.0_f32]);
            quantize(&[sign; BLOCK], Order::Four, &mut with);
            four.multiply(&with, &mut result);
            assert!((result[0] - 15.0 * 32.0 * sign).abs() < 1e-3, "{result:?}");
            quantize(&[sign; BLOCK], Order::Eight, &mut with);
            eight.multiply(&with, &mut result);
            assert!((result[0] + 127.0 * 32.0 * sign).abs() < 1e-2, "{result:?}");
        }
    }

    #[test]
    fn what_is_no_number_stays_none() {
        let matrix = matrix::<Four>(8, 64, 2);
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut values = activations(1, 64);
            values[40] = odd;
            let (mut with, mut result) = (Vec::new(), vec![0.0; 8]);
            quantize(&values, Order::Four, &mut with);
            matrix.multiply(&with, &mut result);
            assert!(result.iter().all(|x| x.is_nan()), "{odd}: {result:?}");
        }
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        assert!(Matrix::<Four>::zeros(8, 33).unwrap_err().contains("33"));
        let mut matrix = Matrix::<Four>::zeros(8, 64).unwrap();
        assert!(matrix.put(0, &[0; 39]).is_err());
        assert!(matrix.put(7, &[0; 80]).is_err());
        assert_eq!(matrix.put(7, &[0; 40]), Ok(()));
    }
}

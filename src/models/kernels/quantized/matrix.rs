//! A layer's quantised weight, laid out once for the kernels, and its products.

use super::blocks::Block;
use super::kernels::Kernels;
use super::layout::{Activations, BLOCK, ROWS};

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

    /// `result` `[tokens, rows]` = `with` `[tokens, columns]` · this matrix, transposed. `with` is in the order of these blocks and kernels
    /// ([`Format::order`](super::kernels::Format::order)).
    ///
    /// # Panics
    /// If the sizes do not fit.
    pub fn multiply(&self, kernels: &Kernels, with: &[Activations], result: &mut [f32]) {
        let (multiply, blocks) = (B::of(kernels), self.columns / BLOCK);
        let tokens = with.len() / blocks;
        assert!(with.len() == tokens * blocks && result.len() == tokens * self.rows, "{tokens} tokens");
        let whole = self.rows / ROWS;
        let (panels, rest) = self.panels.split_at(whole * blocks);
        // SAFETY: there are as many panels, activations and numbers of the result as it is told; `whole · 8` rows are not more than a row of the
        // result has.
        unsafe {
            multiply(panels.as_ptr(), whole, blocks, with.as_ptr(), tokens, result.as_mut_ptr(), self.rows);
        }
        if rest.is_empty() {
            return;
        }
        let mut sums = vec![[0.0; ROWS]; tokens];
        // SAFETY: one panel is left, and there is room for 8 numbers of each token.
        unsafe { multiply(rest.as_ptr(), 1, blocks, with.as_ptr(), tokens, sums.as_mut_ptr().cast(), ROWS) };
        for (to, sums) in result.chunks_exact_mut(self.rows).zip(sums) {
            to[whole * ROWS..].copy_from_slice(&sums[..self.rows - whole * ROWS]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::activations::quantize;
    use super::super::byte_lanes::readings::{Read, Saturating, Signed, Unsigned};
    use super::super::bytes::Bytes;
    use super::super::kernels::Parts;
    use super::super::lanes::Portable;
    use super::super::layout::{Eight, Four};
    use super::super::panels::{self, Way};
    use super::super::words::Words;
    use super::*;
    use algorithms::rng::Rng;

    fn kernels<W: Way<Four> + Way<Eight>>(parts: Parts) -> Kernels {
        Kernels { four: panels::multiply::<Four, W>, eight: panels::multiply::<Eight, W>, parts }
    }

    /// This machine's, then what the operations mean, then bytes in every way in which a processor may read them.
    fn all_kernels() -> [Kernels; 5] {
        [
            Kernels::PLAIN,
            kernels::<Words<Portable>>(Parts::Words),
            kernels::<Bytes<Read<Signed>>>(Parts::Bytes),
            kernels::<Bytes<Read<Unsigned>>>(Parts::Bytes),
            kernels::<Bytes<Read<Saturating>>>(Parts::Bytes),
        ]
    }

    fn product<B: Block>(kernels: &Kernels, matrix: &Matrix<B>, values: &[f32]) -> Vec<f32> {
        let mut with = Vec::new();
        quantize(values, B::order(kernels), &mut with);
        let mut result = vec![0.0; values.len() / matrix.columns() * matrix.rows()];
        matrix.multiply(kernels, &with, &mut result);
        result
    }

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
        let found = product(&Kernels::PLAIN, &matrix, &values);
        for kernels in all_kernels() {
            assert_eq!(found, product(&kernels, &matrix, &values), "{rows} x {columns}, {tokens} tokens");
        }
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
        for (kernels, sign) in all_kernels().iter().flat_map(|kernels| [(kernels, 1.0), (kernels, -1.0)]) {
            let result = product(kernels, &four, &[sign; BLOCK]);
            assert!((result[0] - 15.0 * 32.0 * sign).abs() < 1e-3, "{result:?}");
            let result = product(kernels, &eight, &[sign; BLOCK]);
            assert!((result[0] + 127.0 * 32.0 * sign).abs() < 1e-2, "{result:?}");
        }
    }

    /// Of any bytes and any numbers, the largest among them: the whole numbers that come out are the same, so all bits are.
    #[test]
    fn bytes_give_the_bits_of_words_however_a_processor_reads_them() {
        let mut rng = Rng::new(5);
        for round in 0..300 {
            let (rows, columns, tokens) = (1 + rng.below(17), BLOCK * (1 + rng.below(4)), 1 + rng.below(9));
            let edge = [0.0, 1.0, -1.0, 2047.0, -2047.0, 128.0, -128.0, 127.0, -129.0];
            let values: Vec<f32> = (0..tokens * columns)
                .map(|_| if round % 2 == 0 { rng.normal() } else { edge[rng.below(edge.len())] })
                .collect();
            bits_are_the_same::<Four>(&mut rng, rows, columns, &values, 2);
            bits_are_the_same::<Eight>(&mut rng, rows, columns, &values, 1);
        }
    }

    fn bits_are_the_same<B: Block>(rng: &mut Rng, rows: usize, columns: usize, values: &[f32], halves: usize) {
        let mut any: Vec<u8> = bytes::<B>(rows, columns, halves);
        for block in any.chunks_exact_mut(B::BYTES) {
            block[2 * halves..]
                .iter_mut()
                .for_each(|byte| *byte = [0x80, 0x7f, 0xff, rng.below(256) as u8][rng.below(4)]);
        }
        let mut matrix = Matrix::<B>::zeros(rows, columns).unwrap();
        matrix.put(0, &any).unwrap();
        let bits = |kernels: &Kernels| -> Vec<u32> {
            product(kernels, &matrix, values).into_iter().map(f32::to_bits).collect()
        };
        let [plain, others @ ..] = all_kernels();
        let expected = bits(&plain);
        assert!(expected.iter().any(|bits| *bits != 0));
        others.iter().for_each(|kernels| assert_eq!(bits(kernels), expected, "{kernels:?}"));
    }

    #[test]
    fn what_is_no_number_stays_none() {
        let matrix = matrix::<Four>(8, 64, 2);
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut values = activations(1, 64);
            values[40] = odd;
            for kernels in all_kernels() {
                let result = product(&kernels, &matrix, &values);
                assert!(result.iter().all(|x| x.is_nan()), "{odd}: {result:?}");
            }
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

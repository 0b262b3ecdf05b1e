//! A matrix product of `f32` on one core: a tile of 4 x 8 sums in registers, operands laid out in the order in which the tile reads them
//! (Goto and van de Geijn, 2008).
//!
//! The tile is plain Rust on fixed-size arrays. The compiler makes it four-lane SIMD for WebAssembly as for a processor, with the
//! same operations in the same order: a product has the same bits in the tab as natively.

use std::borrow::Cow;

/// Sums in a tile: 4 rows of 8 columns are 8 registers of four lanes, of the 16 that x86-64 has. The rest hold what is multiplied.
const ROWS: usize = 4;
pub const COLUMNS: usize = 8;

/// Rows of the left operand, and terms of a sum, that are worked on at a time: 64 kB, which a core's second cache holds.
const ROW_BLOCK: usize = 32;
const TERM_BLOCK: usize = 512;

/// A right operand `[k, n]`, in panels of 8 columns, each `[k, 8]`; the last panel is filled up with zeros. A matrix that is used at every
/// step of a sequence is laid out once; one of a model that is only run, once for good.
#[derive(Clone, Debug)]
pub struct Panels<'a> {
    k: usize,
    n: usize,
    values: Cow<'a, [f32]>,
}

impl<'a> Panels<'a> {
    /// What [`Panels::into_values`] gave, `[panels, k, 8]`.
    ///
    /// # Panics
    /// If the panels have another size.
    pub fn laid(values: &'a [f32], k: usize, n: usize) -> Self {
        assert_eq!(values.len(), k * n.next_multiple_of(COLUMNS), "panels of {k} x {n}");
        Panels { k, n, values: Cow::Borrowed(values) }
    }

    /// `k`.
    pub fn terms(&self) -> usize {
        self.k
    }

    pub fn into_values(self) -> Vec<f32> {
        self.values.into_owned()
    }

    /// From `[k, n]`.
    ///
    /// # Panics
    /// If the matrix has another size.
    pub fn new(matrix: &[f32], k: usize, n: usize) -> Self {
        assert_eq!(matrix.len(), k * n, "a matrix of {k} x {n}");
        let mut values = vec![0.0; k * n.next_multiple_of(COLUMNS)];
        if k > 0 {
            for (index, panel) in values.chunks_exact_mut(k * COLUMNS).enumerate() {
                lay_columns::<COLUMNS>(matrix, n, index * COLUMNS, panel);
            }
        }
        Panels { k, n, values: Cow::Owned(values) }
    }

    /// From the transpose, `[n, k]`, as PyTorch stores a layer's weight.
    ///
    /// # Panics
    /// If the matrix has another size.
    pub fn transposed(matrix: &[f32], k: usize, n: usize) -> Self {
        assert_eq!(matrix.len(), k * n, "a matrix of {n} x {k}");
        let mut values = vec![0.0; k * n.next_multiple_of(COLUMNS)];
        if k > 0 {
            for (panel, rows) in values.chunks_exact_mut(k * COLUMNS).zip(matrix.chunks(k * COLUMNS)) {
                for (column, row) in rows.chunks_exact(k).enumerate() {
                    panel.iter_mut().skip(column).step_by(COLUMNS).zip(row).for_each(|(to, from)| *to = *from);
                }
            }
        }
        Panels { k, n, values: Cow::Owned(values) }
    }
}

/// A left operand `[m, k]`, row-major.
#[derive(Clone, Copy, Debug)]
pub enum Left<'a> {
    Rows(&'a [f32]),
    /// Stored as its transpose, `[k, m]`.
    Columns(&'a [f32]),
}

/// What a product is written onto.
#[derive(Clone, Copy, Debug)]
pub enum Onto<'a> {
    /// Replaces what is there.
    Nothing,
    /// Is added to what is there.
    Result,
    /// Replaces what is there, with this row `[n]` added to every row.
    Bias(&'a [f32]),
}

/// Multiplies; keeps the memory for its left operands from one product to the next.
#[derive(Clone, Debug, Default)]
pub struct Multiplier {
    block: Vec<f32>,
}

impl Multiplier {
    /// `result` `[m, n]` = `left` `[m, k]` · `right` `[k, n]`, onto what `onto` says.
    ///
    /// # Panics
    /// If the sizes do not fit.
    pub fn run(&mut self, left: Left, right: &Panels, result: &mut [f32], onto: Onto) {
        let Panels { k, n, ref values } = *right;
        let (Left::Rows(matrix) | Left::Columns(matrix)) = left;
        if k == 0 || n == 0 {
            return start(result, n, onto);
        }
        let m = matrix.len() / k;
        assert!(matrix.len() == m * k && result.len() == m * n, "operands of {m} x {k} and {k} x {n}");
        for row in (0..m).step_by(ROW_BLOCK) {
            let rows = ROW_BLOCK.min(m - row);
            for term in (0..k).step_by(TERM_BLOCK) {
                let terms = TERM_BLOCK.min(k - term);
                self.block.resize(rows.next_multiple_of(ROWS) * terms, 0.0);
                for (index, panel) in self.block.chunks_exact_mut(ROWS * terms).enumerate() {
                    let row = row + index * ROWS;
                    match left {
                        Left::Rows(matrix) => lay_rows(matrix, k, row, term, panel),
                        Left::Columns(matrix) => lay_columns::<ROWS>(&matrix[term * m..], m, row, panel),
                    }
                }
                let onto = if term == 0 { onto } else { Onto::Result };
                for (index, right) in values.chunks_exact(k * COLUMNS).enumerate() {
                    let right = &right[term * COLUMNS..][..terms * COLUMNS];
                    let column = index * COLUMNS;
                    let onto = match onto {
                        Onto::Bias(bias) => Onto::Bias(&bias[column..n.min(column + COLUMNS)]),
                        onto => onto,
                    };
                    for (index, left) in self.block.chunks_exact(ROWS * terms).enumerate() {
                        let row = row + index * ROWS;
                        let sums = tile(left, right);
                        put(&sums[..ROWS.min(m - row)], &mut result[row * n + column..], n, column, onto);
                    }
                }
            }
        }
    }
}

/// A product of nothing: all its sums are zero.
fn start(result: &mut [f32], n: usize, onto: Onto) {
    match onto {
        Onto::Nothing => result.fill(0.0),
        Onto::Result => {}
        Onto::Bias(bias) => result.chunks_exact_mut(n.max(1)).for_each(|row| row.copy_from_slice(bias)),
    }
}

/// The 4 x 8 sums over all terms of a left panel `[terms, 4]` and a right one `[terms, 8]`.
///
/// Counted loops, which the compiler unrolls into SIMD. Not unrolled further by hand: browsers then keep too many values at a time for
/// their registers.
#[inline(always)]
#[allow(clippy::needless_range_loop)]
fn tile(left: &[f32], right: &[f32]) -> [[f32; COLUMNS]; ROWS] {
    let mut sums = [[0.0; COLUMNS]; ROWS];
    for (left, right) in left.as_chunks::<ROWS>().0.iter().zip(right.as_chunks::<COLUMNS>().0) {
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                sums[row][column] += left[row] * right[column];
            }
        }
    }
    sums
}

/// Writes a tile's sums to the rows that begin at `result`, `n` apart. The last tile of a row is cut at its end.
#[inline(always)]
fn put(sums: &[[f32; COLUMNS]], result: &mut [f32], n: usize, column: usize, onto: Onto) {
    let width = COLUMNS.min(n - column);
    for (index, sums) in sums.iter().enumerate() {
        let row = &mut result[index * n..][..width];
        match (onto, row.as_chunks_mut::<COLUMNS>().0) {
            (Onto::Nothing, [row]) => *row = *sums,
            (Onto::Result, [row]) => row.iter_mut().zip(sums).for_each(|(to, sum)| *to += sum),
            (Onto::Nothing, _) => row.copy_from_slice(&sums[..width]),
            (Onto::Result, _) => row.iter_mut().zip(sums).for_each(|(to, sum)| *to += sum),
            (Onto::Bias(bias), _) => {
                row.iter_mut().zip(sums).zip(bias).for_each(|((to, sum), bias)| *to = sum + bias);
            }
        }
    }
}

/// Up to 4 rows of `matrix` `[m, k]` from `row` on, their terms from `term` on, as a panel `[terms, 4]`.
fn lay_rows(matrix: &[f32], k: usize, row: usize, term: usize, panel: &mut [f32]) {
    let terms = panel.len() / ROWS;
    let mut rows = matrix[row * k..].chunks_exact(k).map(|row| &row[term..term + terms]);
    let rows: [Option<&[f32]>; ROWS] = std::array::from_fn(|_| rows.next());
    if let [Some(a), Some(b), Some(c), Some(d)] = rows {
        let (quads, rest) = panel.as_chunks_mut::<{ 4 * ROWS }>();
        let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
        let ((c, c_rest), (d, d_rest)) = (c.as_chunks::<4>(), d.as_chunks::<4>());
        for ((((quad, a), b), c), d) in quads.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            // A transposition of 4 x 4, which the compiler does in registers.
            let columns: [[f32; ROWS]; 4] = std::array::from_fn(|term| [a[term], b[term], c[term], d[term]]);
            quad.as_chunks_mut().0.copy_from_slice(&columns);
        }
        let rests = a_rest.iter().zip(b_rest).zip(c_rest).zip(d_rest);
        for (to, (((a, b), c), d)) in rest.as_chunks_mut::<ROWS>().0.iter_mut().zip(rests) {
            *to = [*a, *b, *c, *d];
        }
    } else {
        panel.fill(0.0);
        for (index, row) in rows.into_iter().flatten().enumerate() {
            panel.iter_mut().skip(index).step_by(ROWS).zip(row).for_each(|(to, from)| *to = *from);
        }
    }
}

/// Up to `N` columns from `column` on of a matrix of width `width`, as a panel `[terms, N]` filled up with zeros.
fn lay_columns<const N: usize>(matrix: &[f32], width: usize, column: usize, panel: &mut [f32]) {
    let columns = column..width.min(column + N);
    for (to, row) in panel.as_chunks_mut::<N>().0.iter_mut().zip(matrix.chunks_exact(width)) {
        let from = &row[columns.clone()];
        match from.as_chunks::<N>().0 {
            [from] => *to = *from,
            _ => {
                *to = [0.0; N];
                to[..from.len()].copy_from_slice(from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whole numbers, so that every sum is exact in whatever order.
    fn numbers(count: usize, seed: usize) -> Vec<f32> {
        (0..count).map(|k| ((k * 37 + seed * 11) % 17) as f32 - 8.0).collect()
    }

    fn transpose(matrix: &[f32], width: usize) -> Vec<f32> {
        (0..width).flat_map(|column| matrix.iter().skip(column).step_by(width).copied()).collect()
    }

    fn by_definition(a: &[f32], b: &[f32], [m, k, n]: [usize; 3], at_start: impl Fn(usize, usize) -> f32) -> Vec<f32> {
        let sum = |i: usize, j: usize| (0..k).map(|p| a[i * k + p] * b[p * n + j]).sum::<f32>();
        (0..m * n).map(|at| at_start(at / n, at % n) + sum(at / n, at % n)).collect()
    }

    fn check(shape @ [m, k, n]: [usize; 3]) {
        let (a, b, c, bias) = (numbers(m * k, 1), numbers(k * n, 2), numbers(m * n, 3), numbers(n, 4));
        let (a_transposed, b_transposed) = (transpose(&a, k), transpose(&b, n));
        let mut multiplier = Multiplier::default();
        for right in [Panels::new(&b, k, n), Panels::transposed(&b_transposed, k, n)] {
            for left in [Left::Rows(&a), Left::Columns(&a_transposed)] {
                let mut run = |onto| {
                    let mut result = c.clone();
                    multiplier.run(left, &right, &mut result, onto);
                    result
                };
                assert_eq!(run(Onto::Nothing), by_definition(&a, &b, shape, |_, _| 0.0), "{shape:?}");
                assert_eq!(run(Onto::Result), by_definition(&a, &b, shape, |i, j| c[i * n + j]), "{shape:?} added");
                assert_eq!(run(Onto::Bias(&bias)), by_definition(&a, &b, shape, |_, j| bias[j]), "{shape:?} with bias");
            }
        }
    }

    #[test]
    fn every_small_shape_multiplies_as_defined() {
        for m in 1..=9 {
            for k in 1..=9 {
                for n in 1..=17 {
                    check([m, k, n]);
                }
            }
        }
    }

    #[test]
    fn shapes_around_the_blocks_multiply_as_defined() {
        for m in [ROW_BLOCK - 1, ROW_BLOCK, 2 * ROW_BLOCK + 5] {
            for k in [TERM_BLOCK - 1, TERM_BLOCK, 2 * TERM_BLOCK + 3] {
                check([m, k, 11]);
            }
        }
    }

    #[test]
    fn a_product_without_terms_is_what_it_starts_from() {
        let nothing = Panels::new(&[], 0, 3);
        let run = |onto| {
            let mut result = vec![7.0; 6];
            Multiplier::default().run(Left::Rows(&[]), &nothing, &mut result, onto);
            result
        };
        assert_eq!(run(Onto::Nothing), [0.0; 6]);
        assert_eq!(run(Onto::Result), [7.0; 6]);
        assert_eq!(run(Onto::Bias(&[1.0, 2.0, 3.0])), [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]);
    }
}

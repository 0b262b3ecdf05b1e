//! The arithmetic of the kernels: written so that the compiler turns the loops into SIMD, with `f32` accuracy.

use gemm::Parallelism;

/// `c = a · b + beta · c` with `a` `[m, k]`, `b` `[k, n]`, `c` `[m, n]`.
#[derive(Clone, Copy, Debug)]
pub struct Matmul {
    pub m: usize,
    pub k: usize,
    pub n: usize,
    /// `a` is stored as its transpose `[k, m]`.
    pub a_transposed: bool,
    /// `b` is stored as its transpose `[n, k]`.
    pub b_transposed: bool,
    pub beta: f32,
}

impl Matmul {
    /// # Panics
    /// If a slice is shorter than its shape.
    pub fn run(self, a: &[f32], b: &[f32], c: &mut [f32]) {
        let Matmul { m, k, n, .. } = self;
        assert!(a.len() >= m * k && b.len() >= k * n && c.len() >= m * n, "a matrix is too short for {self:?}");
        let strides = |rows: usize, columns: usize, transposed| {
            if transposed { (rows as isize, 1) } else { (1, columns as isize) }
        };
        let (a_column, a_row) = strides(m, k, self.a_transposed);
        let (b_column, b_row) = strides(k, n, self.b_transposed);
        // SAFETY: the assertion above keeps every access of the three matrices inside their slices.
        unsafe {
            gemm::gemm(
                m,
                n,
                k,
                c.as_mut_ptr(),
                1,
                n as isize,
                self.beta != 0.0,
                a.as_ptr(),
                a_column,
                a_row,
                b.as_ptr(),
                b_column,
                b_row,
                self.beta,
                1.0,
                false,
                false,
                false,
                Parallelism::None,
            );
        }
    }
}

/// `e^x` to about one unit in the last place: 2^n by its exponent bits, the rest by a polynomial on ±ln 2 / 2 (Cephes' coefficients).
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    // Adding and subtracting 1.5 · 2^23 rounds to the nearest whole number without a call.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let n = (x * std::f32::consts::LOG2_E + ROUND) - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_199_9e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 0.5;
    let power = f32::from_bits(((n as i32 + 127) << 23) as u32);
    (p * r * r + r + 1.0) * power
}

#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    2.0 * sigmoid(2.0 * x) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activations_are_accurate() {
        for k in -2000..=2000 {
            let x = k as f32 * 0.01;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 2e-7, "exp({x})");
            assert!((f64::from(sigmoid(x)) - 1.0 / (1.0 + (-f64::from(x)).exp())).abs() < 1.2e-7, "sigmoid({x})");
            assert!((f64::from(tanh(x)) - f64::from(x).tanh()).abs() < 2.4e-7, "tanh({x})");
        }
        assert_eq!(sigmoid(200.0), 1.0);
        assert!(sigmoid(-200.0) < 1e-37);
    }

    #[test]
    fn every_transposition_multiplies_the_same() {
        let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]; // [2, 3]
        let b = [1.0, 0.0, 2.0, 1.0, 0.0, 3.0]; // [3, 2]
        let a_t = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0];
        let b_t = [1.0, 2.0, 0.0, 0.0, 1.0, 3.0];
        for (a_transposed, b_transposed) in [(false, false), (false, true), (true, false), (true, true)] {
            let mut c = [1.0; 4];
            let shape = Matmul { m: 2, k: 3, n: 2, a_transposed, b_transposed, beta: 1.0 };
            shape.run(if a_transposed { &a_t } else { &a }, if b_transposed { &b_t } else { &b }, &mut c);
            assert_eq!(c, [6.0, 12.0, 15.0, 24.0]);
        }
    }
}

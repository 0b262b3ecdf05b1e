//! The functions of the kernels: written so that the compiler turns the loops into SIMD, with `f32` accuracy.

/// `e^x` to about one unit in the last place: 2^n by its exponent bits, the rest by a polynomial on ±ln 2 / 2 (Cephes' coefficients).
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    // Adding 1.5 · 2^23 rounds to the nearest whole number, which then also stands in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_199_9e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 0.5;
    let power = f32::from_bits(rounded.to_bits().wrapping_add(127) << 23);
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

/// GELU as BERT means it (Hendrycks and Gimpel, 2016), `x Φ(x)`, not its approximation by tanh: off by at most 1.3e-6 (at |x| near 5, where
/// the last place of `x` is 4.8e-7; PyTorch's own `f32` is off by 6.7e-7).
///
/// `Φ(x) - 1/2` as `x P(x²) / Q(x²)`, fitted by `tests/reference/normal_cdf.py`: no branch and no exponential.
#[inline(always)]
pub fn gelu(x: f32) -> f32 {
    x * normal_cdf(x)
}

/// `Φ(x)`, as in [`gelu`].
#[inline(always)]
fn normal_cdf(x: f32) -> f32 {
    const P: [f32; 7] = [
        3.989_415_5e-1,
        3.909_206_4e-2,
        4.717_899e-3,
        2.050_469_8e-4,
        3.699_684_2e-6,
        -2.325_186_4e-8,
        1.116_147_3e-10,
    ];
    const Q: [f32; 5] = [1.0, 2.646_48e-1, 3.094_545_6e-2, 2.023_311_6e-3, 7.467_592_5e-5];
    let c = x.clamp(-5.5, 5.5);
    let t = c * c;
    let p = P[6];
    let p = p * t + P[5];
    let p = p * t + P[4];
    let p = p * t + P[3];
    let p = p * t + P[2];
    let p = p * t + P[1];
    let p = p * t + P[0];
    let q = Q[4];
    let q = q * t + Q[3];
    let q = q * t + Q[2];
    let q = q * t + Q[1];
    let q = q * t + Q[0];
    0.5 + (c * p / q).clamp(-0.5, 0.5)
}

/// [`gelu`] of every number, in place.
#[inline(never)]
pub fn gelu_all(values: &mut [f32]) {
    for value in values {
        *value = gelu(*value);
    }
}

/// The gradients of what [`gelu_all`] was given, in place of those of its results: times `Φ(x) + x φ(x)`.
#[inline(never)]
pub fn gelu_backward(grad: &mut [f32], x: &[f32]) {
    /// `1 / √(2π)`
    const DENSITY: f32 = 0.398_942_3;
    for (grad, x) in grad.iter_mut().zip(x) {
        *grad *= normal_cdf(*x) + x * DENSITY * exp(-0.5 * x * x);
    }
}

/// Terms that a sum keeps apart until its end: the compiler may not change the order of a sum, but it may add several at a time.
const LANES: usize = 8;

/// The sum of `term` of every number.
#[inline(always)]
pub(crate) fn sum(values: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            sums[lane] += term(chunk[lane]);
        }
    }
    sums.iter().sum::<f32>() + rest.iter().map(|value| term(*value)).sum::<f32>()
}

/// Softmax of every row of `[rows, width]`, in place. A row of nothing but the same number becomes even.
#[inline(never)]
pub fn softmax_all(rows: &mut [f32], width: usize) {
    for row in rows.chunks_exact_mut(width) {
        let mut most = [f32::NEG_INFINITY; LANES];
        let (chunks, rest) = row.as_chunks::<LANES>();
        for chunk in chunks {
            for lane in 0..LANES {
                most[lane] = if chunk[lane] > most[lane] { chunk[lane] } else { most[lane] };
            }
        }
        let largest = most.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
        for score in row.iter_mut() {
            *score = exp(*score - largest);
        }
        // `exp` ends at e^-87; what is further below is masked, and 0.
        let share = 1.0 / sum(row, |value| value);
        for value in row.iter_mut() {
            *value = if *value < 2e-38 { 0.0 } else { *value * share };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gelu_is_the_exact_one() {
        // x, x Φ(x) by Python's math.erfc in 64 bits.
        let known = [
            (-6.0, -5.919_525e-9_f64),
            (-3.0, -0.004_049_694),
            (-1.0, -0.158_655_253_931_457),
            (-0.1, -0.046_017_216_272_297),
            (0.0, 0.0),
            (1e-3, 0.000_500_398_942_2),
            (0.7, 0.530_625_434_384_7),
            (2.5, 2.484_475_836_6),
            (5.0, 4.999_998_566_742),
            (40.0, 40.0),
            (-40.0, 0.0),
        ];
        for (x, exact) in known {
            let error = (f64::from(gelu(x)) - exact).abs();
            assert!(error <= 1.3e-6, "gelu({x}) is off by {error}");
        }
    }

    #[test]
    fn rows_of_any_width_become_shares() {
        for width in [1, 3, 7, 8, 9, 30, 64] {
            let scores: Vec<f32> = (0..3 * width).map(|k| ((k * 37) % 23) as f32 * 0.7 - 8.0).collect();
            let mut shares = scores.clone();
            softmax_all(&mut shares, width);
            for (scores, shares) in scores.chunks(width).zip(shares.chunks(width)) {
                let all: f64 = scores.iter().map(|score| f64::from(*score).exp()).sum();
                for (score, share) in scores.iter().zip(shares) {
                    assert!((f64::from(*share) - f64::from(*score).exp() / all).abs() < 2e-7);
                }
            }
        }
        let mut masked = [0.5, -1e9, 0.5, -1e9, -1e9, -1e9, -1e9, -1e9];
        softmax_all(&mut masked, 4);
        assert_eq!(masked, [0.5, 0.0, 0.5, 0.0, 0.25, 0.25, 0.25, 0.25]);
    }

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
}

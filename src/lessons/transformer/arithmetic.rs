//! The formulas once more, in 64 bits and in words: what a cell's explanation shows, and what its test holds the engine to.

use super::explain::{bracket, number};

/// Terms that are written out.
const TERMS: usize = 12;

/// `Σ a · b`, written out as far as there is room, and its value.
pub fn sum_of_products(a: &[f32], b: &[f32]) -> (String, f64) {
    let pairs = || a.iter().zip(b).map(|(a, b)| (f64::from(*a), f64::from(*b)));
    let terms: Vec<String> = pairs().take(TERMS).map(|(a, b)| format!("{}·{}", bracket(a), bracket(b))).collect();
    let more = a.len().saturating_sub(TERMS);
    let rest = if more > 0 { format!(" + … {more} more") } else { String::new() };
    (format!("{}{rest}", terms.join(" + ")), pairs().map(|(a, b)| a * b).sum())
}

/// One share of a row of scores, with the lines that lead to it.
pub fn softmax(scores: &[f32], col: usize) -> (Vec<String>, f64) {
    let score = |k: usize| f64::from(scores[k]);
    let largest = scores.iter().copied().map(f64::from).fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return (vec!["= exp(−∞ − (−∞)) / …: minus infinity minus itself is no number".into()], f64::NAN);
    }
    let power = |k: usize| (score(k) - largest).exp();
    let sum: f64 = (0..scores.len()).map(power).sum();
    let terms: Vec<String> = (0..scores.len()).take(TERMS).map(|k| number(power(k))).collect();
    let rest = if scores.len() > TERMS { " + …" } else { "" };
    let mut lines = vec![
        format!("max = {}", number(largest)),
        format!("= {} / ({}{rest})", number(power(col)), terms.join(" + ")),
        format!("= {} / {}", number(power(col)), number(sum)),
    ];
    if largest <= -1e9 {
        lines.push("Every key is hidden: all exponents are 0, and the shares are equal.".into());
    }
    (lines, power(col) / sum)
}

/// Mean, variance with epsilon, and one number of a normalised row, stretched by `gain` and moved by `shift`.
pub fn layer_norm(row: &[f32], col: usize, (gain, shift): (f64, f64), epsilon: f64) -> (f64, f64, f64) {
    let count = row.len() as f64;
    let mean = row.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
    let variance = row.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / count + epsilon;
    (mean, variance, gain * (f64::from(row[col]) - mean) / variance.sqrt() + shift)
}

/// `x Φ(x)`, with the error function to 1.5e-7 (Abramowitz and Stegun, 7.1.26).
pub fn gelu(x: f64) -> f64 {
    let z = x.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let polynomial =
        t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let erf = 1.0 - polynomial * (-z * z).exp();
    x * 0.5 * (1.0 + erf.copysign(x))
}

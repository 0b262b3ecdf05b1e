//! Root mean square normalisation (Zhang and Sennrich, 2019).

use super::math::sum;

/// `x / √(mean of x² + epsilon) · weight` for every row of `x` `[rows, width]`, onto `to`; `weight` is `[width]`.
pub fn forward(x: &[f32], weight: &[f32], epsilon: f32, to: &mut [f32]) {
    let width = weight.len();
    for (row, to) in x.chunks_exact(width).zip(to.chunks_exact_mut(width)) {
        let mean = sum(row, |value| value * value) / width as f32;
        scale(row, weight, 1.0 / (mean + epsilon).sqrt(), to);
    }
}

/// Not inlined: as its arguments, the slices are known not to overlap, and the loop becomes SIMD.
#[inline(never)]
fn scale(row: &[f32], weight: &[f32], factor: f32, to: &mut [f32]) {
    for ((to, x), weight) in to.iter_mut().zip(row).zip(weight) {
        *to = x * factor * weight;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_normalised_as_defined() {
        for width in [1, 5, 8, 21] {
            let x: Vec<f32> = (0..2 * width).map(|k| ((k * 29) % 13) as f32 * 0.3 - 1.0).collect();
            let weight: Vec<f32> = (0..width).map(|k| 1.0 + k as f32 * 0.1).collect();
            let mut ours = vec![0.0; 2 * width];
            forward(&x, &weight, 1e-5, &mut ours);
            for (x, ours) in x.chunks(width).zip(ours.chunks(width)) {
                let mean = x.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>() / width as f64;
                for k in 0..width {
                    let exact = f64::from(x[k]) / (mean + 1e-5).sqrt() * f64::from(weight[k]);
                    assert!((f64::from(ours[k]) - exact).abs() < 1e-6, "{} {exact}", ours[k]);
                }
            }
        }
    }
}

//! Layer normalisation (Ba, Kiros and Hinton, 2016).

use super::math::sum;

/// `(x - mean) / √(variance + epsilon) · weight + bias` for every row of `x` `[rows, width]`, in place; `weight` and `bias` are `[width]`.
pub fn forward(x: &mut [f32], weight: &[f32], bias: &[f32], epsilon: f32) {
    let width = weight.len();
    for row in x.chunks_exact_mut(width) {
        let mean = sum(row, |value| value) / width as f32;
        let variance = sum(row, |value| (value - mean) * (value - mean)) / width as f32;
        scale(row, weight, bias, mean, 1.0 / (variance + epsilon).sqrt());
    }
}

/// Not inlined: as its arguments, the slices are known not to overlap, and the loop becomes SIMD.
#[inline(never)]
fn scale(row: &mut [f32], weight: &[f32], bias: &[f32], mean: f32, factor: f32) {
    let width = row.len();
    let (weight, bias) = (&weight[..width], &bias[..width]);
    for k in 0..width {
        row[k] = (row[k] - mean) * factor * weight[k] + bias[k];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_normalised_as_defined() {
        for width in [1, 5, 8, 21] {
            let x: Vec<f32> = (0..2 * width).map(|k| ((k * 29) % 13) as f32 * 0.3 + 5.0).collect();
            let weight: Vec<f32> = (0..width).map(|k| 1.0 + k as f32 * 0.1).collect();
            let bias: Vec<f32> = (0..width).map(|k| k as f32 - 2.0).collect();
            let mut ours = x.clone();
            forward(&mut ours, &weight, &bias, 1e-5);
            for (x, ours) in x.chunks(width).zip(ours.chunks(width)) {
                let mean = x.iter().map(|v| f64::from(*v)).sum::<f64>() / width as f64;
                let variance = x.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum::<f64>() / width as f64;
                for k in 0..width {
                    let normal = (f64::from(x[k]) - mean) / (variance + 1e-5).sqrt();
                    let exact = normal * f64::from(weight[k]) + f64::from(bias[k]);
                    assert!((f64::from(ours[k]) - exact).abs() < 1e-5, "{} {exact}", ours[k]);
                }
            }
        }
    }
}

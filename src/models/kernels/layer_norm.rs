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

/// The gradients of `x` `[rows, width]`, of `weight` and of `bias` `[width]`, given that of the result, `grad` `[rows, width]`.
pub fn backward(x: &[f32], weight: &[f32], epsilon: f32, grad: &[f32]) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let width = weight.len();
    let mut gradient = vec![0.0; x.len()];
    let (mut of_weight, mut of_bias) = (vec![0.0; width], vec![0.0; width]);
    let mut normal = vec![0.0; width];
    let rows = x.chunks_exact(width).zip(grad.chunks_exact(width));
    for ((x, grad), gradient) in rows.zip(gradient.chunks_exact_mut(width)) {
        let mean = sum(x, |value| value) / width as f32;
        let variance = sum(x, |value| (value - mean) * (value - mean)) / width as f32;
        let factor = 1.0 / (variance + epsilon).sqrt();
        backward_of_row(x, weight, grad, (mean, factor), &mut normal, gradient);
        add(&mut of_bias, grad);
        add_product(&mut of_weight, grad, &normal);
    }
    (gradient, of_weight, of_bias)
}

/// `normal` becomes the row before weight and bias.
#[inline(never)]
fn backward_of_row(
    x: &[f32],
    weight: &[f32],
    grad: &[f32],
    (mean, factor): (f32, f32),
    normal: &mut [f32],
    gradient: &mut [f32],
) {
    let width = x.len();
    let (weight, grad) = (&weight[..width], &grad[..width]);
    let (normal, gradient) = (&mut normal[..width], &mut gradient[..width]);
    for k in 0..width {
        normal[k] = (x[k] - mean) * factor;
        gradient[k] = grad[k] * weight[k];
    }
    let all = sum(gradient, |value| value) / width as f32;
    let mut along = 0.0;
    for k in 0..width {
        along += gradient[k] * normal[k];
    }
    let along = along / width as f32;
    for k in 0..width {
        gradient[k] = factor * (gradient[k] - all - normal[k] * along);
    }
}

#[inline(never)]
fn add(sums: &mut [f32], values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

#[inline(never)]
fn add_product(sums: &mut [f32], a: &[f32], b: &[f32]) {
    sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
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

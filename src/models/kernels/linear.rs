//! A linear layer on many rows.

use super::matmul::{Left, Multiplier, Onto, Panels};

/// `x Wᵀ + b`, `[rows, output]`, from `x` `[rows, input]`, `weight` `[output, input]` and `bias` `[output]`.
pub fn forward(x: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f32> {
    let (output, input) = (bias.len(), weight.len() / bias.len());
    let mut out = vec![0.0; x.len() / input * output];
    let weight = Panels::transposed(weight, input, output);
    Multiplier::default().run(Left::Rows(x), &weight, &mut out, Onto::Bias(bias));
    out
}

/// The same with the weight laid out beforehand, `[input, output]`.
pub fn forward_laid(x: &[f32], weight: &Panels, bias: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0; x.len() / weight.terms() * bias.len()];
    Multiplier::default().run(Left::Rows(x), weight, &mut out, Onto::Bias(bias));
    out
}

/// The gradient of `x` `[rows, input]`, given that of the result, `grad` `[rows, output]`.
pub fn input_gradient(grad: &[f32], weight: &[f32], output: usize) -> Vec<f32> {
    let input = weight.len() / output;
    let mut gradient = vec![0.0; grad.len() / output * input];
    Multiplier::default().run(Left::Rows(grad), &Panels::new(weight, output, input), &mut gradient, Onto::Nothing);
    gradient
}

/// The gradient of `weight` `[output, input]`.
pub fn weight_gradient(grad: &[f32], x: &[f32], rows: usize) -> Vec<f32> {
    let (output, input) = (grad.len() / rows, x.len() / rows);
    let mut gradient = vec![0.0; output * input];
    Multiplier::default().run(Left::Columns(grad), &Panels::new(x, rows, input), &mut gradient, Onto::Nothing);
    gradient
}

/// Sums of the columns of `[rows, width]`: the gradient of `bias`.
pub fn column_sums(matrix: &[f32], width: usize) -> Vec<f32> {
    let mut sums = vec![0.0; width];
    for row in matrix.chunks_exact(width) {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    sums
}

/// The same for one-hot rows given by their `tokens`: rows of `Wᵀ + b`, `[rows, output]`.
///
/// # Panics
/// If a token is not below `input`.
pub fn forward_of_tokens(tokens: &[usize], weight: &[f32], bias: &[f32]) -> Vec<f32> {
    let (output, input) = (bias.len(), weight.len() / bias.len());
    let mut table = Vec::with_capacity(weight.len()); // [input, output]
    for token in 0..input {
        table.extend(weight.iter().skip(token).step_by(input).zip(bias).map(|(weight, bias)| weight + bias));
    }
    let mut out = Vec::with_capacity(tokens.len() * output);
    for token in tokens {
        out.extend_from_slice(&table[token * output..][..output]);
    }
    out
}

/// The gradients of weight `[output, input]` and bias `[output]`.
pub fn backward_of_tokens(tokens: &[usize], input: usize, output: usize, grad: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let mut table = vec![0.0; input * output];
    for (token, grad) in tokens.iter().zip(grad.chunks_exact(output)) {
        table[token * output..][..output].iter_mut().zip(grad).for_each(|(sum, grad)| *sum += grad);
    }
    let mut weight = Vec::with_capacity(table.len());
    for row in 0..output {
        weight.extend(table.iter().skip(row).step_by(output));
    }
    (weight, column_sums(&table, output))
}

//! The gated activation of Llama's feed-forward layers (Shazeer, "GLU Variants Improve Transformer", 2020).

use super::math::sigmoid;

/// `silu(gate) · up` with `silu(x) = x σ(x)`, of rows `[rows, 2 · width]` in which the gate's half comes first, onto `to` `[rows, width]`.
pub fn forward(rows: &[f32], width: usize, to: &mut [f32]) {
    for (row, to) in rows.chunks_exact(2 * width).zip(to.chunks_exact_mut(width)) {
        let (gate, up) = row.split_at(width);
        one(gate, up, to);
    }
}

/// Not inlined: as its arguments, the slices are known not to overlap, and the loop becomes SIMD.
#[inline(never)]
fn one(gate: &[f32], up: &[f32], to: &mut [f32]) {
    for ((to, gate), up) in to.iter_mut().zip(gate).zip(up) {
        *to = gate * sigmoid(*gate) * up;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_as_defined() {
        let rows: Vec<f32> = (0..20).map(|k| (k as f32 * 1.3).sin() * 6.0).collect();
        let mut ours = [0.0; 10];
        forward(&rows, 5, &mut ours);
        for (row, ours) in rows.chunks(10).zip(ours.chunks(5)) {
            for k in 0..5 {
                let gate = f64::from(row[k]);
                let exact = gate / (1.0 + (-gate).exp()) * f64::from(row[k + 5]);
                assert!((f64::from(ours[k]) - exact).abs() < 2e-6, "{} {exact}", ours[k]);
            }
        }
    }
}

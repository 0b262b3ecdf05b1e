//! Where a position enters the layer.

use burn::tensor::Tensor;

/// One way to tell attention where a token stands. A first dimension of 1 serves every sentence of a batch.
#[derive(Clone, Debug)]
pub enum Scheme {
    /// Not at all.
    None,
    /// Added to the vectors before the layer, `[batch or 1, tokens, d_model]`: sinusoids, or a learned table.
    Added(Tensor<3>),
    /// Queries and keys turned pair by pair.
    Rotary(Box<Turns>),
    /// Added to the scores, `[1, heads, tokens, tokens]`.
    Bias(Tensor<4>),
}

/// How far each number's pair is turned. The pairs are (0, 1), (2, 3), ...
#[derive(Clone, Debug)]
pub struct Turns {
    /// `[batch or 1, 1, tokens, head_dim]`
    pub cos: Tensor<4>,
    /// `[batch or 1, 1, tokens, head_dim]`
    pub sin: Tensor<4>,
}

/// Turns every pair of `x` `[batch, heads, tokens, head_dim]`: `(a, b)` to `(a cos - b sin, a sin + b cos)`.
pub(crate) fn rotate(x: Tensor<4>, turns: &Turns) -> Tensor<4> {
    x.clone() * turns.cos.clone() + quarter_turn(x) * turns.sin.clone()
}

/// Every pair a quarter further, `(a, b)` to `(-b, a)`. A last number without a partner becomes 0: it is not turned.
fn quarter_turn(x: Tensor<4>) -> Tensor<4> {
    let [batch, heads, tokens, width] = x.dims();
    let pairs = width / 2;
    if pairs == 0 {
        return x.zeros_like();
    }
    let by_pair = x.clone().narrow(3, 0, 2 * pairs).reshape([batch * heads * tokens, pairs, 2]);
    let (a, b) = (by_pair.clone().narrow(2, 0, 1), by_pair.narrow(2, 1, 1));
    let turned = Tensor::cat(vec![b.neg(), a], 2).reshape([batch, heads, tokens, 2 * pairs]);
    if width == 2 * pairs {
        return turned;
    }
    Tensor::cat(vec![turned, x.narrow(3, 2 * pairs, 1).zeros_like()], 3)
}

//! Where in the source the decoder looks.

use burn::module::{Module, Param};
use burn::tensor::{Tensor, activation::softmax};

use super::Scoring;

#[derive(Module, Debug)]
pub struct Attention {
    /// `[hidden, hidden]`, of the additive score.
    pub query: Option<Param<Tensor<2>>>,
    /// `[hidden, hidden]`, of the additive and the general score.
    pub key: Option<Param<Tensor<2>>>,
    /// `[1, hidden]`, of the additive score.
    pub v: Option<Param<Tensor<2>>>,
    /// `[hidden, 2 * hidden]`, of Luong's scores: makes one vector of the context and the decoder's state.
    pub combine: Option<Param<Tensor<2>>>,
    #[module(skip)]
    pub scoring: Scoring,
}

impl Attention {
    /// What a source position is compared by, once for a whole decoding: `[batch, source, hidden]` to the same shape.
    pub fn keys(&self, values: Tensor<3>) -> Tensor<3> {
        match &self.key {
            Some(key) => rows(values, key.val()),
            None => values,
        }
    }

    /// How well each source position fits each state, `[batch, steps, source]`: of states `[batch, steps, hidden]` and keys
    /// `[batch, source, hidden]`.
    pub fn scores(&self, states: Tensor<3>, keys: Tensor<3>) -> Tensor<3> {
        match (&self.query, &self.v) {
            (Some(query), Some(v)) => {
                let query = rows(states, query.val()).unsqueeze_dim::<4>(2); // [batch, steps, 1, hidden]
                let both = (query + keys.unsqueeze_dim::<4>(1)).tanh(); // [batch, steps, source, hidden]
                let [_, _, _, hidden] = both.dims();
                (both * v.val().reshape([1, 1, 1, hidden])).sum_dim(3).squeeze_dim(3)
            }
            _ => states.matmul(keys.swap_dims(1, 2)),
        }
    }

    /// Shares of attention, `[batch, steps, source]`, each row summing to 1. `hidden` `[batch, 1, source]` is far below zero where
    /// nothing may be looked at.
    pub fn shares(&self, states: Tensor<3>, keys: Tensor<3>, hidden: Tensor<3>) -> Tensor<3> {
        softmax(self.scores(states, keys) + hidden, 2)
    }

    /// Luong's attentional vector `tanh(W [context; state])`: both `[rows, hidden]`, and so is the result.
    pub fn combined(&self, context: Tensor<2>, state: Tensor<2>) -> Tensor<2> {
        match &self.combine {
            Some(combine) => Tensor::cat(vec![context, state], 1).matmul(combine.val().transpose()).tanh(),
            None => state,
        }
    }
}

/// Every row of `[batch, count, hidden]` through a matrix `[output, hidden]`.
fn rows(x: Tensor<3>, weight: Tensor<2>) -> Tensor<3> {
    let [batch, count, hidden] = x.dims();
    let [output, _] = weight.dims();
    x.reshape([batch * count, hidden]).matmul(weight.transpose()).reshape([batch, count, output])
}

//! The decoder: writes the target token by token, from the state that was handed over and, with attention, from what it looks at.

use burn::module::{Module, Param};
use burn::tensor::{Int, Tensor, TensorData};

use super::operations::Operations;
use super::{Attention, Encoded, Scoring, Surgery};
use crate::lstm::{State, step};
use crate::recurrent::RecurrentLayer;

#[derive(Module, Debug)]
pub struct Decoder {
    /// `[target_vocab, embed_size]`
    pub embedding: Param<Tensor<2>>,
    pub layers: Vec<RecurrentLayer>,
    pub attention: Option<Attention>,
    /// `[target_vocab, hidden]`
    pub fc_weight: Param<Tensor<2>>,
    /// `[target_vocab]`
    pub fc_bias: Param<Tensor<1>>,
}

/// What the decoder carries from step to step, one for each layer.
pub type States = Vec<State>;

/// What the decoder knows of the source.
#[derive(Clone, Debug)]
pub struct Memory {
    /// The encoder's last states: where the decoder starts.
    pub start: States,
    /// States of the encoder's last layer, `[batch, source, hidden]`, and what they are compared by, of the same shape.
    values: Tensor<3>,
    keys: Tensor<3>,
    /// Added to scores: far below zero where a source has not begun, `[batch, 1, source]`.
    hidden: Tensor<3>,
}

/// What one step says.
#[derive(Clone, Debug)]
pub struct Step {
    /// `[batch, target_vocab]`
    pub logits: Tensor<2>,
    pub states: States,
    /// Shares of attention, `[batch, source]`.
    pub shares: Option<Tensor<2>>,
}

/// What is added to a score that must not count: `e` to this power is 0 in 32 bits.
const FAR: f32 = -1e9;

impl Decoder {
    /// Prepares what stays the same for a whole decoding.
    pub fn remember(&self, encoded: &Encoded, begun: &Tensor<2>, _: Operations) -> Memory {
        let last = encoded.hidden.last().expect("an encoder has a layer").clone();
        let values = last.swap_dims(0, 1); // [batch, source, hidden]
        let keys = self.attention.as_ref().map_or_else(|| values.clone(), |attention| attention.keys(values.clone()));
        let hidden = begun.clone().neg().add_scalar(1.0).mul_scalar(FAR);
        let hidden = hidden.swap_dims(0, 1).unsqueeze_dim(1); // [batch, 1, source]
        Memory { start: encoded.last.clone(), values, keys, hidden }
    }

    /// Scores after every fed token, `[target * batch, target_vocab]`, time-major: `fed` is `[target, batch]`. The same numbers as
    /// [`Decoder::step`] after step, layer by layer over the whole target where nothing waits for the step before.
    pub fn forward(&self, fed: Tensor<2, Int>, memory: &Memory, operations: Operations) -> Tensor<2> {
        let [target, batch] = fed.dims();
        if self.asks_first() {
            let mut states = memory.start.clone();
            let mut logits = Vec::new();
            for tokens in fed.iter_dim(0) {
                let said = self.step(tokens.squeeze_dim(0), states, memory, &Surgery::default());
                states = said.states;
                logits.push(said.logits);
            }
            return Tensor::cat(logits, 0);
        }
        let embedded = self.embedding.val().select(0, fed.reshape([target * batch])); // [target * batch, embed]
        let [_, embed] = embedded.dims();
        let mut x = embedded.reshape([target, batch, embed]);
        for (layer, start) in self.layers.iter().zip(&memory.start) {
            let from_input = layer.from_input(x, operations.recurrent); // [target, batch, 4 * hidden]
            let State { hidden, cell } = start.clone();
            let states = (operations.states)(from_input, layer.weight_hh.val(), hidden, cell);
            x = states.narrow(0, 0, target); // [target, batch, hidden]
        }
        let [_, _, hidden] = x.dims();
        let mut rows = x.clone().reshape([target * batch, hidden]);
        if let Some(attention) = &self.attention {
            let shares = attention.shares(x.swap_dims(0, 1), memory.keys.clone(), memory.hidden.clone());
            let context = shares.matmul(memory.values.clone()); // [batch, target, hidden]
            rows = attention.combined(context.swap_dims(0, 1).reshape([target * batch, hidden]), rows);
        }
        (operations.recurrent.linear)(rows, self.fc_weight.val(), self.fc_bias.val())
    }

    /// Whether it looks at the source before a step, with the state of the step before.
    fn asks_first(&self) -> bool {
        self.attention.as_ref().is_some_and(|attention| attention.scoring == Scoring::Additive)
    }

    /// One step: fed `tokens` `[batch]` in `states`.
    pub fn step(&self, tokens: Tensor<1, Int>, states: States, memory: &Memory, surgery: &Surgery) -> Step {
        let embedded = self.embedding.val().select(0, tokens); // [batch, embed]
        let top = states.last().expect("a decoder has a layer").hidden.clone();

        let (mut x, mut shares) = (embedded, None);
        if self.asks_first() {
            let (context, looked) = self.look(top, memory, surgery);
            x = Tensor::cat(vec![x, context], 1); // [batch, embed + hidden]
            shares = Some(looked);
        }

        let mut next = Vec::new();
        for (layer, state) in self.layers.iter().zip(states) {
            let bias = layer.bias_ih.val() + layer.bias_hh.val();
            let from_input = x.matmul(layer.weight_ih.val().transpose()) + bias.unsqueeze(); // [batch, 4 * hidden]
            let from_hidden = state.hidden.matmul(layer.weight_hh.val().transpose()); // [batch, 4 * hidden]
            let (state, _) = step(from_input, from_hidden, state.cell, |gates| gates);
            x = state.hidden.clone();
            next.push(state);
        }

        if let (Some(attention), None) = (&self.attention, &shares) {
            let (context, looked) = self.look(x.clone(), memory, surgery);
            x = attention.combined(context, x); // [batch, hidden]
            shares = Some(looked);
        }

        let logits = x.matmul(self.fc_weight.val().transpose()) + self.fc_bias.val().unsqueeze(); // [batch, vocab]
        Step { logits, states: next, shares }
    }

    /// The context `[batch, hidden]` for a state `[batch, hidden]`, and the shares of attention `[batch, source]` it is made by.
    fn look(&self, state: Tensor<2>, memory: &Memory, surgery: &Surgery) -> (Tensor<2>, Tensor<2>) {
        let attention = self.attention.as_ref().expect("only attention looks");
        let states = state.unsqueeze_dim(1); // [batch, 1, hidden]
        let mut shares = attention.shares(states, memory.keys.clone(), memory.hidden.clone()); // [batch, 1, source]
        if let Some(place) = surgery.frozen {
            shares = on_one(&shares, memory, place);
        }
        let context = shares.clone().matmul(memory.values.clone()).squeeze_dim::<2>(1); // [batch, hidden]
        let context = if surgery.without_context { context.zeros_like() } else { context };
        (context, shares.squeeze_dim(1))
    }
}

/// All attention on the source's token at `place`, or on its last if it has fewer: `[batch, 1, source]` like `shares`.
fn on_one(shares: &Tensor<3>, memory: &Memory, place: usize) -> Tensor<3> {
    let [batch, _, source] = shares.dims();
    let hidden: Vec<f32> = memory.hidden.clone().into_data().try_to_vec().expect("masks are f32");
    let mut one = vec![0.0_f32; batch * source];
    for (row, hidden) in one.chunks_exact_mut(source).zip(hidden.chunks_exact(source)) {
        let begins = hidden.iter().filter(|hidden| **hidden < 0.0).count();
        row[(begins + place).min(source - 1)] = 1.0;
    }
    Tensor::from_data(TensorData::new(one, [batch, 1, source]), &shares.device())
}

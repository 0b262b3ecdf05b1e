//! The model read one token at a time: for writing text, where the next input is only known after the last output.

use burn::tensor::{Tensor, TensorData};

use super::{Clamp, State, clamp, step};
use crate::operations::Operations;
use crate::recurrent::{Cell, RecurrentModel};

const PLAIN: Operations = Operations::plain(Cell::Lstm);

/// Where a walk stands.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    model: &'a RecurrentModel,
    states: Vec<State>,
    steps: usize,
}

impl<'a> Walk<'a> {
    /// Before the first token. `model` must be an LSTM on a device that may be read synchronously (the CPU).
    pub fn new(model: &'a RecurrentModel) -> Self {
        let device = model.fc_bias.val().device();
        let zero = State::zero(1, model.config.hidden_size, &device);
        Walk { model, states: vec![zero; model.config.num_layers], steps: 0 }
    }

    /// Reads a token and returns the logits of the next, `[output]`.
    pub fn read(&mut self, token: usize, clamps: &[Clamp]) -> Vec<f32> {
        let mut one_hot = vec![0.0f32; self.model.config.input_size];
        one_hot[token] = 1.0;
        let device = self.model.fc_bias.val().device();
        let mut x = Tensor::<2>::from_data(TensorData::new(one_hot, [1, self.model.config.input_size]), &device);
        for (index, layer) in self.model.layers.iter().enumerate() {
            let from_input = layer.from_input(x.unsqueeze_dim(0), PLAIN).squeeze_dim(0); // [1, 4 * hidden]
            let state = self.states[index].clone();
            let from_hidden = state.hidden.matmul(layer.weight_hh.val().transpose()); // [1, 4 * hidden]
            let surgery = |gates| clamp::apply(clamps, index, self.steps, gates);
            self.states[index] = step(from_input, from_hidden, state.cell, surgery).0;
            x = self.states[index].hidden.clone();
        }
        self.steps += 1;
        self.model.head(x, PLAIN).into_data().try_to_vec().expect("logits are f32")
    }
}

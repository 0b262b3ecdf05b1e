//! The encoder: reads the source, and keeps a state for every position and the last one of every layer.

use burn::module::{Module, Param};
use burn::tensor::{Int, Tensor};

use super::operations::Operations;
use crate::lstm::State;
use crate::recurrent::RecurrentLayer;

#[derive(Module, Debug)]
pub struct Encoder {
    /// `[source_vocab, embed_size]`
    pub embedding: Param<Tensor<2>>,
    pub layers: Vec<RecurrentLayer>,
}

#[derive(Clone, Debug)]
pub struct Encoded {
    /// Hidden states of every layer, each `[source, batch, hidden]`, the first layer first; zero where a source has not begun.
    pub hidden: Vec<Tensor<3>>,
    /// The state of every layer after the last source token: what is handed over.
    pub last: Vec<State>,
}

/// Added to the sums of all gates before a sequence begins: shut input and output gates leave the state at zero.
const SHUT: f32 = -1e4;

impl Encoder {
    /// Reads `tokens` `[source, batch]`. `begun` `[source, batch]` is 1 from a sequence's first token on, and 0 before.
    pub fn forward(&self, tokens: Tensor<2, Int>, begun: &Tensor<2>, operations: Operations) -> Encoded {
        let [source, batch] = tokens.dims();
        let shut = begun.clone().neg().add_scalar(1.0).mul_scalar(SHUT).unsqueeze_dim::<3>(2); // [source, batch, 1]

        let embedded = self.embedding.val().select(0, tokens.reshape([source * batch])); // [source * batch, embed]
        let [_, embed] = embedded.dims();
        let mut x = embedded.reshape([source, batch, embed]);

        let mut encoded = Encoded { hidden: Vec::new(), last: Vec::new() };
        for layer in &self.layers {
            let from_input = layer.from_input(x, operations.recurrent) + shut.clone(); // [source, batch, 4 * hidden]
            let w_hh = layer.weight_hh.val();
            let zero = Tensor::zeros([batch, w_hh.dims()[1]], &from_input.device());
            let states = (operations.states)(from_input, w_hh, zero.clone(), zero); // [2 * source, batch, hidden]
            let at = |step: usize| states.clone().narrow(0, step, 1).squeeze_dim(0); // [batch, hidden]
            encoded.last.push(State { hidden: at(source - 1), cell: at(2 * source - 1) });
            x = states.narrow(0, 0, source); // [source, batch, hidden]
            encoded.hidden.push(x.clone());
        }
        encoded
    }
}

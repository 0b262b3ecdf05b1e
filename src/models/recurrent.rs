//! A stack of recurrent layers with a linear head: the guide's `LSTMModel`, and the plain RNN of the same shape beside it.

use algorithms::rng::Rng;
use burn::module::{Module, Param};
use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::operations::Operations;
use crate::weights::{NamedTensor, Weights};

/// What a layer does with its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Lstm,
    Rnn,
}

impl Cell {
    /// Rows of the fused matrices, in units of `hidden_size`.
    pub fn gates(self) -> usize {
        match self {
            Cell::Lstm => 4,
            Cell::Rnn => 1,
        }
    }

    /// The prefix of the weights' names.
    pub fn name(self) -> &'static str {
        match self {
            Cell::Lstm => "lstm",
            Cell::Rnn => "rnn",
        }
    }
}

/// The names are those of `torch.nn.LSTM` and of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecurrentConfig {
    pub cell: Cell,
    pub input_size: usize,
    pub hidden_size: usize,
    pub num_layers: usize,
    pub output_size: usize,
}

/// Weights of one layer in PyTorch's layout, the gates in the order i, f, g, o.
#[derive(Module, Debug)]
pub struct RecurrentLayer {
    /// `[gates * hidden, input]`
    pub weight_ih: Param<Tensor<2>>,
    /// `[gates * hidden, hidden]`
    pub weight_hh: Param<Tensor<2>>,
    /// `[gates * hidden]`
    pub bias_ih: Param<Tensor<1>>,
    /// `[gates * hidden]`
    pub bias_hh: Param<Tensor<1>>,
}

#[derive(Module, Debug)]
pub struct RecurrentModel {
    pub layers: Vec<RecurrentLayer>,
    /// `[output, hidden]`
    pub fc_weight: Param<Tensor<2>>,
    /// `[output]`
    pub fc_bias: Param<Tensor<1>>,
    #[module(skip)]
    pub config: RecurrentConfig,
}

impl RecurrentConfig {
    /// Names and shapes of all weights, in the order of [`RecurrentModel::weights`].
    pub fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        let prefix = self.cell.name();
        let rows = self.cell.gates() * self.hidden_size;
        let mut shapes = Vec::new();
        for layer in 0..self.num_layers {
            let columns = if layer == 0 { self.input_size } else { self.hidden_size };
            shapes.push((format!("{prefix}.weight_ih_l{layer}"), vec![rows, columns]));
            shapes.push((format!("{prefix}.weight_hh_l{layer}"), vec![rows, self.hidden_size]));
            shapes.push((format!("{prefix}.bias_ih_l{layer}"), vec![rows]));
            shapes.push((format!("{prefix}.bias_hh_l{layer}"), vec![rows]));
        }
        let head = self.head_name();
        shapes.push((format!("{head}.weight"), vec![self.output_size, self.hidden_size]));
        shapes.push((format!("{head}.bias"), vec![self.output_size]));
        shapes
    }

    /// `fc` as in the guide; the RNN's own head beside it in one file is `rnn_fc`.
    fn head_name(&self) -> &'static str {
        match self.cell {
            Cell::Lstm => "fc",
            Cell::Rnn => "rnn_fc",
        }
    }

    /// Fresh weights, uniform in ±1/√hidden as PyTorch draws them (for the head too: its fan-in is the hidden size). One thing differs:
    /// an LSTM's forget gates start nearly open, with 1 added to their bias (Gers et al., 2000; Jozefowicz et al., 2015). Half-open
    /// ones would halve the memory at every step, and the LSTM would learn more slowly than the plain RNN it is compared with.
    pub fn init_weights(&self, seed: u64) -> Weights {
        let mut rng = Rng::fork(seed, self.cell.name());
        let bound = 1.0 / (self.hidden_size as f32).sqrt();
        let tensors = self.shapes().into_iter().map(|(name, shape)| {
            let mut values: Vec<f32> = (0..shape.iter().product()).map(|_| rng.uniform_in(-bound, bound)).collect();
            if name.starts_with("lstm.bias_ih") {
                values[self.hidden_size..2 * self.hidden_size].iter_mut().for_each(|bias| *bias += 1.0);
            }
            NamedTensor { name, shape, values }
        });
        Weights { tensors: tensors.collect(), ..Weights::default() }
    }

    /// The model with these weights on `device`.
    ///
    /// # Errors
    /// In words, if a weight is missing or has another shape.
    pub fn init(&self, weights: &Weights, device: &Device) -> Result<RecurrentModel, String> {
        let mut data = Vec::new();
        for (name, shape) in self.shapes() {
            let found = weights.get(&name).ok_or_else(|| format!("the weights file has no tensor {name}"))?;
            if found.shape != shape {
                return Err(format!("the tensor {name} has the shape {:?}; {shape:?} is needed", found.shape));
            }
            data.push(TensorData::new(found.values.clone(), shape));
        }
        let mut data = data.into_iter();
        let mut next = || data.next().expect("one array for each shape");
        let layers = (0..self.num_layers).map(|_| RecurrentLayer {
            weight_ih: Param::from_data(next(), device),
            weight_hh: Param::from_data(next(), device),
            bias_ih: Param::from_data(next(), device),
            bias_hh: Param::from_data(next(), device),
        });
        let layers = layers.collect();
        let (fc_weight, fc_bias) = (Param::from_data(next(), device), Param::from_data(next(), device));
        Ok(RecurrentModel { layers, fc_weight, fc_bias, config: self.clone() })
    }
}

impl RecurrentLayer {
    /// `W x + b_ih + b_hh` of every step in one matmul: `[steps, batch, input]` to `[steps, batch, gates * hidden]`.
    pub fn from_input(&self, x: Tensor<3>, operations: Operations) -> Tensor<3> {
        let [steps, batch, input] = x.dims();
        let sums = (operations.linear)(x.reshape([steps * batch, input]), self.weight_ih.val(), self.bias());
        by_step(sums, steps)
    }

    /// The same for one-hot inputs given by their `tokens` `[steps * batch]`.
    pub fn from_tokens(&self, tokens: Tensor<1, Int>, steps: usize, operations: Operations) -> Tensor<3> {
        by_step((operations.linear_of_tokens)(tokens, self.weight_ih.val(), self.bias()), steps)
    }

    /// `[gates * hidden]`
    fn bias(&self) -> Tensor<1> {
        self.bias_ih.val() + self.bias_hh.val()
    }
}

/// `[steps * batch, width]` to `[steps, batch, width]`.
fn by_step(rows: Tensor<2>, steps: usize) -> Tensor<3> {
    let [count, width] = rows.dims();
    rows.reshape([steps, count / steps, width])
}

impl RecurrentModel {
    /// Hidden states of the last layer, `[steps, batch, hidden]`. `from_input` is what the first layer makes of the input
    /// ([`RecurrentLayer::from_input`] or [`RecurrentLayer::from_tokens`]); `between` is applied to what one layer hands to the next
    /// (dropout, in training).
    pub fn forward(
        &self,
        from_input: Tensor<3>,
        operations: Operations,
        mut between: impl FnMut(Tensor<3>) -> Tensor<3>,
    ) -> Tensor<3> {
        let mut hidden = (operations.sequence)(from_input, self.layers[0].weight_hh.val());
        for layer in &self.layers[1..] {
            let from_input = layer.from_input(between(hidden), operations);
            hidden = (operations.sequence)(from_input, layer.weight_hh.val());
        }
        hidden
    }

    /// The linear head: `[rows, hidden]` to `[rows, output]`.
    pub fn head(&self, hidden: Tensor<2>, operations: Operations) -> Tensor<2> {
        (operations.linear)(hidden, self.fc_weight.val(), self.fc_bias.val())
    }

    /// The head on the last step, `[batch, output]`, as in the guide's `LSTMModel.forward`, from all hidden states.
    pub fn head_last(&self, hidden: Tensor<3>, operations: Operations) -> Tensor<2> {
        let [steps, _, _] = hidden.dims();
        self.head(hidden.narrow(0, steps - 1, 1).squeeze_dim(0), operations)
    }

    /// The head on every step, `[steps * batch, output]`, the rows time-major, from all hidden states.
    pub fn head_all(&self, hidden: Tensor<3>, operations: Operations) -> Tensor<2> {
        let [steps, batch, width] = hidden.dims();
        self.head(hidden.reshape([steps * batch, width]), operations)
    }

    /// All weights, read back from the device.
    pub async fn weights(&self) -> Weights {
        let mut data = Vec::new();
        for layer in &self.layers {
            data.push(layer.weight_ih.val().into_data_async().await);
            data.push(layer.weight_hh.val().into_data_async().await);
            data.push(layer.bias_ih.val().into_data_async().await);
            data.push(layer.bias_hh.val().into_data_async().await);
        }
        data.push(self.fc_weight.val().into_data_async().await);
        data.push(self.fc_bias.val().into_data_async().await);
        let tensors = self.config.shapes().into_iter().zip(data).map(|((name, shape), data)| {
            let values = data.expect("the device answers").try_to_vec::<f32>().expect("weights are f32");
            NamedTensor { name, shape, values }
        });
        Weights { tensors: tensors.collect(), ..Weights::default() }
    }
}

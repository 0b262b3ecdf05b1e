//! The plain way: a batch of examples in tensor operations.

use burn::module::{Module, Param};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::{Objective, Word2VecConfig};

/// Both tables as parameters.
#[derive(Module, Debug)]
pub struct Word2Vec {
    /// `[words, vector_size]`; gensim's `syn0`.
    pub input: Param<Tensor<2>>,
    /// `[words, vector_size]`; gensim's `syn1neg`.
    pub output: Param<Tensor<2>>,
    #[module(skip)]
    pub config: Word2VecConfig,
}

/// Examples on the host, rows filled up with zeros where they are shorter than the longest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Examples {
    pub count: usize,
    /// Words whose vectors are averaged, `[count, inputs]`: one in skip-gram, the context in CBOW.
    pub inputs: Vec<i32>,
    /// 1 for a word, 0 for filling, `[count, inputs]`.
    pub input_mask: Vec<f32>,
    /// The word to predict and then the negatives, `[count, targets]`.
    pub targets: Vec<i32>,
    /// 1 for a word, 0 for filling, `[count, targets]`.
    pub target_mask: Vec<f32>,
}

impl Examples {
    /// From rows of inputs and rows of targets.
    pub fn new(rows: &[(Vec<u32>, Vec<u32>)]) -> Self {
        let (mut inputs, mut input_mask) = (Vec::new(), Vec::new());
        let (mut targets, mut target_mask) = (Vec::new(), Vec::new());
        let most_inputs = rows.iter().map(|row| row.0.len()).max().unwrap_or(0);
        let most_targets = rows.iter().map(|row| row.1.len()).max().unwrap_or(0);
        for (input, target) in rows {
            fill(input, most_inputs, &mut inputs, &mut input_mask);
            fill(target, most_targets, &mut targets, &mut target_mask);
        }
        Examples { count: rows.len(), inputs, input_mask, targets, target_mask }
    }
}

fn fill(row: &[u32], width: usize, words: &mut Vec<i32>, mask: &mut Vec<f32>) {
    words.extend((0..width).map(|k| row.get(k).map_or(0, |word| *word as i32)));
    mask.extend((0..width).map(|k| if k < row.len() { 1.0 } else { 0.0 }));
}

impl Word2Vec {
    /// With these word and output vectors, both `[words, vector_size]`, on `device`.
    pub fn new(config: Word2VecConfig, [input, output]: &[Vec<f32>; 2], device: &Device) -> Self {
        let table = |values: &Vec<f32>| {
            Param::from_data(TensorData::new(values.clone(), [config.words, config.vector_size]), device)
        };
        Word2Vec { input: table(input), output: table(output), config }
    }

    /// The summed loss of a batch, `[1]`: one step of gradient descent on it moves every example as if it stood alone.
    pub fn loss(&self, examples: &Examples, device: &Device) -> Tensor<1> {
        let Examples { count, .. } = *examples;
        let (inputs, targets) = (examples.inputs.len() / count, examples.targets.len() / count);
        let hidden = self.hidden(examples, inputs, device); // [count, size]
        match self.config.objective {
            Objective::NegativeSampling(_) => {
                let words = ints(&examples.targets, device); // [count * targets]
                let rows = self.output.val().select(0, words).reshape([count as i32, targets as i32, -1]); // [count, targets, size]
                let scores = (rows * hidden.unsqueeze_dim(1)).sum_dim(2).squeeze_dim::<2>(2); // [count, targets]
                // -ln σ(x) where the word belongs there, -ln σ(-x) where it does not: the sign of x decides.
                let signs = (0..count * targets).map(|k| if k % targets == 0 { -1.0 } else { 1.0 }).collect();
                let signs = floats(signs, [count, targets], device);
                let mask = floats(examples.target_mask.clone(), [count, targets], device);
                (softplus(scores * signs) * mask).sum()
            }
            Objective::Softmax => {
                let logits = hidden.matmul(self.output.val().transpose()); // [count, words]
                let first: Vec<i32> = examples.targets.iter().step_by(targets).copied().collect();
                log_softmax(logits, 1).gather(1, ints(&first, device).unsqueeze_dim(1)).sum().neg()
            }
        }
    }

    /// The mean of each row's words, `[count, size]`. Its gradient goes to every word whole, not divided by their number, as word2vec.c and
    /// gensim pass it on: the value is that of the mean, the gradient that of the sum.
    fn hidden(&self, examples: &Examples, inputs: usize, device: &Device) -> Tensor<2> {
        let count = examples.count;
        let words = ints(&examples.inputs, device); // [count * inputs]
        let rows = self.input.val().select(0, words).reshape([count as i32, inputs as i32, -1]); // [count, inputs, size]
        let mask = floats(examples.input_mask.clone(), [count, inputs], device);
        let lengths = mask.clone().sum_dim(1); // [count, 1]
        let sum = (rows * mask.unsqueeze_dim(2)).sum_dim(1).squeeze_dim::<2>(1); // [count, size]
        let mean = sum.clone().detach() / lengths;
        sum.clone() - sum.detach() + mean
    }

    /// Word and output vectors, read back from the device.
    pub async fn weights(&self) -> [Vec<f32>; 2] {
        let read = async |table: &Param<Tensor<2>>| {
            let data = table.val().into_data_async().await.expect("the device answers");
            data.try_to_vec::<f32>().expect("vectors are f32")
        };
        [read(&self.input).await, read(&self.output).await]
    }
}

/// `ln(1 + e^x)` without overflow: the larger of x and 0, and what is left.
fn softplus(x: Tensor<2>) -> Tensor<2> {
    x.clone().clamp_min(0.0) + x.abs().neg().exp().add_scalar(1.0).log()
}

fn ints(values: &[i32], device: &Device) -> Tensor<1, Int> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), device)
}

fn floats(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

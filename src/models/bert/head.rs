//! A classifier's head on what the encoder says of a text: dropout and a linear layer, as the guide's `BERTClassifier` has it. With a hidden
//! layer it is the head of RoBERTa (Liu and others, 2019): dropout, dense, tanh, dropout, projection.

use algorithms::rng::Rng;
use burn::module::{Module, Param};
use burn::tensor::{Device, Int, Tensor, TensorData, activation};

/// Standard deviation of new weights, as BERT's `initializer_range`; biases begin at 0.
const INITIALIZER_RANGE: f32 = 0.02;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeadConfig {
    /// Of the features it reads.
    pub input_size: usize,
    /// 0 for no hidden layer.
    pub hidden_size: usize,
    pub num_classes: usize,
    /// Share of features that an epoch does without.
    pub dropout: f32,
}

#[derive(Module, Debug)]
pub struct Dense {
    /// `[output, input]`
    pub weight: Param<Tensor<2>>,
    /// `[output]`
    pub bias: Param<Tensor<1>>,
}

#[derive(Module, Debug)]
pub struct Head {
    pub dense: Option<Dense>,
    pub classifier: Dense,
    #[module(skip)]
    pub config: HeadConfig,
}

impl HeadConfig {
    /// New weights, the same for the same seed.
    pub fn init(&self, seed: u64, device: &Device) -> Head {
        let mut rng = Rng::fork(seed, "head");
        let mut layer = |input: usize, output: usize| {
            let values = (0..input * output).map(|_| INITIALIZER_RANGE * rng.normal()).collect();
            Dense::new(values, vec![0.0; output], device)
        };
        let dense = (self.hidden_size > 0).then(|| layer(self.input_size, self.hidden_size));
        let inner = if self.hidden_size > 0 { self.hidden_size } else { self.input_size };
        Head { dense, classifier: layer(inner, self.num_classes), config: *self }
    }
}

impl Dense {
    /// Of values row-major.
    pub fn new(weight: Vec<f32>, bias: Vec<f32>, device: &Device) -> Self {
        let (output, input) = (bias.len(), weight.len() / bias.len().max(1));
        let tensor = Tensor::from_data(TensorData::new(weight, [output, input]), device);
        let bias = Tensor::from_data(TensorData::new(bias, [output]), device);
        Dense { weight: Param::from_tensor(tensor), bias: Param::from_tensor(bias) }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.weight.val().transpose()) + self.bias.val().unsqueeze()
    }
}

impl Head {
    /// Features `[batch, input]` to logits `[batch, classes]`. `drop` is what training does to a layer's input.
    pub fn forward(&self, features: Tensor<2>, mut drop: impl FnMut(Tensor<2>) -> Tensor<2>) -> Tensor<2> {
        let mut x = drop(features);
        if let Some(dense) = &self.dense {
            x = dense.forward(x).tanh(); // [batch, hidden]
            x = drop(x);
        }
        self.classifier.forward(x) // [batch, classes]
    }

    pub fn num_parameters(&self) -> usize {
        let HeadConfig { input_size, hidden_size, num_classes, .. } = self.config;
        let layer = |input: usize, output: usize| (input + 1) * output;
        match hidden_size {
            0 => layer(input_size, num_classes),
            hidden => layer(input_size, hidden) + layer(hidden, num_classes),
        }
    }
}

/// Mean cross entropy in nats of logits `[batch, classes]`, `[1]`.
pub fn cross_entropy(logits: Tensor<2>, classes: &[u32]) -> Tensor<1> {
    let places = classes.iter().map(|&class| class as i32).collect::<Vec<i32>>();
    let places = Tensor::<2, Int>::from_data(TensorData::new(places, [classes.len(), 1]), &logits.device());
    activation::log_softmax(logits, 1).gather(1, places).mean().neg()
}

/// Inverted dropout: a share `rate` becomes 0, the rest grows so that the mean stays. The mask comes from our own generator.
pub fn dropout(x: Tensor<2>, rate: f32, rng: &mut Rng) -> Tensor<2> {
    if rate <= 0.0 {
        return x;
    }
    let shape = x.dims();
    let keep = 1.0 / (1.0 - rate);
    let mask: Vec<f32> = (0..shape.iter().product()).map(|_| if rng.uniform() < rate { 0.0 } else { keep }).collect();
    x.clone() * Tensor::<2>::from_data(TensorData::new(mask, shape), &x.device())
}

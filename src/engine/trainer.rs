//! One model, its optimizer and one training step: forward, backward, clip, update.

use algorithms::rng::Rng;
use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::{Device, Int, Tensor, TensorData};
use models::operations::Operations;
use models::recurrent::{RecurrentConfig, RecurrentModel};
use models::weights::Weights;
use protocol::lstm::{Optimizer, Tuning};

/// What the model reads and what it should say, on the host.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    pub input: Input,
    pub target: Target,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// `[steps, batch, input]`
    Features(TensorData),
    /// One-hot inputs by their tokens, `[steps, batch]`.
    Tokens(TensorData),
}

impl Input {
    /// What the first layer of `model` makes of it, `[steps, batch, gates * hidden]`.
    pub fn enter(&self, model: &RecurrentModel, device: &Device, operations: Operations) -> Tensor<3> {
        let layer = &model.layers[0];
        match self {
            Input::Features(features) => layer.from_input(Tensor::from_data(features.clone(), device), operations),
            Input::Tokens(tokens) => {
                let tokens = Tensor::<2, Int>::from_data(tokens.clone(), device);
                let [steps, batch] = tokens.dims();
                layer.from_tokens(tokens.reshape([steps * batch]), steps, operations)
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// The next token after every step, `[steps * batch]`, time-major. Loss: mean cross entropy in nats.
    Tokens(TensorData),
    /// One value after the last step, `[batch, 1]`. Loss: mean squared error.
    Values(TensorData),
}

impl Batch {
    /// Steps of all its sequences together.
    pub fn tokens(&self) -> usize {
        let (Input::Features(data) | Input::Tokens(data)) = &self.input;
        data.shape()[0] * data.shape()[1]
    }
}

/// What a training step measured, before its update.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    pub loss: f32,
    /// Norm of the whole gradient before clipping.
    pub gradient_norm: f32,
}

pub struct Trainer {
    model: RecurrentModel,
    optimizer: ModuleOptimizer,
    kind: Optimizer,
    operations: Operations,
    device: Device,
    dropout: Rng,
}

impl Trainer {
    /// `device` is the plain device; `operations` an implementation of the model that works on it.
    ///
    /// # Errors
    /// In words, if the weights do not fit `config`.
    pub fn new(
        config: &RecurrentConfig,
        weights: &Weights,
        tuning: &Tuning,
        seed: u64,
        device: &Device,
        operations: Operations,
    ) -> Result<Self, String> {
        let device = device.clone().autodiff();
        Ok(Trainer {
            model: config.init(weights, &device)?,
            optimizer: optimizer(tuning.optimizer),
            kind: tuning.optimizer,
            operations,
            dropout: Rng::fork(seed, "dropout"),
            device,
        })
    }

    pub fn config(&self) -> &RecurrentConfig {
        &self.model.config
    }

    pub async fn weights(&self) -> Weights {
        self.model.weights().await
    }

    /// One update. The only waiting for the device is for the two numbers that are returned.
    pub async fn step(&mut self, batch: &Batch, tuning: &Tuning) -> Measured {
        if tuning.optimizer != self.kind {
            self.optimizer = optimizer(tuning.optimizer);
            self.kind = tuning.optimizer;
        }
        let rate = tuning.dropout as f32;
        let rng = &mut self.dropout;
        let loss = loss(&self.model, self.operations, batch, &self.device, |x| dropout(x, rate, rng));
        let mut gradients = GradientsParams::from_grads(loss.backward(), &self.model);
        let norm = clip(&self.model, &mut gradients, tuning.clip_norm);
        self.model = self.optimizer.step(tuning.learning_rate, self.model.clone(), gradients);
        let numbers = Tensor::cat(vec![loss.inner(), norm], 0).into_data_async().await;
        let numbers = numbers.expect("the device answers").try_to_vec::<f32>().expect("losses are f32");
        Measured { loss: numbers[0], gradient_norm: numbers[1] }
    }

    /// The loss on a batch, without dropout and without learning from it.
    pub async fn evaluate(&self, batch: &Batch) -> f32 {
        let device = self.device.clone().inner();
        let model = self.model.valid();
        let loss = loss(&model, self.operations, batch, &device, |x| x).into_data_async().await;
        loss.expect("the device answers").try_to_vec::<f32>().expect("losses are f32")[0]
    }
}

fn optimizer(kind: Optimizer) -> ModuleOptimizer {
    match kind {
        // PyTorch's epsilon; Burn's own default is 1e-5.
        Optimizer::Adam => AdamConfig::new().with_epsilon(1e-8).init(),
        Optimizer::Sgd => SgdConfig::new().init(),
    }
}

/// The mean loss of a batch, `[1]`.
pub fn loss(
    model: &RecurrentModel,
    operations: Operations,
    batch: &Batch,
    device: &Device,
    between: impl FnMut(Tensor<3>) -> Tensor<3>,
) -> Tensor<1> {
    let hidden = model.forward(batch.input.enter(model, device, operations), operations, between); // [steps, batch, hidden]
    loss_of(model, hidden, &batch.target, operations)
}

/// The mean loss of what a model's last layer said, `[steps, batch, hidden]`; `[1]`.
pub fn loss_of(model: &RecurrentModel, hidden: Tensor<3>, target: &Target, operations: Operations) -> Tensor<1> {
    let device = hidden.device();
    match target {
        Target::Tokens(tokens) => {
            let logits = model.head_all(hidden, operations); // [steps * batch, output]
            let tokens = Tensor::<1, Int>::from_data(tokens.clone(), &device);
            (operations.cross_entropy)(logits, tokens)
        }
        Target::Values(values) => {
            let said = model.head_last(hidden, operations); // [batch, 1]
            (said - Tensor::<2>::from_data(values.clone(), &device)).powi_scalar(2).mean()
        }
    }
}

/// Inverted dropout: a share `rate` becomes 0, the rest grows so that the mean stays. The mask comes from our own generator.
fn dropout(x: Tensor<3>, rate: f32, rng: &mut Rng) -> Tensor<3> {
    if rate <= 0.0 {
        return x;
    }
    let shape = x.dims();
    let keep = 1.0 / (1.0 - rate);
    let mask: Vec<f32> = (0..shape.iter().product()).map(|_| if rng.uniform() < rate { 0.0 } else { keep }).collect();
    x.clone() * Tensor::<3>::from_data(TensorData::new(mask, shape), &x.device())
}

/// Scales all gradients so that their common norm is at most `largest` (0: leaves them), as `clip_grad_norm_` of PyTorch does.
/// Returns the norm before, `[1]`, without waiting for the device.
pub(crate) fn clip(model: &impl Module, gradients: &mut GradientsParams, largest: f32) -> Tensor<1> {
    let mut squares = SumOfSquares { gradients, sum: None };
    model.visit(&mut squares);
    let norm = squares.sum.expect("a model has parameters").sqrt(); // [1]
    if largest > 0.0 {
        let factor = norm.clone().add_scalar(1e-6).recip().mul_scalar(largest).clamp_max(1.0);
        model.visit(&mut Scale { gradients, factor });
    }
    norm
}

struct SumOfSquares<'a> {
    gradients: &'a GradientsParams,
    sum: Option<Tensor<1>>,
}

impl ModuleVisitor for SumOfSquares<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            let squares = gradient.powi_scalar(2).sum();
            self.sum = Some(match self.sum.take() {
                Some(sum) => sum + squares,
                None => squares,
            });
        }
    }
}

struct Scale<'a> {
    gradients: &'a mut GradientsParams,
    factor: Tensor<1>,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            self.gradients.register(param.id, gradient * self.factor.clone().unsqueeze());
        }
    }
}

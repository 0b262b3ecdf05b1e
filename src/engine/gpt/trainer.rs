//! One model, its optimizer and one training step: forward, backward, clip, update.

use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Int, Tensor};
use models::gpt::{GptConfig, Operations, SimpleGpt};
use models::weights::Weights;

use super::data::Batch;
use crate::clipping::clip_norm;

/// Of AdamW (Loshchilov and Hutter, 2019), as GPT-3 and nanoGPT set it; `beta_2` of 0.99 for runs of a few thousand steps.
const WEIGHT_DECAY: f32 = 0.1;
const BETA_2: f32 = 0.99;

/// What a training step measured, before its update.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Mean cross entropy in nats.
    pub loss: f32,
    /// Norm of the whole gradient before clipping.
    pub gradient_norm: f32,
}

pub struct Trainer {
    model: SimpleGpt,
    optimizer: ModuleOptimizer,
    operations: Operations,
    /// With autodiff.
    device: Device,
}

impl Trainer {
    /// `device` is the plain device; `operations` work on it.
    ///
    /// # Errors
    /// In words, if the weights do not fit `config`.
    pub fn new(config: &GptConfig, weights: &Weights, device: &Device, operations: Operations) -> Result<Self, String> {
        let device = device.clone().autodiff();
        let optimizer = AdamWConfig::new().with_beta_2(BETA_2).with_weight_decay(WEIGHT_DECAY).with_epsilon(1e-8);
        Ok(Trainer { model: config.init(weights, &device)?, optimizer: optimizer.init(), operations, device })
    }

    pub fn config(&self) -> &GptConfig {
        &self.model.config
    }

    pub async fn weights(&self) -> Weights {
        self.model.weights().await
    }

    /// One update; the gradient's norm is clipped to `clip`. The only waiting for the device is for
    /// the two numbers that are returned.
    pub async fn step(&mut self, batch: &Batch, learning_rate: f64, clip: f32) -> Measured {
        let loss = self.loss(&self.model, batch, &self.device);
        let mut gradients = GradientsParams::from_grads(loss.backward(), &self.model);
        let norm = clip_norm(&self.model, &mut gradients, clip);
        self.model = self.optimizer.step(learning_rate, self.model.clone(), gradients);
        let numbers = Tensor::cat(vec![loss.inner(), norm], 0).into_data_async().await;
        let numbers = numbers.expect("the device answers").try_to_vec::<f32>().expect("losses are f32");
        Measured { loss: numbers[0], gradient_norm: numbers[1] }
    }

    /// The loss on a batch, without learning from it.
    pub async fn evaluate(&self, batch: &Batch) -> f32 {
        let loss = self.loss(&self.model.valid(), batch, &self.device.clone().inner()).into_data_async().await;
        loss.expect("the device answers").try_to_vec::<f32>().expect("losses are f32")[0]
    }

    /// `[1]`
    fn loss(&self, model: &SimpleGpt, batch: &Batch, device: &Device) -> Tensor<1> {
        let tokens = Tensor::<2, Int>::from_data(batch.tokens.clone(), device);
        let targets = Tensor::<2, Int>::from_data(batch.targets.clone(), device);
        model.loss(tokens, targets, self.operations)
    }
}

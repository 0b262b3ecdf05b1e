//! One model that learns, and reading it.

use algorithms::rng::Rng;
use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Int, Tensor, TensorData};
use models::seq2seq::{Batch, Operations, Seq2Seq, Seq2SeqConfig, Surgery};
use models::weights::Weights;
use protocol::seq2seq::Tuning;

use super::data::Example;
use crate::fused;
use crate::trainer::{Measured, clip};

/// Always on the CPU: a step is some thousand small operations, and each would be a dispatch elsewhere.
pub struct Learner {
    model: Seq2Seq,
    optimizer: ModuleOptimizer,
    device: Device,
    /// Whose token is fed.
    feeding: Rng,
    operations: Operations,
}

impl Learner {
    /// # Errors
    /// In words, if the weights do not fit `config`.
    pub fn new(config: &Seq2SeqConfig, weights: &Weights, seed: u64) -> Result<Self, String> {
        Self::with(config, weights, seed, fused::states::operations())
    }

    /// The same with other operations, for tests that compare them.
    ///
    /// # Errors
    /// As [`Learner::new`].
    pub fn with(config: &Seq2SeqConfig, weights: &Weights, seed: u64, operations: Operations) -> Result<Self, String> {
        let device = Device::flex().autodiff();
        Ok(Learner {
            model: config.init(weights, &device)?,
            // PyTorch's epsilon; Burn's own default is 1e-5.
            optimizer: AdamConfig::new().with_epsilon(1e-8).init(),
            device,
            feeding: Rng::fork(seed, "feeding"),
            operations,
        })
    }

    pub fn config(&self) -> &Seq2SeqConfig {
        &self.model.config
    }

    /// The model as it is, without a graph.
    pub fn model(&self) -> Seq2Seq {
        self.model.valid()
    }

    pub async fn weights(&self) -> Weights {
        self.model.weights().await
    }

    /// One update on `examples`.
    ///
    /// # Errors
    /// In words, if the device gives no numbers.
    pub fn step(&mut self, examples: &[&Example], tuning: &Tuning) -> Result<Measured, String> {
        let mut batch = batch(examples, &self.device);
        if tuning.teacher_forcing < 1.0 {
            let fed = self.mixed(examples, tuning.teacher_forcing)?;
            batch.fed = Tensor::from_data(fed, &self.device);
        }
        self.learn(&batch, tuning)
    }

    /// One update on a batch as it is.
    ///
    /// # Errors
    /// In words, if the device gives no numbers.
    pub fn learn(&mut self, batch: &Batch, tuning: &Tuning) -> Result<Measured, String> {
        let loss = self.model.loss(batch, self.operations);
        let mut gradients = GradientsParams::from_grads(loss.backward(), &self.model);
        let norm = clip(&self.model, &mut gradients, tuning.clip_norm);
        self.model = self.optimizer.step(tuning.learning_rate, self.model.clone(), gradients);
        let numbers = floats(Tensor::cat(vec![loss.inner(), norm], 0))?;
        Ok(Measured { loss: numbers[0], gradient_norm: numbers[1] })
    }

    /// What is fed when the model's own tokens take turns with the right ones (scheduled sampling, Bengio et al., 2015): at each step
    /// and for each example the right token with probability `rate`, else what the model says after what it was fed so far. No gradient
    /// goes through a choice of tokens, so that they can be chosen first and learnt from as usual.
    fn mixed(&mut self, examples: &[&Example], rate: f32) -> Result<TensorData, String> {
        let (model, device) = (self.model.valid(), self.device.clone().inner());
        let batch = batch(examples, &device);
        let (_, memory) = model.read(batch.source, &batch.begun, self.operations);
        let [steps, count] = batch.fed.dims();
        let mut fed: Vec<i32> = ints(batch.fed)?;
        let mut states = memory.start.clone();
        for t in 0..steps - 1 {
            let now =
                Tensor::<1, Int>::from_data(TensorData::new(fed[t * count..][..count].to_vec(), [count]), &device);
            let said = model.decoder.step(now, states, &memory, &Surgery::default());
            let own: Vec<i32> = ints(said.logits.argmax(1))?;
            for (row, example) in examples.iter().enumerate() {
                // A number for every example, so that what follows does not depend on the lengths.
                let right = self.feeding.uniform() < rate;
                if !right && t < example.target.len() {
                    fed[(t + 1) * count + row] = own[row];
                }
            }
            states = said.states;
        }
        Ok(TensorData::new(fed, [steps, count]))
    }
}

pub fn batch(examples: &[&Example], device: &Device) -> Batch {
    let sources: Vec<Vec<usize>> = examples.iter().map(|example| example.source.clone()).collect();
    let targets: Vec<Vec<usize>> = examples.iter().map(|example| example.target.clone()).collect();
    Batch::new(&sources, &targets, device)
}

/// # Errors
/// In words, if the device gives no numbers.
pub fn floats<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, String> {
    tensor.into_data().try_to_vec::<f32>().map_err(|error| format!("the model gives no numbers ({error:?}); reload"))
}

/// # Errors
/// In words, if the device gives no numbers.
pub fn ints<const D: usize>(tensor: Tensor<D, Int>) -> Result<Vec<i32>, String> {
    Ok(tensor.into_data().iter::<i32>().collect())
}

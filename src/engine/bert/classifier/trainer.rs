//! The head and its optimizer. An epoch is one step on all training texts at once.

use algorithms::nearest::largest;
use algorithms::rng::Rng;
use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};
use models::bert::head::{Head, HeadConfig, cross_entropy, dropout};
use protocol::bert_classifier::{Epoch, Setup};

/// What a head reads and what it should say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Material {
    /// One after the other.
    pub features: Vec<f32>,
    pub classes: Vec<u32>,
}

impl Material {
    /// `[texts, input]`
    fn tensor(&self, device: &Device) -> Tensor<2> {
        let texts = self.classes.len();
        let shape = [texts, self.features.len() / texts.max(1)];
        Tensor::from_data(TensorData::new(self.features.clone(), shape), device)
    }
}

pub struct Trainer {
    head: Head,
    optimizer: ModuleOptimizer,
    learning_rate: f64,
    train: Material,
    held_out: Material,
    /// Where it learns; looking goes without autodiff.
    device: Device,
    dropout: Rng,
}

impl Trainer {
    /// `device` is the plain device.
    pub fn new(setup: &Setup, train: Material, held_out: Material, device: &Device) -> Self {
        let config = HeadConfig {
            input_size: train.features.len() / train.classes.len().max(1),
            hidden_size: setup.hidden_size as usize,
            num_classes: setup.classes as usize,
            dropout: setup.dropout,
        };
        let head = config.init(setup.seed, &device.clone().autodiff());
        Trainer::with_head(head, setup, train, held_out, device)
    }

    /// With weights that stand on `device` with autodiff.
    pub fn with_head(head: Head, setup: &Setup, train: Material, held_out: Material, device: &Device) -> Self {
        Trainer {
            head,
            // PyTorch's epsilon; Burn's own default is 1e-5.
            optimizer: AdamConfig::new().with_epsilon(1e-8).init(),
            learning_rate: setup.learning_rate,
            train,
            held_out,
            device: device.clone().autodiff(),
            dropout: Rng::fork(setup.seed, "dropout"),
        }
    }

    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Measures, then takes one step on all training texts.
    pub fn epoch(&mut self) -> Epoch {
        let (loss, accuracy) = self.measure(&self.train);
        let (held_out_loss, held_out_accuracy) = self.measure(&self.held_out);
        let (rate, rng) = (self.head.config.dropout, &mut self.dropout);
        let logits = self.head.forward(self.train.tensor(&self.device), |x| dropout(x, rate, rng));
        let gradients = cross_entropy(logits, &self.train.classes).backward();
        let gradients = GradientsParams::from_grads(gradients, &self.head);
        self.head = self.optimizer.step(self.learning_rate, self.head.clone(), gradients);
        Epoch { loss, held_out_loss, accuracy, held_out_accuracy }
    }

    /// Classes that the head gives the training and the held-out texts.
    pub fn classes(&self) -> [Vec<u32>; 2] {
        [&self.train, &self.held_out].map(|material| match material.classes.is_empty() {
            true => Vec::new(),
            false => classes(&floats(self.logits(material)), &self.head),
        })
    }

    /// Of at least one text.
    fn logits(&self, material: &Material) -> Tensor<2> {
        self.head.valid().forward(material.tensor(&self.device.clone().inner()), |x| x)
    }

    /// Mean loss and share that is right; no numbers of no texts.
    fn measure(&self, material: &Material) -> (f32, f32) {
        if material.classes.is_empty() {
            return (f32::NAN, f32::NAN);
        }
        let logits = self.logits(material);
        let loss = floats(cross_entropy(logits.clone(), &material.classes))[0];
        let given = classes(&floats(logits), &self.head);
        let right = given.iter().zip(&material.classes).filter(|(given, class)| given == class).count();
        (loss, right as f32 / material.classes.len() as f32)
    }
}

fn classes(logits: &[f32], head: &Head) -> Vec<u32> {
    logits.chunks(head.config.num_classes.max(1)).map(|row| largest(row) as u32).collect()
}

/// The head stands on the CPU, which answers at once.
pub(super) fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("a head computes floats")
}

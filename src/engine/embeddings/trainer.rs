//! A model on its device: in place on the CPU, in batches of tensor operations on a GPU.

use algorithms::embeddings::{AliasTable, Window};
use algorithms::rng::Rng;
use burn::module::{Module, ModuleMapper, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use models::kernels::word2vec::LossSum;
use models::word2vec::{Architecture, Examples, Objective, Tables, WindowTrace, Word2Vec, Word2VecConfig};
use protocol::Backend;

use crate::device::Devices;

/// Examples of a batch on the GPU: enough to fill it, few enough that a word seldom occurs twice. A batch's steps are added up, so of seven
/// words each would be moved a hundred times at once, and the vectors would blow up.
fn batch(words: usize) -> usize {
    (words / 3).clamp(8, 512)
}

pub struct Trainer {
    config: Word2VecConfig,
    initial: [Vec<f32>; 2],
    path: Path,
}

enum Path {
    Cpu(Tables),
    Gpu { model: Word2Vec, device: Device },
}

impl Trainer {
    pub fn new(config: Word2VecConfig, weights: [Vec<f32>; 2], devices: &Devices) -> Self {
        let path = match devices.report.backend {
            Backend::Cpu => Path::Cpu(Tables::new(config, &weights)),
            Backend::Webgpu => {
                let device = devices.training().clone().autodiff();
                Path::Gpu { model: Word2Vec::new(config, &weights, &device), device }
            }
        };
        Trainer { config, initial: weights, path }
    }

    pub fn config(&self) -> &Word2VecConfig {
        &self.config
    }

    /// The weights it began with.
    pub fn initial(&self) -> &[Vec<f32>; 2] {
        &self.initial
    }

    /// Word and output vectors of now.
    pub async fn weights(&self) -> [Vec<f32>; 2] {
        match &self.path {
            Path::Cpu(tables) => tables.weights(),
            Path::Gpu { model, .. } => model.weights().await,
        }
    }

    /// The windows one after the other; returns examples and their loss in nats.
    pub async fn train(&mut self, windows: &[(Window, f32)], negatives: &AliasTable, rng: &mut Rng) -> (usize, f64) {
        match &mut self.path {
            Path::Cpu(tables) => {
                let mut loss = LossSum::default();
                let examples =
                    windows.iter().map(|(window, alpha)| tables.train(window, *alpha, negatives, rng, &mut loss)).sum();
                (examples, loss.nats())
            }
            Path::Gpu { model, device } => {
                let rows: Vec<_> =
                    windows.iter().flat_map(|(window, _)| rows(window, &self.config, negatives, rng)).collect();
                let alpha = windows.first().map_or(0.0, |(_, alpha)| *alpha);
                let mut sum = 0.0;
                for batch in rows.chunks(batch(self.config.words)) {
                    let (moved, loss) = descend(model.clone(), &Examples::new(batch), alpha, device).await;
                    *model = moved;
                    sum += f64::from(loss);
                }
                (rows.len(), sum)
            }
        }
    }

    /// One window with every pair told. On the GPU it is trained on the CPU and brought back: to look is not to race.
    pub async fn step(&mut self, window: &Window, alpha: f32, negatives: &AliasTable, rng: &mut Rng) -> WindowTrace {
        match &mut self.path {
            Path::Cpu(tables) => tables.train_traced(window, alpha, negatives, rng),
            Path::Gpu { model, device } => {
                let mut tables = Tables::new(self.config, &model.weights().await);
                let trace = tables.train_traced(window, alpha, negatives, rng);
                *model = Word2Vec::new(self.config, &tables.weights(), device);
                trace
            }
        }
    }
}

/// Inputs and targets of a window's examples, negatives drawn as [`Tables`] draws them.
fn rows(window: &Window, config: &Word2VecConfig, negatives: &AliasTable, rng: &mut Rng) -> Vec<(Vec<u32>, Vec<u32>)> {
    let mut targets = |target: u32| {
        let mut targets = vec![target];
        if let Objective::NegativeSampling(count) = config.objective {
            targets.extend((0..count).map(|_| negatives.draw(rng)).filter(|drawn| *drawn != target));
        }
        targets
    };
    match config.architecture {
        Architecture::SkipGram => {
            window.context.iter().map(|context| (vec![window.center], targets(*context))).collect()
        }
        Architecture::Cbow => vec![(window.context.clone(), targets(window.center))],
    }
}

/// One step of plain gradient descent on a batch; the model after it and the summed loss before it.
pub async fn descend(model: Word2Vec, examples: &Examples, alpha: f32, device: &Device) -> (Word2Vec, f32) {
    let loss = model.loss(examples, device);
    let gradients = GradientsParams::from_grads(loss.backward(), &model);
    let model = model.map(&mut Descent { gradients, alpha });
    let loss = loss.inner().into_data_async().await.expect("the device answers");
    (model, loss.try_to_vec::<f32>().expect("losses are f32")[0])
}

struct Descent {
    gradients: GradientsParams,
    alpha: f32,
}

impl ModuleMapper for Descent {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(gradient) = self.gradients.remove::<D>(param.id) else { return param };
        let alpha = self.alpha;
        param.map(|tensor| Tensor::from_inner(tensor.inner() - gradient * alpha).require_grad())
    }
}

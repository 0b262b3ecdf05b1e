//! Beside PyTorch, on fixtures made by `tests/reference/seq2seq.py`: outputs, states and alignments to 1e-5, gradients to 1e-4.

use burn::optim::GradientsParams;
use burn::tensor::{Device, Int, Tensor, TensorData};
use engine::fused;
use engine::seq2seq::learner::Learner;
use models::seq2seq::{Batch, Operations, SOS, Scoring, Seq2Seq, Seq2SeqConfig, Surgery};
use models::weights::{NamedTensor, Weights};
use pollster::block_on;
use protocol::seq2seq::Tuning;
use safetensors::SafeTensors;

const VALUES: f32 = 1e-5;
const GRADIENTS: f32 = 1e-4;

const CASES: [(&str, Option<Scoring>, usize); 6] = [
    ("none", None, 1),
    ("none_deep", None, 3),
    ("additive", Some(Scoring::Additive), 1),
    ("additive_deep", Some(Scoring::Additive), 2),
    ("dot", Some(Scoring::Dot), 1),
    ("general", Some(Scoring::General), 2),
];

fn config(attention: Option<Scoring>, num_layers: usize) -> Seq2SeqConfig {
    Seq2SeqConfig { source_vocab: 11, target_vocab: 9, embed_size: 6, hidden_size: 8, num_layers, attention }
}

fn ways() -> [(&'static str, Operations); 2] {
    [("step by step", Operations::PLAIN), ("fused", fused::states::operations())]
}

#[test]
fn logits_losses_and_states_are_pytorchs() {
    let fixture = Fixture::read();
    for (case, attention, layers) in CASES {
        for (way, operations) in ways() {
            let what = |part: &str| format!("{case}, {way}, {part}");
            let model = fixture.model(case, &config(attention, layers), &Device::flex());
            let batch = fixture.batch(case, &Device::flex());
            let logits = floats(model.forward(&batch, operations).select(0, batch.places.clone()));
            close(&what("logits"), &logits, &fixture.at_places(case, "logits"), VALUES);
            let loss = floats(model.loss(&batch, operations));
            close(&what("loss"), &loss, &fixture.floats(&format!("{case}.loss")).1, VALUES);

            let (encoded, _) = model.read(batch.source.clone(), &batch.begun, operations);
            let top = encoded.hidden.last().unwrap().clone();
            close(&what("memory"), &floats(top), &fixture.memory(case), VALUES);
            for (name, part) in [("hidden", 0), ("cell", 1)] {
                let of =
                    |state: &models::lstm::State| if part == 0 { state.hidden.clone() } else { state.cell.clone() };
                let found: Vec<f32> = encoded.last.iter().flat_map(|state| floats(of(state))).collect();
                close(&what(name), &found, &fixture.floats(&format!("{case}.{name}")).1, VALUES);
            }
        }
    }
}

#[test]
fn steps_say_and_look_as_pytorchs() {
    let fixture = Fixture::read();
    for (case, attention, layers) in CASES {
        let model = fixture.model(case, &config(attention, layers), &Device::flex());
        let batch = fixture.batch(case, &Device::flex());
        let (_, memory) = model.read(batch.source.clone(), &batch.begun, Operations::PLAIN);
        let (mut logits, mut shares) = (Vec::new(), Vec::new());
        let mut states = memory.start.clone();
        for tokens in batch.fed.clone().iter_dim(0) {
            let step = model.decoder.step(tokens.squeeze_dim(0), states, &memory, &Surgery::default());
            logits.push(step.logits);
            shares.extend(step.shares);
            states = step.states;
        }
        let logits = floats(Tensor::cat(logits, 0).select(0, batch.places.clone()));
        close(&format!("{case}, logits"), &logits, &fixture.at_places(case, "logits"), VALUES);
        if attention.is_some() {
            let shares = floats(Tensor::stack::<3>(shares, 0));
            close(&format!("{case}, shares"), &shares, &fixture.shares(case), VALUES);
        }
    }
}

#[test]
fn greedy_outputs_are_pytorchs() {
    let fixture = Fixture::read();
    for (case, attention, layers) in CASES {
        let model = fixture.model(case, &config(attention, layers), &Device::flex());
        let batch = fixture.batch(case, &Device::flex());
        let (_, memory) = model.read(batch.source.clone(), &batch.begun, Operations::PLAIN);
        let (shape, expected) = fixture.ints(&format!("{case}.greedy"));
        let (rows, steps) = (shape[0], shape[1]);
        let mut states = memory.start.clone();
        let mut fed = Tensor::<1, Int>::from_data(TensorData::new(vec![SOS as i32; rows], [rows]), &Device::flex());
        for t in 0..steps {
            let step = model.decoder.step(fed, states, &memory, &Surgery::default());
            fed = step.logits.argmax(1).squeeze_dim(1);
            states = step.states;
            let said: Vec<i32> = fed.clone().into_data().iter().collect();
            let expected: Vec<i32> = (0..rows).map(|row| expected[row * steps + t]).collect();
            assert_eq!(said, expected, "{case}, step {t}");
        }
    }
}

#[test]
fn gradients_are_pytorchs() {
    let fixture = Fixture::read();
    let device = Device::flex().autodiff();
    for (case, attention, layers) in CASES {
        for (way, operations) in ways() {
            let config = config(attention, layers);
            let model = fixture.model(case, &config, &device);
            let loss = model.loss(&fixture.batch(case, &device), operations);
            let gradients = GradientsParams::from_grads(loss.backward(), &model);
            let found = gradients_of(&model, &gradients);
            let shapes = config.shapes();
            assert_eq!(found.len(), shapes.len());
            for ((name, _), found) in shapes.iter().zip(found) {
                let expected = fixture.floats(&format!("{case}.gradient.{name}")).1;
                close(&format!("{case}, {way}, {name}"), &found, &expected, GRADIENTS);
            }
        }
    }
}

/// In the order of the configuration's names.
fn gradients_of(model: &Seq2Seq, gradients: &GradientsParams) -> Vec<Vec<f32>> {
    let mut found = Vec::new();
    let parts = [(&model.encoder.embedding, &model.encoder.layers), (&model.decoder.embedding, &model.decoder.layers)];
    for (embedding, layers) in parts {
        found.push(floats(gradients.get::<2>(embedding.id).unwrap()));
        for layer in layers {
            found.push(floats(gradients.get::<2>(layer.weight_ih.id).unwrap()));
            found.push(floats(gradients.get::<2>(layer.weight_hh.id).unwrap()));
            found.push(floats(gradients.get::<1>(layer.bias_ih.id).unwrap()));
            found.push(floats(gradients.get::<1>(layer.bias_hh.id).unwrap()));
        }
    }
    if let Some(attention) = &model.decoder.attention {
        for weight in [&attention.query, &attention.key, &attention.v, &attention.combine].into_iter().flatten() {
            found.push(floats(gradients.get::<2>(weight.id).unwrap()));
        }
    }
    found.push(floats(gradients.get::<2>(model.decoder.fc_weight.id).unwrap()));
    found.push(floats(gradients.get::<1>(model.decoder.fc_bias.id).unwrap()));
    found
}

#[test]
fn adam_steps_as_pytorchs() {
    let fixture = Fixture::read();
    let tuning = Tuning { learning_rate: 0.002, clip_norm: 0.25, teacher_forcing: 1.0 };
    for (case, attention, layers) in
        CASES.into_iter().filter(|(case, ..)| ["none_deep", "additive", "general"].contains(case))
    {
        for (way, operations) in ways() {
            let config = config(attention, layers);
            let mut learner = Learner::with(&config, &fixture.weights(case, &config), 1, operations).unwrap();
            let batch = fixture.batch(case, &Device::flex().autodiff());
            for step in 0..3 {
                let measured = learner.learn(&batch, &tuning).unwrap();
                let what = format!("{case}, {way}, step {step}");
                close(&what, &[measured.loss], &[fixture.floats(&format!("adam.{case}.loss")).1[step]], VALUES);
                let norm = fixture.floats(&format!("adam.{case}.gradient_norm")).1[step];
                close(&what, &[measured.gradient_norm], &[norm], GRADIENTS);
            }
            for tensor in block_on(learner.weights()).tensors {
                let expected = fixture.floats(&format!("adam.{case}.step3.{}", tensor.name)).1;
                close(&format!("{case}, {way}, {}", tensor.name), &tensor.values, &expected, VALUES);
            }
        }
    }
}

/// A source alone gives what it gives in a batch beside longer ones: padding counts for nothing.
#[test]
fn padding_changes_nothing() {
    let device = Device::flex();
    let sources = [vec![4, 5, 6], vec![7, 8, 9, 10, 4, 5, 6, 7]];
    let targets = [vec![4, 5], vec![6]];
    for (_, attention, layers) in CASES {
        let config = config(attention, layers);
        let model = config.init(&config.init_weights(3), &device).unwrap();
        for (way, operations) in ways() {
            let together = floats(model.forward(&Batch::new(&sources, &targets, &device), operations)); // [3 * 2, 9]
            let alone = floats(model.forward(&Batch::new(&sources[..1], &targets[..1], &device), operations)); // [3, 9]
            let first: Vec<f32> = together.chunks(9).step_by(2).flatten().copied().collect();
            close(&format!("{attention:?}, {way}"), &first, &alone, 1e-6);
        }
    }
}

#[test]
fn surgery_does_what_it_says() {
    let device = Device::flex();
    let config = config(Some(Scoring::General), 1);
    let model = config.init(&config.init_weights(3), &device).unwrap();
    let (tokens, begun) = models::seq2seq::source(&[vec![4, 5, 6], vec![7, 8, 9, 10, 4]], &device);
    let (_, memory) = model.read(tokens, &begun, Operations::PLAIN);
    let fed = || Tensor::<1, Int>::from_data(TensorData::new(vec![SOS as i32; 2], [2]), &device);
    let run = |surgery: Surgery| model.decoder.step(fed(), memory.start.clone(), &memory, &surgery);
    let frozen = floats(run(Surgery { frozen: Some(1), ..Surgery::default() }).shares.unwrap());
    assert_eq!(frozen, [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
    let whole = floats(run(Surgery::default()).logits);
    let without = floats(run(Surgery { without_context: true, ..Surgery::default() }).logits);
    assert!(whole.iter().zip(&without).any(|(a, b)| (a - b).abs() > 1e-3));
}

struct Fixture(Vec<u8>);

impl Fixture {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/seq2seq.safetensors");
        Fixture(std::fs::read(path).expect("the fixtures are committed"))
    }

    fn bytes(&self, name: &str) -> (Vec<usize>, Vec<[u8; 4]>) {
        let file = SafeTensors::deserialize(&self.0).unwrap();
        let view = file.tensor(name).unwrap_or_else(|_| panic!("the fixtures have no {name}"));
        (view.shape().to_vec(), view.data().as_chunks::<4>().0.to_vec())
    }

    fn floats(&self, name: &str) -> (Vec<usize>, Vec<f32>) {
        let (shape, bytes) = self.bytes(name);
        (shape, bytes.into_iter().map(f32::from_le_bytes).collect())
    }

    fn ints(&self, name: &str) -> (Vec<usize>, Vec<i32>) {
        let (shape, bytes) = self.bytes(name);
        (shape, bytes.into_iter().map(i32::from_le_bytes).collect())
    }

    /// Rows of a matrix of ids without what a predicate leaves out.
    fn rows(&self, name: &str, keep: impl Fn(i32) -> bool) -> Vec<Vec<usize>> {
        let (shape, ids) = self.ints(name);
        ids.chunks(shape[1]).map(|row| row.iter().filter(|id| keep(**id)).map(|id| *id as usize).collect()).collect()
    }

    fn sources(&self, case: &str) -> Vec<Vec<usize>> {
        self.rows(&format!("{case}.source"), |id| id > 0)
    }

    fn batch(&self, case: &str, device: &Device) -> Batch {
        // What is expected ends with the end token, which a batch adds itself.
        let targets: Vec<Vec<usize>> = self.rows(&format!("{case}.expected"), |id| id > 2);
        Batch::new(&self.sources(case), &targets, device)
    }

    /// Of `[batch, target, width]`, the rows where something is expected, time-major as a batch has its places.
    fn at_places(&self, case: &str, name: &str) -> Vec<f32> {
        let (shape, values) = self.floats(&format!("{case}.{name}"));
        let (_, expected) = self.ints(&format!("{case}.expected"));
        let (batch, steps, width) = (shape[0], shape[1], shape[2]);
        let places = (0..steps).flat_map(|t| (0..batch).map(move |row| row * steps + t));
        places.filter(|at| expected[*at] >= 0).flat_map(|at| values[at * width..][..width].to_vec()).collect()
    }

    /// Where the sources begin in ours: they all end at the last step, PyTorch's all begin at the first.
    fn begins(&self, case: &str, steps: usize) -> Vec<usize> {
        self.sources(case).iter().map(|source| steps - source.len()).collect()
    }

    /// `[batch, source, hidden]` as `[source, batch, hidden]`.
    fn memory(&self, case: &str) -> Vec<f32> {
        let (shape, values) = self.floats(&format!("{case}.memory"));
        let (batch, steps, width) = (shape[0], shape[1], shape[2]);
        let mut ours = vec![0.0; values.len()];
        for (row, begins) in self.begins(case, steps).into_iter().enumerate() {
            for t in begins..steps {
                let from = (row * steps + t - begins) * width;
                ours[(t * batch + row) * width..][..width].copy_from_slice(&values[from..from + width]);
            }
        }
        ours
    }

    /// `[batch, target, source]` as `[target, batch, source]`.
    fn shares(&self, case: &str) -> Vec<f32> {
        let (shape, values) = self.floats(&format!("{case}.shares"));
        let (batch, targets, steps) = (shape[0], shape[1], shape[2]);
        let mut ours = vec![0.0; values.len()];
        for (row, begins) in self.begins(case, steps).into_iter().enumerate() {
            for t in 0..targets {
                let from = &values[(row * targets + t) * steps..][..steps - begins];
                ours[(t * batch + row) * steps + begins..][..steps - begins].copy_from_slice(from);
            }
        }
        ours
    }

    fn weights(&self, case: &str, config: &Seq2SeqConfig) -> Weights {
        let tensors = config.shapes().into_iter().map(|(name, shape)| {
            let (found, values) = self.floats(&format!("{case}.{name}"));
            assert_eq!(found, shape, "{case}.{name}");
            NamedTensor { name, shape, values }
        });
        Weights { tensors: tensors.collect(), ..Weights::default() }
    }

    fn model(&self, case: &str, config: &Seq2SeqConfig, device: &Device) -> Seq2Seq {
        config.init(&self.weights(case, config), device).unwrap()
    }
}

fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

fn close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (k, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{what}: [{k}] is {a} where PyTorch has {b}");
    }
}

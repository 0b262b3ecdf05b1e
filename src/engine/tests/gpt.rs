//! The guide's SimpleGPT beside PyTorch's (`tests/reference/gpt.py`): in plain operations, in the CPU's own, and with a cache.

use burn::tensor::{Device, Int, Tensor, TensorData};
use engine::fused;
use engine::gpt::data::Batch;
use engine::gpt::trainer::Trainer;
use models::gpt::{Activation, Decoder, GptConfig, NormPlace, Operations};
use models::text_model::{Keep, TextModel};
use models::weights::Weights;
use pollster::block_on;
use serde_json::Value;

const CASES: [(&str, NormPlace, Activation); 4] = [
    ("post_relu", NormPlace::Post, Activation::Relu),
    ("post_gelu", NormPlace::Post, Activation::Gelu),
    ("pre_relu", NormPlace::Pre, Activation::Relu),
    ("pre_gelu", NormPlace::Pre, Activation::Gelu),
];

struct Fixture {
    file: safetensors::SafeTensors<'static>,
    facts: Value,
}

impl Fixture {
    fn open() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/gpt.safetensors");
        let bytes: &'static [u8] = std::fs::read(path).expect("the fixtures are committed").leak();
        let (_, header) = safetensors::SafeTensors::read_metadata(bytes).unwrap();
        let facts = serde_json::from_str(&header.metadata().as_ref().unwrap()["gpt"]).unwrap();
        Fixture { file: safetensors::SafeTensors::deserialize(bytes).unwrap(), facts }
    }

    fn floats(&self, name: &str) -> Vec<f32> {
        let (chunks, _) = self.file.tensor(name).unwrap_or_else(|_| panic!("{name}")).data().as_chunks::<4>();
        chunks.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }

    fn number(&self, name: &str) -> f64 {
        self.facts[name].as_f64().unwrap()
    }

    fn config(&self, norm: NormPlace, activation: Activation) -> GptConfig {
        let size = |name: &str| self.number(name) as usize;
        GptConfig {
            vocab_size: size("vocab_size"),
            d_model: size("d_model"),
            num_layers: size("num_layers"),
            num_heads: size("num_heads"),
            max_length: size("max_length"),
            norm,
            activation,
        }
    }

    fn weights(&self, config: &GptConfig, prefix: &str) -> Weights {
        let tensor = |(name, shape): (String, Vec<usize>)| {
            let values = self.floats(&format!("{prefix}.{name}"));
            models::weights::NamedTensor { name, shape, values }
        };
        Weights { tensors: config.shapes().into_iter().map(tensor).collect(), ..Weights::default() }
    }

    /// `[batch, tokens]` of inputs and targets.
    fn batch(&self) -> (Batch, Vec<Vec<u32>>) {
        let tensor = self.file.tensor("tokens").unwrap();
        let width = tensor.shape()[1];
        let (chunks, _) = tensor.data().as_chunks::<4>();
        let all: Vec<i32> = chunks.iter().map(|bytes| i32::from_le_bytes(*bytes)).collect();
        let rows: Vec<&[i32]> = all.chunks(width).collect();
        let cut = |from: usize| {
            let values: Vec<i32> = rows.iter().flat_map(|row| &row[from..from + width - 1]).copied().collect();
            TensorData::new(values, [rows.len(), width - 1])
        };
        let inputs = rows.iter().map(|row| row[..width - 1].iter().map(|token| *token as u32).collect()).collect();
        (Batch { tokens: cut(0), targets: cut(1) }, inputs)
    }
}

fn close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{what}[{k}]: {found} {expected}");
    }
}

fn ways() -> [(&'static str, Operations); 2] {
    [("plain", Operations::PLAIN), ("fused", fused::gpt::operations())]
}

#[test]
fn outputs_and_gradients_are_pytorchs() {
    let fixture = Fixture::open();
    let device = Device::flex().autodiff();
    let (batch, _) = fixture.batch();
    for (case, norm, activation) in CASES {
        let config = fixture.config(norm, activation);
        for (way, operations) in ways() {
            let model = config.init(&fixture.weights(&config, "weights"), &device).unwrap();
            let tokens = Tensor::<2, Int>::from_data(batch.tokens.clone(), &device);
            let logits = model.forward(tokens.clone(), operations).into_data().try_to_vec::<f32>().unwrap();
            close(&format!("{case} {way} logits"), &logits, &fixture.floats(&format!("{case}.logits")), 1e-5);
            let targets = Tensor::<2, Int>::from_data(batch.targets.clone(), &device);
            let loss = model.loss(tokens, targets, operations);
            let said = loss.clone().into_data().try_to_vec::<f32>().unwrap();
            close(&format!("{case} {way} loss"), &said, &fixture.floats(&format!("{case}.loss")), 1e-5);
            let gradients = loss.backward();
            let compared = std::cell::Cell::new(0);
            macro_rules! same {
                ($param:expr, $name:expr) => {{
                    let gradient = $param.val().grad(&gradients).expect("it has a gradient").into_data();
                    let name = format!("{case}.gradient.{}", $name);
                    let found = gradient.try_to_vec::<f32>().unwrap();
                    close(&format!("{way} {name}"), &found, &fixture.floats(&name), 1e-4);
                    compared.set(compared.get() + 1);
                }};
            }
            same!(model.token_embedding, "token_embedding.weight");
            same!(model.position_embedding, "position_embedding.weight");
            for (k, layer) in model.layers.iter().enumerate() {
                let name = |part: &str| format!("layers.{k}.{part}");
                same!(layer.in_proj.weight, name("attention.in_proj_weight"));
                same!(layer.in_proj.bias, name("attention.in_proj_bias"));
                same!(layer.out_proj.weight, name("attention.out_proj.weight"));
                same!(layer.out_proj.bias, name("attention.out_proj.bias"));
                same!(layer.norm1.weight, name("norm1.weight"));
                same!(layer.norm1.bias, name("norm1.bias"));
                same!(layer.norm2.weight, name("norm2.weight"));
                same!(layer.norm2.bias, name("norm2.bias"));
                same!(layer.inner.weight, name("feed_forward.0.weight"));
                same!(layer.inner.bias, name("feed_forward.0.bias"));
                same!(layer.outer.weight, name("feed_forward.2.weight"));
                same!(layer.outer.bias, name("feed_forward.2.bias"));
            }
            same!(model.ln_f.weight, "ln_f.weight");
            same!(model.ln_f.bias, "ln_f.bias");
            same!(model.head, "head.weight");
            assert_eq!(compared.get(), config.shapes().len());
        }
    }
}

#[test]
fn three_steps_of_adamw_are_pytorchs() {
    let fixture = Fixture::open();
    let (batch, _) = fixture.batch();
    let config = fixture.config(NormPlace::Pre, Activation::Gelu);
    for (way, operations) in ways() {
        let start = fixture.weights(&config, "weights");
        let mut trainer = Trainer::new(&config, &start, &Device::flex(), operations).unwrap();
        for step in 0..3 {
            let clip = fixture.number("clip") as f32;
            let measured = block_on(trainer.step(&batch, fixture.number("rate"), clip));
            close(&format!("{way} loss"), &[measured.loss], &[fixture.floats("losses")[step]], 1e-5);
            close(&format!("{way} norm"), &[measured.gradient_norm], &[fixture.floats("norms")[step]], 1e-4);
            let expected = fixture.weights(&config, &format!("step{}", step + 1));
            for (found, expected) in block_on(trainer.weights()).tensors.iter().zip(&expected.tensors) {
                let what = format!("{way} step {step} {}", found.name);
                // A key's bias adds the same to all scores of a query, so its gradient is rounding, and Adam makes steps of that.
                let free = if found.name.ends_with("in_proj_bias") { config.d_model..2 * config.d_model } else { 0..0 };
                close(&what, &found.values[..free.start], &expected.values[..free.start], 1e-4);
                close(&what, &found.values[free.end..], &expected.values[free.end..], 1e-4);
            }
        }
    }
}

/// All at once, in two parts and token by token: the cache holds what the whole pass would compute.
#[test]
fn the_cache_answers_as_the_whole_pass_does() {
    let fixture = Fixture::open();
    let (_, inputs) = fixture.batch();
    for (case, norm, activation) in CASES {
        let config = fixture.config(norm, activation);
        let mut decoder = Decoder::new(&config, &fixture.weights(&config, "weights")).unwrap();
        let logits = fixture.floats(&format!("{case}.logits"));
        let stream = fixture.floats(&format!("{case}.stream"));
        for (row, tokens) in inputs.iter().enumerate() {
            let expected =
                |place: usize| &logits[(row * tokens.len() + place) * config.vocab_size..][..config.vocab_size];
            let keep = Keep { attention: true, residual: true };
            for cut in 1..=tokens.len() {
                decoder.truncate(0);
                let first = block_on(decoder.extend(&tokens[..cut], keep)).unwrap();
                close(case, &first.logits, expected(cut - 1), 1e-5);
                for (layer, found) in first.residual.iter().enumerate() {
                    let at = ((layer * inputs.len() + row) * tokens.len() + cut - 1) * config.d_model;
                    close(&format!("{case} stream"), found, &stream[at..at + config.d_model], 1e-5);
                }
                assert_eq!(first.attention.len(), config.num_layers);
                for head in first.attention.iter().flatten() {
                    assert_eq!(head.len(), cut);
                    assert!((head.iter().sum::<f32>() - 1.0).abs() < 1e-5);
                }
                for (place, token) in tokens.iter().enumerate().skip(cut) {
                    let step = block_on(decoder.extend(&[*token], Keep::default())).unwrap();
                    close(case, &step.logits, expected(place), 1e-5);
                }
                assert_eq!(decoder.cache_bytes(), 2 * 4 * config.num_layers * tokens.len() * config.d_model);
            }
            decoder.truncate(3);
            let step = block_on(decoder.extend(&tokens[3..5], Keep::default())).unwrap();
            close(case, &step.logits, expected(4), 1e-5);
            let last = block_on(decoder.extend(&tokens[5..6], keep)).unwrap();
            let lens = block_on(decoder.lens(last.residual.last().unwrap())).unwrap();
            assert_eq!(lens, last.logits, "the lens of the last layer is the answer");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let fixture = Fixture::open();
    let config = fixture.config(NormPlace::Post, Activation::Relu);
    let mut decoder = Decoder::new(&config, &fixture.weights(&config, "weights")).unwrap();
    block_on(decoder.extend(&[1, 2, 3], Keep::default())).unwrap();
    assert!(block_on(decoder.extend(&[], Keep::default())).unwrap_err().contains("nothing to read"));
    assert!(block_on(decoder.extend(&[11], Keep::default())).unwrap_err().contains("no token"));
    assert!(block_on(decoder.extend(&[0; 8], Keep::default())).unwrap_err().contains("full"));
    assert_eq!(decoder.len(), 3);
    assert!(GptConfig { num_heads: 5, ..config.clone() }.check().unwrap_err().contains("divisor"));
    let mut broken = fixture.weights(&config, "weights");
    broken.tensors.pop();
    assert!(Decoder::new(&config, &broken).err().unwrap().contains("head.weight"));
}

#[test]
fn the_flops_are_those_of_the_products() {
    let config = Fixture::open().config(NormPlace::Post, Activation::Relu);
    let matrices: usize = config
        .shapes()
        .iter()
        .filter(|(name, shape)| shape.len() == 2 && !name.contains("embedding"))
        .map(|(_, shape)| 2 * shape[0] * shape[1])
        .sum();
    let attention = 2 * 2 * config.num_layers * 5 * config.d_model;
    assert_eq!(config.flops_per_token(5), matrices + attention);
}

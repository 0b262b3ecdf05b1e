//! The Llama that runs from blocks of 4 and 8 bits beside the Llama in tensor operations, on the same weights: small random ones. What is
//! between them is the rounding of activations to 12 bits, and nothing else.

use algorithms::rng::Rng;
use burn::tensor::Device;
use models::llama::{Builder, LlamaConfig, LlamaWriter, fast};
use models::text_model::{Keep, Step, TextModel};
use packs::weights::Dtype;
use pollster::block_on;

/// Differences beside the root mean square of what is compared: measured, 0.0082 at most in residuals and 0.0081 in logits. Activations at 8
/// bits would be sixteen times as far.
const NEAR: f64 = 0.012;
/// Of probabilities: measured, 0.0022 at most.
const NEAR_PROBABILITY: f32 = 0.0033;

fn config() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 83,
        hidden_size: 96,
        num_hidden_layers: 3,
        num_attention_heads: 6,
        num_key_value_heads: 2,
        head_dim: 16,
        intermediate_size: 160,
        max_position_embeddings: 256,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000.0,
    }
}

/// The same weights for both.
fn models() -> (fast::FastLlama, LlamaWriter) {
    let mut rng = Rng::new(11);
    let mut fast = fast::Builder::new(config(), 256).expect("a model");
    let mut plain = Builder::new(config(), Device::flex()).expect("a model");
    for (name, shape) in config().shapes() {
        let count: usize = shape.iter().product();
        let values = if shape.len() == 1 {
            let values: Vec<f32> = (0..count).map(|_| 1.0 + 0.2 * (rng.uniform() - 0.5)).collect();
            fast.put(&name, &shape, fast::Stored::F32(&values)).expect("a place for it");
            values
        } else if name.starts_with("token_embd") {
            let values: Vec<f32> = (0..count).map(|_| rng.uniform() - 0.5).collect();
            let bytes = Dtype::Q8_0.encode(&values).expect("whole blocks");
            fast.put(&name, &shape, fast::Stored::Q8_0(&bytes)).expect("a place for it");
            Dtype::Q8_0.decode(&bytes)
        } else {
            let bytes = q4_1(&mut rng, count / 32);
            fast.put(&name, &shape, fast::Stored::Q4_1(&bytes)).expect("a place for it");
            Dtype::Q4_1.decode(&bytes)
        };
        plain.put(&name, &shape, values).expect("a place for it");
    }
    (fast.finish().expect("all weights"), LlamaWriter::new(plain.finish().expect("all weights"), 256))
}

/// Blocks whose weights lie between about -0.25 and 0.25, each block with a scale and a least weight of its own.
fn q4_1(rng: &mut Rng, blocks: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..blocks {
        // Steps of 2^-5 to 2^-6, from -2^-2 to -2^-3 on.
        let fraction = |rng: &mut Rng| (rng.uniform() * 1024.0) as u16 & 1023;
        bytes.extend((0x2400 | fraction(rng)).to_le_bytes());
        bytes.extend((0xb000 | fraction(rng)).to_le_bytes());
        bytes.extend((0..16).map(|_| (rng.uniform() * 256.0) as u8));
    }
    bytes
}

fn ask(model: &mut dyn TextModel, tokens: &[u32]) -> Step {
    block_on(model.extend(tokens, Keep { attention: true, residual: true })).expect("a step")
}

/// The largest difference beside the root mean square of `expected`.
fn apart(found: &[f32], expected: &[f32]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let square = expected.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / expected.len() as f64;
    assert!(square > 1e-4, "nothing to compare with");
    let largest = found.iter().zip(expected).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max);
    largest / square.sqrt()
}

#[test]
fn it_says_and_shows_what_tensor_operations_do() {
    let (mut fast, mut plain) = models();
    let mut rng = Rng::new(5);
    let (mut residuals, mut logits, mut attention) = (0.0_f64, 0.0_f64, 0.0_f32);
    // Beyond a page of the cache (64), and a prompt longer than what goes through a layer together.
    for count in [1, 2, 5, 56, 1, 90, 1, 1] {
        let tokens: Vec<u32> = (0..count).map(|_| rng.below(config().vocab_size) as u32).collect();
        let (found, expected) = (ask(&mut fast, &tokens), ask(&mut plain, &tokens));
        assert_eq!(fast.len(), plain.len());
        logits = logits.max(apart(&found.logits, &expected.logits));
        assert_eq!((found.residual.len(), found.attention.len()), (4, 3));
        for (found, expected) in found.residual.iter().zip(&expected.residual) {
            residuals = residuals.max(apart(found, expected));
        }
        for (found, expected) in found.attention.iter().flatten().zip(expected.attention.iter().flatten()) {
            assert_eq!(found.len(), expected.len());
            let largest = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            attention = attention.max(largest);
        }
    }
    let measured = format!("logits {logits:.5}, residuals {residuals:.5}, probabilities {attention:.6}");
    assert!(logits <= NEAR && residuals <= NEAR && attention <= NEAR_PROBABILITY, "{measured}");
}

#[test]
fn a_text_that_was_cut_goes_on_as_in_tensor_operations() {
    let (mut fast, mut plain) = models();
    let tokens: Vec<u32> = (0..100).map(|k| k * 7 % 83).collect();
    for model in [&mut fast as &mut dyn TextModel, &mut plain] {
        ask(model, &tokens);
        model.truncate(70);
        ask(model, &[1, 2]);
        model.truncate(71);
    }
    let (found, expected) = (ask(&mut fast, &[3]), ask(&mut plain, &[3]));
    let logits = apart(&found.logits, &expected.logits);
    assert!(logits <= NEAR, "{logits:.5}");
}

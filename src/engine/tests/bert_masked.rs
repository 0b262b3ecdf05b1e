//! An adapter added to a small random encoder, beside the same encoder with the sums written into its weights.

use algorithms::rng::Rng;
use burn::tensor::{Device, Tensor};
use engine::fused::transformer;
use models::bert::{Batch, Bert, BertConfig, Keep, Masked, Operations, Sequence, Surgery, adapter_shapes};
use models::weights::{NamedTensor, Weights};

/// Between two orders of summation.
const CLOSE: f32 = 5e-5;

const RANK: usize = 4;
const MASK: u32 = 3;

/// No size is a multiple of the kernels' tile.
fn config() -> BertConfig {
    BertConfig {
        vocab_size: 11,
        hidden_size: 21,
        num_hidden_layers: 2,
        num_attention_heads: 3,
        intermediate_size: 37,
        max_position_embeddings: 9,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
    }
}

fn random(shapes: Vec<(String, Vec<usize>)>, seed: u64) -> Weights {
    let mut rng = Rng::new(seed);
    let tensors = shapes.into_iter().map(|(name, shape)| {
        let base = if name.ends_with("LayerNorm.weight") { 1.0 } else { 0.0 };
        let values = (0..shape.iter().product()).map(|_| base + 0.3 * rng.normal()).collect();
        NamedTensor { name, shape, values }
    });
    Weights { tensors: tensors.collect(), ..Weights::default() }
}

fn base() -> Weights {
    random(config().shapes(), 7)
}

fn adapter() -> Weights {
    random(adapter_shapes(&config(), RANK), 8)
}

/// The base with everything added that the adapter adds, number by number.
fn sums() -> Weights {
    let (mut weights, adapter) = (base(), adapter());
    let of = |name: &str| adapter.get(name).map(|tensor| tensor.values.clone());
    for NamedTensor { name, shape, values } in &mut weights.tensors {
        let plain = name.strip_suffix(".weight").unwrap_or(name);
        if let (Some(a), Some(b)) = (of(&format!("{plain}.lora_A")), of(&format!("{plain}.lora_B"))) {
            let input = shape[1];
            for (at, value) in values.iter_mut().enumerate() {
                let (row, column) = (at / input, at % input);
                *value += (0..RANK).map(|k| b[row * RANK + k] * a[k * input + column]).sum::<f32>();
            }
        } else if let Some(change) = of(name).filter(|_| name.starts_with("encoder.")) {
            values.iter_mut().zip(change).for_each(|(value, change)| *value += change);
        } else if name == "embeddings.word_embeddings.weight" {
            let row = &mut values[MASK as usize * shape[1]..][..shape[1]];
            row.iter_mut().zip(of("embeddings.mask").expect("a shift")).for_each(|(value, change)| *value += change);
        }
    }
    weights
}

fn bert(weights: &Weights, operations: Operations) -> Bert {
    config().init(weights, operations, &Device::flex()).expect("the weights fit")
}

fn batch() -> Batch {
    let sequence = Sequence { ids: vec![1, MASK, 5, MASK, 9, 2], token_types: vec![0, 0, 0, 1, 1, 1] };
    Batch::new(vec![sequence], &config()).expect("a batch")
}

fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("floats")
}

#[track_caller]
fn close(what: &str, a: &[f32], b: &[f32]) {
    assert_eq!(a.len(), b.len(), "{what}");
    let worst = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst <= CLOSE, "{what}: {worst}");
}

#[test]
fn an_adapter_is_what_it_adds_up_to_and_the_encoder_keeps_its_own_weights() {
    for (way, operations) in [("plain", Operations::PLAIN), ("fused", transformer::OPERATIONS)] {
        let encoder = bert(&base(), operations);
        let hidden = |model: &Bert| floats(model.forward(&batch(), &Surgery::default(), Keep::Nothing).hidden);
        let before = hidden(&encoder);
        let masked = Masked::new(&encoder, adapter(), MASK).expect("the adapter fits");
        close(way, &floats(masked.read(&batch())), &hidden(&bert(&sums(), operations)));
        assert_eq!(hidden(&encoder), before, "{way}: the encoder was changed");
        let apart = floats(masked.read(&batch())).iter().zip(&before).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart > 0.1, "{way}: an adapter that changes nothing tests nothing");
    }
}

#[test]
fn logits_are_the_words_times_what_the_head_makes_of_a_place() {
    let (weights, adapter) = (base(), adapter());
    let of = |name: &str| {
        adapter.get(name).expect("a tensor").values.iter().map(|&value| f64::from(value)).collect::<Vec<f64>>()
    };
    let (width, words) =
        (config().hidden_size, &weights.get("embeddings.word_embeddings.weight").expect("words").values);
    for operations in [Operations::PLAIN, transformer::OPERATIONS] {
        let masked = Masked::new(&bert(&weights, operations), adapter.clone(), MASK).expect("the adapter fits");
        let hidden = masked.read(&batch());
        let logits = floats(masked.logits(&hidden, &[3, 1]));
        let hidden = floats(hidden);
        for (logits, place) in logits.chunks(config().vocab_size).zip([3, 1]) {
            let row: Vec<f64> = hidden[place * width..][..width].iter().map(|&value| f64::from(value)).collect();
            let (dense, bias) = (of("cls.dense.weight"), of("cls.dense.bias"));
            let dot = |weights: &[f64], row: &[f64]| weights.iter().zip(row).map(|(w, x)| w * x).sum::<f64>();
            let turned: Vec<f64> =
                dense.chunks(width).zip(&bias).map(|(weights, bias)| gelu(dot(weights, &row) + bias)).collect();
            let mean = turned.iter().sum::<f64>() / width as f64;
            let spread = (turned.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / width as f64 + 1e-12).sqrt();
            let scaled = turned.iter().zip(of("cls.LayerNorm.weight")).zip(of("cls.LayerNorm.bias"));
            let normed: Vec<f64> = scaled.map(|((x, weight), bias)| (x - mean) / spread * weight + bias).collect();
            let expected = words.chunks(width).zip(of("cls.bias")).map(|(word, bias)| {
                let word: Vec<f64> = word.iter().map(|&value| f64::from(value)).collect();
                (dot(&word, &normed) + bias) as f32
            });
            close("logits", logits, &expected.collect::<Vec<f32>>());
        }
    }
}

/// `x Φ(x)`, with Φ by integrating its density: slow, and nobody else's code.
fn gelu(x: f64) -> f64 {
    let steps = 4000;
    let width = x / f64::from(steps);
    let density = |t: f64| (-t * t / 2.0).exp() / std::f64::consts::TAU.sqrt();
    // Simpson's rule from 0 to x.
    let inner: f64 = (1..steps).map(|k| if k % 2 == 1 { 4.0 } else { 2.0 } * density(width * f64::from(k))).sum();
    x * (0.5 + (density(0.0) + inner + density(x)) * width / 3.0)
}

#[test]
fn an_adapter_that_does_not_fit_is_refused_in_words() {
    let encoder = bert(&base(), Operations::PLAIN);
    let refused = |change: &dyn Fn(&mut Weights)| {
        let mut weights = adapter();
        change(&mut weights);
        Masked::new(&encoder, weights, MASK).expect_err("it does not fit")
    };
    let missing = refused(&|weights| weights.tensors.retain(|tensor| tensor.name != "cls.bias"));
    assert!(missing.contains("no tensor cls.bias"), "{missing}");
    let extra = NamedTensor { name: "cls.more".into(), shape: vec![1], values: vec![0.0] };
    let extra = refused(&|weights| weights.tensors.push(extra.clone()));
    assert!(extra.contains("no place for a tensor cls.more"), "{extra}");
    let wrong = refused(&|weights| weights.tensors[1].shape.reverse());
    assert!(wrong.contains("is needed"), "{wrong}");
}

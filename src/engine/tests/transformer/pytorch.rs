//! The blocks beside PyTorch, on fixtures made by `tests/reference/transformer.py`.

use burn::module::Param;
use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use models::transformer::{Activation, LayerTrace, Mask, NormPlace, Output, Surgery, Transformer, TransformerConfig};
use models::weights::{NamedTensor, Weights};
use safetensors::SafeTensors;

/// Largest difference to PyTorch's 64-bit numbers.
const VALUES: f32 = 1e-5;
const GRADIENTS: f32 = 1e-4;
const TOKENS: usize = 6;
const BATCH: usize = 2;
const MASKS: [&str; 4] = ["none", "causal", "padding", "custom"];

#[test]
fn every_tensor_of_every_layer_is_pytorchs() {
    let fixture = Fixture::read();
    for norm in [NormPlace::Post, NormPlace::Pre] {
        for activation in [Activation::Relu, Activation::Gelu] {
            let model = fixture.model(norm, activation, &Device::flex());
            for mask in MASKS {
                let case = format!("{}.{mask}", name(norm, activation));
                let Output { hidden, logits, trace } = fixture.run(&model, mask, -1e9);
                close(&format!("{case}.hidden"), floats(hidden), &fixture);
                close(&format!("{case}.logits"), floats(logits.unwrap()), &fixture);
                for (layer, trace) in trace.layers.into_iter().enumerate() {
                    compare(&format!("{case}.{layer}"), trace, &fixture);
                }
            }
        }
    }
}

fn compare(case: &str, trace: LayerTrace, fixture: &Fixture) {
    // Hidden scores are -1e9, whose neighbours in 32 bits lie 64 apart; softmax is compared behind them.
    let cells = [
        ("query", trace.query),
        ("key", trace.key),
        ("value", trace.value),
        ("products", trace.products),
        ("scores", trace.scores),
        ("probabilities", trace.probabilities),
        ("mixed", trace.mixed),
    ];
    for (what, tensor) in cells {
        close(&format!("{case}.{what}"), floats(tensor), fixture);
    }
    let rows = [
        ("input", trace.input),
        ("context", trace.context),
        ("attention_output", trace.attention_output),
        ("attention_residual", trace.attention_residual),
        ("attention_norm", trace.attention_norm),
        ("intermediate", trace.intermediate),
        ("activated", trace.activated),
        ("feed_forward", trace.feed_forward),
        ("residual", trace.residual),
        ("feed_forward_norm", trace.feed_forward_norm),
        ("output", trace.output),
    ];
    for (what, tensor) in rows {
        close(&format!("{case}.{what}"), floats(tensor), fixture);
    }
}

#[test]
fn gradients_are_pytorchs() {
    let fixture = Fixture::read();
    for norm in [NormPlace::Post, NormPlace::Pre] {
        for activation in [Activation::Relu, Activation::Gelu] {
            let case = format!("{}.causal", name(norm, activation));
            let model = fixture.model(norm, activation, &Device::flex().autodiff());
            let logits = fixture.run(&model, "causal", -1e9).logits.unwrap();
            let (vocabulary, said) = (model.config.vocab_size, TOKENS - 1);
            let logits = logits.narrow(1, 0, said).reshape([BATCH * said, vocabulary]);
            let next = fixture.tokens(&logits.device()).narrow(1, 1, said).reshape([BATCH * said, 1]);
            let loss = activation::log_softmax(logits, 1).gather(1, next).mean().neg();
            close(&format!("{case}.loss"), floats(loss.clone()), &fixture);
            let gradients = loss.backward();
            let check = |what: &str, values: Vec<f32>| {
                let name = format!("{case}.gradient.{what}");
                within(&name, &values, &fixture.floats(&name), GRADIENTS);
            };
            let of = |param: &Param<Tensor<2>>| floats(param.val().grad(&gradients).unwrap());
            let of_one = |param: &Param<Tensor<1>>| floats(param.val().grad(&gradients).unwrap());
            check("embedding.weight", of(&model.embedding));
            check("position.weight", of(&model.position));
            for (layer, block) in model.blocks.iter().enumerate() {
                let linears = [
                    ("attention.W_q", &block.attention.w_q),
                    ("attention.W_k", &block.attention.w_k),
                    ("attention.W_v", &block.attention.w_v),
                    ("attention.W_o", &block.attention.w_o),
                    ("feed_forward.0", &block.inner),
                    ("feed_forward.3", &block.outer),
                ];
                for (name, linear) in linears {
                    check(&format!("blocks.{layer}.{name}.weight"), of(&linear.weight));
                    check(&format!("blocks.{layer}.{name}.bias"), of_one(&linear.bias));
                }
                for (name, norm) in [("norm1", &block.norm1), ("norm2", &block.norm2)] {
                    check(&format!("blocks.{layer}.{name}.weight"), of_one(&norm.weight));
                    check(&format!("blocks.{layer}.{name}.bias"), of_one(&norm.bias));
                }
            }
            check("head.weight", of(model.head.as_ref().unwrap()));
        }
    }
}

#[test]
fn a_row_that_sees_nothing_is_even_or_no_number() {
    let fixture = Fixture::read();
    let model = fixture.model(NormPlace::Post, Activation::Relu, &Device::flex());
    for (name, fill) in [("finite", -1e9), ("infinite", f32::NEG_INFINITY)] {
        let shares = floats(fixture.run(&model, "nowhere", fill).trace.layers[0].probabilities.clone());
        let expected = fixture.floats(&format!("nowhere.{name}"));
        for (ours, theirs) in shares.iter().zip(&expected) {
            assert!((ours - theirs).abs() < VALUES || ours.is_nan() && theirs.is_nan(), "{name}: {ours} {theirs}");
        }
        let row = &shares[2 * TOKENS..3 * TOKENS];
        if fill.is_finite() {
            assert!(row.iter().all(|share| (share - 1.0 / TOKENS as f32).abs() < 1e-6), "{row:?}");
        } else {
            assert!(row.iter().all(|share| share.is_nan()), "{row:?}");
        }
    }
}

#[test]
fn surgery_takes_out_exactly_what_it_names() {
    let fixture = Fixture::read();
    let model = fixture.model(NormPlace::Pre, Activation::Gelu, &Device::flex());
    let run = |surgery: Surgery| model.forward(fixture.tokens(&Device::flex()), None, &surgery);
    let whole = run(Surgery::default());
    let ablated = run(Surgery { ablated: vec![(1, 0)], ..Surgery::default() });
    assert_eq!(floats(whole.trace.layers[0].output.clone()), floats(ablated.trace.layers[0].output.clone()));
    let context = floats(ablated.trace.layers[1].context.clone());
    let before = floats(whole.trace.layers[1].context.clone());
    for (k, (now, before)) in context.iter().zip(&before).enumerate() {
        assert_eq!(*now, if k % 8 < 4 { 0.0 } else { *before }, "head 0 has the first half of every row");
    }
    let unscaled = run(Surgery { without_scale: true, ..Surgery::default() }).trace.layers[0].clone();
    assert_eq!(floats(unscaled.scores), floats(unscaled.products));
    let alone = run(Surgery { without_residual: true, ..Surgery::default() }).trace.layers[0].clone();
    assert_eq!(floats(alone.attention_residual), floats(alone.attention_output));
    assert_eq!(floats(alone.residual), floats(alone.feed_forward));
    let nowhere = run(Surgery { without_positions: true, ..Surgery::default() });
    assert_eq!(floats(nowhere.trace.layers[0].input.clone()), floats(nowhere.trace.word));
}

#[test]
fn sizes_that_do_not_fit_are_refused_in_words() {
    let config = TransformerConfig { num_heads: 3, ..config(NormPlace::Post, Activation::Relu) };
    let said = config.init(&Weights::default(), &Device::flex()).unwrap_err();
    assert_eq!(said, "3 heads cannot share a d_model of 8 evenly; choose a divisor of it");
    let config = TransformerConfig { num_heads: 2, ..config };
    let mut weights = config.init_weights(1);
    assert!(config.init(&weights, &Device::flex()).is_ok());
    weights.tensors.pop();
    assert!(config.init(&weights, &Device::flex()).unwrap_err().contains("head.weight"));
}

fn config(norm: NormPlace, activation: Activation) -> TransformerConfig {
    TransformerConfig {
        vocab_size: 7,
        max_len: 9,
        d_model: 8,
        num_heads: 2,
        d_ff: 12,
        num_layers: 2,
        norm,
        activation,
        head: true,
    }
}

fn name(norm: NormPlace, activation: Activation) -> String {
    let norm = if norm == NormPlace::Pre { "pre" } else { "post" };
    let activation = if activation == Activation::Gelu { "gelu" } else { "relu" };
    format!("{norm}.{activation}")
}

struct Fixture(Vec<u8>);

impl Fixture {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/transformer.safetensors");
        Fixture(std::fs::read(path).expect("the fixtures are committed"))
    }

    fn bytes(&self, name: &str) -> Vec<[u8; 4]> {
        let file = SafeTensors::deserialize(&self.0).unwrap();
        let view = file.tensor(name).unwrap_or_else(|_| panic!("the fixtures have no {name}"));
        view.data().as_chunks::<4>().0.to_vec()
    }

    fn floats(&self, name: &str) -> Vec<f32> {
        self.bytes(name).into_iter().map(f32::from_le_bytes).collect()
    }

    fn whole(&self, name: &str) -> Vec<i32> {
        self.bytes(name).into_iter().map(i32::from_le_bytes).collect()
    }

    fn tokens(&self, device: &Device) -> Tensor<2, Int> {
        Tensor::from_data(TensorData::new(self.whole("tokens"), [BATCH, TOKENS]), device)
    }

    fn model(&self, norm: NormPlace, activation: Activation, device: &Device) -> Transformer {
        let config = config(norm, activation);
        let tensor = |(name, shape): (String, Vec<usize>)| NamedTensor {
            values: self.floats(&format!("weights.{name}")),
            name,
            shape,
        };
        let weights = Weights { tensors: config.shapes().into_iter().map(tensor).collect(), ..Weights::default() };
        config.init(&weights, device).unwrap()
    }

    fn run(&self, model: &Transformer, mask: &str, fill: f32) -> Output {
        let visible = self.whole(&format!("visible.{mask}")).into_iter().map(|seen| seen != 0).collect();
        let mask = Mask { visible, fill };
        model.forward(self.tokens(&model.embedding.val().device()), Some(&mask), &Surgery::default())
    }
}

fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

fn close(name: &str, found: Vec<f32>, fixture: &Fixture) {
    within(name, &found, &fixture.floats(name), VALUES);
}

fn within(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (k, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance, "{what}: [{k}] is {a} where PyTorch has {b}");
    }
}

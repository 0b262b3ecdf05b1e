//! The Llama in tensor operations beside PyTorch, on a small one made by `tests/reference/llama.py`: every step to 1e-5.

use burn::tensor::{Device, Tensor};
use models::llama::{Builder, Cache, Llama, LlamaConfig, LlamaWriter};
use models::text_model::{Keep, Step, TextModel};
use pollster::block_on;
use safetensors::SafeTensors;

const CLOSE: f32 = 1e-5;

fn config() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 11,
        hidden_size: 12,
        num_hidden_layers: 2,
        num_attention_heads: 6,
        num_key_value_heads: 2,
        head_dim: 4,
        intermediate_size: 10,
        max_position_embeddings: 16,
        rms_norm_eps: 1e-5,
        rope_theta: 100_000.0,
    }
}

const TOKENS: [u32; 9] = [3, 1, 4, 1, 5, 9, 2, 6, 10];

struct Fixture(Vec<u8>);

impl Fixture {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/llama.safetensors");
        let fixture = Fixture(std::fs::read(path).expect("the fixtures are committed"));
        let (_, header) = SafeTensors::read_metadata(&fixture.0).expect("a safetensors file");
        let said = |name: &str| header.metadata().as_ref().and_then(|metadata| metadata.get(name).cloned());
        assert_eq!(said("tokens"), Some(format!("{TOKENS:?}")));
        let c = config();
        let heads = [c.num_attention_heads, c.num_key_value_heads, c.head_dim];
        let sizes = [&[c.vocab_size, c.hidden_size, c.num_hidden_layers], &heads[..], &[c.intermediate_size]].concat();
        assert_eq!(said("sizes"), Some(format!("{sizes:?}")));
        fixture
    }

    fn get(&self, name: &str) -> (Vec<usize>, Vec<f32>) {
        let file = SafeTensors::deserialize(&self.0).expect("a safetensors file");
        let view = file.tensor(name).unwrap_or_else(|_| panic!("the fixtures have no {name}"));
        (view.shape().to_vec(), view.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    fn model(&self) -> Llama {
        let mut builder = Builder::new(config(), Device::flex()).expect("sizes that go together");
        for (name, shape) in config().shapes() {
            builder.put(&name, &shape, self.get(&name).1).expect("a place for it");
        }
        builder.finish().expect("all weights")
    }

    fn writer(&self) -> LlamaWriter {
        LlamaWriter::new(self.model(), 16)
    }

    /// The logits after one of the tokens.
    fn logits(&self, after: usize) -> Vec<f32> {
        self.get("logits").1.chunks(config().vocab_size).nth(after).expect("a row").to_vec()
    }
}

fn floats<const D: usize>(tensor: Tensor<D>) -> (Vec<usize>, Vec<f32>) {
    (tensor.dims().to_vec(), tensor.into_data().try_into_vec().expect("floats"))
}

fn close(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= CLOSE * expected.abs().max(1.0), "{what}: {found} instead of {expected}");
    }
}

fn step(model: &mut LlamaWriter, tokens: &[u32], keep: Keep) -> Step {
    block_on(model.extend(tokens, keep)).expect("a step")
}

#[test]
fn every_step_is_pytorchs() {
    let fixture = Fixture::read();
    let model = fixture.model();
    let output = model.forward(&TOKENS, &mut Cache::default(), true);
    assert_eq!(output.layers.len(), 2);
    for (index, layer) in output.layers.into_iter().enumerate() {
        let steps = [
            ("input", floats(layer.input)),
            ("attention_norm", floats(layer.attention_norm)),
            ("query", floats(layer.query)),
            ("key", floats(layer.key)),
            ("value", floats(layer.value)),
            ("scores", floats(layer.scores)),
            ("probabilities", floats(layer.probabilities)),
            ("context", floats(layer.context)),
            ("attention_output", floats(layer.attention_output)),
            ("attention_residual", floats(layer.attention_residual)),
            ("feed_forward_norm", floats(layer.feed_forward_norm)),
            ("gate", floats(layer.gate)),
            ("up", floats(layer.up)),
            ("activated", floats(layer.activated)),
            ("feed_forward", floats(layer.feed_forward)),
            ("output", floats(layer.output)),
        ];
        for (name, (shape, found)) in steps {
            let (expected_shape, expected) = fixture.get(&format!("layer{index}.{name}"));
            assert_eq!(shape, expected_shape, "{name}");
            close(&format!("layer {index}, {name}"), &found, &expected);
        }
    }
    let (shape, logits) = floats(model.logits(output.hidden));
    assert_eq!(shape, [9, 11]);
    close("logits", &logits, &fixture.get("logits").1);
}

#[test]
fn the_cache_changes_nothing_however_the_text_is_cut() {
    let fixture = Fixture::read();
    for cuts in [vec![9], vec![1; 9], vec![4, 1, 3, 1], vec![1, 8]] {
        let mut model = fixture.writer();
        let mut read = 0;
        for count in cuts {
            let found = step(&mut model, &TOKENS[read..read + count], Keep::default());
            read += count;
            assert_eq!(model.len(), read);
            close(&format!("after {read}"), &found.logits, &fixture.logits(read - 1));
        }
        // Two layers, keys and values, two heads of 4 numbers, 4 bytes each.
        assert_eq!(model.cache_bytes(), 2 * 2 * 2 * 4 * 4 * 9);
    }
}

#[test]
fn a_branch_is_a_cut_and_other_tokens() {
    let fixture = Fixture::read();
    let mut model = fixture.writer();
    step(&mut model, &TOKENS[..3], Keep::default());
    step(&mut model, &[7, 8, 0], Keep::default());
    model.truncate(9);
    assert_eq!(model.len(), 6);
    model.truncate(3);
    close("back on the first text", &step(&mut model, &TOKENS[3..], Keep::default()).logits, &fixture.logits(8));
    model.truncate(0);
    assert_eq!((model.len(), model.cache_bytes()), (0, 0));
    close("from the start", &step(&mut model, &TOKENS[..1], Keep::default()).logits, &fixture.logits(0));
}

#[test]
fn what_was_asked_for_is_handed_out_and_nothing_else() {
    let fixture = Fixture::read();
    let mut model = fixture.writer();
    let nothing = step(&mut model, &TOKENS[..4], Keep::default());
    assert!(nothing.attention.is_empty() && nothing.residual.is_empty());
    let found = step(&mut model, &TOKENS[4..], Keep { attention: true, residual: true });
    for layer in 0..2 {
        let (_, probabilities) = fixture.get(&format!("layer{layer}.probabilities")); // [heads, tokens, total]
        assert_eq!(found.attention[layer].len(), 6);
        for (head, row) in found.attention[layer].iter().enumerate() {
            close("attention", row, &probabilities[(head * 9 + 8) * 9..][..9]);
        }
        let (_, input) = fixture.get(&format!("layer{layer}.input"));
        close("residual", &found.residual[layer], &input[8 * 12..]);
    }
    assert_eq!(found.residual.len(), 3);
    close("residual", &found.residual[2], &fixture.get("layer1.output").1[8 * 12..]);
    // The lens of the last residual is the model's own answer.
    let lens = block_on(model.lens(&found.residual[2])).expect("a lens");
    close("lens", &lens, &fixture.logits(8));
    model.truncate(8);
    let only = step(&mut model, &TOKENS[8..], Keep { attention: false, residual: true });
    assert!(only.attention.is_empty() && only.residual == found.residual);
}

#[test]
fn what_cannot_be_read_is_refused_and_the_cache_is_as_it_was() {
    let fixture = Fixture::read();
    let mut model = fixture.writer();
    step(&mut model, &TOKENS, Keep::default());
    let refused = |model: &mut LlamaWriter, tokens: &[u32]| {
        let message = block_on(model.extend(tokens, Keep::default())).unwrap_err();
        assert_eq!(model.len(), 9, "{message}");
        message
    };
    assert!(refused(&mut model, &[]).contains("no tokens"));
    assert!(refused(&mut model, &[1, 11]).contains("no token 11"));
    assert!(refused(&mut model, &[0; 8]).contains("9 of 16 are taken"));
    step(&mut model, &[0; 7], Keep::default());
    assert_eq!(model.len(), 16);
    assert!(block_on(model.lens(&[0.0; 5])).unwrap_err().contains("12 numbers"));
    assert_eq!(LlamaWriter::new(fixture.model(), 99).sizes().context, 16);
}

#[test]
fn weights_that_are_not_the_models_are_named() {
    let mut builder = Builder::new(config(), Device::flex()).expect("sizes that go together");
    let refused = |result: Result<(), String>| result.unwrap_err();
    assert!(refused(builder.put("blk.2.attn_q.weight", &[24, 12], vec![0.0; 288])).contains("no place"));
    assert!(refused(builder.put("blk.1.attn_q.weight", &[12, 24], vec![0.0; 288])).contains("[24, 12]"));
    builder.put("blk.1.attn_q.weight", &[24, 12], vec![0.0; 288]).expect("a place for it");
    assert!(refused(builder.put("blk.1.attn_q.weight", &[24, 12], vec![0.0; 288])).contains("no place"));
    assert!(builder.finish().unwrap_err().contains("no tensor blk.0.attn_k.weight"));
}

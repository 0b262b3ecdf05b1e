//! BERT's forward pass on a small random model: both ways to compute it, and what a lesson may do to it.

use algorithms::rng::Rng;
use burn::tensor::{Device, Tensor, TensorData};
use engine::fused::transformer;
use models::bert::{Batch, Bert, BertConfig, Keep, LayerTrace, MASKED, Operations, Output, Patch, Sequence, Surgery};
use models::weights::{NamedTensor, Weights};

/// Between two orders of summation.
const CLOSE: f32 = 2e-5;

/// No size is a multiple of the kernels' tile.
fn config() -> BertConfig {
    BertConfig {
        vocab_size: 11,
        hidden_size: 21,
        num_hidden_layers: 3,
        num_attention_heads: 3,
        intermediate_size: 37,
        max_position_embeddings: 9,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
    }
}

fn weights(config: &BertConfig) -> Weights {
    let mut rng = Rng::new(7);
    let tensors = config.shapes().into_iter().map(|(name, shape)| {
        let count = shape.iter().product();
        let base = if name.ends_with("LayerNorm.weight") { 1.0 } else { 0.0 };
        let values = (0..count).map(|_| base + 0.3 * rng.normal()).collect();
        NamedTensor { name, shape, values }
    });
    Weights { tensors: tensors.collect(), ..Weights::default() }
}

fn ways() -> [(&'static str, Bert); 2] {
    [("plain", Operations::PLAIN), ("fused", transformer::OPERATIONS)].map(|(way, operations)| {
        (way, config().init(&weights(&config()), operations, &Device::flex()).expect("the weights fit"))
    })
}

fn sequence(ids: &[u32]) -> Sequence {
    Sequence { ids: ids.into(), token_types: ids.iter().map(|id| id % 2).collect() }
}

fn batch(sequences: &[&[u32]]) -> Batch {
    Batch::new(sequences.iter().map(|ids| sequence(ids)).collect(), &config()).expect("a batch")
}

fn floats<const D: usize>(tensor: &Tensor<D>) -> Vec<f32> {
    tensor.clone().into_data().try_into_vec().expect("floats")
}

#[track_caller]
fn close<const D: usize>(what: &str, a: &Tensor<D>, b: &Tensor<D>) {
    assert_eq!(a.dims(), b.dims(), "{what}");
    let worst = floats(a).iter().zip(floats(b)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst <= CLOSE, "{what}: {worst}");
}

fn layers(output: &Output) -> &[LayerTrace] {
    &output.trace.as_ref().expect("a trace was asked for").layers
}

#[test]
fn both_ways_compute_the_same_at_every_step() {
    let [(_, plain), (_, fused)] = ways();
    let causal = Surgery { causal: true, ..Surgery::default() };
    for surgery in [Surgery::default(), causal] {
        let batch = batch(&[&[1, 5, 3, 9, 10, 2], &[4, 0], &[7, 7, 7, 2, 1, 0]]);
        let run = |model: &Bert| model.forward(&batch, &surgery, Keep::Everything);
        let (a, b) = (run(&plain), run(&fused));
        close("hidden", &a.hidden, &b.hidden);
        close("sentences", &a.sentence_embeddings(), &b.sentence_embeddings());
        close("pooled", &plain.pool(&a), &fused.pool(&b));
        for (a, b) in layers(&a).iter().zip(layers(&b)) {
            close("input", &a.input, &b.input);
            close("query", &a.query, &b.query);
            close("key", &a.key, &b.key);
            close("value", &a.value, &b.value);
            close("scores", &a.scores, &b.scores);
            close("probabilities", &a.probabilities, &b.probabilities);
            close("context", &a.context, &b.context);
            close("attention output", &a.attention_output, &b.attention_output);
            close("attention residual", &a.attention_residual, &b.attention_residual);
            close("attention norm", &a.attention_norm, &b.attention_norm);
            close("intermediate", &a.intermediate, &b.intermediate);
            close("activated", &a.activated, &b.activated);
            close("feed-forward", &a.feed_forward, &b.feed_forward);
            close("residual", &a.residual, &b.residual);
            close("output", &a.output, &b.output);
        }
        assert_eq!((layers(&a).len(), layers(&b).len()), (3, 3));
    }
}

#[test]
fn a_traces_steps_follow_from_each_other() {
    for (way, model) in ways() {
        let output = model.forward(&batch(&[&[1, 5, 3, 9]]), &Surgery::default(), Keep::Everything);
        let layers = layers(&output);
        close(way, &output.trace.as_ref().unwrap().embeddings.normalized, &layers[0].input);
        for (index, layer) in layers.iter().enumerate() {
            assert_eq!(layer.layer, index);
            close(way, &(layer.input.clone() + layer.attention_output.clone()), &layer.attention_residual);
            close(way, &(layer.attention_norm.clone() + layer.feed_forward.clone()), &layer.residual);
            let mixed = layer.probabilities.clone().matmul(layer.value.clone()).swap_dims(1, 2).reshape([1, 4, 21]);
            close(way, &mixed, &layer.context);
            let next = layers.get(index + 1).map_or(&output.hidden, |next| &next.input);
            close(way, &layer.output, next);
        }
        let only = model.forward(&batch(&[&[1, 5, 3, 9]]), &Surgery::default(), Keep::Layer(1));
        assert_eq!(only.trace.expect("a trace").layers.iter().map(|layer| layer.layer).collect::<Vec<_>>(), [1]);
        let none = model.forward(&batch(&[&[1, 5, 3, 9]]), &Surgery::default(), Keep::Nothing);
        assert!(none.trace.is_none());
        close(way, &none.hidden, &output.hidden);
    }
}

#[test]
fn what_is_filled_up_changes_nothing() {
    for (way, model) in ways() {
        let alone = model.forward(&batch(&[&[4, 8]]), &Surgery::default(), Keep::Nothing);
        let beside = model.forward(&batch(&[&[1, 5, 3, 9, 10], &[4, 8]]), &Surgery::default(), Keep::Nothing);
        close(way, &alone.hidden, &beside.hidden.clone().narrow(0, 1, 1).narrow(1, 0, 2));
        close(way, &alone.sentence_embeddings(), &beside.sentence_embeddings().narrow(0, 1, 1));
    }
}

#[test]
fn a_causal_token_does_not_see_later_ones() {
    let surgery = Surgery { causal: true, ..Surgery::default() };
    for (way, model) in ways() {
        let long = model.forward(&batch(&[&[1, 5, 3, 9, 10]]), &surgery, Keep::Everything);
        let short = model.forward(&batch(&[&[1, 5, 3]]), &surgery, Keep::Nothing);
        close(way, &long.hidden.clone().narrow(1, 0, 3), &short.hidden);
        for layer in layers(&long) {
            let cells = floats(&layer.probabilities);
            assert!(cells.iter().enumerate().all(|(k, p)| (*p == 0.0) == (k % 5 > k / 5 % 5)), "{way}");
        }
    }
}

#[test]
fn a_mask_of_the_readers_own_hides_what_it_says() {
    let hidden = |k: usize| if k % 4 == 2 { MASKED } else { 0.0 };
    let mask = TensorData::new((0..16).map(hidden).collect::<Vec<f32>>(), [1, 1, 4, 4]);
    let everything = TensorData::new(vec![MASKED; 4], [1, 1, 1, 4]);
    for (way, model) in ways() {
        let run = |mask: &TensorData| {
            let attention_mask = Some(Tensor::from_data(mask.clone(), &Device::flex()));
            let surgery = Surgery { attention_mask, ..Surgery::default() };
            surgery.check(&config(), &batch(&[&[1, 5, 3, 9]])).expect("the mask fits");
            model.forward(&batch(&[&[1, 5, 3, 9]]), &surgery, Keep::Everything)
        };
        for layer in layers(&run(&mask)) {
            assert!(floats(&layer.probabilities).iter().enumerate().all(|(k, p)| (*p == 0.0) == (k % 4 == 2)), "{way}");
        }
        // Nothing to see: beside -1e9 the scores no longer count.
        let blind = run(&everything);
        assert!(floats(&layers(&blind)[0].probabilities).iter().all(|p| (p - 0.25).abs() < 1e-6), "{way}");
    }
}

#[test]
fn a_head_that_is_taken_out_adds_nothing() {
    let mut factors = vec![1.0; 9];
    factors[3 + 1] = 0.0; // layer 1, head 1
    for (way, model) in ways() {
        let run = |head_mask| {
            let surgery = Surgery { head_mask, ..Surgery::default() };
            model.forward(&batch(&[&[1, 5, 3, 9]]), &surgery, Keep::Everything)
        };
        let (whole, without) = (run(None), run(Some(factors.clone())));
        close(way, &layers(&whole)[0].output, &layers(&without)[0].output);
        // Head 1 has the columns 7 to 13 of what is mixed.
        let context = layers(&without)[1].context.clone();
        assert!(floats(&context.clone().narrow(2, 7, 7)).iter().all(|value| *value == 0.0), "{way}");
        close(way, &context.narrow(2, 0, 7), &layers(&whole)[1].context.clone().narrow(2, 0, 7));
        let all = run(Some(vec![1.0; 9]));
        close(way, &all.hidden, &whole.hidden);
    }
}

#[test]
fn a_patch_of_every_token_carries_the_rest_of_a_run_over() {
    for (way, model) in ways() {
        let donor = model.forward(&batch(&[&[2, 6, 4, 8]]), &Surgery::default(), Keep::Everything);
        let rows = floats(&layers(&donor)[1].output);
        let patches = rows.chunks(21).enumerate();
        let patches = patches.map(|(token, row)| Patch { layer: 2, sequence: 0, token, values: row.into() }).collect();
        let surgery = Surgery { patches, ..Surgery::default() };
        surgery.check(&config(), &batch(&[&[1, 5, 3, 9]])).expect("the patches fit");
        let patched = model.forward(&batch(&[&[1, 5, 3, 9]]), &surgery, Keep::Nothing);
        close(way, &patched.hidden, &donor.hidden);
        let last = Patch { layer: 3, sequence: 0, token: 1, values: vec![0.5; 21] };
        let surgery = Surgery { patches: vec![last], ..Surgery::default() };
        let patched = model.forward(&batch(&[&[1, 5, 3, 9]]), &surgery, Keep::Nothing);
        assert!(floats(&patched.hidden.narrow(1, 1, 1)).iter().all(|value| *value == 0.5));
    }
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let refused = |sequences: Vec<Sequence>| Batch::new(sequences, &config()).unwrap_err();
    assert!(refused(Vec::new()).contains("type a text"));
    assert!(refused(vec![Sequence::default()]).contains("type a text"));
    assert!(refused(vec![sequence(&[1; 10])]).contains("10 tokens"));
    assert!(refused(vec![sequence(&[11])]).contains("vocabulary"));
    let batch = batch(&[&[1, 2]]);
    let check = |surgery: Surgery| surgery.check(&config(), &batch).unwrap_err();
    assert!(check(Surgery { head_mask: Some(vec![1.0; 3]), ..Surgery::default() }).contains("3 x 3 heads"));
    let patch = Patch { layer: 4, sequence: 0, token: 0, values: vec![0.0; 21] };
    assert!(check(Surgery { patches: vec![patch], ..Surgery::default() }).contains("layer 4"));
    let mask = Tensor::zeros([1, 1, 3, 3], &Device::flex());
    assert!(check(Surgery { attention_mask: Some(mask), ..Surgery::default() }).contains("2 tokens"));
}

#[test]
fn weights_that_do_not_fit_are_refused_in_words() {
    let init = |change: fn(&mut Vec<NamedTensor>)| {
        let mut weights = weights(&config());
        change(&mut weights.tensors);
        config().init(&weights, Operations::PLAIN, &Device::flex()).unwrap_err()
    };
    assert!(init(|tensors| drop(tensors.pop())).contains("no tensor pooler.dense.bias"));
    assert!(init(|tensors| tensors[0].shape[0] = 12).contains("[11, 21] is needed"));
    assert!(init(|tensors| tensors[0].name = "other".into()).contains("no place for a tensor other"));
    let heads = BertConfig { num_attention_heads: 4, ..config() };
    assert!(heads.init(&weights(&config()), Operations::PLAIN, &Device::flex()).unwrap_err().contains("divisor"));
}

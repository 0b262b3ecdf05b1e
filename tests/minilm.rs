//! MiniLM out of its packs beside PyTorch, on fixtures made by `tests/reference/minilm.py`. Needs the packs, in a folder named by
//! `GLASSBOX_MINILM`; `cargo xtask test` sees to it that they are there.

#[path = "minilm/fixture.rs"]
mod fixture;
#[path = "minilm/pack.rs"]
mod pack;
#[path = "minilm/page.rs"]
mod page;

use burn::tensor::{Device, Tensor};
use engine::Session;
use engine::bert::classifier::attribution;
use engine::fused::transformer;
use fixture::Fixture;
use models::bert::head::{Dense, Head, HeadConfig};
use models::bert::{Batch, Bert, Keep, LayerTrace, Operations, Sequence, Surgery};
use pack::Packs;
use pollster::block_on;
use port::Desk;
use protocol::bert::{Event, Request};
use protocol::bert_classifier::Features;
use protocol::{BackendChoice, Command};

/// Both ways to compute it on the CPU.
const WAYS: [(&str, Operations); 2] = [("plain", Operations::PLAIN), ("fused", transformer::OPERATIONS)];

/// Pack, least cosine of sentence embeddings, largest difference of a probability.
const PROMISED: [(&str, f64, f32); 2] = [("f16", 0.9999, 1e-3), ("q8_0", 0.999, PROBABILITIES_OF_8_BITS)];

/// What 8 bits do to single probabilities: weights are off by up to 0.4 % of the largest in their block, all over the model. PyTorch with
/// the same weights is off by as much.
const PROBABILITIES_OF_8_BITS: f32 = 3e-2;

/// Largest difference of a run to another way to compute the same weights, and of 32 bits to PyTorch's 64, relative to numbers of about 1.
const SAME: f32 = 2e-5;

#[test]
fn tokens_are_those_of_hugging_face() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::read();
    let mut text = packs.text();
    let ids = fixture.ids();
    assert!(ids.len() >= 200, "{} texts", ids.len());
    for (text_of, ids) in fixture.texts().iter().zip(&ids) {
        assert_eq!(&text.encode(text_of, fixture.most_tokens()).sequence.ids, ids, "{text_of:?}");
    }
    for (index, texts) in fixture.shown().iter().enumerate() {
        let found = match &texts[..] {
            [one] => text.encode(one, 512),
            [first, second] => text.encode_pair(first, second, 512),
            other => panic!("{other:?}"),
        };
        assert_eq!(found.sequence.ids, fixture.shown_ids(index));
    }
}

#[test]
fn sentence_embeddings_are_pytorchs() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::read();
    let (mut text, expected) = (packs.text(), fixture.floats("embeddings"));
    for (name, least, _) in PROMISED {
        for (way, operations) in WAYS {
            let model = packs.model(name, operations);
            let mut worst = (1.0, String::new());
            for (text_of, expected) in fixture.texts().iter().zip(expected.chunks(model.config.hidden_size)) {
                // The fused way reads them all; to hold the plain one to it, the short ones are enough.
                if way == "plain" && text_of.len() > 60 {
                    continue;
                }
                let sequence = text.encode(text_of, fixture.most_tokens()).sequence;
                let cosine = cosine(&embed(&model, vec![sequence]), expected);
                if cosine < worst.0 {
                    worst = (cosine, text_of.clone());
                }
            }
            say(format!("{name}, {way}: least cosine {:.8} ({:.40})", worst.0, worst.1));
            assert!(worst.0 >= least, "{name}, {way}: {worst:?}");
        }
    }
}

#[test]
fn attention_of_every_head_is_pytorchs() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::read();
    let mut text = packs.text();
    for (name, _, most) in PROMISED {
        for (way, operations) in WAYS {
            let model = packs.model(name, operations);
            let mut worst = 0.0_f32;
            for (index, texts) in fixture.shown().iter().enumerate() {
                let sequence = encode(&mut text, texts);
                let output = model.forward(&batch(&model, vec![sequence]), &Surgery::default(), Keep::Everything);
                let layers = output.trace.as_ref().expect("a trace").layers.iter();
                let found: Vec<f32> = layers.flat_map(|layer| floats(&layer.probabilities)).collect();
                worst = worst.max(difference(&found, &fixture.floats(&format!("shown.{index}.probabilities"))));
                let pooled =
                    difference(&floats(&model.pool(&output)), &fixture.floats(&format!("shown.{index}.pooled")));
                assert!(pooled <= 2.0 * most, "{name}, {way}: pooled differs by {pooled}");
            }
            say(format!("{name}, {way}: probabilities differ by at most {worst:.2e}"));
            assert!(worst <= most, "{name}, {way}: {worst}");
        }
    }
}

/// At 16 bits a weight is off by up to 1/4096 of itself; the numbers in between, of about 1 to 10, by a little more.
#[test]
fn every_step_of_the_last_layer_is_pytorchs() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::read();
    let mut text = packs.text();
    for (way, operations) in WAYS {
        let model = packs.model("f16", operations);
        let last = model.layers.len() - 1;
        let sequence = encode(&mut text, &fixture.shown()[0]);
        let output = model.forward(&batch(&model, vec![sequence]), &Surgery::default(), Keep::Layer(last));
        let layer = output.trace.expect("a trace").layers.remove(0);
        for (name, found) in steps(&layer) {
            let expected = fixture.floats(&format!("layer.{last}.{name}"));
            let size = expected.iter().fold(1.0_f32, |size, value| size.max(value.abs()));
            let relative = difference(&found, &expected) / size;
            assert!(relative <= 2e-3, "{way}: {name} differs by {relative} of {size}");
        }
    }
}

fn steps(layer: &LayerTrace) -> [(&'static str, Vec<f32>); 12] {
    [
        ("query", floats(&layer.query)),
        ("key", floats(&layer.key)),
        ("value", floats(&layer.value)),
        ("scores", floats(&layer.scores)),
        ("probabilities", floats(&layer.probabilities)),
        ("context", floats(&layer.context)),
        ("attention_output", floats(&layer.attention_output)),
        ("attention_norm", floats(&layer.attention_norm)),
        ("intermediate", floats(&layer.intermediate)),
        ("activated", floats(&layer.activated)),
        ("feed_forward", floats(&layer.feed_forward)),
        ("output", floats(&layer.output)),
    ]
}

#[test]
fn surgery_does_what_hugging_face_does() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::read();
    let mut text = packs.text();
    for (way, operations) in WAYS {
        let model = packs.model("f16", operations);
        let heads = model.config.num_attention_heads;
        let mut head_mask = vec![1.0; model.config.num_hidden_layers * heads];
        fixture.heads_out().iter().for_each(|[layer, head]| head_mask[layer * heads + head] = 0.0);
        let surgeries = [
            ("causal", Surgery { causal: true, ..Surgery::default() }),
            ("heads_out", Surgery { head_mask: Some(head_mask), ..Surgery::default() }),
        ];
        for (name, surgery) in surgeries {
            let sequence = encode(&mut text, &fixture.shown()[0]);
            let output = model.forward(&batch(&model, vec![sequence]), &surgery, Keep::Nothing);
            let worst = difference(&floats(&output.hidden), &fixture.floats(name));
            assert!(worst <= 5e-3, "{way}: {name} differs by {worst}");
        }
    }
}

#[test]
fn both_ways_and_any_batch_give_the_same() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::read();
    let mut text = packs.text();
    let [plain, fused] = WAYS.map(|(_, operations)| packs.model("q8_0", operations));
    let texts = ["The cat sat on the mat.", "x", "A transformer reads all words of a sentence at once."];
    let sequences: Vec<Sequence> = texts.iter().map(|one| text.encode(one, 512).sequence).collect();
    let together = embed(&fused, sequences.clone());
    assert!(difference(&together, &embed(&plain, sequences.clone())) <= SAME);
    let apart: Vec<f32> = sequences.into_iter().flat_map(|sequence| embed(&fused, vec![sequence])).collect();
    assert!(difference(&together, &apart) <= SAME);
    assert!(fixture.texts().iter().any(|one| one == texts[0]));
}

/// What was measured, for `--nocapture`.
#[expect(clippy::print_stdout, reason = "a figure to quote")]
fn say(text: String) {
    println!("{text}");
}

/// As a page loads and asks it.
#[test]
fn the_engine_takes_the_pack_by_requests() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::read();
    let mut session = Session::new(|| 0.0, || 0);
    let mut ask = |request| {
        let mut replies = block_on(session.handle(Command { job: 1, request }));
        while session.is_busy() {
            replies.extend(block_on(session.tick()));
        }
        replies.pop().map(|reply| reply.event)
    };
    ask(protocol::Request::Start { choice: BackendChoice::Cpu });
    ask(protocol::Request::Bert(Request::Open(packs.open_request("q8_0"))));
    let loaded = packs.shards("q8_0").map(|bytes| ask(protocol::Request::Bert(Request::Shard { bytes }))).last();
    let Some(Some(protocol::Event::Bert(Event::Loaded(facts)))) = loaded else { panic!("{loaded:?}") };
    assert_eq!((facts.parameters, facts.device_bytes), (22_713_216, 90_852_864));
    let texts: Vec<String> = fixture.texts()[..20].to_vec();
    let answer = ask(protocol::Request::Bert(Request::Embed { texts }));
    let Some(protocol::Event::Bert(Event::Embedded(embedded))) = answer else { panic!("{answer:?}") };
    let expected = fixture.floats("embeddings");
    for (ours, expected) in embedded.vectors.chunks(384).zip(expected.chunks(384)) {
        assert!(cosine(ours, expected) >= 0.999);
    }
}

fn encode(text: &mut models::bert::Text, texts: &[String]) -> Sequence {
    match texts {
        [first, second] => text.encode_pair(first, second, 512).sequence,
        [one, ..] => text.encode(one, 512).sequence,
        [] => Sequence::default(),
    }
}

fn batch(model: &Bert, sequences: Vec<Sequence>) -> Batch {
    Batch::new(sequences, &model.config).expect("a batch")
}

fn embed(model: &Bert, sequences: Vec<Sequence>) -> Vec<f32> {
    floats(&model.forward(&batch(model, sequences), &Surgery::default(), Keep::Nothing).sentence_embeddings())
}

fn floats<const D: usize>(tensor: &Tensor<D>) -> Vec<f32> {
    assert_eq!(tensor.device(), Device::flex());
    tensor.clone().into_data().try_into_vec().expect("floats")
}

fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, |worst, d| if d <= worst { worst } else { d })
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// Gradient x input through all layers, for heads of random weights: relative to the largest contribution of the text.
#[test]
fn the_words_that_move_a_head_are_pytorchs() {
    let Some(packs) = Packs::open() else { return };
    let fixture = Fixture::named("bert_classifier");
    let mut text = packs.text();
    let read: Vec<String> = serde_json::from_value(fixture.json("read")).expect("texts");
    let mut worst = 0.0_f32;
    for (way, operations) in WAYS {
        let model = packs.model("f16", operations);
        for (name, features) in [("pooler", Features::Pooler), ("mean", Features::Mean)] {
            let floats = |part: &str| fixture.floats(&format!("{name}.{part}"));
            let device = Device::flex().autodiff();
            let classifier = Dense::new(floats("classifier.weight"), floats("classifier.bias"), &device);
            let config = HeadConfig { input_size: 384, hidden_size: 0, num_classes: 3, dropout: 0.1 };
            let head = Head { dense: None, classifier, config };
            for (index, one) in read.iter().enumerate() {
                let sequence = text.encode(one, 256).sequence;
                assert_eq!(sequence.ids, fixture.integers(&format!("{name}.{index}.ids")));
                let found = block_on(attribution::run(&model, sequence, features, &head)).expect("it is followed");
                let probabilities = floats(&format!("{index}.probabilities"));
                assert!(difference(&found.probabilities, &probabilities) <= 1e-3, "{way}, {name}, {one}");
                let expected = floats(&format!("{index}.contributions"));
                let size = expected.iter().fold(0.0_f32, |size, value| size.max(value.abs()));
                worst = worst.max(difference(&found.contributions, &expected) / size);
            }
        }
    }
    say(format!("f16: gradient x input differs by at most {worst:.2e} of the largest contribution"));
    assert!(worst <= 5e-3, "{worst}");
}

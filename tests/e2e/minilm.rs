//! MiniLM in the tab, through the engine's messages: loaded shard by shard, and as exact as natively. The page on show does not matter.

use std::path::PathBuf;
use std::{fs, iter};

use packs::weights::manifest::{self, File, Model};
use protocol::bert::{Embedded, Event, Pack, Request};
use serde_json::Value;
use tests::harness::{Browser, Site, Tab, engine, in_browser, named_by};

/// The smallest cosine to PyTorch's embedding at 8 bits.
const COSINE: f64 = 0.999;

#[test]
fn embeddings_in_the_tab_are_pytorchs() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let embedded = embed(tab, "cpu", 12);
        compare(&embedded, 12);
    });
}

#[test]
fn embeddings_on_webgpu_are_pytorchs() {
    let site = Site::at_root();
    in_browser(&site, Browser { webgpu: true, ..Browser::default() }, |tab| {
        let embedded = embed(tab, "webgpu", 1);
        compare(&embedded, 1);
    });
}

/// Loads the pack of 8 bits into the engine of an open page and embeds the fixture's first texts.
fn embed(tab: &Tab, backend: &str, count: usize) -> Embedded {
    engine::tap(tab);
    tab.goto(&format!("positional-encoding/?backend={backend}&d=8&heads=2&text=a%20b"));
    tab.wait_for("the engine", 120.0, "document.querySelector('.badge')?.dataset.state === 'ready'");
    let model = model();
    let pack = model.pack("q8_0").expect("the manifest names the pack");
    engine::send(tab, Request::Open(open(&model)).into());
    assert!(matches!(answer(tab), Event::Taken { shards: 0, .. }));
    for (index, shard) in (1..).zip(&pack.shards) {
        engine::send_file(tab, Request::Shard { bytes: Vec::new() }.into(), &format!("packs/minilm/{}", shard.name));
        let Event::Taken { shards, .. } = answer(tab) else { panic!("shard {index} was not taken") };
        assert_eq!(shards, index);
    }
    let Event::Loaded(facts) = answer(tab) else { panic!("the model was not loaded") };
    assert_eq!(facts.parameters, model.parameters);
    engine::send(tab, Request::Embed { texts: texts().into_iter().take(count).collect() }.into());
    let last = iter::repeat_with(|| answer(tab)).find(|event| !matches!(event, Event::Embedding { .. }));
    let Some(Event::Embedded(embedded)) = last else { panic!("{last:?}") };
    embedded
}

/// The next thing the engine says about the model.
fn answer(tab: &Tab) -> Event {
    match engine::reply(tab).1 {
        protocol::Event::Bert(event) => event,
        event => panic!("{event:?}"),
    }
}

fn folder() -> PathBuf {
    named_by("GLASSBOX_DIST").join("packs/minilm")
}

fn model() -> Model {
    let text = fs::read_to_string(folder().join("manifest.txt")).expect("the site has a manifest");
    let mut models = manifest::read(&text).expect("a manifest");
    models.pop().expect("the site was built with MiniLM")
}

fn open(model: &Model) -> Pack {
    let file = |file: &File| protocol::bert::File { size: file.size, sha256: file.sha256.clone() };
    Pack {
        model: model.name.clone(),
        precision: "q8_0".into(),
        config: model.config.clone(),
        tokenizer: fs::read(folder().join(&model.tokenizer.name)).expect("the tokenizer is there"),
        tokenizer_file: file(&model.tokenizer),
        shards: model.pack("q8_0").expect("the manifest names the pack").shards.iter().map(file).collect(),
    }
}

/// The fixture's header, and the bytes of its tensors.
fn fixture() -> (Value, Vec<u8>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/minilm.safetensors");
    let mut file = fs::read(path).expect("the fixtures are committed");
    let length = u64::from_le_bytes(*file.first_chunk().expect("a safetensors file")) as usize;
    let tensors = file.split_off(8 + length);
    (serde_json::from_slice(&file[8..]).expect("JSON"), tensors)
}

fn texts() -> Vec<String> {
    let (header, _) = fixture();
    serde_json::from_str(header["__metadata__"]["texts"].as_str().expect("texts")).expect("texts")
}

fn compare(embedded: &Embedded, count: usize) {
    let (header, tensors) = fixture();
    let start = header["embeddings"]["data_offsets"][0].as_u64().expect("an offset") as usize;
    let (values, _) = tensors[start..].as_chunks::<4>();
    let vectors: Vec<&[f32]> = embedded.vectors.chunks(embedded.width as usize).collect();
    assert_eq!(vectors.len(), count);
    for (ours, theirs) in vectors.iter().zip(values.chunks(embedded.width as usize)) {
        let products = ours.iter().zip(theirs).map(|(a, b)| f64::from(*a) * f64::from(f32::from_le_bytes(*b)));
        let cosine: f64 = products.sum();
        assert!(cosine >= COSINE, "{cosine}");
    }
}

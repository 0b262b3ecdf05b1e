//! SmolLM2 out of its pack beside ggml and llama.cpp. Needs the pack, in a folder named by `GLASSBOX_SMOLLM2`; `cargo xtask test` sees to it that it is
//! there.

#[path = "smollm2/chat.rs"]
mod chat;
#[path = "smollm2/fast.rs"]
mod fast;
#[path = "smollm2/llama_cpp.rs"]
mod llama_cpp;
#[path = "smollm2/pack.rs"]
mod pack;
#[path = "smollm2/plain.rs"]
mod plain;
#[path = "smollm2/session.rs"]
mod session;

use std::collections::BTreeMap;

use models::llama::LlamaConfig;
use pack::Packs;

/// What ggml's own package reads out of the file; see `tests/reference/smollm2_tensors.py`.
const TENSORS: &str = include_str!("fixtures/smollm2_tensors.txt");

#[test]
fn every_block_is_the_one_in_the_gguf_file() {
    let Some(packs) = Packs::open() else { return };
    let row = |line: &str| line.split_once(' ').map(|(name, rest)| (name.to_owned(), rest.to_owned()));
    let mut expected: BTreeMap<String, String> = TENSORS.lines().filter_map(row).collect();
    assert_eq!(expected.len(), 272);
    let mut parameters = 0;
    packs.tensors(|tensor| {
        let shape: Vec<String> = tensor.shape.iter().map(usize::to_string).collect();
        let found = format!("{} {} {}", tensor.dtype.name(), shape.join("x"), packs::sha256(&tensor.bytes));
        assert_eq!(expected.remove(&tensor.name), Some(found), "{}", tensor.name);
        parameters += tensor.len() as u64;
    });
    assert!(expected.is_empty(), "{expected:?}");
    assert_eq!(parameters, packs.manifest.parameters);
}

#[test]
fn the_manifest_describes_the_model() {
    let Some(packs) = Packs::open() else { return };
    let config = packs.config();
    assert_eq!(config, LlamaConfig::smollm2_135m());
    let mut shapes: BTreeMap<String, Vec<usize>> = config.shapes().into_iter().collect();
    packs.tensors(|tensor| assert_eq!(shapes.remove(&tensor.name), Some(tensor.shape), "{}", tensor.name));
    assert!(shapes.is_empty(), "{shapes:?}");
    let message =
        packs.manifest.config.iter().find(|(key, _)| key == "system_message").map(|(_, value)| value.as_str());
    assert_eq!(message, Some("You are a helpful AI assistant named SmolLM, trained by Hugging Face"));
}

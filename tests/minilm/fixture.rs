//! What PyTorch computed.

use safetensors::SafeTensors;
use serde_json::Value;

pub struct Fixture {
    file: Vec<u8>,
    metadata: std::collections::HashMap<String, String>,
}

impl Fixture {
    pub fn read() -> Self {
        Fixture::named("minilm")
    }

    pub fn named(name: &str) -> Self {
        let path = format!("{}/../../tests/fixtures/{name}.safetensors", env!("CARGO_MANIFEST_DIR"));
        let file = std::fs::read(path).expect("the fixtures are committed");
        let (_, header) = SafeTensors::read_metadata(&file).expect("a safetensors file");
        let metadata = header.metadata().clone().expect("metadata");
        Fixture { file, metadata }
    }

    pub fn floats(&self, name: &str) -> Vec<f32> {
        self.bytes(name).iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }

    pub fn integers(&self, name: &str) -> Vec<u32> {
        self.bytes(name).iter().map(|bytes| u32::from_le_bytes(*bytes)).collect()
    }

    fn bytes(&self, name: &str) -> Vec<[u8; 4]> {
        let file = SafeTensors::deserialize(&self.file).expect("a safetensors file");
        let view = file.tensor(name).unwrap_or_else(|_| panic!("the fixtures have no {name}"));
        view.data().as_chunks().0.to_vec()
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.metadata[name]).expect("JSON")
    }

    pub fn texts(&self) -> Vec<String> {
        serde_json::from_value(self.json("texts")).expect("texts")
    }

    /// One text or two each.
    pub fn shown(&self) -> Vec<Vec<String>> {
        serde_json::from_value(self.json("shown")).expect("lists of texts")
    }

    pub fn shown_ids(&self, index: usize) -> Vec<u32> {
        self.integers(&format!("shown.{index}.ids"))
    }

    /// Layer and head.
    pub fn heads_out(&self) -> Vec<[usize; 2]> {
        serde_json::from_value(self.json("heads_out")).expect("pairs")
    }

    pub fn most_tokens(&self) -> usize {
        self.metadata["max_seq_length"].parse().expect("a number")
    }

    /// Of every text.
    pub fn ids(&self) -> Vec<Vec<u32>> {
        let (ids, mut start) = (self.integers("ids"), 0);
        let ends = self.integers("ends").into_iter().map(|end| end as usize);
        ends.map(|end| ids[std::mem::replace(&mut start, end)..end].to_vec()).collect()
    }
}

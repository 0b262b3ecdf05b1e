//! The same vocabularies in Hugging Face's `tokenizers`, from the files the packs were made of.

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use tokenizers::Tokenizer;

pub struct Reference {
    tokenizer: Tokenizer,
    len: usize,
}

impl Reference {
    fn new(json: &Value) -> Self {
        let mut tokenizer = Tokenizer::from_bytes(json.to_string()).expect("a tokenizer");
        // For batches of a model; we compare texts.
        tokenizer.with_truncation(None).expect("no truncation");
        tokenizer.with_padding(None);
        let len = tokenizer.get_vocab_size(true);
        Reference { tokenizer, len }
    }

    #[allow(dead_code, reason = "the tests ask, the benchmark does not")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether special tokens in a text are found, or are text.
    #[allow(dead_code, reason = "the tests ask, the benchmark does not")]
    pub fn recognise(&mut self, recognise: bool) {
        self.tokenizer.set_encode_special_tokens(!recognise);
    }

    /// Without the `[CLS]` and `[SEP]` around it.
    pub fn ids(&self, text: &str) -> Vec<u32> {
        self.tokenizer.encode(text, false).expect("a text is encoded").get_ids().to_vec()
    }
}

/// Where `cargo xtask models tokenizers` keeps the packs.
pub fn folder() -> PathBuf {
    let folder = std::env::var_os("GLASSBOX_TOKENIZERS");
    folder.expect("GLASSBOX_TOKENIZERS names a folder; `cargo xtask test` sets it to what `cargo xtask models tokenizers` prints").into()
}

fn read(name: &str) -> Value {
    let path = folder().join("reference").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// As its authors published it.
pub fn minilm() -> Reference {
    Reference::new(&read("minilm.json"))
}

/// Tokens and merges of the GGUF file, under the settings of the model's own `tokenizer.json`: digits one by one, then GPT-2's pattern,
/// no token for what is unknown.
pub fn smollm2() -> Reference {
    let file = read("smollm2.json");
    let tokens = file["tokens"].as_array().expect("tokens");
    let text = |token: &Value| token.as_str().expect("a text").to_owned();
    let vocabulary: Map<String, Value> = tokens.iter().zip(0..).map(|(token, id)| (text(token), json!(id))).collect();
    let added: Vec<Value> = file["specials"]
        .as_array()
        .expect("special tokens")
        .iter()
        .map(|token| {
            json!({ "id": vocabulary[&text(token)], "content": token, "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true })
        })
        .collect();
    assert_eq!(added.len(), 17);
    Reference::new(&json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": added,
        "normalizer": null,
        "pre_tokenizer": { "type": "Sequence", "pretokenizers": [
            { "type": "Digits", "individual_digits": true },
            { "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true },
        ] },
        "post_processor": null,
        "decoder": { "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true },
        "model": { "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
            "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
            "vocab": vocabulary, "merges": file["merges"] },
    }))
}

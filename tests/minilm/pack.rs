//! Packs on disk to models.

use std::fs;
use std::path::PathBuf;

use algorithms::wordpiece::WordPiece;
use burn::tensor::Device;
use models::bert::{Bert, BertConfig, Builder, Operations, Text};
use packs::tokenizer::Tokenizer;
use packs::weights::manifest::{self, File, Model};
use packs::weights::{MOST_BYTES, Reader};

pub struct Packs {
    folder: PathBuf,
    manifest: Model,
}

impl Packs {
    /// Where `GLASSBOX_MINILM` says. Without it the tests say that they are left out: `cargo xtask check` downloads nothing.
    #[expect(clippy::print_stderr, reason = "a test that was left out says so")]
    pub fn open() -> Option<Self> {
        let Some(folder) = std::env::var_os("GLASSBOX_MINILM").map(PathBuf::from) else {
            eprintln!("left out: GLASSBOX_MINILM does not name the folder that `cargo xtask models minilm` prints");
            return None;
        };
        let text = fs::read_to_string(folder.join("manifest.txt")).expect("a manifest");
        let [manifest] = manifest::read(&text).expect("a manifest").try_into().expect("one model");
        Some(Packs { folder, manifest })
    }

    /// Taken in shard by shard, as a page does it.
    pub fn model(&self, pack: &str, operations: Operations) -> Bert {
        let number = |name: &str| self.manifest.number(name).expect("a fact of the model");
        let config = BertConfig {
            vocab_size: number("vocab_size"),
            hidden_size: number("hidden_size"),
            num_hidden_layers: number("num_hidden_layers"),
            num_attention_heads: number("num_attention_heads"),
            intermediate_size: number("intermediate_size"),
            max_position_embeddings: number("max_position_embeddings"),
            type_vocab_size: number("type_vocab_size"),
            layer_norm_eps: self.manifest.number("layer_norm_eps").expect("a fact of the model"),
        };
        assert_eq!(config, BertConfig::minilm());
        let pack = self.manifest.pack(pack).expect("the manifest names the pack");
        let mut reader = Reader::new(pack.shards.clone());
        let mut builder = Builder::new(config, operations, Device::flex()).expect("a model");
        let (mut tensors, mut parameters) = (0, 0);
        while let Some(file) = reader.wanted() {
            let shard = self.file(file);
            assert!(shard.len() <= MOST_BYTES);
            for tensor in reader.take(&shard).expect("the shard is whole") {
                builder.put(&tensor.name, &tensor.shape, tensor.to_f32()).expect("the model has a place for it");
                (tensors, parameters) = (tensors + 1, parameters + tensor.len() as u64);
            }
        }
        assert_eq!((tensors, parameters), (pack.tensors, self.manifest.parameters));
        builder.finish().expect("all weights are there")
    }

    /// What a page tells the engine before it sends shards.
    pub fn open_request(&self, pack: &str) -> protocol::bert::Pack {
        let file = |file: &File| protocol::bert::File { size: file.size, sha256: file.sha256.clone() };
        protocol::bert::Pack {
            model: self.manifest.name.clone(),
            precision: pack.into(),
            config: self.manifest.config.clone(),
            tokenizer: self.file(&self.manifest.tokenizer),
            tokenizer_file: file(&self.manifest.tokenizer),
            shards: self.manifest.pack(pack).expect("the manifest names the pack").shards.iter().map(file).collect(),
        }
    }

    pub fn shards(&self, pack: &str) -> impl Iterator<Item = Vec<u8>> {
        self.manifest.pack(pack).expect("the manifest names the pack").shards.iter().map(|file| self.file(file))
    }

    fn file(&self, file: &File) -> Vec<u8> {
        fs::read(self.folder.join(&file.name)).expect("the file is there")
    }

    pub fn text(&self) -> Text {
        let file = &self.manifest.tokenizer;
        let bytes = self.file(file);
        packs::verify(&bytes, file.size, &file.sha256).expect("the tokenizer is whole");
        let Ok(Tokenizer::WordPiece(pack)) = Tokenizer::read(&bytes) else { panic!("a WordPiece tokenizer") };
        let specials: Vec<&str> = pack.specials.iter().map(String::as_str).collect();
        let tokens = pack.tokens.iter().map(String::as_str);
        Text::new(WordPiece::new(tokens, &pack.unknown, &specials).expect("a vocabulary")).expect("BERT's")
    }
}

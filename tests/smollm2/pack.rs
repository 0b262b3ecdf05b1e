//! SmolLM2's pack on disk, taken in shard by shard, as a page does it.

use std::fs;
use std::path::PathBuf;

use models::llama::LlamaConfig;
use packs::weights::manifest::{self, File, Model};
use packs::weights::{MOST_BYTES, Reader, Tensor};

pub struct Packs {
    folder: PathBuf,
    pub manifest: Model,
}

impl Packs {
    /// Where `GLASSBOX_SMOLLM2` says. Without it the tests say that they are left out: `cargo xtask check` downloads nothing.
    #[expect(clippy::print_stderr, reason = "a test that was left out says so")]
    pub fn open() -> Option<Self> {
        let Some(folder) = std::env::var_os("GLASSBOX_SMOLLM2").map(PathBuf::from) else {
            eprintln!("left out: GLASSBOX_SMOLLM2 does not name the folder that `cargo xtask models smollm2` prints");
            return None;
        };
        let text = fs::read_to_string(folder.join("manifest.txt")).expect("a manifest");
        let [manifest] = manifest::read(&text).expect("a manifest").try_into().expect("one model");
        Some(Packs { folder, manifest })
    }

    pub fn config(&self) -> LlamaConfig {
        let number = |name: &str| self.manifest.number(name).expect("a fact of the model");
        let fraction = |name: &str| self.manifest.number(name).expect("a fact of the model");
        LlamaConfig {
            vocab_size: number("vocab_size"),
            hidden_size: number("hidden_size"),
            num_hidden_layers: number("num_hidden_layers"),
            num_attention_heads: number("num_attention_heads"),
            num_key_value_heads: number("num_key_value_heads"),
            head_dim: number("head_dim"),
            intermediate_size: number("intermediate_size"),
            max_position_embeddings: number("max_position_embeddings"),
            rms_norm_eps: fraction("rms_norm_eps"),
            rope_theta: fraction("rope_theta"),
        }
    }

    /// Hands out every tensor, in the pack's order.
    pub fn tensors(&self, mut put: impl FnMut(Tensor)) {
        let pack = self.manifest.pack("q4_1").expect("the manifest names the pack");
        let mut reader = Reader::new(pack.shards.clone());
        let mut count = 0;
        while let Some(file) = reader.wanted() {
            let shard = self.file(file);
            assert!(shard.len() <= MOST_BYTES);
            for tensor in reader.take(&shard).expect("the shard is whole") {
                count += 1;
                put(tensor);
            }
        }
        assert_eq!(count, pack.tensors);
    }

    /// What a page tells the engine before it sends shards.
    pub fn open_request(&self) -> protocol::pack::Pack {
        let file = |file: &File| protocol::pack::File { size: file.size, sha256: file.sha256.clone() };
        protocol::pack::Pack {
            model: self.manifest.name.clone(),
            precision: "q4_1".into(),
            config: self.manifest.config.clone(),
            tokenizer: self.file(&self.manifest.tokenizer),
            tokenizer_file: file(&self.manifest.tokenizer),
            shards: self.manifest.packs[0].shards.iter().map(file).collect(),
        }
    }

    pub fn shards(&self) -> impl Iterator<Item = Vec<u8>> {
        self.manifest.packs[0].shards.iter().map(|file| self.file(file))
    }

    pub fn file(&self, file: &File) -> Vec<u8> {
        fs::read(self.folder.join(&file.name)).expect("the file is there")
    }
}

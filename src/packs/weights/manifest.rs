//! What a site carries of a model: a text of a few lines, which a page reads before it offers to load anything.

use std::fmt::Write;

/// A pretrained model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// By which the program knows it: `minilm`.
    pub name: String,
    /// As its authors call it.
    pub title: String,
    /// As an SPDX expression.
    pub licence: String,
    /// The model, and the package it was taken from.
    pub source: String,
    /// Numbers that were learned.
    pub parameters: u64,
    /// Sizes and constants under the names of the model's own `config.json`: `hidden_size`, `384`.
    pub config: Vec<(String, String)>,
    /// What cuts text for it: a file of [`crate::tokenizer`].
    pub tokenizer: File,
    /// The same weights at different precisions, the smallest first.
    pub packs: Vec<Pack>,
}

/// All weights of a model at one precision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pack {
    /// The storage type of its matrices: `q8_0`.
    pub name: String,
    pub tensors: u64,
    /// In the order in which they are taken in.
    pub shards: Vec<File>,
}

/// A file beside the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Carries part of the hash, so that no cache serves an older one.
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub sha256: String,
}

const HEADING: &str = "glassbox weights 1";

impl Model {
    /// A number of the model's configuration.
    ///
    /// # Errors
    /// If the manifest does not have it.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Result<T, String> {
        let value = self.config.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        value
            .and_then(|value| value.parse().ok())
            .ok_or_else(|| format!("the manifest does not say the model's {name}"))
    }

    pub fn pack(&self, name: &str) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.name == name)
    }
}

impl Pack {
    /// Bytes of all its shards.
    pub fn size(&self) -> u64 {
        self.shards.iter().map(|shard| shard.size).sum()
    }
}

/// The text of a manifest: a paragraph for each model, followed by one for each of its packs.
pub fn write(models: &[Model]) -> String {
    let mut text = format!("{HEADING}\n");
    let mut line = |args: std::fmt::Arguments| text.write_fmt(args).expect("a string grows");
    for Model { name, title, licence, source, parameters, config, tokenizer, packs } in models {
        line(format_args!("\nmodel: {name}\ntitle: {title}\nlicence: {licence}\nsource: {source}\n"));
        line(format_args!("parameters: {parameters}\n"));
        config.iter().for_each(|(key, value)| line(format_args!("config: {key} {value}\n")));
        line(format_args!("tokenizer: {} {} {}\n", tokenizer.name, tokenizer.size, tokenizer.sha256));
        for Pack { name, tensors, shards } in packs {
            line(format_args!("\npack: {name}\ntensors: {tensors}\n"));
            for File { name, size, sha256 } in shards {
                line(format_args!("shard: {name} {size} {sha256}\n"));
            }
        }
    }
    text
}

/// # Errors
/// If `text` is no manifest of this version: a host that answers a request for a missing file with a page, for instance.
pub fn read(text: &str) -> Result<Vec<Model>, String> {
    let body = text.strip_prefix(HEADING).ok_or("this is no list of weights of this version of Glassbox")?;
    let mut models: Vec<Model> = Vec::new();
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        read_line(line, &mut models).ok_or_else(|| format!("the list of weights is damaged at {line:?}"))?;
    }
    Ok(models)
}

fn read_line(line: &str, models: &mut Vec<Model>) -> Option<()> {
    let (key, value) = line.split_once(": ")?;
    if key == "model" {
        models.push(Model { name: value.into(), ..Model::default() });
        return Some(());
    }
    let model = models.last_mut()?;
    match key {
        "title" => model.title = value.into(),
        "licence" => model.licence = value.into(),
        "source" => model.source = value.into(),
        "parameters" => model.parameters = value.parse().ok()?,
        "config" => model.config.push(value.split_once(' ').map(|(key, value)| (key.into(), value.into()))?),
        "tokenizer" => model.tokenizer = file(value)?,
        "pack" => model.packs.push(Pack { name: value.into(), ..Pack::default() }),
        "tensors" => model.packs.last_mut()?.tensors = value.parse().ok()?,
        "shard" => model.packs.last_mut()?.shards.push(file(value)?),
        // Facts that later versions add.
        _ => {}
    }
    Some(())
}

fn file(value: &str) -> Option<File> {
    let mut words = value.split(' ');
    let (name, size, sha256) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
    // Nothing outside the folder of the manifest, whoever wrote it.
    let beside = !name.is_empty() && !name.contains(['/', '\\', ':']);
    beside.then(|| File { name: name.into(), size, sha256: sha256.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Model {
        let file = |name: &str| File { name: name.into(), size: 8_000_000, sha256: "ab".repeat(32) };
        let pack = |name: &str, tensors| Pack { name: name.into(), tensors, shards: vec![file("a.1"), file("b.2")] };
        Model {
            name: "minilm".into(),
            title: "all-MiniLM-L6-v2".into(),
            licence: "Apache-2.0".into(),
            source: "MiniLM: from a package".into(),
            parameters: 22_713_216,
            config: vec![("hidden_size".into(), "384".into()), ("layer_norm_eps".into(), "1e-12".into())],
            tokenizer: file("minilm.1234.pack"),
            packs: vec![pack("q8_0", 103), pack("f16", 103)],
        }
    }

    #[test]
    fn a_manifest_survives_its_text() {
        let models = vec![example(), Model { packs: Vec::new(), ..example() }];
        assert_eq!(read(&write(&models)), Ok(models));
        assert_eq!(read(&write(&[])), Ok(vec![]));
    }

    #[test]
    fn numbers_and_packs_are_found_by_name() {
        let model = example();
        assert_eq!((model.number("hidden_size"), model.number("layer_norm_eps")), (Ok(384_usize), Ok(1e-12_f64)));
        assert!(model.number::<usize>("num_layers").unwrap_err().contains("num_layers"));
        assert_eq!(model.pack("f16").map(Pack::size), Some(16_000_000));
        assert_eq!(model.pack("q4_1"), None);
    }

    #[test]
    fn other_texts_are_refused() {
        assert!(read("<!doctype html>").is_err());
        assert!(read("").is_err());
        let text = write(&[example()]);
        assert!(read(&text.replace("8000000", "many")).unwrap_err().contains("damaged"));
        assert!(read(&text.replace("shard: a.1", "shard: ../a.1")).unwrap_err().contains("damaged"));
        assert!(read(&text.replace("model: minilm", "")).unwrap_err().contains("damaged"));
        assert!(read(&text.replace("\npack: f16", "\npack:")).is_err());
    }
}

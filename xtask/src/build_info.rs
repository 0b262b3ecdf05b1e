//! `dist/build.json`: what was built, from what, and how many bytes a reader downloads.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::process;
use crate::split::Modules;
use crate::url_path::Base;
use crate::workspace::Workspace;

const FILE: &str = "build.json";

/// Bytes on the wire, as a host with gzip sends them.
pub struct Sizes {
    pub app_wasm: usize,
    pub app_js: usize,
    pub engine_wasm: usize,
    pub engine_js: usize,
    pub scribe_wasm: usize,
    pub scribe_js: usize,
    pub reader_wasm: usize,
    pub reader_js: usize,
    /// Styles and fonts.
    pub dress: usize,
    /// What each lesson fetches beside the programs.
    pub lessons: BTreeMap<String, usize>,
}

impl Sizes {
    pub fn measure(dist: &Path, modules: &Modules) -> Result<Self> {
        let files: Vec<PathBuf> = fs::read_dir(dist)?.flatten().map(|entry| entry.path()).collect();
        // Together, if several files are named so: the page has two scripts.
        let gzip = |start: &str, end: &str| -> Result<usize> {
            let matches = |path: &&PathBuf| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(start) && name.ends_with(end)
            };
            let found: Vec<_> = files.iter().filter(matches).collect();
            ensure!(!found.is_empty(), "the site has no {start}*{end}");
            found.iter().map(|file| gzip_size(&fs::read(file)?)).sum()
        };
        Ok(Self {
            app_wasm: gzip("app-", "_bg.wasm")?,
            app_js: gzip("app-", ".js")?,
            engine_wasm: gzip("worker_bg", ".wasm")?,
            engine_js: gzip("worker", "r.js")?,
            scribe_wasm: gzip("scribe_bg", ".wasm")?,
            scribe_js: gzip("scribe", "e.js")?,
            reader_wasm: gzip("reader_bg", ".wasm")?,
            reader_js: gzip("reader", "r.js")?,
            dress: sent(dist)? + sent(&dist.join("assets/fonts"))?,
            lessons: lessons(dist, modules)?,
        })
    }

    /// For the page itself, which tells its reader.
    pub fn for_page(&self) -> Value {
        json!({
            "app": self.app_wasm + self.app_js,
            "engine": self.engine_wasm + self.engine_js,
            "scribe": self.scribe_wasm + self.scribe_js,
            "reader": self.reader_wasm + self.reader_js,
            "dress": self.dress,
            "lessons": self.lessons,
        })
    }
}

/// Written last: a site with this file is complete.
pub fn write(workspace: &Workspace, dist: &Path, base: &Base, inputs: &str, engine: &str, sizes: &Sizes) -> Result<()> {
    let commit = process::ask(Command::new("git").current_dir(workspace.root()).args(["rev-parse", "--short", "HEAD"]));
    let info = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "commit": commit,
        "base": base.as_str(),
        "inputs": inputs,
        "engine": engine,
        "gzip": {
            "app_wasm": sizes.app_wasm,
            "app_js": sizes.app_js,
            "engine_wasm": sizes.engine_wasm,
            "engine_js": sizes.engine_js,
            "scribe_wasm": sizes.scribe_wasm,
            "scribe_js": sizes.scribe_js,
            "reader_wasm": sizes.reader_wasm,
            "reader_js": sizes.reader_js,
            "dress": sizes.dress,
            "lessons": sizes.lessons,
        },
    });
    fs::write(dist.join(FILE), format!("{info:#}\n"))?;
    Ok(())
}

/// The fingerprint of what a complete site was built from.
pub fn inputs_of(dist: &Path) -> Option<String> {
    let info: Value = serde_json::from_str(&fs::read_to_string(dist.join(FILE)).ok()?).ok()?;
    Some(info.get("inputs")?.as_str()?.to_string())
}

/// By a lesson's slug: its module, its words, and if it has a trained example that and the texts it was trained on.
fn lessons(dist: &Path, modules: &Modules) -> Result<BTreeMap<String, usize>> {
    let assets = dist.join("assets");
    let texts = sent(&assets.join("text"))?;
    let mut lessons = BTreeMap::new();
    for (name, files) in modules {
        let slug = name.replace('_', "-");
        let example = assets.join("models").join(&slug);
        let mut bytes = sent(&assets.join("prose").join(&slug))?;
        let trained = sent(&example)?;
        if trained > 0 {
            bytes += texts + trained;
        }
        for file in files {
            bytes += gzip_size(&fs::read(dist.join(file))?)?;
        }
        lessons.insert(slug, bytes);
    }
    Ok(lessons)
}

/// What a page fetches of the files right in `folder`. Hosts compress texts; fonts, weights and traces they send as they are. Notes for
/// people (licences, model cards) are not fetched, and shards only when a reader asks for them.
fn sent(folder: &Path) -> Result<usize> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        bytes += match path.extension().and_then(|ending| ending.to_str()) {
            Some("txt" | "css" | "html") if !name.contains("LICENSE") => gzip_size(&fs::read(&path)?)?,
            Some("woff2" | "bin" | "safetensors") => fs::metadata(&path)?.len() as usize,
            _ => 0,
        };
    }
    Ok(bytes)
}

fn gzip_size(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_counts_what_its_page_fetches() {
        let dist = std::env::temp_dir().join(format!("glassbox-sizes-{}", std::process::id()));
        let put = |path: &str, bytes: &[u8]| {
            fs::create_dir_all(dist.join(path).parent().unwrap()).unwrap();
            fs::write(dist.join(path), bytes).unwrap();
        };
        put("assets/models/lstm/weights.safetensors", &[0; 1000]);
        put("assets/models/lstm/README.md", &[b'a'; 1000]);
        put("assets/prose/lstm/idea.html", &[b'a'; 1000]);
        put("assets/text/sample.txt", &[b'a'; 1000]);
        put("assets/text/LICENSE.txt", &[b'a'; 1000]);
        put("app-1_lstm.wasm", &[b'a'; 1000]);
        let modules = Modules::from([("lstm".into(), vec!["app-1_lstm.wasm".into()])]);
        let size = lessons(&dist, &modules).unwrap()["lstm"];
        fs::remove_dir_all(&dist).unwrap();
        assert_eq!(size, 1000 + 3 * gzip_size(&[b'a'; 1000]).unwrap());
    }
}

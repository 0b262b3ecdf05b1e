//! `dist/build.json`: what was built, from what, and how many bytes a reader downloads.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::process;
use crate::url_path::Base;
use crate::workspace::Workspace;

const FILE: &str = "build.json";

/// Bytes on the wire, as a host with gzip sends them.
pub struct Sizes {
    pub app_wasm: usize,
    pub app_js: usize,
    pub engine_wasm: usize,
    pub engine_js: usize,
}

impl Sizes {
    pub fn measure(dist: &Path) -> Result<Self> {
        let files: Vec<PathBuf> = fs::read_dir(dist)?.flatten().map(|entry| entry.path()).collect();
        let gzip = |start: &str, end: &str| -> Result<usize> {
            let matches = |path: &&PathBuf| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(start) && name.ends_with(end)
            };
            let file = files.iter().find(matches).with_context(|| format!("the site has no {start}*{end}"))?;
            gzip_size(&fs::read(file)?)
        };
        Ok(Self {
            app_wasm: gzip("app-", "_bg.wasm")?,
            app_js: gzip("app-", ".js")?,
            engine_wasm: gzip("worker_bg", ".wasm")?,
            engine_js: gzip("worker", "r.js")?,
        })
    }

    /// For the page itself: what its two parts weigh, to draw progress against.
    pub fn for_page(&self) -> Value {
        json!({ "app": self.app_wasm + self.app_js, "engine": self.engine_wasm + self.engine_js })
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

fn gzip_size(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

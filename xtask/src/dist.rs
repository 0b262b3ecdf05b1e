//! `dist/`: the site, ready for any static host.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::build_info::{self, Sizes};
use crate::progress::{note, step};
use crate::toolchain::WASM;
use crate::url_path::Base;
use crate::workspace::Workspace;
use crate::{
    csp, fingerprint, html, offline, prerender, relaxed, simd, smollm2, sources, split, tokenizers, trunk, wasm_names,
    weights,
};

/// Everything a site is made of. xtask is on the list because it writes part of it.
const SOURCES: &[&str] = &[
    "src",
    "assets",
    "style",
    "xtask/src",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];

/// Brings the site in `out` up to date.
pub fn build(workspace: &Workspace, base: &Base, out: &Path) -> Result<()> {
    let sources: Vec<PathBuf> = SOURCES.iter().map(|source| workspace.root().join(source)).collect();
    let inputs = fingerprint::of_files(&fingerprint::files_under(&sources)?, base.as_str())?;
    if build_info::inputs_of(out).is_some_and(|built_from| built_from == inputs) {
        note(&format!("{} is up to date", out.display()));
    } else {
        trunk::build(workspace, base, out)?;
        step("writing a page for each section", || finish(workspace, base, out, &inputs))?;
    }
    // Each time: what could not be fetched last time may be within reach now.
    tokenizers::publish(workspace, out)?;
    weights::publish(workspace, out)?;
    smollm2::publish(workspace, out)?;
    // Last: it lists all the others.
    offline::publish(&workspace.root().join("assets/sw.js"), out)
}

/// Turns what trunk wrote into what is published.
fn finish(workspace: &Workspace, base: &Base, out: &Path, inputs: &str) -> Result<()> {
    let modules = split::split(workspace, out)?;
    simd::check(&out.join("worker_bg.wasm"))?;
    relaxed::check(&out.join("worker_bg.wasm"), &workspace.target().join(WASM).join("release/build"))?;
    wasm_names::strip_all(out)?;
    let engine = version_worker(out, "worker")?;
    let scribe = version_worker(out, "scribe")?;
    let reader = version_worker(out, "reader")?;
    let sizes = Sizes::measure(out, &modules)?;
    let index = out.join("index.html");
    let mut home = fs::read_to_string(&index).context("trunk wrote no index.html")?;
    home = html::set_meta(&home, "name=\"glassbox-engine\"", &engine)?;
    home = html::set_meta(&home, "name=\"glassbox-scribe\"", &scribe)?;
    home = html::set_meta(&home, "name=\"glassbox-reader\"", &reader)?;
    home = html::set_meta(&home, "name=\"glassbox-sizes\"", &sizes.for_page().to_string())?;
    sources::publish(workspace, out)?;
    home = csp::seal(&home)?;
    prerender::write_pages(out, &home, &modules)?;
    fs::write(index, home)?;
    // GitHub Pages would otherwise run the folder through Jekyll.
    fs::write(out.join(".nojekyll"), "")?;
    build_info::write(workspace, out, base, inputs, &engine, &sizes)?;
    note(&format!(
        "gzip: page {} kB, scribe {} kB, reader {} kB, engine {} kB",
        sizes.app_wasm.div_ceil(1000),
        sizes.scribe_wasm.div_ceil(1000),
        sizes.reader_wasm.div_ceil(1000),
        sizes.engine_wasm.div_ceil(1000)
    ));
    Ok(())
}

/// Gives a worker's files a version and returns it.
///
/// Trunk names a worker's files without a hash, so a browser could pair a cached script with new wasm. The page therefore starts
/// `worker_loader.js?v=<version>`, and the loader passes the version on. It changes only when that worker does: a new page alone does not
/// make readers download the engine again.
fn version_worker(out: &Path, worker: &str) -> Result<String> {
    let files = [format!("{worker}.js"), format!("{worker}_bg.wasm")].map(|name| out.join(name));
    let version = fingerprint::of_files(&files, "")?;
    fs::write(out.join(format!("{worker}_loader.js")), loader(worker, &version))?;
    Ok(version)
}

fn loader(worker: &str, version: &str) -> String {
    format!(
        "import init from './{worker}.js?v={version}';\n\
         await init({{ module_or_path: new URL('{worker}_bg.wasm?v={version}', import.meta.url) }});\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_versions_both_files() {
        let loader = loader("worker", "abc");
        assert!(loader.contains("'./worker.js?v=abc'") && loader.contains("'worker_bg.wasm?v=abc'"), "{loader}");
    }
}

//! `cargo xtask bench` and `cargo xtask train`: long computations, done by programs of other packages.

use anyhow::Result;

use crate::browser::Browser;
use crate::progress::step;
use crate::url_path::Base;
use crate::workspace::Workspace;
use crate::{dist, peers, process, python, tokenizers, wllama};

/// Runs the benchmark harness on the release site. What it prints on stdout is the result; with `--json` its last line is one JSON object.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let site = workspace.dist();
    dist::build(workspace, &Base::root(), &site)?;
    let mut command = process::cargo(workspace);
    command.args(["run", "--package", "tests", "--bin", "bench", "--"]).args(arguments);
    Browser::ensure(workspace)?.describe_to(&mut command);
    if let Some(python) = python::with_torch(workspace)? {
        command.env("GLASSBOX_PYTHON", python);
    }
    // Without them, what measures the vocabularies says what it lacks.
    if let Ok(packs) = tokenizers::ensure(workspace) {
        command.env("GLASSBOX_TOKENIZERS", packs);
    }
    if let Some(python) = python::with_references(workspace) {
        command.env("GLASSBOX_REFERENCES", python);
    }
    let names: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let wanted = |benchmark: &str| names.is_empty() || names.iter().any(|name| *name == benchmark);
    if let Some(folder) = (wanted("minilm") || wanted("rag")).then(|| peers::transformers_js(workspace)).flatten() {
        command.env("GLASSBOX_TRANSFORMERS", folder);
    }
    if let Some(folder) = wanted("smollm2").then(|| wllama::ensure(workspace)).flatten() {
        command.env("GLASSBOX_WLLAMA", folder);
    }
    command.env("GLASSBOX_DIST", site).env("GLASSBOX_XTASK", std::env::current_exe()?);
    process::run(&mut command)
}

/// Trains what a lesson opens with; the program says where it wrote the weights.
pub fn train(workspace: &Workspace, what: &str, program: &str) -> Result<()> {
    step(&format!("training {what}"), || {
        process::run(process::cargo(workspace).args(["run", "--package", "engine", "--bin", program]))
    })
}

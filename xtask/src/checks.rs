//! `cargo xtask test` and its quick part, `check`: stages in a row, stopped at the first that fails, summed up at the end.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::browser::Browser;
use crate::progress::{note, seconds};
use crate::tally::Tally;
use crate::toolchain::{Toolchain, WASM};
use crate::url_path::Base;
use crate::workspace::Workspace;
use crate::{axe, dist, process, python, smollm2, tokenizers, weights};

/// Format, lints and native tests: what to run before each commit.
pub fn quick(workspace: &Workspace) -> Result<()> {
    let mut report = Report::default();
    let result = quick_stages(workspace, &mut report);
    report.print();
    result
}

/// Everything CI runs.
pub fn all(workspace: &Workspace) -> Result<()> {
    let mut report = Report::default();
    let result = quick_stages(workspace, &mut report).and_then(|()| slow_stages(workspace, &mut report));
    report.print();
    result
}

fn quick_stages(workspace: &Workspace, report: &mut Report) -> Result<()> {
    report.stage("format", |_| process::run(process::cargo(workspace).args(["fmt", "--all", "--check"])))?;
    report.stage("lints, native", |_| {
        process::run(process::cargo(workspace).args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    report.stage("native tests", |tally| {
        test(process::cargo(workspace).args(["test", "--workspace", "--exclude", "tests"]), tally)
    })?;
    report.stage("tidy tests", |tally| test(&mut tests(workspace, "tidy"), tally))
}

fn slow_stages(workspace: &Workspace, report: &mut Report) -> Result<()> {
    report.stage("PyTorch", |tally| match python::with_torch(workspace)? {
        // The same selection of packages as above, so the same features: nothing is built again.
        Some(python) => test(
            process::cargo(workspace)
                .args(["test", "--workspace", "--exclude", "tests", "--test", "torch"])
                .env("GLASSBOX_PYTHON", python),
            tally,
        ),
        None => {
            note("left out: no PyTorch here");
            Ok(())
        }
    })?;
    report.stage("Hugging Face's tokenizers", |tally| match tokenizers::ensure(workspace) {
        Ok(packs) => test(tests(workspace, "tokenizers").env("GLASSBOX_TOKENIZERS", packs), tally),
        Err(error) => {
            note(&format!("left out: the vocabularies cannot be fetched: {error:#}"));
            Ok(())
        }
    })?;
    report.stage("MiniLM", |tally| {
        let packs = weights::ensure(workspace)?;
        test(
            process::cargo(workspace)
                .args(["test", "--workspace", "--exclude", "tests", "--test", "minilm", "--test", "masked"])
                .env("GLASSBOX_MINILM", packs),
            tally,
        )
    })?;
    report.stage("SmolLM2", |tally| {
        let packs = smollm2::ensure(workspace)?;
        test(
            process::cargo(workspace)
                .args(["test", "--workspace", "--exclude", "tests", "--test", "smollm2", "--test", "rag_page"])
                .env("GLASSBOX_SMOLLM2", packs)
                .env("GLASSBOX_MINILM", weights::ensure(workspace)?),
            tally,
        )
    })?;
    report.stage("scikit-learn and gensim", |tally| match python::with_references(workspace) {
        Some(python) => test(
            process::cargo(workspace)
                .args(["test", "--workspace", "--exclude", "tests", "--test", "sklearn", "--test", "gensim"])
                .env("GLASSBOX_REFERENCES", python),
            tally,
        ),
        None => {
            note("left out: no scikit-learn and gensim here");
            Ok(())
        }
    })?;
    report.stage("sentence-transformers and faiss", |tally| match python::with_sentences(workspace) {
        Some(python) => test(
            process::cargo(workspace)
                .args(["test", "--workspace", "--exclude", "tests", "--test", "rag"])
                .env("GLASSBOX_SENTENCES", python)
                .env("GLASSBOX_MINILM", weights::ensure(workspace)?),
            tally,
        ),
        None => {
            note("left out: no sentence-transformers and faiss here");
            Ok(())
        }
    })?;
    report.stage("lints, wasm", |_| lint_wasm(workspace))?;
    report.stage("release site", |_| dist::build(workspace, &Base::root(), &workspace.dist()))?;
    // A second site, under a path as on GitHub Pages: most mistakes with links and workers show only there.
    let repo = workspace.target().join("glassbox/dist-repo");
    report.stage("release site under /repo/", |_| {
        dist::build(workspace, &Base::parse("/repo/").map_err(anyhow::Error::msg)?, &repo)
    })?;
    report.stage("browser tests", |tally| {
        let mut command = tests(workspace, "browser");
        Browser::ensure(workspace)?.describe_to(&mut command);
        command
            .env("GLASSBOX_DIST", workspace.dist())
            .env("GLASSBOX_DIST_REPO", &repo)
            .env("GLASSBOX_XTASK", std::env::current_exe()?);
        if let Some(axe) = axe::script(workspace) {
            command.env("GLASSBOX_AXE", axe);
        }
        test(&mut command, tally)
    })
}

/// One of the integration tests of the package `tests`.
fn tests(workspace: &Workspace, name: &str) -> Command {
    let mut command = process::cargo(workspace);
    command.args(["test", "--package", "tests", "--test", name]);
    command
}

fn test(command: &mut Command, tally: &mut Tally) -> Result<()> {
    process::run_with_lines(command, |line| *tally += Tally::of_line(line))
}

/// In the release profile, so that build scripts and macros compiled for the site serve here too.
fn lint_wasm(workspace: &Workspace) -> Result<()> {
    let mut command = Toolchain::ensure(workspace)?.clippy(workspace)?;
    command.args(["--release", "--target", WASM, "--package", "app", "--package", "engine", "--", "-D", "warnings"]);
    process::run(&mut command)
}

/// What ran, for how long, and how it ended.
#[derive(Default)]
struct Report {
    stages: Vec<Stage>,
}

struct Stage {
    name: &'static str,
    time: Duration,
    tally: Tally,
    passed: bool,
}

impl Report {
    fn stage(&mut self, name: &'static str, work: impl FnOnce(&mut Tally) -> Result<()>) -> Result<()> {
        eprintln!("\n==> {name}");
        let (start, mut tally) = (Instant::now(), Tally::default());
        let result = work(&mut tally);
        let passed = result.is_ok();
        self.stages.push(Stage { name, time: start.elapsed(), tally, passed });
        if let Err(error) = result {
            bail!("{name}: {error:#}");
        }
        Ok(())
    }

    fn print(&self) {
        let mut tests = Tally::default();
        let mut time = Duration::ZERO;
        println!();
        for stage in &self.stages {
            let counted = if stage.tally == Tally::default() { String::new() } else { stage.tally.to_string() };
            println!(
                "{:<6} {:<26} {:>13}  {counted}",
                if stage.passed { "ok" } else { "FAILED" },
                stage.name,
                seconds(stage.time)
            );
            tests += stage.tally;
            time += stage.time;
        }
        let failed = self.stages.iter().filter(|stage| !stage.passed).count();
        println!("stages: {} passed, {failed} failed, in {}", self.stages.len() - failed, seconds(time));
        println!("tests: {tests}");
    }
}

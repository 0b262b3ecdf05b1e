//! The developer's commands: `cargo xtask serve`, `cargo xtask test` and what they are made of.
//!
//! Every command can be run on a fresh machine, repeated and interrupted: each step looks at the world first and does only what is missing.
//! Steps report to stderr; stdout carries results alone (an address, a benchmark's JSON), so that scripts can read it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its terminal")]

mod axe;
mod bench;
mod browser;
mod build_info;
mod bundles;
mod checks;
mod cli;
mod clones;
mod compact;
mod content_type;
mod csp;
mod debian;
mod dist;
mod fingerprint;
mod html;
mod masked;
mod offline;
mod packs;
mod peers;
mod prerender;
mod process;
mod progress;
mod python;
mod relaxed;
mod server;
mod setup;
mod shards;
mod simd;
mod smollm2;
mod sources;
mod split;
mod tally;
mod tokenizers;
mod toolchain;
mod tools;
mod trunk;
mod url_path;
mod wasm_names;
mod wasm_std;
mod weights;
mod wheels;
mod wllama;
mod workspace;
mod zip;

use std::process::ExitCode;

use anyhow::{Result, ensure};

use cli::Command;
use server::Server;
use workspace::Workspace;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let command = match cli::parse(&arguments) {
        Ok(command) => command,
        Err(message) => {
            eprintln!("{message}\n\n{}", cli::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::locate()?;
    if !matches!(command, Command::Help | Command::Setup | Command::ServeDist { .. } | Command::Precache { .. }) {
        clones::claim(&workspace)?;
    }
    match command {
        Command::Help => println!("{}", cli::USAGE),
        Command::Setup => setup::everything(&workspace)?,
        Command::Build { base, out } => {
            dist::build(&workspace, &base, &out.unwrap_or_else(|| workspace.dist()))?;
        }
        Command::Serve { base, port } => {
            let dist = workspace.dist();
            // The port first: a taken one should not show only after the build.
            let server = Server::bind(&dist, &base, port)?;
            dist::build(&workspace, &base, &dist)?;
            server.for_development().run()?;
        }
        Command::ServeDist { dist, base, port } => {
            ensure!(dist.join("index.html").exists(), "{} holds no site. Run: cargo xtask build", dist.display());
            Server::bind(&dist, &base, port)?.run()?;
        }
        Command::Precache { dist } => offline::list_anew(&dist)?,
        Command::Check => checks::quick(&workspace)?,
        Command::Test => checks::all(&workspace)?,
        Command::Bench { arguments } => bench::run(&workspace, &arguments)?,
        Command::TrainLstm => bench::train(&workspace, "the LSTM", "train_lstm")?,
        Command::TrainSeq2seq => bench::train(&workspace, "encoders and decoders", "train_seq2seq")?,
        Command::TrainWord2vec => bench::train(&workspace, "word vectors", "train_word2vec")?,
        Command::TrainInduction => bench::train(&workspace, "the copying model", "train_induction")?,
        Command::TrainGpt => bench::train(&workspace, "the GPT", "train_gpt")?,
        Command::TrainMlm { minutes } => masked::train(&workspace, minutes)?,
        Command::ModelsTokenizers => println!("{}", tokenizers::ensure(&workspace)?.display()),
        Command::ModelsSmollm2 => println!("{}", smollm2::ensure(&workspace)?.display()),
        Command::ModelsMinilm => println!("{}", weights::ensure(&workspace)?.display()),
    }
    Ok(())
}

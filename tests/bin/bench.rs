//! `bench NAME [--json]`: measures one thing, prints it, and writes it to docs/benchmarks.md with the machine it was measured on.
//! With `--json` the last line is one JSON object: what, ours, peer, ratio. Run by `cargo xtask bench`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its terminal")]

#[path = "../bench/embeddings.rs"]
mod embeddings;
#[path = "../bench/gpt.rs"]
mod gpt;
#[path = "../bench/load.rs"]
mod load;
#[path = "../bench/lstm.rs"]
mod lstm;
#[path = "../bench/machine.rs"]
mod machine;
#[path = "../bench/memory.rs"]
mod memory;
#[path = "../bench/minilm.rs"]
mod minilm;
#[path = "../bench/pytorch.rs"]
mod pytorch;
#[path = "../bench/rag.rs"]
mod rag;
#[path = "../tokenizers/reference.rs"]
mod reference;
#[path = "../bench/report.rs"]
mod report;
#[path = "../bench/size.rs"]
mod size;
#[path = "../bench/smollm2.rs"]
mod smollm2;
#[path = "../bench/tokenization.rs"]
mod tokenization;
#[path = "../bench/vectorization.rs"]
mod vectorization;
#[path = "../bench/vocabularies.rs"]
mod vocabularies;

use report::Report;
use std::process::ExitCode;

/// Its name on the command line, and what runs it.
type Benchmark = (&'static str, fn() -> Report);

const NAMES: &[Benchmark] = &[
    ("size", size::run),
    ("load", load::run),
    ("lstm", lstm::run),
    ("gpt", gpt::run),
    ("tokenization", tokenization::run),
    ("vocabularies", vocabularies::run),
    ("vectorization", vectorization::run),
    ("embeddings", embeddings::run),
    ("minilm", minilm::run),
    ("rag", rag::run),
    ("smollm2", smollm2::run),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let wanted: Vec<_> = arguments.iter().filter(|argument| *argument != "--json").collect();
    let known = |name: &str| NAMES.iter().any(|(other, _)| *other == name);
    if wanted.iter().any(|name| !known(name)) || (json && wanted.len() != 1) {
        let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
        eprintln!("bench [NAME ...] or bench NAME --json; names: {}", names.join(", "));
        return ExitCode::from(2);
    }
    for (name, run) in NAMES {
        if !wanted.is_empty() && !wanted.iter().any(|other| *other == *name) {
            continue;
        }
        let report = run();
        println!("{}", report.to_markdown());
        if let Err(error) = report.write() {
            eprintln!("docs/benchmarks.md cannot be written: {error}");
            return ExitCode::FAILURE;
        }
        if json {
            println!("{}", report.to_json());
        }
    }
    ExitCode::SUCCESS
}

//! What a reader downloads, against the budget.

use crate::report::Report;
use serde_json::Value;
use std::fs;
use tests::harness::named_by;

/// Name in build.json, in words, and the most bytes it may have.
const PARTS: [(&str, &str, f64); 2] =
    [("app_wasm", "page, app wasm", 450_000.0), ("engine_wasm", "engine, worker wasm", 4_000_000.0)];

pub fn run() -> Report {
    let file = named_by("GLASSBOX_DIST").join("build.json");
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let info: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let bytes = |part: &str| info["gzip"][part].as_f64().unwrap_or(f64::NAN);
    let mut table = String::from("| Part | Bytes | Budget | Share |\n| --- | ---: | ---: | ---: |\n");
    for (part, words, budget) in PARTS {
        let ours = bytes(part);
        table += &format!("| {words} | {ours:.0} | {budget:.0} | {:.0} % |\n", 100.0 * ours / budget);
    }
    let glue = bytes("app_js") + bytes("engine_js");
    // The part that is nearest to its budget stands for all.
    let (part, words, budget) =
        PARTS.into_iter().max_by(|a, b| (bytes(a.0) / a.2).total_cmp(&(bytes(b.0) / b.2))).unwrap_or(PARTS[0]);
    Report {
        title: "Size",
        what: format!("{words}, gzip bytes, beside its budget"),
        ours: bytes(part),
        peer: budget,
        text: format!(
            "Bytes after gzip at its default level, as most hosts send them; the JavaScript around both is {glue:.0} bytes more.\n\n{table}"
        ),
    }
}

//! What a reader downloads, against the budget.

use crate::report::Report;
use flate2::{Compression, write::GzEncoder};
use guide::Section;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;
use tests::harness::named_by;

const PAGE_BUDGET: usize = 450_000;
const ENGINE_BUDGET: usize = 4_000_000;

pub fn run() -> Report {
    let dist = named_by("GLASSBOX_DIST");
    let info: Value = serde_json::from_slice(&read(&dist.join("build.json"))).expect("build.json is JSON");
    let bytes = |part: &str| info["gzip"][part].as_u64().unwrap_or_default() as usize;
    let (shell, engine, scribe) = (bytes("app_wasm"), bytes("engine_wasm"), bytes("scribe_wasm"));
    let lessons: Vec<(Section, usize)> = Section::ALL
        .iter()
        .filter(|section| section.is_live())
        .map(|&section| (section, modules(&dist, section)))
        .collect();

    let mut table = String::from("| Part | Bytes | Budget | Share |\n| --- | ---: | ---: | ---: |\n");
    let mut row = |what: &str, bytes: usize, budget: Option<usize>| {
        let budget =
            budget.map_or("| | |".into(), |budget| format!("| {budget} | {} % |", (100 * bytes).div_ceil(budget)));
        table += &format!("| {what} | {bytes} {budget}\n");
    };
    row("page, the shell alone", shell, Some(PAGE_BUDGET));
    for (section, module) in &lessons {
        row(&format!("page, with the lesson {}", section.title()), shell + module, Some(PAGE_BUDGET));
    }
    row("engine, worker wasm", engine, Some(ENGINE_BUDGET));
    row("scribe, worker wasm", scribe, None);
    row("reader of files, worker wasm", bytes("reader_wasm"), None);
    let kept = kept_offline(&dist);
    let raw: usize = kept.iter().map(|file| file.len()).sum();
    row("all that is kept for use offline, as sent", kept.iter().map(|file| gzip_size(file)).sum(), None);
    row("all that is kept for use offline, in the browser", raw, None);
    let glue = bytes("app_js") + bytes("engine_js") + bytes("scribe_js") + bytes("reader_js");
    let largest = shell + lessons.iter().map(|(_, module)| *module).max().unwrap_or_default();
    Report {
        title: "Size",
        what: "page wasm with its largest lesson, gzip bytes, beside its budget".into(),
        ours: largest as f64,
        peer: PAGE_BUDGET as f64,
        text: format!(
            "WebAssembly after gzip at its default level, as most hosts send it; the JavaScript around all of it is {glue} bytes more. A \
             reader downloads the shell once and a lesson's modules when its page is opened.\n\n{table}"
        ),
    }
}

/// Gzip bytes of the modules that the page of a section has preloaded.
fn modules(dist: &Path, section: Section) -> usize {
    let page = String::from_utf8(read(&dist.join(section.slug()).join("index.html"))).expect("a page is text");
    let files = page.split("href=\"").filter_map(|rest| rest.split('"').next());
    let modules = files.filter(|file| file.ends_with(".wasm") && !file.ends_with("_bg.wasm"));
    modules.map(|file| gzip_size(&read(&dist.join(file.trim_start_matches('/'))))).sum()
}

/// The files that the service worker keeps: everything but the pretrained models.
fn kept_offline(dist: &Path) -> Vec<Vec<u8>> {
    let worker = String::from_utf8(read(&dist.join("sw.js"))).expect("a worker is text");
    let list = worker.lines().find_map(|line| line.strip_prefix("const FILES = ")?.strip_suffix(';'));
    let list: Value = serde_json::from_str(list.expect("sw.js has a list")).expect("the list is JSON");
    list.as_object().into_iter().flatten().map(|(path, _)| read(&dist.join(path))).collect()
}

fn gzip_size(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it").len()
}

fn read(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

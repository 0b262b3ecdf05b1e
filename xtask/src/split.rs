//! The page in modules: the program every reader downloads, and one module for each lesson, fetched when it is opened.
//!
//! `src/app/pages/mod.rs` marks where the program may be cut. The linker keeps its relocations, by which `wasm_split` finds what only one
//! lesson needs, what several share, and what belongs to all. wasm-bindgen then runs on the program that is left. Modules are written again
//! without what they do not need (`compact.rs`), and small ones travel together (`bundles.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_split_cli_support::{Options, transform};

use crate::bundles::{self, Shared};
use crate::compact::compact;
use crate::toolchain::WASM;
use crate::workspace::Workspace;
use crate::{process, tools, wasm_names};

/// The files of each lesson's module beside the program, by the name its module has in the source.
pub type Modules = BTreeMap<String, Vec<String>>;

/// How the splitter's script gets a module, before the name of its file, after it, and further down.
const FETCHED: [&str; 3] =
    ["fetch(new URL(\"./", "\", import.meta.url))", "WebAssembly.instantiateStreaming(src, imports)"];
/// Without streaming: it asks for a type of file that not every host sends.
const INSTANTIATED: &str = "src.then((bytes) => WebAssembly.instantiate(bytes, imports))";

/// What its script begins with here: a file of several modules is fetched once, and a failure is forgotten, so that the next try fetches it
/// again.
const LOADER: &str = r#"
const files = new Map();
function load(name, from, to) {
    let file = files.get(name);
    if (file === undefined) {
        file = fetch(new URL(name, import.meta.url)).then((response) => {
            if (!response.ok) throw new Error(`${name}: ${response.status}`);
            return response.arrayBuffer();
        });
        file.catch(() => files.delete(name));
        files.set(name, file);
    }
    return file.then((bytes) => new Uint8Array(bytes).subarray(from, to));
}
"#;

/// Replaces the page's program in `dist`, as trunk wrote it, by its modules.
pub fn split(workspace: &Workspace, dist: &Path) -> Result<Modules> {
    let program = program_name(dist)?;
    let work = workspace.target().join("glassbox/split");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    let linked = fs::read(workspace.target().join(WASM).join("app/app.wasm")).context("the page was not compiled")?;
    let main = work.join("main.wasm");
    let loader = format!("./{program}_modules.js");
    let page = format!("./{program}.js");
    let mut options = Options::new(&linked);
    options.output_dir = &work;
    options.main_out_path = &main;
    options.main_module = &page;
    options.link_name = &loader;
    let parts = transform(options).map_err(|error| anyhow!("splitting the page: {error:#}"))?;

    let mut bindgen = process::command(workspace, tools::wasm_bindgen(workspace)?);
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle", "--out-name", &program]);
    process::run(bindgen.arg("--out-dir").arg(dist).arg(&main))?;

    let lessons_of = |stem: &str| -> BTreeSet<String> {
        let needing = parts.prefetch_map.iter().filter(|(_, files)| files.iter().any(|file| file == stem));
        needing.map(|(lesson, _)| lesson.clone()).collect()
    };
    // A name that changes with the program: a browser never pairs a module with another build's program.
    let published = |stem: &str| format!("{program}_{}.wasm", stem.strip_prefix("split_").unwrap_or(stem));
    let mut script = fs::read_to_string(work.join(&loader))?;
    let [before, after, streamed] = FETCHED;
    ensure!(script.contains(streamed), "the loader of the modules fetches them in another way than expected");
    script = script.replace(streamed, INSTANTIATED);
    script.insert_str(script.find('\n').context("the loader has one line")? + 1, LOADER);
    let mut point = |stem: &str, place: &str| -> Result<()> {
        let old = format!("{before}{stem}.wasm{after}");
        ensure!(script.contains(&old), "nothing loads the module {stem}");
        script = script.replace(&old, place);
        Ok(())
    };
    let mut shared = Vec::new();
    let mut own = BTreeMap::new();
    let mut file_of: BTreeMap<String, String> = BTreeMap::new();
    for path in &parts.split_modules {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).context("a module without a name")?.to_string();
        let module = wasm_names::strip(&compact(&fs::read(path)?).with_context(|| format!("rewriting {stem}"))?)?;
        let lessons = lessons_of(&stem);
        if lessons.len() > 1 {
            shared.push(Shared { name: stem, module, lessons });
            continue;
        }
        let file = published(&stem);
        own.extend(lessons.into_iter().map(|lesson| (lesson, bundles::gzip_size([module.as_slice()].into_iter()))));
        fs::write(dist.join(&file), module)?;
        point(&stem, &format!("load(\"./{file}\")"))?;
        file_of.insert(stem, file);
    }
    for (number, members) in bundles::group(&shared, &own).iter().enumerate() {
        let file = published(&format!("shared_{number}"));
        let modules: Vec<&[u8]> = members.iter().map(|&place| shared[place].module.as_slice()).collect();
        let (bytes, places) = bundles::file(&modules);
        fs::write(dist.join(&file), bytes)?;
        for (&member, Range { start, end }) in members.iter().zip(places) {
            point(&shared[member].name, &format!("load(\"./{file}\", {start}, {end})"))?;
            file_of.insert(shared[member].name.clone(), file.clone());
        }
    }
    fs::write(dist.join(&loader), script)?;
    let files = |stems: &[String]| -> Vec<String> {
        let files: BTreeSet<&String> = stems.iter().filter_map(|stem| file_of.get(stem)).collect();
        files.into_iter().cloned().collect()
    };
    Ok(parts.prefetch_map.iter().map(|(lesson, stems)| (lesson.clone(), files(stems))).collect())
}

/// `app-<hash>`, by the script that trunk wrote.
fn program_name(dist: &Path) -> Result<String> {
    let files: Vec<PathBuf> = fs::read_dir(dist)?.flatten().map(|entry| entry.path()).collect();
    let name = files.iter().filter_map(|path| path.file_name()?.to_str()?.strip_suffix("_bg.wasm"));
    name.into_iter().find(|name| name.starts_with("app-")).map(String::from).context("trunk wrote no page")
}

//! `dist/sw.js`: the service worker with the list of what it keeps, so that the whole site opens without a network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::progress::note;
use crate::{content_type, fingerprint};

const WORKER: &str = "sw.js";

/// Digits of a file's SHA-256 in the list: 128 bits are beyond accident, and the list is fetched at every update.
const DIGITS: usize = 32;

/// What `cargo xtask serve` answers for the worker.
pub const DEVELOPMENT: &str = include_str!("no_offline.js");

/// Writes the worker of a site whose other files are all there. `template` is the worker as it stands in the sources.
pub fn publish(template: &Path, dist: &Path) -> Result<()> {
    let worker = fs::read_to_string(template).with_context(|| format!("reading {}", template.display()))?;
    // Trunk has copied it with the rest of the assets, where its scope would be too small.
    let copy = dist.join("assets").join(WORKER);
    if copy.exists() {
        fs::remove_file(copy)?;
    }
    seal(dist, &worker)
}

/// Lists the files of a site anew, for whoever has changed some of them after it was built.
pub fn list_anew(dist: &Path) -> Result<()> {
    let worker = fs::read_to_string(dist.join(WORKER)).context("the site has no sw.js. Run: cargo xtask build")?;
    let start = worker.find("//").context("sw.js does not begin as it was written")?;
    seal(dist, &worker[start..])
}

fn seal(dist: &Path, worker: &str) -> Result<()> {
    let mut files = BTreeMap::new();
    let mut endings = BTreeSet::new();
    let (mut bytes, mut all) = (0, Sha256::new());
    for file in fingerprint::files_under(&[dist.to_path_buf()])? {
        let path = url_path(dist, &file)?;
        if !is_kept(&path) {
            continue;
        }
        let content = fs::read(&file)?;
        let hash = hex(&Sha256::digest(&content))[..DIGITS].to_string();
        all.update(format!("{path} {hash}\n"));
        bytes += content.len();
        endings.extend(file.extension().and_then(|ending| ending.to_str()).map(String::from));
        let mut facts = vec![json!(content.len()), json!(hash)];
        facts.extend(version(dist, &path)?.map(|version| json!(version)));
        files.insert(path, facts);
    }
    let types: BTreeMap<&String, &str> =
        endings.iter().map(|ending| (ending, content_type::of(Path::new(&format!("x.{ending}"))))).collect();
    let build = &hex(&all.finalize())[..16];
    let count = files.len();
    let text = format!(
        "const BUILD = {};\nconst FILES = {};\nconst TYPES = {};\n{worker}",
        json!(build),
        json!(files),
        json!(types)
    );
    // By way of another name: a copy of the site may share its files.
    let fresh = dist.join(format!("{WORKER}.new"));
    fs::write(&fresh, text)?;
    fs::rename(fresh, dist.join(WORKER))?;
    note(&format!("off line: {count} files, {}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10));
    Ok(())
}

/// Everything a page fetches by itself. Shards of models come on a click and are kept by the page; notes for people are not fetched.
fn is_kept(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let for_people = ["README.md", "build.json"].contains(&name) || name.ends_with(".LICENSE.txt");
    !(name.starts_with('.')
        || name.starts_with(WORKER)
        || name.ends_with(".shard") && path.starts_with("packs/")
        || for_people)
}

/// The version under which the page and the loaders ask for a worker's files, read where it is written: in the loader.
fn version(dist: &Path, path: &str) -> Result<Option<String>> {
    for worker in ["worker", "scribe", "reader"] {
        let ours = [format!("{worker}.js"), format!("{worker}_bg.wasm"), format!("{worker}_loader.js")];
        if ours.iter().any(|name| name == path) {
            let loader = fs::read_to_string(dist.join(format!("{worker}_loader.js")))?;
            let version = loader.split_once("?v=").and_then(|(_, rest)| rest.split('\'').next());
            return Ok(version.map(String::from));
        }
    }
    Ok(None)
}

/// The path of a file under the site's root, as an address has it.
fn url_path(dist: &Path, file: &Path) -> Result<String> {
    let inside: PathBuf = file.strip_prefix(dist)?.into();
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    Ok(parts.join("/"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_what_pages_fetch_and_follows_every_change() {
        let dist = std::env::temp_dir().join(format!("glassbox-offline-{}", std::process::id()));
        let put = |path: &str, text: &str| {
            fs::create_dir_all(dist.join(path).parent().unwrap()).unwrap();
            fs::write(dist.join(path), text).unwrap();
        };
        put("index.html", "abc");
        put("lstm/index.html", "lesson");
        put("worker_loader.js", "import init from './worker.js?v=7';");
        put("worker.js", "engine");
        put("packs/minilm/manifest.txt", "list");
        for path in
            [".nojekyll", "build.json", "assets/models/x/README.md", "assets/f.LICENSE.txt", "packs/minilm/a.shard"]
        {
            put(path, "not kept");
        }
        put("assets/sw.js", "// the worker\n");
        let template = dist.join("assets/template");
        fs::rename(dist.join("assets/sw.js"), &template).unwrap();
        publish(&template, &dist).unwrap();
        let first = fs::read_to_string(dist.join(WORKER)).unwrap();
        // The first half of the SHA-256 of "abc" (FIPS 180-2, appendix B.1).
        assert!(first.contains("\"index.html\":[3,\"ba7816bf8f01cfea414140de5dae2223\"]"), "{first}");
        assert!(
            first.contains("\"lstm/index.html\":[6,") && first.contains("\"packs/minilm/manifest.txt\""),
            "{first}"
        );
        assert!(first.contains("\"worker.js\":[6,\"") && first.matches("\",\"7\"]").count() == 2, "{first}");
        assert!(first.contains("\"html\":\"text/html; charset=utf-8\""), "{first}");
        assert!(first.ends_with("// the worker\n"), "{first}");
        for absent in [".nojekyll", "build.json", "README", "LICENSE", ".shard", "\"sw.js"] {
            assert!(!first.contains(absent), "{absent} is in {first}");
        }

        list_anew(&dist).unwrap();
        assert_eq!(fs::read_to_string(dist.join(WORKER)).unwrap(), first);
        put("lstm/index.html", "lessoN");
        list_anew(&dist).unwrap();
        let second = fs::read_to_string(dist.join(WORKER)).unwrap();
        assert_ne!(second.lines().next(), first.lines().next(), "a new build has a new name");
        fs::remove_dir_all(dist).unwrap();
    }
}

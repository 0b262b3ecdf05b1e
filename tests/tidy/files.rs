//! What no file of the project may be or contain.

use super::project::{files, none, root};

/// Beyond this a file answers more than one question.
const MOST_LINES: usize = 400;

#[test]
fn no_source_file_is_too_long_to_read_at_once() {
    let mut long = Vec::new();
    for file in ["src", "tests", "xtask"].iter().flat_map(|folder| files(folder)) {
        let lines = file.text.lines().count();
        if ["rs", "py", "css"].contains(&file.extension()) && lines > MOST_LINES {
            long.push(format!("{}: {lines} lines", file.path));
        }
    }
    none("longer than 400 lines", &long);
}

#[test]
fn nothing_is_left_for_later_and_nothing_points_to_one_machine() {
    // Cut in two, so that this file is not its own offender.
    let forbidden = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("../sha", "red/"),
        concat!("artifact", "ory"),
    ];
    let mut found = Vec::new();
    for file in files("") {
        // A novel may say what it likes, a lock file says what its tool likes.
        if file.path.starts_with("assets/") || file.path.ends_with(".lock") {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            let words = forbidden.iter().filter(|word| line.contains(**word));
            found.extend(words.map(|word| format!("{}:{}: {word}", file.path, number + 1)));
        }
    }
    none("found", &found);
}

#[test]
fn every_module_says_what_it_is_for() {
    let mut silent = Vec::new();
    for file in ["src", "tests", "xtask"].iter().flat_map(|folder| files(folder)) {
        if file.extension() == "rs" && !file.text.starts_with("//!") {
            silent.push(file.path);
        }
    }
    none("no `//!` line at the top", &silent);
}

#[test]
fn every_fixture_has_the_script_that_made_it() {
    let scripts: String = files("tests/reference").into_iter().map(|file| file.text).collect();
    let folder = root().join("tests/fixtures");
    let mut orphans = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".md") && !scripts.contains(&name) {
            orphans.push(name);
        }
    }
    none("no script of tests/reference names the fixture", &orphans);
}

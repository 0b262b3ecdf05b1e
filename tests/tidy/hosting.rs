//! What the host of the site must be able to rely on: nothing from elsewhere, and the workflows do what a reader can do.

use super::project::{files, none, root};
use guide::Section;
use std::fs;

#[test]
fn the_page_allows_itself_nothing_from_elsewhere() {
    let index = fs::read_to_string(root().join("index.html")).expect("index.html is read");
    assert!(index.contains("Content-Security-Policy"), "index.html sets no policy");
    let mut remote = Vec::new();
    for file in files("") {
        if file.path != "index.html" && file.extension() != "css" {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            // The name of the SVG namespace looks like an address and is none.
            let line = line.replace("http://www.w3.org/", "");
            if ["http://", "https://", "url(//", "src=\"//"].iter().any(|part| line.contains(part)) {
                remote.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none("a remote address", &remote);
}

#[test]
fn workflows_do_what_a_reader_can_do() {
    let workflows = files(".github/workflows");
    let named = |name: &str| workflows.iter().any(|file| file.path.ends_with(name));
    assert!(named("ci.yml") && named("pages.yml"), "both workflows are there");
    let mut found = Vec::new();
    for file in &workflows {
        for line in file.text.lines() {
            let step = line.trim().trim_start_matches("- ");
            let Some(command) = step.strip_prefix("run:").map(str::trim) else {
                continue;
            };
            // What the runner lacks it may install; everything else is a command of the project.
            let ours = ["cargo xtask ", ".ci/run", "sudo apt-get "];
            if !ours.iter().any(|start| command.starts_with(start)) {
                found.push(format!("{}: {command}", file.path));
            }
        }
    }
    none("a step that is no command of the project", &found);
    let run = fs::read_to_string(root().join(".ci/run")).expect(".ci/run is read");
    assert!(run.contains("cargo xtask test"), ".ci/run is `cargo xtask test`");
}

#[test]
fn readme_points_to_what_is_there() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md is read");
    let mut missing = Vec::new();
    for part in readme.split("](").skip(1) {
        let target = part.split(')').next().unwrap_or_default();
        let inside = target.split('#').next().unwrap_or_default();
        if !inside.is_empty() && !inside.contains("://") && !root().join(inside).exists() {
            missing.push(target.to_string());
        }
    }
    none("README.md points to a file that is not there", &missing);
}

#[test]
fn every_lesson_is_shown_at_two_widths_in_both_themes() {
    let mut missing = Vec::new();
    for section in Section::ALL.iter().filter(|section| section.is_live()) {
        for shot in ["1440-light", "1440-dark", "390-light", "390-dark"] {
            let file = format!("docs/{}-{shot}.png", section.slug());
            if !root().join(&file).exists() {
                missing.push(file);
            }
        }
    }
    none("a screenshot is missing", &missing);
}

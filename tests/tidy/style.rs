//! One palette: a colour is named in the tokens, or belongs to a scale that draws data.

use super::project::{File, files, none};

/// Where raw colours stand: tokens for the page, scales for pictures.
fn may_name_colours(path: &str) -> bool {
    path == "style/tokens.css" || (path.starts_with("src/viz/") && path.contains("scale"))
}

/// A raw colour in a line of CSS or Rust, if there is one: `#fff`, `#1d1c1a80`, `rgb(...)` and its relatives.
fn raw_colour(line: &str) -> Option<&str> {
    for function in ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "RGBColor("] {
        for (at, _) in line.match_indices(function) {
            // Made of variables it is a way to write a colour, not a colour.
            if line[at + function.len()..].starts_with(|c: char| c.is_ascii_digit()) {
                return Some(&line[at..at + function.len()]);
            }
        }
    }
    for (at, _) in line.match_indices('#') {
        let rest = &line[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let ended = !rest[digits..].starts_with(|c: char| c.is_ascii_alphanumeric() || "-_".contains(c));
        let begun = line[..at].ends_with(['"', ' ', ':', ',', '(', '\'']);
        if [3, 4, 6, 8].contains(&digits) && ended && begun {
            return Some(&line[at..=at + digits]);
        }
    }
    None
}

fn source(file: &File) -> bool {
    let path = &file.path;
    path.ends_with(".css") || (path.starts_with("src/") && path.ends_with(".rs")) || path == "index.html"
}

#[test]
fn colours_stand_in_the_tokens_only() {
    let mut found = Vec::new();
    for file in files("").iter().filter(|file| source(file) && !may_name_colours(&file.path)) {
        for (number, line) in file.without_tests().lines().enumerate() {
            if let Some(colour) = raw_colour(line) {
                found.push(format!("{}:{}: {colour}", file.path, number + 1));
            }
        }
    }
    none("a raw colour", &found);
}

/// The policy of index.html allows no style attribute; a property of the same name is set through the CSSOM and passes.
#[test]
fn styles_are_set_as_properties() {
    let mut found = Vec::new();
    for file in files("src/app") {
        for (number, line) in file.text.lines().enumerate() {
            // A tuple, `style=("--name", value)`, is such a property too: the only way to name a custom one.
            let line = line.replace("style=(", "");
            if line.trim_start().starts_with("style=") || line.contains(" style=") {
                found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none("a style attribute, which the policy blocks: write `prop:style=`", &found);
}

#[test]
fn raw_colours_are_recognised_and_links_are_not() {
    for line in ["color: #fff;", "fill=\"#1d1c1a\"", "a{color:rgb(1 2 3)}", "RGBColor(1, 2, 3)"] {
        assert!(raw_colour(line).is_some(), "{line}");
    }
    for line in [
        "#[derive(Debug)]",
        "href=\"#add-a-page\"",
        "a { color: var(--ink) }",
        "#face-up",
        "see #12",
        "format!(\"rgb({r} {g} {b})\")",
    ] {
        assert!(raw_colour(line).is_none(), "{line}");
    }
}

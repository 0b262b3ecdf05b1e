//! One result: a section of docs/benchmarks.md and one line of JSON.

use serde_json::{Value, json};
use std::{fs, io, path::Path};

pub struct Report {
    /// The heading of its section.
    pub title: &'static str,
    /// What `ours` and `peer` are, with their unit.
    pub what: String,
    pub ours: f64,
    pub peer: f64,
    /// The section's text: what was done, the numbers, the machine.
    pub text: String,
}

impl Report {
    pub fn to_json(&self) -> Value {
        let ratio = self.ours / self.peer;
        json!({ "what": self.what, "ours": rounded(self.ours), "peer": rounded(self.peer), "ratio": rounded(ratio) })
    }

    pub fn to_markdown(&self) -> String {
        format!("## {}\n\n{}\n", self.title, self.text.trim())
    }

    /// Puts the section in the place of its predecessor, or at the end.
    pub fn write(&self) -> io::Result<()> {
        const START: &str = "# Benchmarks\n\nWritten by `cargo xtask bench`: each section by its own run, with the machine it ran on.\n";
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
        let file = root.join("docs/benchmarks.md");
        let before = fs::read_to_string(&file).unwrap_or_else(|_| START.into());
        fs::create_dir_all(root.join("docs"))?;
        fs::write(file, replace_section(&before, self.title, &self.to_markdown()))
    }
}

/// Four significant digits: more than any of these measurements is worth.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

fn replace_section(document: &str, title: &str, section: &str) -> String {
    let mut sections: Vec<String> = Vec::new();
    for line in document.lines() {
        match sections.last_mut() {
            Some(last) if !line.starts_with("## ") => *last += &format!("{line}\n"),
            _ => sections.push(format!("{line}\n")),
        }
    }
    let heading = format!("## {title}\n");
    match sections.iter_mut().find(|text| text.starts_with(&heading)) {
        Some(old) => *old = section.into(),
        None => sections.push(section.into()),
    }
    let trimmed: Vec<&str> = sections.iter().map(|text| text.trim_end()).collect();
    trimmed.join("\n\n") + "\n"
}

/// The middle one of the values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[odd / 2],
        even => (values[even / 2 - 1] + values[even / 2]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_replaces_its_predecessor_and_nothing_else() {
        let first = replace_section("# B\n\nIntro.\n", "Size", "## Size\n\nold\n");
        let second = replace_section(&first, "Load", "## Load\n\nl\n");
        let third = replace_section(&second, "Size", "## Size\n\nnew\n");
        assert_eq!(third, "# B\n\nIntro.\n\n## Size\n\nnew\n\n## Load\n\nl\n");
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0]), 2.5);
        assert!(median(Vec::new()).is_nan());
    }
}

//! Beside `tests/fixtures/chunking.json`, made by `tests/reference/chunking.py` with LangChain's splitters.

use std::ops::Range;

use serde_json::Value;

use super::*;

/// The script's `\w+|[^\w\s]`, for ASCII.
pub(super) fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let word = c.is_alphanumeric() || c == '_';
        match found.last_mut() {
            Some(last) if word && open => last.end = at + c.len_utf8(),
            _ if !c.is_whitespace() => found.push(at..at + c.len_utf8()),
            _ => {}
        }
        open = word;
    }
    found
}

fn fixture(part: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/chunking.json");
    let file = std::fs::read(path).expect("the fixtures are committed");
    let all: Value = serde_json::from_slice(&file).expect("the fixtures are JSON");
    all[part].as_array().expect("cases").clone()
}

fn runs(value: &Value) -> Vec<Range<usize>> {
    let pairs: Vec<[usize; 2]> = serde_json::from_value(value.clone()).expect("pairs");
    pairs.into_iter().map(|[start, end]| start..end).collect()
}

#[test]
fn chunks_are_langchains_token_for_token() {
    for case in fixture("splits") {
        let number = |name: &str| case[name].as_u64().expect("a number") as usize;
        let settings = Settings { size: number("size"), overlap: number("overlap") };
        let text = case["text"].as_str().expect("a text");
        let tokens = tokens(text);
        let of = |chunking: Chunking| chunking.chunks.into_iter().map(|chunk| chunk.tokens).collect::<Vec<_>>();
        assert_eq!(of(fixed(text, &tokens, settings).unwrap()), runs(&case["fixed"]), "{settings:?}");
        assert_eq!(of(recursive(text, &tokens, settings).unwrap()), runs(&case["recursive"]), "{settings:?}\n{text}");
    }
}

#[test]
fn the_subject_changes_where_numpy_says() {
    for case in fixture("breaks") {
        let similarities: Vec<f32> = serde_json::from_value(case["similarities"].clone()).expect("numbers");
        let found = Semantic::new(&similarities, case["percentile"].as_f64().unwrap());
        assert!((found.threshold - case["threshold"].as_f64().unwrap()).abs() < 1e-12, "{found:?}");
        let breaks: Vec<usize> = serde_json::from_value(case["breaks"].clone()).expect("places");
        assert_eq!(found.breaks, breaks);
    }
}

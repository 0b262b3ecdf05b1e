//! What the model can learn from.

use crate::reader_text::{Limits, Problem, TextFacts, check_text};

/// More bytes would only be slower: at a few thousand characters a step most of them would never be read.
pub const LIMITS: Limits = Limits { min: 200, why_min: "a tenth is held out to test on", max: 1_000_000 };

/// Whether a model can be trained on `text`.
pub fn check(text: &str) -> Result<TextFacts, Problem> {
    match text.chars().next() {
        // Before its length: more of the same would not help.
        Some(only) if !only.is_whitespace() && text.chars().all(|c| c == only) => Err(Problem::new(format!(
            "The text repeats one character, “{only}”: there is nothing to predict. Add others."
        ))),
        _ => check_text(text, LIMITS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_must_be_something_to_predict() {
        for text in ["a".repeat(500), "a".into()] {
            assert!(check(&text).unwrap_err().message.contains("“a”"));
        }
        assert!(check(&"ab".repeat(250)).is_ok());
        assert!(check("Too short.").unwrap_err().message.contains("held out"));
    }
}

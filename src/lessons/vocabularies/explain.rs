//! How a token came to be, in rows.

use protocol::vocabularies::{self as plain, LookUp, Replay};

use super::cells::spelled;
use crate::format::count;

#[derive(Clone, Debug, PartialEq)]
pub enum Explained {
    Replay(Replay),
    LookUp(LookUp),
}

/// The symbols after a number of merges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub symbols: Vec<String>,
    /// Which of them the last merge made.
    pub made: Option<usize>,
    /// The merge in words; empty for the bytes at the start.
    pub words: String,
}

/// From the bytes on, one row a merge.
pub fn rows(replay: &Replay) -> Vec<Row> {
    // The bytes of each symbol: at the start one each. A special token was made of none.
    let mut symbols: Vec<Vec<u8>> = match replay.symbols.len() == replay.bytes.len() {
        true => replay.bytes.iter().map(|&byte| vec![byte]).collect(),
        false => vec![replay.bytes.clone()],
    };
    let labels = |symbols: &[Vec<u8>]| symbols.iter().map(|bytes| spelled(bytes)).collect::<Vec<_>>();
    let mut rows = vec![Row { symbols: labels(&symbols), made: None, words: String::new() }];
    for step in &replay.steps {
        if step.at + 1 >= symbols.len() {
            break;
        }
        let right = symbols.remove(step.at + 1);
        symbols[step.at].extend(right);
        let words =
            format!("merge {}: {} + {} → {}", count(step.rank as usize + 1), step.left, step.right, step.result);
        rows.push(Row { symbols: labels(&symbols), made: Some(step.at), words });
    }
    rows
}

/// A character that normalising changes, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub before: String,
    pub after: String,
    pub words: String,
}

impl Change {
    /// Those of a text, each once.
    pub fn of(look_up: &LookUp) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        for character in look_up.characters.iter().filter(|character| !character.changes.is_empty()) {
            let words: Vec<&str> = character.changes.iter().map(|change| in_words(*change)).collect();
            let change =
                Change { before: character.character.into(), after: character.left.clone(), words: words.join(", ") };
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        changes
    }
}

fn in_words(change: plain::Change) -> &'static str {
    match change {
        plain::Change::Dropped => "dropped: control, format or private use",
        plain::Change::Space => "white space becomes a space",
        plain::Change::SetApart => "an ideograph stands alone",
        plain::Change::Accent => "accents go",
        plain::Change::Lower => "small letters",
        plain::Change::Punctuation => "punctuation stands alone",
    }
}

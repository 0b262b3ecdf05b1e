//! How a token came to be: the merges that built it, or the look-ups that found it.

use algorithms::wordpiece;
use protocol::vocabularies::{Change, Character, LookUp, Replay, Step, Word};

use super::Vocabulary;

/// Longer pieces are not explained: the page could not show it.
const MOST_CHARS: usize = 400;

/// The merges inside a token are the same wherever it stands: none of a text's merges crosses its final tokens, and those inside follow
/// one another by rank.
pub fn replay(vocabulary: &Vocabulary, id: u32) -> Result<Replay, String> {
    let Vocabulary::ByteLevel(encoder) = vocabulary else { return Err("this vocabulary has no merges".into()) };
    if id as usize >= vocabulary.len() {
        return Err(format!("there is no token {id}; ids go from 0 to {}", vocabulary.len() - 1));
    }
    let it = encoder.vocabulary();
    let spelling = vocabulary.spelling(id);
    // The bytes of a special token are its spelling, but it was not made of them.
    if it.specials.contains(id) {
        return Ok(Replay { id, bytes: spelling.bytes, kind: spelling.kind, symbols: vec![id], steps: Vec::new() });
    }
    let trace = it.trace(&spelling.bytes);
    let step = |step: &algorithms::byte_level::Step| {
        let merge = step.merge;
        Step { rank: step.rank, at: step.at, left: merge.left, right: merge.right, result: merge.result }
    };
    Ok(Replay {
        id,
        bytes: spelling.bytes,
        kind: spelling.kind,
        symbols: trace.start.iter().map(|symbol| symbol.id).collect(),
        steps: trace.steps.iter().map(step).collect(),
    })
}

pub fn look_up(vocabulary: &Vocabulary, text: String) -> Result<LookUp, String> {
    let Vocabulary::WordPiece(encoder) = vocabulary else { return Err("this vocabulary cuts no words".into()) };
    if text.chars().nth(MOST_CHARS).is_some() {
        return Err(format!("only pieces of up to {MOST_CHARS} characters are explained"));
    }
    let character = |character: char| {
        let (changes, left) = wordpiece::changes(character);
        Character { character, changes: changes.into_iter().map(change).collect(), left }
    };
    let word = |word: wordpiece::Word| {
        let trace = encoder.vocabulary().trace(&word.text);
        let attempts = trace.attempts.into_iter().map(|attempt| (attempt.token, attempt.found)).collect();
        Word { text: word.text, too_long: trace.too_long, attempts, result: trace.result }
    };
    let characters = text.chars().map(character).collect();
    let words = wordpiece::words(&text).into_iter().map(word).collect();
    Ok(LookUp { text, characters, words })
}

fn change(change: wordpiece::Change) -> Change {
    match change {
        wordpiece::Change::Dropped => Change::Dropped,
        wordpiece::Change::Space => Change::Space,
        wordpiece::Change::SetApart => Change::SetApart,
        wordpiece::Change::Accent => Change::Accent,
        wordpiece::Change::Lower => Change::Lower,
        wordpiece::Change::Punctuation => Change::Punctuation,
    }
}

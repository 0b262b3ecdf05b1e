//! The pairs of a task as tokens, to learn from and held out.

use algorithms::pairs::{self, Pair, Split, Table, Unit, Vocabulary};
use protocol::seq2seq::{MAX_PAIRS, MAX_SOURCE, MAX_TARGET, MIN_PAIRS, Task};

/// Pairs made of a task's rule.
const MADE: usize = 12_000;
const HELD_OUT_SHARE: f64 = 0.1;
const HELD_OUT: usize = 400;
/// Characters of one side of an own pair: what is longer certainly has too many tokens.
const LONGEST: usize = 400;
/// Lines left out that are named.
const NAMED: usize = 5;

pub struct Data {
    pub source: Vocabulary,
    pub target: Vocabulary,
    pub training: Vec<Example>,
    pub held_out: Vec<Example>,
    /// Lines of own pairs that were left out, the first few by number and problem.
    pub odd: Vec<(u32, String)>,
    pub odd_count: usize,
}

/// A pair as token ids; the target without its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    pub source: Vec<usize>,
    pub target: Vec<usize>,
}

impl Data {
    /// `vocabularies` are those of stored weights, if there are any.
    ///
    /// # Errors
    /// In words for the reader, if there is too little to learn from.
    pub fn new(task: &Task, vocabularies: Option<(Vocabulary, Vocabulary)>, seed: u64) -> Result<Self, String> {
        let (pairs, (source_unit, target_unit), odd, odd_count) = match task {
            Task::Own { text, words } => {
                let unit = if *words { Unit::Words } else { Unit::Characters };
                let (pairs, odd, odd_count) = own(text, unit)?;
                (pairs, (unit, unit), odd, odd_count)
            }
            task => {
                let task = rule(task);
                (task.pairs(MADE, seed), task.units(), Vec::new(), 0)
            }
        };
        let (source, target) = vocabularies.unwrap_or_else(|| {
            (
                Vocabulary::of(pairs.iter().map(|pair| pair.source.as_str()), source_unit),
                Vocabulary::of(pairs.iter().map(|pair| pair.target.as_str()), target_unit),
            )
        });
        let Split { training, held_out } = pairs::split(pairs, HELD_OUT_SHARE, HELD_OUT, seed);
        if training.len() < 2 || held_out.is_empty() {
            return Err("nearly all pairs have the same target, so nothing can be held out; add pairs with other \
                        targets"
                .into());
        }
        let examples = |pairs: &[Pair]| {
            let example =
                |pair: &Pair| Example { source: source.encode(&pair.source), target: target.encode(&pair.target) };
            pairs.iter().map(example).collect()
        };
        Ok(Data { training: examples(&training), held_out: examples(&held_out), source, target, odd, odd_count })
    }
}

fn rule(task: &Task) -> pairs::Task {
    match task {
        Task::Dates => pairs::Task::Dates,
        Task::NumberWords => pairs::Task::NumberWords,
        Task::Reversal | Task::Own { .. } => pairs::Task::Reversal,
    }
}

/// The reader's pairs, and the lines that were left out.
#[expect(clippy::type_complexity, reason = "taken apart at once")]
fn own(text: &str, unit: Unit) -> Result<(Vec<Pair>, Vec<(u32, String)>, usize), String> {
    let Table { pairs, odd } = pairs::read_table(text, LONGEST);
    let mut odd: Vec<(u32, String)> = odd.into_iter().map(|row| (row.line as u32, row.problem)).collect();
    let total = pairs.len();
    let fits = |pair: &Pair| unit.cut(&pair.source).len() <= MAX_SOURCE && unit.cut(&pair.target).len() <= MAX_TARGET;
    let (mut pairs, long): (Vec<Pair>, Vec<Pair>) = pairs.into_iter().partition(fits);
    if let Some(first) = long.first() {
        let line = text.lines().position(|line| line.trim_start().starts_with(&first.source)).unwrap_or(0) + 1;
        odd.push((
            line as u32,
            format!("has too many tokens: a source takes {MAX_SOURCE}, a target {MAX_TARGET}; shorten it"),
        ));
    }
    if pairs.len() < MIN_PAIRS {
        let mut message = format!(
            "these are {} pairs; write at least {MIN_PAIRS}, a line each with a tab between source and target",
            pairs.len()
        );
        if let Some((line, problem)) = odd.first() {
            message.push_str(&format!(". Line {line} {problem}"));
        }
        return Err(message);
    }
    pairs.truncate(MAX_PAIRS);
    odd.sort();
    let odd_count = odd.len() + long.len().saturating_sub(1) + total.saturating_sub(long.len() + MAX_PAIRS);
    odd.truncate(NAMED);
    Ok((pairs, odd, odd_count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Result<Data, String> {
        Data::new(&Task::Own { text: text.into(), words: false }, None, 1)
    }

    #[test]
    fn too_little_is_refused_in_words() {
        assert!(own("").is_err_and(|words| words.contains("these are 0 pairs")));
        assert!(own("a b\nc\td").is_err_and(|words| words.contains("Line 1 has no tab")));
        let same: String = (0..20).map(|k| format!("{k}\tyes\n")).collect();
        assert!(own(&same).is_err_and(|words| words.contains("same target")));
    }

    #[test]
    fn what_is_too_long_is_left_out_and_named() {
        let mut text: String = (0..20).map(|k| format!("{k}\t{k}{k}\n")).collect();
        text.push_str(&format!("{}\t1\nno tab\n", "x".repeat(MAX_SOURCE + 1)));
        let data = own(&text).unwrap_or_else(|words| panic!("{words}"));
        assert_eq!(data.training.len() + data.held_out.len(), 20);
        assert_eq!((data.odd_count, data.odd[0].0, data.odd[1].0), (2, 21, 22));
    }
}

//! What the page shows of an evaluation.

use viz::number::fixed;
use viz::paired_bars::{self, Bars};
use viz::table::Table;

use super::measures::{self, Place, Scored, Summary};
use super::{Evaluation, Run};
use crate::rag::{Goal, Lesson, Side};

/// A measure of both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureLine {
    pub name: &'static str,
    pub how: &'static str,
    /// Between 0 and 1; `None` where there is nothing to measure.
    pub shares: [Option<f64>; 2],
    pub words: [String; 2],
}

/// Names of the measures, and how they are computed.
pub const MEASURES: [(&str, &str); 6] = [
    ("Hit rate@k", "share of questions with a right chunk among the first k"),
    ("Recall@k", "mean share of a question's right chunks that are among the first k"),
    ("MRR@k", "mean of 1 / rank of the first right chunk among the first k, 0 if there is none"),
    ("nDCG@k", "gain 1 for a right chunk, over log2(rank + 1), against the best order; the mean"),
    ("Answer has it", "share of questions whose quoted sentence has the words of the answer"),
    ("Says it is not there", "share of the questions without an answer for which nothing passes the threshold"),
];

/// A question in the table of questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub kind: &'static str,
    pub text: String,
    /// Each side's, where it was asked: the place of the first right chunk, and what the answer was worth.
    pub places: [Option<String>; 2],
    pub answers: [Option<String>; 2],
    pub change: &'static str,
}

impl Evaluation {
    pub fn lines(&self) -> Vec<MeasureLine> {
        let summaries = Side::BOTH.map(|side| self.run(side).map(|run| measures::summary(&run.scored)));
        let line = |at: usize| {
            let values = summaries.map(|summary| summary.map(|summary| of(&summary, at)));
            let [a, b] = &values;
            let share = |value: &Option<(Option<f64>, String)>| value.as_ref().and_then(|it| it.0);
            let words = |value: &Option<(Option<f64>, String)>| value.as_ref().map_or(String::new(), |it| it.1.clone());
            let (name, how) = MEASURES[at];
            MeasureLine { name, how, shares: [share(a), share(b)], words: [words(a), words(b)] }
        };
        if summaries.iter().all(Option::is_none) { Vec::new() } else { (0..MEASURES.len()).map(line).collect() }
    }

    /// The measures as a drawing.
    pub fn bars(&self) -> String {
        let lines = self.lines();
        let measured = lines.iter().filter(|line| line.shares.iter().any(Option::is_some));
        let bars: Vec<Bars> = measured.map(|line| Bars { name: line.name.into(), values: line.shares }).collect();
        if bars.is_empty() { String::new() } else { paired_bars::svg(&bars, ["A", "B"]) }
    }

    pub fn measures_table(&self) -> Table {
        let columns = ["measure", "A", "B"].map(str::to_owned).to_vec();
        let row = |line: MeasureLine| {
            let [a, b] = line.words;
            vec![line.name.to_owned(), a, b]
        };
        Table { columns, rows: self.lines().into_iter().map(row).collect() }
    }

    pub fn rows(&self) -> Vec<Row> {
        let runs = Side::BOTH.map(|side| self.run(side));
        let Some(run) = runs.into_iter().flatten().next() else { return Vec::new() };
        let row = |at: usize| {
            let scored = runs.map(|run| run.and_then(|run| run.scored.get(at)).copied());
            let question = &run.questions[at];
            Row {
                kind: question.kind,
                text: question.question.text.clone(),
                places: runs.map(|run| run.and_then(|run| Some(place(run, run.scored.get(at)?)))),
                answers: scored.map(|it| it.map(answer)),
                change: change(scored),
            }
        };
        (0..run.questions.len()).map(row).collect()
    }

    /// Every question as a table for a file.
    pub fn questions_table(&self) -> Table {
        let columns = [
            "#",
            "kind",
            "question",
            "A: first right chunk",
            "A: answer",
            "B: first right chunk",
            "B: answer",
            "change",
        ];
        let row = |(at, row): (usize, Row)| {
            let [place_a, place_b] = row.places.map(Option::unwrap_or_default);
            let [answer_a, answer_b] = row.answers.map(Option::unwrap_or_default);
            vec![
                (at + 1).to_string(),
                row.kind.into(),
                row.text,
                place_a,
                answer_a,
                place_b,
                answer_b,
                row.change.into(),
            ]
        };
        Table {
            columns: columns.map(str::to_owned).to_vec(),
            rows: self.rows().into_iter().enumerate().map(row).collect(),
        }
    }

    /// How much the numbers are worth, in words.
    pub fn caution(&self) -> String {
        let Some(a) = self.run(Side::A) else { return String::new() };
        let n = measures::summary(&a.scored).answerable;
        if n == 0 {
            return "The documents answer none of these questions: there is nothing to rank.".into();
        }
        let one = fixed(100.0 / n as f64, if n > 20 { 1 } else { 0 });
        let few = match n {
            1 => "One question is an example and no measure.".to_owned(),
            _ => format!("{n} questions are few: one more or less is {one} points of the hit rate."),
        };
        let Some(b) = self.run(Side::B) else { return few };
        let (only_a, only_b) = measures::split(&a.scored, &b.scored);
        if only_a + only_b == 0 {
            return format!("{few} Both have a right chunk for the same questions.");
        }
        let chance = fixed(100.0 * measures::by_chance((only_a, only_b)), 0);
        format!(
            "{few} A alone has a right chunk for {only_a}, B alone for {only_b}; tossing a coin for each of these would be as uneven in {chance} % of all cases (exact McNemar test)."
        )
    }
}

impl Lesson {
    /// How far the evaluation is, in words.
    pub fn evaluation_progress(&self) -> String {
        let Some((Goal::Setting(side), progress)) = self.trials.progress() else { return String::new() };
        let doing = if progress.embedding { "embeds what has no vector yet" } else { "asks" };
        match progress.of {
            0 => format!("Setting {}: cuts the documents.", side.name()),
            of => format!("Setting {}: {doing}, {} of {of}.", side.name(), progress.done),
        }
    }
}

/// A measure of a summary, as a share and in words.
fn of(summary: &Summary, measure: usize) -> (Option<f64>, String) {
    let share = |part: usize, whole: usize| match whole {
        0 => (None, "none to ask".to_owned()),
        _ => {
            let share = part as f64 / whole as f64;
            (Some(share), format!("{part} of {whole}, {} %", fixed(100.0 * share, 0)))
        }
    };
    let number = |value: f64| match summary.answerable {
        0 => (None, "none to ask".to_owned()),
        _ => (Some(value), fixed(value, 3)),
    };
    match measure {
        0 => share(summary.hits, summary.answerable),
        1 => number(summary.mean.recall),
        2 => number(summary.mean.reciprocal_rank),
        3 => number(summary.mean.ndcg),
        4 => share(summary.contains, summary.answerable),
        _ => share(summary.declined, summary.absent),
    }
}

fn place(run: &Run, scored: &Scored) -> String {
    match scored.place {
        Place::Rank(rank) if rank > run.evaluated.retrieval.k as usize => format!("{rank}, after k"),
        Place::Rank(rank) => rank.to_string(),
        Place::Below => "below the threshold".into(),
        Place::Missing => "not found".into(),
        Place::Cut => "cut apart".into(),
        Place::Absent => "there is none".into(),
    }
}

fn answer(scored: Scored) -> String {
    match (scored.place, scored.is_answered) {
        (Place::Absent, true) => "not in them, rightly",
        (Place::Absent, false) => "quotes, wrongly",
        (_, true) => "has it",
        (_, false) => "has it not",
    }
    .into()
}

/// What changes from A to B.
fn change([a, b]: [Option<Scored>; 2]) -> &'static str {
    let (Some(a), Some(b)) = (a, b) else { return "" };
    let rank = |scored: Scored| match scored.place {
        Place::Rank(rank) => rank,
        _ => usize::MAX,
    };
    match (a.is_answered, b.is_answered) {
        (false, true) => "B answers, A does not",
        (true, false) => "A answers, B does not",
        _ if a.place == Place::Absent => "",
        _ => match rank(a).cmp(&rank(b)) {
            std::cmp::Ordering::Greater => "better placed in B",
            std::cmp::Ordering::Less => "better placed in A",
            std::cmp::Ordering::Equal => "",
        },
    }
}

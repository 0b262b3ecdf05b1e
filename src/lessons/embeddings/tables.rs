//! The numbers behind the pictures.

use viz::number::fixed;
use viz::table::Table;

use super::lesson::Lesson;

/// Every mapped word with its count and its place.
pub fn map_table(lesson: &Lesson) -> Table {
    let columns = ["word", "count", "x", "y"].map(String::from).to_vec();
    let (Some(map), Some(prepared)) = (&lesson.map, &lesson.prepared) else {
        return Table { columns, rows: Vec::new() };
    };
    let rows = map.points.iter().zip(prepared.words.iter().zip(&prepared.counts));
    let row = |([x, y], (word, count)): (&[f32; 2], (&String, &u64))| {
        vec![word.clone(), count.to_string(), fixed(f64::from(*x), 4), fixed(f64::from(*y), 4)]
    };
    Table { columns, rows: rows.map(row).collect() }
}

/// The pairs of the step on show.
pub fn pair_table(lesson: &Lesson) -> Table {
    let columns = ["word", "with", "kind", "score", "probability"].map(String::from).to_vec();
    let pairs = lesson.step().map(|step| step.pairs.as_slice()).unwrap_or_default();
    let row = |pair: &protocol::embeddings::Pair| {
        let kind = if pair.positive { "from the text" } else { "drawn at random" };
        vec![
            pair.input.clone(),
            pair.target.clone(),
            kind.into(),
            fixed(f64::from(pair.score), 4),
            fixed(f64::from(pair.probability), 4),
        ]
    };
    Table { columns, rows: pairs.iter().map(row).collect() }
}

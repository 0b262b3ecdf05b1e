//! One query's scores at (m, n) and at (m + s, n + s): where only the distance counts, they are the same.

use super::{Page, SCHEMES};
use crate::components::*;
use leptos::prelude::*;
use lessons::positional_encoding::ScoreRow;
use viz::number::{fixed as digits, short};

pub fn scores(page: Page) -> AnyView {
    let rows = page.see(|lesson| lesson.score_rows());
    let words = page.see(|lesson| {
        let Some(attended) = &lesson.attended else { return String::new() };
        let m = lesson.cell.0.min(attended.setup.words.len() - 1);
        let shift = attended.setup.shift as usize;
        format!("query “{}” at m = {m}, then at m + s = {}", attended.setup.words[m], m + shift)
    });
    let scheme = page.see(|lesson| lesson.scheme);
    let title =
        Signal::derive(move || format!("Scores before and after the move: {}", SCHEMES[scheme.get() as usize].name));
    let largest = move || {
        rows.with(|rows| {
            let change = |row: &ScoreRow| row.there.1.map(|there| (there - row.here.1).abs());
            let changes: Option<Vec<f32>> = rows.iter().map(change).collect();
            match changes {
                Some(changes) if !changes.is_empty() => {
                    let largest = changes.into_iter().fold(0.0, f32::max);
                    format!("Largest difference {}.", short(f64::from(largest)))
                }
                _ => "The scheme has no such positions.".into(),
            }
        })
    };
    let columns = [
        ("key", ""),
        ("n", "The position of the key"),
        (
            "score (m, n)",
            "The query at m · the key at n, over √ of the head's width, with ALiBi's penalty where there is one",
        ),
        ("n + s", "The position of the key, s further"),
        ("score (m + s, n + s)", "The same two words, both s further"),
        ("difference", "score (m + s, n + s) − score (m, n)"),
    ];
    let columns = columns.map(|(name, how)| (name.to_string(), how)).to_vec();
    let cells = Signal::derive(move || rows.with(|rows| rows.iter().map(row).collect::<Vec<_>>()));
    block(
        "",
        vec![
            titled(title, words),
            sheet("Scores before and after the move", Signal::stored(columns), cells),
            note(Signal::derive(move || format!("{} Point at a row of the map to choose the query.", largest()))),
        ],
    )
}

fn row(row: &ScoreRow) -> Vec<String> {
    let score = |score: f32| digits(f64::from(score), 4);
    let there = row.there.1.map_or("no row".to_string(), score);
    let difference = row.there.1.map_or(String::new(), |there| short(f64::from(there - row.here.1)));
    vec![row.word.clone(), row.here.0.to_string(), score(row.here.1), row.there.0.to_string(), there, difference]
}

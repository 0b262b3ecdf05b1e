//! The patterns: what the chosen head scores, and which heads follow one.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::pattern_words;
use viz::number::fixed as digits;

/// Columns whose numbers need a word.
const SHARE: (&str, &str) =
    ("Share of attention", "mean over the tokens asked, of what each gives to the places of the pattern");
const CHANCE: (&str, &str) = ("By chance", "the same, if every token looked everywhere alike");

fn said(name: &str) -> Column {
    let how = [SHARE, CHANCE].into_iter().find(|known| known.0 == name).map_or("", |known| known.1);
    (name.to_string(), how)
}

pub fn heads(page: Page) -> AnyView {
    let rows = page.see(|lesson| lesson.score_rows());
    let name = page.see(|lesson| format!("layer {}, head {}", lesson.layer + 1, lesson.head + 1));
    let columns = ["Looks at", SHARE.0, CHANCE.0, "Tokens asked"].map(said).to_vec();
    let scores = sheet("Scores of the chosen head", Signal::stored(columns), rows);
    let found = page.see(|lesson| {
        let row = |found: lessons::bert::Found| {
            vec![
                format!("Layer {}, head {}", found.layer + 1, found.head + 1),
                pattern_words(found.score.pattern).to_string(),
                format!("{} %", digits(100.0 * f64::from(found.score.share), 0)),
                format!("{} %", digits(100.0 * f64::from(found.score.chance), 0)),
            ]
        };
        lesson.found().into_iter().map(row).collect::<Vec<_>>()
    });
    let count = Signal::derive(move || format!("{} heads", found.with(Vec::len)));
    let columns = ["Head", "Looks at", SHARE.0, CHANCE.0].map(said).to_vec();
    let all = sheet("Heads that follow a pattern", Signal::stored(columns), found);
    block(
        "part-panel bert-patterns",
        vec![
            titled(fixed("Scores of the chosen head"), name),
            scores,
            titled(fixed("Heads that follow a pattern on this text"), count),
            all,
            note(fixed(
                "The share is the mean over the tokens to which a rule applies; [CLS] and [SEP] are looked at but not asked. A head counts if more than half of its attention lies where the rule looks, and twice what chance would put there.",
            )),
        ],
    )
}

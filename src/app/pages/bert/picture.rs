//! The chosen head, large: as a map or as lines, and what one token looks at.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::{Lesson, MOST_LINES, Picture};
use viz::heatmap::{self, Grid};
use viz::number::fixed as digits;
use viz::scale::Scale;

/// Weights lie between 0 and 1, and all maps share one scale.
pub const SCALE: Scale = Scale::Sequential { min: 0.0, max: 1.0 };

const NOT_YET: &str = "The map appears as soon as the model has read the text.";

pub fn picture(page: Page) -> AnyView {
    let name = page.see(|lesson| format!("Layer {}, head {}", lesson.layer + 1, lesson.head + 1));
    let picture = page.see(|lesson| lesson.picture);
    let shown = move || match picture.get() {
        Picture::Map => map(page, "both ways", page.see(|lesson| lesson.grid())),
        Picture::Lines => lines(page),
    };
    let numbers = page.see(|lesson| (lesson.attended.clone(), lesson.layer, lesson.head, lesson.specials));
    let table_of = Callback::new(move |()| {
        numbers.get();
        page.peek(table)
    });
    let legend = view! { <Legend scale=Signal::stored(SCALE) low="ignores" high="looks only there" /> };
    let data = view! { <DataTable name="attention" table=table_of /> };
    block(
        "bert-picture",
        vec![
            titled(name, fixed("a query in each row, a key in each column; every row adds up to 1")),
            shown.into_any(),
            legend.into_any(),
            block("part-tools", vec![data.into_any(), export(page)]),
        ],
    )
}

/// A map of the tokens on show.
pub fn map(page: Page, title: &'static str, grid: Memo<Grid>) -> AnyView {
    let words = page.see(|lesson| lesson.words());
    let mark = page.see(|lesson| lesson.marked());
    let row = page.see(|lesson| lesson.followed_place());
    let describe = Callback::new(move |(query, key): HeatCell| {
        let value = grid.with_untracked(|grid| grid.get(query, key)).unwrap_or(f32::NAN);
        words.with_untracked(|words| {
            let word = |at: usize| words.get(at).map_or("", String::as_str);
            format!("{} looks at {}: {}", word(query), word(key), digits(f64::from(value), 3))
        })
    });
    let hover = Callback::new(move |at: Option<HeatCell>| page.change(|lesson| lesson.point(at)));
    let pick = Callback::new(move |(query, _): HeatCell| page.change(|lesson| lesson.follow(query)));
    let rows = Memo::new(move |_| grid.with(|grid| grid.rows));
    let body = move || {
        let (rows, words) = (rows.get(), words.get());
        if rows == 0 || words.len() != rows {
            return empty(NOT_YET);
        }
        // Rows stay readable while they are few; many share the height.
        let height = rows as f64
            * match rows {
                0..=24 => 1.25,
                25..=64 => 0.75,
                _ => 0.2,
            };
        let (height, many) = (height.max(2.5), rows > 12);
        let label = if rows <= 24 { words.join("\n") } else { format!("{rows} queries") };
        let strip = (rows <= 64).then(|| {
            view! { <TokenStrip label=format!("Keys, {title}") tokens=Signal::stored(words.clone()) /> }.into_any()
        });
        view! {
            <div class="position-map bert-map" class:many=many style=("--rows", rows.to_string()) style=("--tall", format!("{height}rem"))>
                <Lanes columns=Signal::stored(rows)>
                    {strip}
                    <Heatmap label grid scale=Signal::stored(SCALE) mark row describe on_hover=hover on_pick=pick height />
                </Lanes>
            </div>
        }
        .into_any()
    };
    block("position-pass", vec![note(fixed(title)), body.into_any()])
}

fn lines(page: Page) -> AnyView {
    let tokens = page.see(|lesson| lesson.shown().len());
    let drawing = page.see(|lesson| if lesson.shown().len() <= MOST_LINES { lesson.lines() } else { String::new() });
    let body = move || match tokens.get() {
        0 => empty(NOT_YET),
        1..=MOST_LINES => drawn("bert-lines", "Lines from queries at the left to keys at the right", drawing),
        _ => empty("Lines between more than 64 tokens cannot be told apart: choose the map."),
    };
    body.into_any()
}

/// The attention of the token that is followed, over the text itself.
pub fn from_one(page: Page) -> AnyView {
    let words = page.see(|lesson| lesson.words());
    let values = page.see(|lesson| lesson.followed());
    let now = page.see(|lesson| lesson.followed_place());
    let said = page.see(|lesson| match lesson.from {
        Some(from) => format!("from “{}” at {}", lesson.token(from), from),
        None => "click a token, or a row of the map".into(),
    });
    let pick = Callback::new(move |at: usize| page.change(|lesson| lesson.follow(at)));
    let strip = move || {
        if words.with(Vec::is_empty) {
            return empty(NOT_YET);
        }
        view! {
            <TokenStrip label="Tokens; Enter follows one" tokens=words values scale=Signal::stored(SCALE) now on_pick=pick flow=true />
        }
        .into_any()
    };
    block("bert-from", vec![titled(fixed("What one token looks at"), said), strip.into_any()])
}

fn table(lesson: &Lesson) -> viz::table::Table {
    let words = lesson.words();
    let name = |at: usize| words.get(at).map_or_else(String::new, |word| format!("{at} {word}"));
    heatmap::table(&lesson.grid(), name, name)
}

fn export(page: Page) -> AnyView {
    let svg = move || {
        let drawing = page.peek(|lesson| heatmap::svg(&lesson.grid(), &SCALE, (24.0, 24.0), "attention"));
        download("attention.svg", "image/svg+xml", drawing.as_bytes());
    };
    let csv = move || {
        let csv = page.peek(|lesson| table(lesson).csv());
        download("attention.csv", "text/csv;charset=utf-8", csv.as_bytes());
    };
    let items = vec![ExportItem::new("Picture (SVG)", svg), ExportItem::new("Numbers (CSV)", csv)];
    view! { <ExportMenu label="Export the attention map" items text="Export" /> }.into_any()
}

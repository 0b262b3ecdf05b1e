//! Which source token each output token looked at. Pointing works both ways, from the source and from the output.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::seq2seq::{Lesson, Spot};
use viz::scale::Scale;

const SCALE: Scale = Scale::Sequential { min: 0.0, max: 1.0 };

pub fn alignment(page: Page) -> AnyView {
    let sources = page.see(Lesson::source_names);
    let outputs = page.see(Lesson::output_names);
    let grid = page.see(|lesson| lesson.alignment().unwrap_or_default());
    let none = page.see(|lesson| lesson.alignment().is_none());
    let words = page.see(Lesson::spot_words);
    let body = move || {
        let (names, rows) = (sources.get(), outputs.get());
        if names.is_empty() || rows.is_empty() {
            return empty("The pictures appear as soon as a model has read the source.");
        }
        let height = rows.len() as f64 * if rows.len() <= 16 { 1.35 } else { 0.95 };
        let map = (!none.get()).then(|| map(page, grid, &rows, height));
        let columns = Signal::stored(names.len());
        let class = if names.len() > 24 { "seq2seq-map many" } else { "seq2seq-map" };
        view! {
            <div class=class style=("--rows", rows.len().to_string()) style=("--tall", format!("{height}rem"))>
                <Lanes columns>{strip(page, names)}{map}</Lanes>
            </div>
        }
        .into_any()
    };
    let legend = view! { <Legend scale=Signal::stored(SCALE) low="ignores" high="looks only there" /> };
    block(
        "seq2seq-alignment",
        vec![
            titled(
                fixed("Where the decoder looks"),
                fixed(
                    "an output token in each row (<eos> ends it), a source token in each column; every row adds up to 1",
                ),
            ),
            body.into_any(),
            output(page),
            note(words),
            legend.into_any(),
            page.picture_tools("alignment", ".seq2seq-map .lanes", Lesson::alignment_table),
        ],
    )
}

fn map(page: Page, grid: Memo<viz::heatmap::Grid>, rows: &[String], height: f64) -> AnyView {
    let mark = page.see(|lesson| {
        let Spot { source, target } = lesson.hover?;
        Some((target?, source?))
    });
    let row = page.see(|lesson| Some(lesson.hover.and_then(|spot| spot.target).unwrap_or_else(|| lesson.now())));
    let point = Callback::new(move |at: Option<HeatCell>| {
        let spot = at.map(|(target, source)| Spot { source: Some(source), target: Some(target) });
        page.change(|lesson| lesson.point(spot));
    });
    let pick = Callback::new(move |(target, _): HeatCell| page.position.set(target));
    let describe = Callback::new(move |_: HeatCell| page.peek(Lesson::spot_words));
    let shown: Vec<String> = rows.iter().map(|name| viz::token_strip::shown(name).to_string()).collect();
    view! {
        <Heatmap label=shown.join("\n") grid scale=Signal::stored(SCALE) mark row describe on_hover=point on_pick=pick height />
    }
    .into_any()
}

/// The source over the columns, coloured by how much the row on show looked at each token.
fn strip(page: Page, names: Vec<String>) -> AnyView {
    let values = page.see(Lesson::looked_at);
    let mark = page.see(|lesson| lesson.hover.and_then(|spot| spot.source));
    let point = Callback::new(move |at: Option<usize>| {
        page.change(|lesson| lesson.point(at.map(|at| Spot { source: Some(at), target: None })));
    });
    view! { <TokenStrip label="Source tokens" tokens=Signal::stored(names) values mark on_hover=point /> }.into_any()
}

/// The output as text, coloured by how much each token looked at the source token that is pointed at.
fn output(page: Page) -> AnyView {
    let tokens = page.see(Lesson::output_names);
    let values = page.see(Lesson::looked_by);
    let now = page.see(|lesson| Some(lesson.now()));
    let mark = page.see(|lesson| lesson.hover.and_then(|spot| spot.target));
    let point = Callback::new(move |at: Option<usize>| {
        page.change(|lesson| lesson.point(at.map(|at| Spot { source: None, target: Some(at) })));
    });
    let pick = Callback::new(move |at: usize| page.position.set(at));
    view! {
        <div class="seq2seq-output">
            <span>"Output"</span>
            <TokenStrip label="Output tokens" tokens values now mark on_hover=point on_pick=pick flow=true />
        </div>
    }
    .into_any()
}

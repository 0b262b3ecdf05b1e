//! The right side of the lab: the step on show, and the state that was handed over.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::seq2seq::Lesson;
use viz::number::fixed as digits;
use viz::token_strip::shown;

pub fn inspector(page: Page) -> Vec<AnyView> {
    let title = page.see(|lesson| format!("Output token {} of {}", lesson.now() + 1, lesson.steps().max(1)));
    vec![
        caption(title),
        likeliest(page),
        caption(fixed("Handed over")),
        handed(page),
        note(fixed(
            "The encoder's last state: for each layer its hidden state h and its cell c. Without attention this is all the decoder gets.",
        )),
    ]
}

/// The likeliest tokens of the step, with their shares.
fn likeliest(page: Page) -> AnyView {
    let rows = page.see(Lesson::likeliest);
    let list = move || {
        let row = |(name, share): (String, f32)| {
            view! {
                <li>
                    <span>{shown(&name).to_string()}</span>
                    <span class="seq2seq-bar"><span style:width=format!("{:.1}%", 100.0 * share)></span></span>
                    <span>{digits(f64::from(share), 3)}</span>
                </li>
            }
            .into_any()
        };
        rows.get().into_iter().map(row).collect::<Vec<AnyView>>()
    };
    view! { <ol class="seq2seq-likeliest" aria-label="Likeliest tokens and their probabilities">{list}</ol> }.into_any()
}

/// Hidden state and cell of every layer, drawn.
fn handed(page: Page) -> AnyView {
    let grid = page.see(Lesson::handed);
    let scale = page.see(Lesson::handed_scale);
    let lines = page.see(|lesson| lesson.output().map_or(0, |output| output.handed.len()));
    let names = move || {
        let name = |row: usize| format!("{}{}", if row.is_multiple_of(2) { "h" } else { "c" }, row / 2 + 1);
        (0..2 * lines.get()).map(|row| view! { <span>{name(row)}</span> }.into_any()).collect::<Vec<AnyView>>()
    };
    let size = move || grid.with(|grid| format!("{} x {} numbers", grid.rows, grid.cols));
    view! {
        <div class="seq2seq-handed" style=("--rows", move || (2 * lines.get()).to_string())>
            <div class="seq2seq-handed-names" aria-hidden="true">{names}</div>
            {thumbnail(grid.into(), scale.into())}
        </div>
        <Legend scale low="" high="">{size}</Legend>
    }
    .into_any()
}

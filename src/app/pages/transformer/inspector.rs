//! One cell: its formula with its own numbers, where it was made, and its editor if it is a weight.

use super::{Page, editor};
use crate::components::*;
use leptos::prelude::*;

pub fn inspector(page: Page) -> Vec<AnyView> {
    let explained = page.see(|lesson| lesson.explained());
    let name = Memo::new(move |_| explained.with(|one| one.as_ref().map(|one| one.name.clone()).unwrap_or_default()));
    let lines = Memo::new(move |_| {
        let line = |line: &String| format!("<p>{}</p>", viz::heatmap::escape(line));
        explained.with(|one| one.as_ref().map(|one| one.lines.iter().map(line).collect::<String>()).unwrap_or_default())
    });
    let made = page.see(|lesson| {
        let step = lesson.explained()?.made_in?;
        let at = lesson.steps().iter().position(|other| *other == step)?;
        (step != lesson.step()).then_some(at)
    });
    let go = move || {
        made.get().map(|at| {
            quiet(fixed(&format!("Made in step {}: go there", at + 1)), never(), move || page.position.set(at))
        })
    };
    let picked = page.see(|lesson| lesson.picked.is_some() && lesson.hover.is_none());
    let hint = Signal::derive(move || {
        if picked.get() {
            "Kept. Point at another cell to compare."
        } else {
            "Point at a cell; click it to keep it here."
        }
        .to_string()
    });
    vec![
        caption(fixed("One number")),
        view! { <p class="transformer-cell">{name}</p> }.into_any(),
        drawn("equation transformer-math", "The cell's formula", lines),
        go.into_any(),
        note(hint),
        editor::editor(page),
    ]
}

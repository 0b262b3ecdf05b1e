//! Setting a weight by hand, and putting weights back.

use super::Page;
use crate::components::*;
use leptos::prelude::*;

pub fn editor(page: Page) -> AnyView {
    let picked = page.see(|lesson| lesson.picked_weight().map(|(name, index, _)| (name, index)));
    let value = page.see(|lesson| lesson.picked_weight().map_or(0.0, |(.., value)| value));
    let edits = page.see(|lesson| lesson.edits().len());
    let field = move || {
        picked.get().map(|(name, index)| {
            let label = format!("{name}, number {index}");
            view! {
                <label class="part-probe transformer-edit">
                    <span>{label.clone()}</span>
                    <input
                        type="number"
                        step="0.1"
                        aria-label=format!("New value of {label}")
                        prop:value=move || value.get().to_string()
                        on:change:target=move |event| {
                            let typed = viz::decimal::read(&event.target().value().replace(',', "."));
                            page.act(|lesson| lesson.edit(typed.map_or(f32::NAN, |typed| typed as f32)));
                        }
                    />
                </label>
            }
            .into_any()
        })
    };
    let said = page.see(|lesson| match lesson.edits().len() {
        0 => "Click a cell of a weight (W, b, E, P, γ, β) to change it.".to_string(),
        1 => "1 weight is changed.".into(),
        count => format!("{count} weights are changed."),
    });
    let none = Signal::derive(move || edits.get() == 0);
    let minimal = page.see(|lesson| lesson.model == lessons::transformer::ModelKind::Minimal);
    let body = move || {
        block(
            "transformer-editor",
            vec![
                caption(fixed("Weights by hand")),
                field.into_any(),
                note(said),
                block(
                    "part-pair",
                    vec![
                        button(fixed("Restore it"), Signal::derive(move || picked.get().is_none()), move || {
                            page.act(|lesson| lesson.restore())
                        }),
                        button(fixed("Restore all"), none, move || page.act(|lesson| lesson.restore_all())),
                    ],
                ),
            ],
        )
    };
    when(minimal, body)
}

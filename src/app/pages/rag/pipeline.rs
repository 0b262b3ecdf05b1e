//! The strip of stages: picking one opens its panel.

use super::{Page, Writing, answer, chunks, documents, embeddings, prompt, retrieval};
use crate::components::*;
use leptos::prelude::*;

const STAGES: usize = 6;

/// The stages whose panels are always there: a model that is being loaded goes on while another stage is looked at.
const EMBEDDINGS: usize = 2;
const ANSWER: usize = 5;

pub fn pipeline(page: Page, writing: Writing) -> AnyView {
    let strip: Vec<AnyView> = (0..STAGES).map(|at| stage(page, at)).collect();
    let open = page.see(|lesson| lesson.open);
    let panel = move || match open.get() {
        0 => documents::documents(page),
        1 => chunks::chunks(page),
        EMBEDDINGS | ANSWER => ().into_any(),
        4 => prompt::prompt(page),
        _ => retrieval::retrieval(page),
    };
    view! {
        <section class="rag-pipeline" aria-label="The pipeline">
            {caption(fixed("How it comes about: six stages, each open"))}
            <div class="rag-strip" role="group" aria-label="Stages">{strip}</div>
            <div class="rag-panel">{panel}</div>
            <div class="rag-panel" hidden=move || open.get() != EMBEDDINGS>{embeddings::embeddings(page)}</div>
            <div class="rag-panel" hidden=move || open.get() != ANSWER>{answer::stage(page, writing)}</div>
        </section>
    }
    .into_any()
}

fn stage(page: Page, at: usize) -> AnyView {
    let line = page.see_of(move |lesson| lesson.stages()[at].clone());
    let open = page.see_of(move |lesson| lesson.open == at);
    let name = Signal::derive(move || line.with(|line| format!("{}: {} {}", line.name, line.number, line.time)));
    let title = Signal::derive(move || line.with(|line| format!("{} {}", at + 1, line.name)));
    let number = Signal::derive(move || line.with(|line| line.number.clone()));
    let time = Signal::derive(move || line.with(|line| line.time.clone()));
    let parts = vec![span(title), view! { <b>{number}</b> }.into_any(), span(time)];
    pick(name, open, parts, move || page.change(|lesson| lesson.open = at))
}

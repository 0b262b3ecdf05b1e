//! The embedding model, and how far it is.

use super::{FOLDER, Page, map};
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use protocol::rag::Request;

pub fn embeddings(page: Page) -> AnyView {
    let busy = page.see(|lesson| lesson.embedding);
    let embedding = Signal::derive(move || busy.get().is_some());
    let progress = move || {
        let (done, of) = busy.get().unwrap_or_default();
        view! {
            <progress class="chat-meter" aria-label="Texts embedded" max=of.to_string() prop:value=f64::from(done)></progress>
            {button(fixed("Stop"), never(), move || page.act(|_| vec![Request::Stop]))}
        }
        .into_any()
    };
    let done = page.see(|lesson| match &lesson.embedded {
        Some(it) => format!(
            "{} vectors, {} of them from before. Plotted on the two directions in which they differ most, {} % of their variance can be seen.",
            count(it.map.len() / 2),
            count(it.reused as usize),
            viz::number::fixed(100.0 * f64::from(it.shown), 0)
        ),
        None if lesson.is_loaded() => "The model is there; vectors are on their way.".into(),
        None => "Without the model, chunks are found by their words alone. With it, by what they mean.".into(),
    });
    view! {
        {model_panel(page, FOLDER)}
        {when(embedding, progress)}
        {note(done)}
        {map::map(page)}
    }
    .into_any()
}

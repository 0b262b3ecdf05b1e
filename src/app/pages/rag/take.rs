//! Take it with you: the pipeline as a Python script with the reader's chunks and settings.

use super::Page;
use crate::components::*;
use crate::fetch;
use leptos::prelude::*;

const SCRIPT: &str = "assets/export/rag.py";

pub fn take(page: Page) -> AnyView {
    let none = page.see(|lesson| lesson.chunked.is_none());
    let save = move || {
        if let Some(file) = page.peek(|lesson| lesson.pipeline_file()) {
            download("rag.json", "application/json", file.as_bytes());
        }
    };
    view! {
        <div class="part-take">
            <a class="plain" href=fetch::href(SCRIPT) download="rag.py">"Python script"</a>
            {button(fixed("Chunks and settings (JSON)"), none, save)}
            {note(fixed(
                "The script embeds the chunks with sentence-transformers, searches them with faiss and finds the same ones. Put both files into one folder. The JSON holds the text of your documents.",
            ))}
        </div>
    }
    .into_any()
}

//! Take it with you: the merges and the vocabulary, as files that other programs read.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::tokenization::{Mode, Phase};
use protocol::tokenization::Format;

/// Hands a file to the browser as soon as the worker has sent it.
pub fn deliver(page: Page) {
    let export = page.see(|lesson| lesson.export.clone());
    Effect::new(move || {
        if let Some((format, file)) = export.get() {
            let (name, kind) = match format {
                Format::HuggingFace => ("tokenizer.json", "application/json"),
                Format::Merges => ("merges.txt", "text/plain;charset=utf-8"),
                Format::Vocabulary => ("vocab.json", "application/json"),
            };
            download(name, kind, &file);
            page.change(|lesson| lesson.export = None);
        }
    });
}

pub fn take(page: Page) -> AnyView {
    let not_ready = page.see(|lesson| lesson.phase != Phase::Ready);
    let no_tokenizer = page.see(|lesson| lesson.phase != Phase::Ready || lesson.mode == Mode::Characters);
    let why = page.see(|lesson| match lesson.mode {
        Mode::Characters => {
            "tokenizer.json is for bytes: Hugging Face's </w> is part of a word's last letter, the guide's is a symbol of its own.".to_string()
        }
        Mode::Bytes => String::new(),
    });
    let merges = Callback::new(move |()| page.see(|lesson| lesson.merges_table()).get());
    let ask = move |format: Format| page.act(|lesson| lesson.ask_export(format));
    view! {
        <div class="part-take">
            {button(fixed("tokenizer.json (Hugging Face)"), no_tokenizer, move || ask(Format::HuggingFace))}
            {button(fixed("merges.txt"), not_ready, move || ask(Format::Merges))}
            {button(fixed("vocab.json"), not_ready, move || ask(Format::Vocabulary))}
            <DataTable name="merges" table=merges />
            {note(why)}
        </div>
    }
    .into_any()
}

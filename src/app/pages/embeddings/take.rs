//! Take it with you: the vectors in the formats that other programs read.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::embeddings::Phase;
use protocol::embeddings::Format;

const FILES: [(Format, &str, &str); 5] = [
    (Format::ProjectorVectors, "Projector vectors (TSV)", "vectors.tsv"),
    (Format::ProjectorMetadata, "Projector metadata (TSV)", "metadata.tsv"),
    (Format::Word2Vec, "word2vec text format", "vectors.txt"),
    (Format::Csv, "The map (CSV)", "map.csv"),
    (Format::Model, "Both tables (safetensors)", "word2vec.safetensors"),
];

/// Hands a file to the browser as soon as the engine has sent it.
pub fn deliver(page: Page) {
    let export = page.see(|lesson| lesson.export.clone());
    Effect::new(move || {
        if let Some((format, bytes)) = export.get() {
            let name = FILES.iter().find(|file| file.0 == format).map_or("vectors.txt", |file| file.2);
            download(name, "application/octet-stream", &bytes);
            page.change(|lesson| lesson.export = None);
        }
    });
}

pub fn take(page: Page) -> AnyView {
    let not_ready = page.see(|lesson| lesson.prepared.is_none() || lesson.phase != Phase::Idle);
    let buttons = FILES.map(|(format, label, _)| {
        button(fixed(label), not_ready, move || page.act(|lesson| lesson.ask_export(format)))
    });
    view! { <div class="part-take">{buttons.into_iter().collect::<Vec<_>>()}</div> }.into_any()
}

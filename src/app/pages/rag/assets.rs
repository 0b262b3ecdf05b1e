//! What cuts text for both models: small, and without it nothing could be measured in their own tokens.

use super::{FOLDER, Page, WRITER_FOLDER, Writing};
use crate::fetch;
use leptos::prelude::*;
use leptos::task::spawn_local;

const RECORDED: &str = "assets/models/rag/recorded.bin";

/// The prompt's stage, counted from 0.
const PROMPT: usize = 4;

/// Fetches the embedding model's as soon as the model's panel knows which file it is, and the other when the prompt is looked at.
pub fn fetch(page: Page, writing: Writing) {
    spawn_local(async move {
        if let Some(bytes) = fetch::bytes(RECORDED).await
            && let Ok(recorded) = protocol::decode(&bytes)
        {
            page.change(|lesson| lesson.show_recorded(recorded));
        }
    });
    let name = page.see(|lesson| lesson.shelf.store.model().map(|model| model.tokenizer.name.clone()));
    Effect::new(move || {
        let Some(name) = name.get() else { return };
        spawn_local(async move {
            if let Some(bytes) = fetch::bytes(&format!("{FOLDER}{name}")).await {
                page.act(|lesson| lesson.take_tokenizer(bytes));
            }
        });
    });
    let looked_at = page.see(|lesson| lesson.open == PROMPT);
    let file = writing.see(|writer| {
        let model = writer.chat.shelf.store.model()?;
        let system = model.number::<String>("system_message").unwrap_or_default();
        Some((model.tokenizer.name.clone(), system))
    });
    let asked = StoredValue::new(false);
    Effect::new(move || {
        let (true, Some((name, system))) = (looked_at.get(), file.get()) else { return };
        if asked.get_value() {
            return;
        }
        asked.set_value(true);
        spawn_local(async move {
            if let Some(bytes) = fetch::bytes(&format!("{WRITER_FOLDER}{name}")).await {
                page.act(|lesson| lesson.take_words(bytes, system));
            }
        });
    });
}

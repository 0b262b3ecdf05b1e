//! Take it with you: the weights and a script that runs them.

use super::Page;
use crate::components::*;
use crate::fetch;
use leptos::prelude::*;
use lessons::seq2seq::Phase;

const SCRIPT: &str = "assets/export/seq2seq.py";

/// Hands the weights to the browser as soon as the engine has sent them.
pub fn deliver(page: Page) {
    let export = page.see(|lesson| lesson.export.clone());
    Effect::new(move || {
        if let Some(weights) = export.get() {
            download("seq2seq.safetensors", "application/octet-stream", &weights);
            page.change(|lesson| lesson.export = None);
        }
    });
}

pub fn take(page: Page) -> AnyView {
    let not_ready = page.see(|lesson| !matches!(lesson.phase, Phase::Idle | Phase::Training));
    view! {
        <div class="part-take">
            {button(fixed("Weights (safetensors)"), not_ready, move || page.act(|lesson| lesson.ask_export()))}
            <a class="plain" href=fetch::href(SCRIPT) download="seq2seq.py">"PyTorch script"</a>
        </div>
    }
    .into_any()
}

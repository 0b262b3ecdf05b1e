//! Take it with you: the weights and a script that runs them.

use super::Page;
use crate::components::*;
use crate::fetch;
use leptos::prelude::*;
use lessons::format::count;

const SCRIPT: &str = "assets/export/lstm.py";

/// Hands the weights to the browser as soon as the engine has sent them.
pub fn deliver(page: Page) {
    let export = page.see(|lesson| lesson.export.clone());
    Effect::new(move || {
        if let Some(weights) = export.get() {
            download("lstm.safetensors", "application/octet-stream", &weights);
            page.change(|lesson| lesson.export = None);
        }
    });
}

pub fn take(page: Page) -> AnyView {
    let not_ready = page.see(|lesson| lesson.bench().standing.is_none());
    let parameters = page.see(|lesson| match &lesson.bench().standing {
        Some(standing) => format!("{} parameters at this moment", count(standing.prepared.num_parameters)),
        None => String::new(),
    });
    view! {
        <div class="part-take">
            {button(fixed("Weights (safetensors)"), not_ready, move || page.act(|lesson| lesson.ask_export()))}
            <a class="plain" href=fetch::href(SCRIPT) download="lstm.py">"PyTorch script"</a>
            {note(parameters)}
        </div>
    }
    .into_any()
}

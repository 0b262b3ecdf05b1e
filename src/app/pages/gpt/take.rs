//! Take it with you: the weights and a script that writes with them.

use super::Page;
use crate::components::*;
use crate::fetch;
use leptos::prelude::*;
use lessons::format::count;

const SCRIPT: &str = "assets/export/gpt.py";

/// Hands the weights to the browser as soon as the engine has sent them.
pub fn deliver(page: Page) {
    let export = page.see(|lesson| lesson.export.clone());
    Effect::new(move || {
        if let Some(weights) = export.get() {
            download("gpt.safetensors", "application/octet-stream", &weights);
            page.change(|lesson| lesson.export = None);
        }
    });
}

pub fn take(page: Page) -> AnyView {
    let not_ready = page.see(|lesson| lesson.standing.is_none());
    let parameters = page.see(|lesson| match &lesson.standing {
        Some((prepared, _)) => format!("{} parameters at this moment", count(prepared.num_parameters as usize)),
        None => String::new(),
    });
    view! {
        <div class="part-take">
            {button(fixed("Weights (safetensors)"), not_ready, move || page.act(|lesson| lesson.ask_export()))}
            <a class="plain" href=fetch::href(SCRIPT) download="gpt.py">"PyTorch script"</a>
            {note(parameters)}
        </div>
    }
    .into_any()
}

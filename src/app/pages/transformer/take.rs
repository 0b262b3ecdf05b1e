//! Take it with you: the weights as they ran, what ran through them, and a script that does it again.

use super::Page;
use crate::components::*;
use crate::fetch;
use leptos::prelude::*;
use lessons::transformer::{ModelKind, inputs_json, weights_file};
use viz::number::count;

const SCRIPT: &str = "assets/export/transformer.py";

pub fn take(page: Page) -> AnyView {
    let weights = move || {
        download("transformer.safetensors", "application/octet-stream", &page.peek(weights_file));
    };
    let run = move || {
        download("transformer.json", "application/json", page.peek(inputs_json).as_bytes());
    };
    let nothing = page.see(|lesson| lesson.ran.is_none() || lesson.model == ModelKind::MiniLm);
    let size = page.see(|lesson| {
        if lesson.model == ModelKind::MiniLm {
            return "For the two small models: MiniLM’s weights are published by its authors.".into();
        }
        let numbers: usize = lesson.ran.iter().flat_map(|ran| &ran.weights).map(|weight| weight.values.len()).sum();
        format!("{} weights, with your edits", count(numbers as f64))
    });
    view! {
        <div class="part-take">
            {button(fixed("Weights (safetensors)"), nothing, weights)}
            {button(fixed("This run (JSON)"), nothing, run)}
            <a class="plain" href=fetch::href(SCRIPT) download="transformer.py">"PyTorch script"</a>
            {note(size)}
        </div>
        <pre class="transformer-command" tabindex="0">"python3 transformer.py transformer.safetensors transformer.json"</pre>
    }
    .into_any()
}

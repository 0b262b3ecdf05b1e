//! Take it with you: the weights and a script that runs them, and a link to what is on show.

use super::page::Page;
use super::parts::{button, fixed, note};
use crate::components::*;
use leptos::prelude::*;
use lessons::lstm::count;
use std::time::Duration;

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
        <div class="lstm-take">
            {button(fixed("Weights (safetensors)"), not_ready, move || page.act(|lesson| lesson.ask_export()))}
            <a class="plain" href=script_href() download="lstm.py">"PyTorch script"</a>
            {note(parameters)}
        </div>
    }
    .into_any()
}

fn script_href() -> String {
    format!("{}/{SCRIPT}", crate::base_path::current())
}

/// A link to this state. `backend`, which the reader may have set by hand, goes along.
pub fn link(page: Page) -> String {
    let location = window().location();
    let backend = location.search().unwrap_or_default();
    let backend =
        backend.trim_start_matches('?').split('&').find(|pair| pair.starts_with("backend=")).map(String::from);
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let pairs =
        page.peek(|lesson| lesson.to_query()).into_iter().map(|(key, value)| format!("{key}={}", encode(&value)));
    let query: Vec<String> = pairs.chain(backend).collect();
    format!("{}{}?{}", location.origin().unwrap_or_default(), location.pathname().unwrap_or_default(), query.join("&"))
}

/// Keeps the address in step with what is on show, once the reader has changed something.
pub fn follow_address(page: Page) {
    let query = page.see(|lesson| lesson.to_query());
    let opened_with = query.get_untracked();
    Effect::new(move |written: Option<bool>| {
        let changed = query.with(|query| *query != opened_with) || written == Some(true);
        if changed && let Ok(timer) = set_timeout_with_handle(move || write_address(page), Duration::from_millis(400)) {
            on_cleanup(move || timer.clear());
        }
        changed
    });
}

fn write_address(page: Page) {
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or_default();
        // Refused by browsers that see too many of these; the share button works all the same.
        let _ = history.replace_state_with_url(&state, "", Some(&link(page)));
    }
}

//! The address of what is on show: a link to it, and the tab's own address kept in step.

use super::{Page, ShareButton};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use lessons::Lesson;
use std::time::Duration;

/// The query of the link the reader came by, decoded.
pub fn opened_query() -> Vec<(String, String)> {
    use_query_map().get_untracked().into_iter().map(|(name, value)| (name.into_owned(), value)).collect()
}

/// A button that copies a link to what the page shows, and a note of what a link cannot carry.
pub fn share_button<L: Lesson>(page: Page<L>) -> AnyView {
    let note = page.see(|lesson| lesson.link_note().unwrap_or_default().to_string());
    view! {
        <ShareButton url=Callback::new(move |()| link(page.peek(|lesson| lesson.to_query()))) />
        {super::note(note)}
    }
    .into_any()
}

/// Keeps the address in step with what is on show, once the reader has changed something.
pub fn follow_address<L: Lesson>(page: Page<L>) {
    let query = page.see(|lesson| lesson.to_query());
    let opened_with = query.get_untracked();
    Effect::new(move |written: Option<bool>| {
        let changed = query.with(|query| *query != opened_with) || written == Some(true);
        let write = move || write_address(&link(query.get_untracked()));
        if changed && let Ok(timer) = set_timeout_with_handle(write, Duration::from_millis(400)) {
            on_cleanup(move || timer.clear());
        }
        changed
    });
}

/// This page with a query. `backend` and `kernels`, which the reader may have set by hand, go along.
fn link(query: Vec<(&'static str, String)>) -> String {
    let location = window().location();
    let search = location.search().unwrap_or_default();
    let by_hand = |pair: &&str| ["backend=", "kernels="].iter().any(|name| pair.starts_with(name));
    let by_hand = search.trim_start_matches('?').split('&').filter(by_hand).map(String::from);
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let pairs = query.into_iter().map(|(key, value)| format!("{key}={}", encode(&value)));
    let query: Vec<String> = pairs.chain(by_hand).collect();
    format!("{}{}?{}", location.origin().unwrap_or_default(), location.pathname().unwrap_or_default(), query.join("&"))
}

fn write_address(link: &str) {
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or_default();
        // Refused by browsers that see too many of these; the share button works all the same.
        let _ = history.replace_state_with_url(&state, "", Some(link));
    }
}

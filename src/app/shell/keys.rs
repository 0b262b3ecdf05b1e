//! Keys that work on every page: Ctrl+K and / search, ? helps. The lessons' own keys belong to their transport bar.

use super::{Overlay, Shell};
use crate::storage;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

const KEY: &str = "glassbox-single-keys";

/// On unless the reader turned it off.
pub fn stored() -> RwSignal<bool> {
    RwSignal::new(storage::read(KEY).as_deref() != Some("off"))
}

pub fn store(shell: Shell, on: bool) {
    storage::write(KEY, if on { "on" } else { "off" });
    shell.single_keys.set(on);
}

pub fn listen(shell: Shell) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let Some(wanted) = wanted(&event, shell.single_keys.get_untracked()) else {
            return;
        };
        // Over an open dialog only Ctrl+K and that dialog's own key make sense, and Esc is the browser's.
        if shell.overlay.get_untracked().is_none() {
            event.prevent_default();
            shell.overlay.set(Some(wanted));
        } else if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

fn wanted(event: &KeyboardEvent, single_keys: bool) -> Option<Overlay> {
    if event.alt_key() || event.default_prevented() {
        return None;
    }
    let with_control = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "k" | "K" if with_control => Some(Overlay::Search),
        "/" if single_keys && !with_control && !is_typing(event) => Some(Overlay::Search),
        "?" if single_keys && !with_control && !is_typing(event) => Some(Overlay::Help),
        _ => None,
    }
}

/// Whether the key is meant for a field.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| element.closest("input, textarea, select, [contenteditable]").ok().flatten().is_some())
}

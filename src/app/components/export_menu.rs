//! Taking things out: a button with a menu of named files.

use super::icons::{Icon, icon};
use leptos::html::{Button, Div};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// One entry of an export menu.
#[derive(Clone)]
pub struct ExportItem {
    label: String,
    detail: String,
    run: Arc<dyn Fn() + Send + Sync>,
}

impl ExportItem {
    pub fn new(label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> ExportItem {
        ExportItem { label: label.into(), detail: String::new(), run: Arc::new(run) }
    }

    /// A few words under the label: what the file is good for.
    pub fn detail(mut self, detail: impl Into<String>) -> ExportItem {
        self.detail = detail.into();
        self
    }
}

/// An icon button that opens a menu of exports.
///
/// Keyboard: Enter, Space or ↓ opens; ↑ ↓ Home End move; Enter or Space saves; Escape or Tab closes.
///
/// Usage: `<ExportMenu label="Export" items=vec![ExportItem::new("Weights (safetensors)", move || …)] />`.
#[component]
pub fn ExportMenu(
    /// The name of the button.
    #[prop(into)]
    label: String,
    items: Vec<ExportItem>,
    /// Words beside the icon; without them the button is the icon alone.
    #[prop(into, optional)]
    text: String,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let root = NodeRef::<Div>::new();
    let button = NodeRef::<Button>::new();
    let close = move |refocus: bool| {
        open.set(false);
        if let (true, Some(button)) = (refocus, button.get_untracked()) {
            let _ = button.focus();
        }
    };
    let focus = move |pick: fn(usize, usize) -> usize| {
        let Some(root) = root.get_untracked() else { return };
        let Ok(entries) = root.query_selector_all("[role=menuitem]") else { return };
        let count = entries.length() as usize;
        let active = document().active_element();
        let here = (0..count).find(|k| {
            let entry = entries.item(*k as u32).and_then(|node| node.dyn_into::<web_sys::Element>().ok());
            entry.is_some() && entry == active
        });
        let to = here.map_or_else(|| pick(count.saturating_sub(1), count), |here| pick(here, count));
        if let Some(entry) = entries.item(to as u32).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            let _ = entry.focus();
        }
    };
    // The entries exist only after the menu was drawn.
    let show = move |pick: fn(usize, usize) -> usize| {
        open.set(true);
        request_animation_frame(move || focus(pick));
    };
    let first: fn(usize, usize) -> usize = |_, _| 0;
    let last: fn(usize, usize) -> usize = |_, count| count.saturating_sub(1);
    let next: fn(usize, usize) -> usize = |at, count| (at + 1) % count.max(1);
    let before: fn(usize, usize) -> usize = |at, count| (at + count.max(1) - 1) % count.max(1);
    let keys = move |event: web_sys::KeyboardEvent| {
        match (event.key().as_str(), open.get_untracked()) {
            ("ArrowDown", false) => show(first),
            ("ArrowUp", false) => show(last),
            ("ArrowDown", true) => focus(next),
            ("ArrowUp", true) => focus(before),
            ("Home", true) => focus(first),
            ("End", true) => focus(last),
            ("Escape", true) => close(true),
            ("Tab", true) => return close(false),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let items = StoredValue::new(items);
    let entries = move || {
        let entry = |item: ExportItem| {
            let run = item.run;
            let detail = (!item.detail.is_empty()).then(|| view! { <small>{item.detail}</small> });
            view! {
                <button type="button" role="menuitem" tabindex="-1" on:click=move |_| {
                    close(true);
                    run();
                }>
                    <span>{item.label}</span>
                    {detail}
                </button>
            }
        };
        items.get_value().into_iter().map(entry).collect_view()
    };
    let alone = text.is_empty();
    let name = label.clone();
    view! {
        <div
            class="menu"
            node_ref=root
            data-keys=""
            on:keydown=keys
            on:focusout=move |event| {
                let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
                let inside = root.get_untracked().is_some_and(|root| root.contains(to.as_ref()));
                if !inside {
                    open.set(false);
                }
            }
        >
            <button
                type="button"
                node_ref=button
                class=if alone { "icon" } else { "quiet" }
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-label=label.clone()
                title=label
                on:click=move |_| if open.get_untracked() { close(true) } else { show(first) }
            >
                {icon(Icon::Download)}
                {text}
            </button>
            <Show when=move || open.get()>
                <div class="menu-list" role="menu" aria-label=name.clone()>{entries()}</div>
            </Show>
        </div>
    }
    .into_any()
}

//! Tabs: one of several views of the same place.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A row of tabs. `id` ties it to its `TabPanel`.
///
/// Keyboard: ← → choose the neighbour, Home and End the ends; Tab goes on to the panel.
///
/// Usage: `<Tabs id="task" label="Task" labels=vec!["Your text", "A signal"] selected /> <TabPanel id="task" selected>…</TabPanel>`.
#[component]
pub fn Tabs(
    id: &'static str,
    #[prop(into)] label: String,
    labels: Vec<&'static str>,
    selected: RwSignal<usize>,
) -> impl IntoView {
    let list = NodeRef::<Div>::new();
    let count = labels.len();
    let choose = move |to: usize| {
        selected.set(to);
        let tab = list.get_untracked().and_then(|list| list.children().item(to as u32));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let here = selected.get_untracked();
        match event.key().as_str() {
            "ArrowRight" => choose((here + 1) % count.max(1)),
            "ArrowLeft" => choose((here + count.max(1) - 1) % count.max(1)),
            "Home" => choose(0),
            "End" => choose(count.saturating_sub(1)),
            _ => return,
        }
        event.prevent_default();
    };
    let tab = move |(at, text): (usize, &'static str)| {
        let on = move || selected.get() == at;
        view! {
            <button
                type="button"
                role="tab"
                id=tab_id(id, at)
                aria-controls=panel_id(id)
                aria-selected=move || on().to_string()
                tabindex=move || if on() { "0" } else { "-1" }
                on:click=move |_| selected.set(at)
            >
                {text}
            </button>
        }
    };
    view! {
        <div class="tabs" node_ref=list role="tablist" aria-label=label data-keys="" on:keydown=keys>
            {labels.into_iter().enumerate().map(tab).collect_view()}
        </div>
    }
    .into_any()
}

/// What the chosen tab shows.
#[component]
pub fn TabPanel(id: &'static str, selected: RwSignal<usize>, children: Children) -> impl IntoView {
    view! {
        <div role="tabpanel" id=panel_id(id) aria-labelledby=move || tab_id(id, selected.get())>
            {children()}
        </div>
    }
    .into_any()
}

fn tab_id(id: &str, at: usize) -> String {
    format!("{id}-tab-{at}")
}

fn panel_id(id: &str) -> String {
    format!("{id}-panel")
}

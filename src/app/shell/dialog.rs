//! The one dialog of the shell. The browser's own modal `<dialog>` keeps the focus inside, closes on Esc and gives the focus back.

use super::icons::{self, icon};
use super::{Overlay, contents, diagnostics, help, search_box, use_shell};
use leptos::{ev, html, prelude::*};

impl Overlay {
    fn title(self) -> &'static str {
        match self {
            Overlay::Contents => "Contents",
            Overlay::Search => "Search the guide",
            Overlay::Help => "Keyboard",
            Overlay::Diagnostics => "Engine and diagnostics",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Overlay::Contents => "overlay drawer",
            Overlay::Search => "overlay palette",
            Overlay::Help | Overlay::Diagnostics => "overlay sheet",
        }
    }
}

#[component]
pub fn Dialog() -> impl IntoView {
    let overlay = use_shell().overlay;
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = overlay.get().is_some();
        let Some(dialog) = element.get() else { return };
        match (wanted, dialog.open()) {
            // It can only be refused to a dialog that is open or not in the document.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // The close event comes a task later than the closing. Opened again in between, by a quick reader, the dialog stays.
    let on_close = move |_| {
        if element.get_untracked().is_none_or(|dialog| !dialog.open()) {
            overlay.set(None);
        }
    };
    // A click on the backdrop has the dialog itself as its target.
    let on_click = move |event: ev::MouseEvent| {
        if event.target() == event.current_target() {
            overlay.set(None);
        }
    };
    let content = move || {
        Some(match overlay.get()? {
            Overlay::Contents => {
                view! { <div on:click=move |_| overlay.set(None)><contents::Contents /></div> }.into_any()
            }
            Overlay::Search => view! { <search_box::SearchBox /> }.into_any(),
            Overlay::Help => view! { <help::Help /> }.into_any(),
            Overlay::Diagnostics => view! { <diagnostics::Diagnostics /> }.into_any(),
        })
    };
    view! {
        <dialog
            node_ref=element
            class=move || overlay.get().map(Overlay::class)
            aria-label=move || overlay.get().map(Overlay::title)
            on:cancel=move |_: ev::Event| overlay.set(None)
            on:close=on_close
            on:click=on_click
        >
            <div class="overlay-head">
                <h2>{move || overlay.get().map(Overlay::title)}</h2>
                <button class="icon" aria-label="Close" on:click=move |_| overlay.set(None)>
                    {icon(icons::CLOSE)}
                </button>
            </div>
            <div class="overlay-body">{content}</div>
        </dialog>
    }
}

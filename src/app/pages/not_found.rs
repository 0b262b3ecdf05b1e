//! No page has this address.

use crate::links::home_href;
use crate::shell::{Overlay, use_shell};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn NotFound() -> impl IntoView {
    let shell = use_shell();
    let path = use_location().pathname;
    view! {
        <p class="eyebrow">"404"</p>
        <h1>"There is no page here"</h1>
        <p class="promise">
            "Nothing in the guide has the address " <code>{path}</code> ". It may have been cut short or mistyped."
        </p>
        <p class="actions">
            <a class="primary" href=home_href()>
                "Map of the guide"
            </a>
            <button class="plain" on:click=move |_| shell.overlay.set(Some(Overlay::Search))>
                "Search the guide"
            </button>
        </p>
    }
}

//! The bar at the top: where you are, search, engine badge, theme, help.

use super::icons::{self, icon};
use super::{Overlay, use_shell};
use crate::links::home_href;
use crate::route::Route;
use crate::theme::ThemeChoice;
use crate::worker_client::use_workers;
use leptos::prelude::*;

#[component]
pub fn Header() -> impl IntoView {
    let shell = use_shell();
    let open = move |overlay| move |_| shell.overlay.set(Some(overlay));
    view! {
        <header class="bar">
            <button
                class="icon narrow"
                aria-label="Contents"
                aria-haspopup="dialog"
                on:click=open(Overlay::Contents)
            >
                {icon(icons::MENU)}
            </button>
            <a class="mark" href=home_href()>
                <i aria-hidden="true"></i>
                "Glassbox"
            </a>
            <Crumb />
            <span class="grow"></span>
            <button class="find" aria-label="Search" title="Search (/ or Ctrl+K)" aria-haspopup="dialog" on:click=open(Overlay::Search)>
                {icon(icons::SEARCH)} <span class="find-word" aria-hidden="true">"Search"</span> <kbd aria-hidden="true">"/"</kbd>
            </button>
            <Badge />
            <ThemeSwitch />
            <button
                class="icon wide"
                aria-label="Keyboard help"
                title="Keyboard help (?)"
                aria-haspopup="dialog"
                on:click=open(Overlay::Help)
            >
                "?"
            </button>
        </header>
    }
}

#[component]
fn Crumb() -> impl IntoView {
    let route = use_shell().route;
    let text = move || {
        let (part, here) = match route.get() {
            Route::Home => return None,
            Route::Section(section) => (Some(section.part().title()), section.title()),
            Route::NotFound => (None, "Page not found"),
        };
        Some(view! {
            {part.map(|part| view! { {part} <span aria-hidden="true">" / "</span> })}
            <b>{here}</b>
        })
    };
    view! { <p class="crumb">{text}</p> }
}

#[component]
fn Badge() -> impl IntoView {
    let shell = use_shell();
    let status = use_workers().engine.status;
    view! {
        <button
            class="pill badge"
            data-state=move || status.with(|status| status.name())
            title=move || status.with(|status| status.detail())
            aria-haspopup="dialog"
            on:click=move |_| shell.overlay.set(Some(Overlay::Diagnostics))
        >
            <span class="dot" aria-hidden="true"></span>
            <span class="badge-text">{move || status.with(|status| status.label())}</span>
        </button>
    }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let theme = use_shell().theme;
    let name = move || {
        let choice = theme.choice();
        format!("Theme: {}. Change to {}", choice.name(), choice.next().name())
    };
    let drawing = move || {
        icon(match theme.choice() {
            ThemeChoice::Auto => icons::HALF,
            ThemeChoice::Light => icons::SUN,
            ThemeChoice::Dark => icons::MOON,
        })
    };
    view! {
        <button class="icon theme" aria-label=name title=name on:click=move |_| theme.choose(theme.choice().next())>
            {drawing}
        </button>
    }
}

//! What stands around every page: header, contents, the page itself, previous and next, footer, and one dialog.

mod contents;
mod diagnostics;
mod dialog;
mod engine_notice;
mod header;
mod help;
mod icons;
mod keys;
mod offline;
mod search;
mod search_box;
mod turn;

use crate::base_path;
use crate::my_text::MyText;
use crate::offline::Offline;
use crate::pages;
use crate::route::Route;
use crate::theme::Theme;
use crate::worker_client::Workers;
use leptos::{ev, prelude::*};
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};
use web_sys::{FocusOptions, HtmlElement};

/// What opens over the page. One at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    Contents,
    Search,
    Help,
    Diagnostics,
}

/// In context for every page.
#[derive(Clone, Copy)]
pub struct Shell {
    pub route: Memo<Route>,
    pub overlay: RwSignal<Option<Overlay>>,
    pub theme: Theme,
    /// False while the tab is in the background: lessons pause then.
    pub page_visible: Signal<bool>,
    /// Whether keys without Ctrl do something. Speech control and shaky hands need them off (WCAG 2.1.4).
    pub single_keys: RwSignal<bool>,
}

pub fn use_shell() -> Shell {
    expect_context()
}

#[component]
pub fn App() -> impl IntoView {
    let workers = Workers::new();
    provide_context(workers);
    provide_context(Offline::follow(workers));
    provide_context(MyText::stored());
    view! {
        <Router base=base_path::current()>
            <Frame />
        </Router>
    }
}

#[component]
fn Frame() -> impl IntoView {
    let path = use_location().pathname;
    let route = Memo::new(move |_| path.with(|path| Route::from_path(base_path::current(), path)));
    let shell = Shell {
        route,
        overlay: RwSignal::new(None),
        theme: Theme::stored(),
        page_visible: page_visible(),
        single_keys: keys::stored(),
    };
    provide_context(shell);
    keys::listen(shell);
    follow_navigation(shell);

    let skip = move |event: ev::MouseEvent| {
        event.prevent_default();
        focus("#main");
    };
    view! {
        <a class="skip" href=move || format!("{}#main", path.get()) on:click=skip>
            "Skip to the page"
        </a>
        <header::Header />
        <div class="frame">
            <contents::Contents />
            <main id="main" tabindex="-1">
                <offline::UpdateNotice />
                <engine_notice::EngineNotice />
                {move || pages::page(route.get())}
                <turn::Turn />
            </main>
        </div>
        <Footer />
        <dialog::Dialog />
    }
}

#[component]
fn Footer() -> impl IntoView {
    view! {
        <footer class="foot">
            <p>"What you type or paste stays in this tab: no server receives it, nothing is counted, there is no account."</p>
            <offline::OfflineLine />
            <p>"Glassbox " {env!("CARGO_PKG_VERSION")} ", MIT OR Apache-2.0. Fonts: Inter, Source Serif 4, JetBrains Mono (OFL)."</p>
        </footer>
    }
}

/// The router changes an address; the rest of a page load (title, focus, what was open) is done here.
fn follow_navigation(shell: Shell) {
    let location = use_location();
    let router: BrowserUrl = expect_context();
    Effect::new(move |_| {
        location.pathname.track();
        // The pages are not a <Routes> of the router, so it has to be told that the new one is there.
        router.ready_to_complete();
    });
    Effect::new(move |before: Option<Route>| {
        let route = shell.route.get();
        document().set_title(&route.document_title());
        if before.is_some_and(|before| before != route) {
            shell.overlay.set(None);
            // After the dialog has closed and given the focus back.
            request_animation_frame(|| focus("main h1"));
        }
        route
    });
}

/// Moves the focus without scrolling: the router has scrolled already.
fn focus(selector: &str) {
    let Ok(Some(element)) = document().query_selector(selector) else {
        return;
    };
    if !element.has_attribute("tabindex") {
        let _ = element.set_attribute("tabindex", "-1");
    }
    let element: HtmlElement = wasm_bindgen::JsCast::unchecked_into(element);
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

fn page_visible() -> Signal<bool> {
    let visible = RwSignal::new(!document().hidden());
    let listener = window_event_listener_untyped("visibilitychange", move |_| visible.set(!document().hidden()));
    on_cleanup(move || listener.remove());
    visible.into()
}

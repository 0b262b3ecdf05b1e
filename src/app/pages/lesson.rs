//! A lesson's page: its title and promise at once, the rest as soon as its module has arrived.

use crate::components::{Notice, NoticeKind};
use guide::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;
use wasm_split_helpers::SplitLoaderError;

/// What builds the page, or that its module did not arrive (the browser's console says why).
pub type Opened = Result<fn() -> AnyView, SplitLoaderError>;

type Open = fn() -> Pin<Box<dyn Future<Output = Opened>>>;

#[derive(Clone, Copy)]
enum State {
    Loading,
    Ready(fn() -> AnyView),
    Failed,
}

/// Loads a lesson and shows it.
pub fn lesson(section: Section, open: Open) -> AnyView {
    view! {
        <article class=section.slug()>
            <p class="eyebrow">{section.part().title()}</p>
            <h1>{section.heading()}</h1>
            <p class="promise">{section.promise()}</p>
            {part(open)}
        </article>
    }
    .into_any()
}

/// Loads a lesson's module, or a part of a lesson that has one of its own. A load that failed can be tried again: it is not remembered.
pub fn part(open: Open) -> AnyView {
    let state = RwSignal::new(State::Loading);
    let load = move || {
        state.set(State::Loading);
        spawn_local(async move {
            let opened = open().await;
            // The reader may have gone on meanwhile.
            state.try_set(opened.map_or(State::Failed, State::Ready));
        });
    };
    load();
    let retry = Callback::new(move |()| load());
    let shown = move || match state.get() {
        State::Ready(build) => build(),
        State::Loading => view! { <p class="part-loading" role="status">"The lab is on its way."</p> }.into_any(),
        State::Failed => view! {
            <Notice kind=NoticeKind::Error action=("Retry", retry)>
                <b>"This lesson could not be loaded."</b>
                " Check the connection, or that the site was copied completely, then press Retry."
            </Notice>
        }
        .into_any(),
    };
    shown.into_any()
}

//! What the reader is told of the offline copy: a new version at the top of the page, and in the footer that the site works off line.

use super::diagnostics;
use crate::components::{Notice, NoticeKind};
use crate::offline::{Kept, use_offline};
use leptos::prelude::*;

#[component]
pub fn UpdateNotice() -> impl IntoView {
    let offline = use_offline();
    let take = Callback::new(move |()| offline.take_update());
    move || {
        offline.update.get().then(|| {
            view! {
                <Notice kind=NoticeKind::Info action=("Take the new version", take)>
                    <b>"A new version of this site is here."</b>
                    " "
                    {move || words(offline.other_tabs.get())}
                </Notice>
            }
        })
    }
}

fn words(other_tabs: u32) -> String {
    match other_tabs {
        0 => "Taking it loads this page anew: what was trained or typed here and is not in its address is gone. It also comes by itself when you next open the site.".into(),
        1 => "The site is open in another tab, which would break. Close that one and press again.".into(),
        n => format!("The site is open in {n} other tabs, which would break. Close them and press again."),
    }
}

#[component]
pub fn OfflineLine() -> impl IntoView {
    let offline = use_offline();
    move || {
        match offline.kept.get() {
        Kept::Complete(bytes) => Some(
            view! {
                <p class="offline" data-state="complete">
                    {format!("Works offline: {} are kept in this browser.", diagnostics::bytes(bytes))}
                </p>
            }
            .into_any(),
        ),
        Kept::Partly => Some(
            view! { <p class="offline" data-state="partly">"Being kept for use offline; until then it needs the network."</p> }
                .into_any(),
        ),
        Kept::OnRequest => Some(
            view! {
                <p class="offline" data-state="metered">
                    "Your browser asks to save data, so nothing is kept for use offline. "
                    <button type="button" class="plain" on:click=move |_| offline.keep()>"Keep the site"</button>
                </p>
            }
            .into_any(),
        ),
        Kept::Nothing => None,
    }
    }
}

//! The link that carries the state of the page.

use super::icons::{Icon, icon};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

#[derive(Clone, PartialEq)]
enum Outcome {
    Idle,
    Copied,
    /// No clipboard here (plain http on a LAN, or refused): the link itself, to copy by hand.
    ByHand(String),
}

/// Copies a link and says so. Where there is no clipboard it shows the link, selected.
///
/// Usage: `<ShareButton url=Callback::new(move |()| page_url()) />`.
#[component]
pub fn ShareButton(
    /// Makes the link when the button is pressed.
    #[prop(into)]
    url: Callback<(), String>,
    #[prop(into, default = "Copy a link to this state".into())] label: String,
) -> impl IntoView {
    let outcome = RwSignal::new(Outcome::Idle);
    let field = NodeRef::<Input>::new();
    let copy = move |_| {
        let link = url.run(());
        spawn_local(async move {
            let done = match clipboard() {
                Some(clipboard) => JsFuture::from(clipboard.write_text(&link)).await.is_ok(),
                None => false,
            };
            if outcome.is_disposed() {
                return;
            }
            outcome.set(if done { Outcome::Copied } else { Outcome::ByHand(link) });
            if done {
                let quiet = move || {
                    outcome.try_update(|state| {
                        if *state == Outcome::Copied {
                            *state = Outcome::Idle;
                        }
                    });
                };
                set_timeout(quiet, std::time::Duration::from_secs(3));
            }
        });
    };
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let by_hand = move || match outcome.get() {
        Outcome::ByHand(link) => Some(view! {
            <span class="share-link">
                <input
                    node_ref=field
                    type="text"
                    readonly
                    aria-label="Link to copy"
                    prop:value=link
                    on:keydown=move |event| if event.key() == "Escape" { outcome.set(Outcome::Idle) }
                />
                <button type="button" class="icon" aria-label="Close" on:click=move |_| outcome.set(Outcome::Idle)>
                    {icon(Icon::Close)}
                </button>
            </span>
        }),
        _ => None,
    };
    view! {
        <span class="share">
            <button type="button" class="icon" title=label.clone() aria-label=label on:click=copy>
                {icon(Icon::Link)}
            </button>
            <span class="share-said" role="status">
                {move || match outcome.get() {
                    Outcome::Idle => "",
                    Outcome::Copied => "Link copied",
                    Outcome::ByHand(_) => "Copy this link:",
                }}
            </span>
            {by_hand}
        </span>
    }
    .into_any()
}

/// The clipboard, where the browser gives one: not on plain http except on localhost.
fn clipboard() -> Option<web_sys::Clipboard> {
    let navigator = window().navigator();
    let value = js_sys::Reflect::get(&navigator, &"clipboard".into()).ok()?;
    value.is_object().then(|| value.unchecked_into())
}

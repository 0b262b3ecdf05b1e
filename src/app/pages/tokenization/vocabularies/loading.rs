//! What can be loaded, what it costs, and what went wrong.

use super::Lab;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::vocabularies::{MODELS, State};

pub fn loading(lab: Lab) -> AnyView {
    let missing = lab.see(|state| state.is_missing());
    let bytes = lab.see(|state| state.to_fetch());
    let label =
        Signal::derive(move || format!("Load the vocabularies ({} kB)", count(bytes.get().div_ceil(1000) as usize)));
    let lines = MODELS.map(|model| {
        let line = lab.see(move |state| state.offer(model).line());
        let failed = lab.see(move |state| match &state.offer(model).state {
            State::Failed(message) => Some(message.clone()),
            _ => None,
        });
        let again = Callback::new(move |()| lab.load());
        view! {
            {note(line)}
            {move || failed.get().map(|message| view! {
                <Notice kind=NoticeKind::Warning action=("Try again", again)>{message}</Notice>
            })}
        }
        .into_any()
    });
    view! {
        <div class="vocab-load">
            {when(missing, || view! {
                <Notice kind=NoticeKind::Info>
                    "The vocabularies of SmolLM2 and MiniLM are not part of this copy of the site: it was built where they could not be fetched. "
                    <code>"cargo xtask models tokenizers"</code>
                    " brings them. Words are counted all the same."
                </Notice>
            }.into_any())}
            {when(Signal::derive(move || bytes.get() > 0), move || view! {
                <button type="button" class="primary" on:click=move |_| lab.load()>{label}</button>
            }.into_any())}
            {lines.into_iter().collect::<Vec<_>>()}
        </div>
    }
    .into_any()
}

//! Masked words: click any word to hide it from the model, and see what it says stands there.

mod compare;
mod predictions;
mod recorded;
mod sentence;

use super::Page;
use crate::components::*;
use crate::fetch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::bert::masked::{Head, Masked, SHARD, facts};

pub fn masked(page: Page) -> AnyView {
    fetch_when_wanted(page);
    let there = see(page, Masked::is_there);
    let body = move || {
        block("masked-body", vec![sentence::sentence(page), predictions::predictions(page), compare::compare(page)])
    };
    block("part-panel masked", vec![head(page), when(there, body), recorded::recorded()])
}

/// A part of this section's state.
fn see<T: PartialEq + Send + Sync + 'static>(page: Page, part: fn(&Masked) -> T) -> Memo<T> {
    Memo::new(move |_| page.follow(|lesson| part(&lesson.masked)))
}

/// What is going on, and the button that fetches what is missing.
fn head(page: Page) -> AnyView {
    let words = page.see(|lesson| lesson.masked.status(lesson.is_loaded()));
    let busy = see(page, |masked| matches!(masked.head, Head::Fetching | Head::Adding));
    let there = see(page, Masked::is_there);
    let off = Memo::new(move |_| busy.get() || !page.follow(|lesson| lesson.is_loaded()));
    let trouble = see(page, |masked| matches!(masked.head, Head::Trouble(_)));
    let megabytes = viz::number::fixed(facts().bytes as f64 / 1e6, 1);
    let label = Signal::derive(move || {
        if trouble.get() { "Try again".into() } else { format!("Load the head for masked words, {megabytes} MB") }
    });
    let button = move || {
        view! {
            <button type="button" class="primary" disabled=off on:click=move |_| page.change(|lesson| lesson.masked.fetch())>
                {label}
            </button>
        }
        .into_any()
    };
    let missing = Signal::derive(move || !there.get());
    block("masked-head", vec![status(words, busy), when(missing, button), note(see(page, added))])
}

fn added(masked: &Masked) -> String {
    let Head::There(adapted) = &masked.head else { return String::new() };
    let megabytes = |bytes: u64| viz::number::fixed(bytes as f64 / 1e6, 0);
    format!(
        "{} numbers were added to the encoder's weights in {} ms. This second model takes {} MB more: it has layers of its own and shares the word embeddings. The pictures of attention above keep the encoder as it came.",
        viz::number::count(adapted.parameters as f64),
        viz::number::fixed(adapted.milliseconds, 0),
        megabytes(adapted.device_bytes)
    )
}

/// The adapter's file, as soon as the reader asks for it.
fn fetch_when_wanted(page: Page) {
    let wanted = see(page, Masked::wants_file);
    Effect::new(move || {
        if wanted.get() {
            spawn_local(async move {
                let file = fetch::bytes(SHARD).await;
                page.act(|lesson| lesson.masked.take_file(file));
            });
        }
    });
}

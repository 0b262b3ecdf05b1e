//! The text to learn from: what it is, and a place to put in another.

use super::assets::{self, MY_TEXT};
use super::page::Page;
use crate::components::*;
use crate::storage;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::lstm::{MAX_BYTES, Notice as Note, Origin, Problem, check_text, count, read_file};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

#[component]
pub fn TextInput(page: Page) -> impl IntoView {
    let origin = page.see(|lesson| lesson.corpus.as_ref().map(|corpus| corpus.origin));
    let length = page.see(|lesson| lesson.corpus.as_ref().map_or(0, |corpus| corpus.text.len()));
    let open = RwSignal::new(false);
    let what = move || match origin.get() {
        Some(Origin::Sample) => format!("Eight Sherlock Holmes stories, {}", assets::kilobytes(length.get())),
        Some(Origin::Mine) => format!("Your text, {}", assets::kilobytes(length.get())),
        None => "No text yet".into(),
    };
    // Made once and kept while closed: nothing typed is lost.
    let editor = editor(page, open);
    view! {
        <div class="lstm-text">
            <p class="lstm-note">{what}</p>
            <button type="button" class="second" aria-expanded=move || open.get().to_string() aria-controls="lstm-editor"
                on:click=move |_| open.update(|open| *open = !*open)>
                {move || if open.get() { "Close" } else { "Use your own text" }}
            </button>
            <Show when=move || origin.get() == Some(Origin::Mine)>
                <button type="button" class="quiet" on:click=move |_| forget(page)>
                    "Forget my text"
                </button>
            </Show>
            {editor}
        </div>
    }
}

fn editor(page: Page, open: RwSignal<bool>) -> AnyView {
    let draft = page.draft;
    let problem = RwSignal::new(None::<Problem>);
    let facts = Memo::new(move |_| draft.with(|text| check_text(text)));
    let said = move || match facts.get() {
        Ok(facts) => format!(
            "{} characters, {} different ones, {} bytes",
            count(facts.characters),
            count(facts.distinct),
            count(facts.bytes)
        ),
        Err(_) => String::new(),
    };
    // A file's problem stands until the next text; else the typed text's own.
    let shown = move || problem.get().or_else(|| facts.get().err().filter(|_| draft.with(|text| !text.is_empty())));
    let accept = move |text: String| {
        if check_text(&text).is_err() {
            draft.set(text);
            return;
        }
        keep(page, &text);
        page.act(|lesson| assets::take(lesson, &text, Origin::Mine));
        open.set(false);
    };
    let rescue = move || {
        shown().and_then(|problem| problem.rescue).filter(|text| !text.is_empty()).map(|text| {
            let label = format!("Use the first {}", assets::kilobytes(text.len()));
            view! {
                <button type="button" class="second" on:click=move |_| {
                    problem.set(None);
                    draft.set(text.clone());
                }>
                    {label}
                </button>
            }
        })
    };
    let choose = move |event: web_sys::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let file = input.as_ref().and_then(|input| input.files()).and_then(|files| files.get(0));
        if let Some(file) = file {
            spawn_local(async move {
                let read = open_file(&file).await;
                if draft.is_disposed() {
                    return;
                }
                problem.set(read.as_ref().err().cloned());
                if let Ok(text) = read {
                    draft.set(text);
                }
            });
        }
        // The same file may be chosen again after it was changed.
        if let Some(input) = input {
            input.set_value("");
        }
    };
    view! {
        <div class="lstm-editor" id="lstm-editor" hidden=move || !open.get()>
            <label class="lstm-note" for="lstm-own-text">"Paste a text of 200 bytes to 1 MB. It stays in this browser."</label>
            <textarea
                id="lstm-own-text"
                rows="8"
                spellcheck="false"
                autocomplete="off"
                dir="auto"
                placeholder="Letters, a novel, source code …"
                prop:value=draft
                on:input:target=move |event| {
                    problem.set(None);
                    draft.set(event.target().value());
                }
            ></textarea>
            <p class="lstm-note" role="status">{said}</p>
            {move || shown().map(|problem| view! { <Notice kind=NoticeKind::Warning>{problem.message}</Notice> })}
            {rescue}
            <div class="lstm-pair">
                <button type="button" class="second" disabled=move || facts.with(Result::is_err)
                    on:click=move |_| accept(draft.get_untracked())>
                    "Use this text"
                </button>
                <label class="second lstm-file">
                    "Open a file"
                    <input type="file" class="unseen" accept="text/*,.txt,.md,.csv,.json,.rs,.py" on:change=choose />
                </label>
            </div>
        </div>
    }
    .into_any()
}

/// The text of a file; of one that is too large only the part that could be used.
async fn open_file(file: &File) -> Result<String, Problem> {
    let size = file.size() as usize;
    let unreadable = |_| Problem {
        message: format!("{} could not be read. It may have been moved; choose it again.", file.name()),
        rescue: None,
    };
    let part = file.slice_with_i32_and_i32(0, size.min(MAX_BYTES) as i32).map_err(unreadable)?;
    let buffer = JsFuture::from(part.array_buffer()).await.map_err(unreadable)?;
    read_file(&file.name(), &js_sys::Uint8Array::new(&buffer).to_vec(), size)
}

fn keep(page: Page, text: &str) {
    if !storage::try_write(MY_TEXT, text) {
        page.change(|lesson| {
            lesson.notify(Note::info(
                "This browser does not keep the text (its storage is full or blocked). It works until the tab is closed.",
            ));
        });
    }
}

fn forget(page: Page) {
    storage::remove(MY_TEXT);
    assets::use_sample(page);
}

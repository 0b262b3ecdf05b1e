//! The text to learn from: what it is, and a place to put in another.

use super::assets::{self, MY_TEXT};
use super::page::Page;
use super::parts::{button, fixed, never, note, quiet, when};
use crate::components::*;
use crate::storage;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::lstm::{MAX_BYTES, Notice as Note, Origin, Problem, check_text, count, read_file};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

pub fn text_input(page: Page) -> AnyView {
    let what = page.see(|lesson| match &lesson.corpus {
        None => "No text yet".to_string(),
        Some(corpus) => {
            let what = match corpus.origin {
                Origin::Sample => "Eight Sherlock Holmes stories",
                Origin::Mine => "Your text",
            };
            format!("{what}, {}", assets::kilobytes(corpus.text.len()))
        }
    });
    let mine = page.see(|lesson| lesson.corpus.as_ref().is_some_and(|corpus| corpus.origin == Origin::Mine));
    let open = RwSignal::new(false);
    let label = Signal::derive(move || if open.get() { "Close the editor" } else { "Use your own text" }.to_string());
    view! {
        <div class="lstm-text">
            {note(what)}
            {button(label, never(), move || open.update(|open| *open = !*open))}
            {when(mine, move || quiet(fixed("Forget my text"), never(), move || forget(page)))}
            {editor(page, open)}
        </div>
    }
    .into_any()
}

fn editor(page: Page, open: RwSignal<bool>) -> AnyView {
    let draft = page.draft;
    let problem = RwSignal::new(None::<Problem>);
    let facts = Memo::new(move |_| draft.with(|text| check_text(text)));
    let said = Signal::derive(move || match facts.get() {
        Ok(facts) => format!(
            "{} characters, {} different ones, {} bytes",
            count(facts.characters),
            count(facts.distinct),
            count(facts.bytes)
        ),
        Err(_) => String::new(),
    });
    let refused = Signal::derive(move || facts.with(Result::is_err));
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
            button(fixed(&label), never(), move || {
                problem.set(None);
                draft.set(text.clone());
            })
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
            {note(said)}
            {move || shown().map(|problem| view! { <Notice kind=NoticeKind::Warning>{problem.message}</Notice> })}
            {rescue}
            <div class="lstm-pair">
                {button(fixed("Use this text"), refused, move || accept(draft.get_untracked()))}
                <label class="plain lstm-file">
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

//! The text a lesson works on: what it is, and a place to put in another.

use super::{MOST_PASTED, Notice, NoticeKind, button, fixed, long_paste, never, note, quiet, when};
use crate::my_text::use_my_text;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::Shared;
use lessons::corpus::Corpus;
use lessons::format::count;
use lessons::reader_text::{Problem, TextFacts, insert, read_file};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement, HtmlTextAreaElement};

/// What a page says and does about its text.
#[derive(Clone, Copy)]
pub struct TextCard {
    /// What it works on now: `Eight Sherlock Holmes stories, 412 kB`.
    pub what: Signal<String>,
    /// Whether that is the reader's own.
    pub mine: Signal<bool>,
    /// What the editor asks for: `Paste a text of 200 bytes to 1 MB. It stays in this browser.`
    pub hint: &'static str,
    /// Whether the page can use a text.
    pub check: fn(&str) -> Result<TextFacts, Problem>,
    /// Bytes that are read of a file at most.
    pub max: usize,
    /// Takes a text of the reader's that passed the check.
    pub take: Callback<Shared<str>>,
    /// Goes back to the sample.
    pub forget: Callback<()>,
    /// Tells the reader something.
    pub tell: Callback<lessons::Notice>,
}

/// The card. The editor's draft is the same on every page and stays until it is used.
pub fn text_card(card: TextCard) -> AnyView {
    let my_text = use_my_text();
    let open = RwSignal::new(false);
    let label = Signal::derive(move || if open.get() { "Close the editor" } else { "Use your own text" }.to_string());
    let forget = move || {
        my_text.forget();
        card.forget.run(());
    };
    let told = my_text.changed_elsewhere.get_untracked();
    Effect::new(move || {
        if my_text.changed_elsewhere.get() != told {
            card.tell.run(lessons::Notice::info(
                "Another tab has changed the kept text. This one goes on with the text it has; reload to take the other.",
            ));
        }
    });
    view! {
        <div class="part-mytext">
            {note(card.what)}
            {button(label, never(), move || open.update(|open| *open = !*open))}
            {when(card.mine, move || quiet(fixed("Forget my text"), never(), forget))}
            {editor(card, open)}
        </div>
    }
    .into_any()
}

fn editor(card: TextCard, open: RwSignal<bool>) -> AnyView {
    let my_text = use_my_text();
    let draft = my_text.draft;
    let problem = RwSignal::new(None::<Problem>);
    let facts = Memo::new(move |_| draft.with(|text| (card.check)(text)));
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
    let accept = move || {
        let text = draft.get_untracked();
        if !my_text.keep(&text) {
            card.tell.run(lessons::Notice::info(
                "This browser does not keep the text (its storage is full or blocked). It works until the tab is closed.",
            ));
        }
        card.take.run(Shared::from(text.as_str()));
        open.set(false);
    };
    let rescue = move || {
        shown().and_then(|problem| problem.rescue).filter(|text| !text.is_empty()).map(|text| {
            let label = format!("Use the first {}", kilobytes(text.len()));
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
                let read = open_file(&file, card.max).await;
                if problem.is_disposed() {
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
        <div class="part-editor" id="part-editor" hidden=move || !open.get()>
            <label class="part-note" for="part-own-text">{card.hint}</label>
            {field(draft, problem)}
            {note(said)}
            {move || shown().map(|problem| view! { <Notice kind=NoticeKind::Warning>{problem.message}</Notice> })}
            {rescue}
            <div class="part-pair">
                {button(fixed("Use this text"), refused, accept)}
                <label class="plain part-file">
                    "Open a file"
                    <input type="file" class="unseen" accept="text/*,.txt,.md,.csv,.json,.rs,.py" on:change=choose />
                </label>
            </div>
        </div>
    }
    .into_any()
}

/// The draft in its field, or that it is held without one: see [`long_paste`].
fn field(draft: RwSignal<String>, problem: RwSignal<Option<Problem>>) -> AnyView {
    let long = Memo::new(move |_| draft.with(String::len) > MOST_PASTED);
    let paste = move |event: web_sys::ClipboardEvent| {
        let field = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
        if let (Some(text), Some(field)) = (long_paste(&event), field) {
            let place = |units: Result<Option<u32>, _>| units.ok().flatten().unwrap_or_default() as usize;
            let (from, to) = (place(field.selection_start()), place(field.selection_end()));
            problem.set(None);
            draft.update(|draft| insert(draft, from..to, &text));
        }
    };
    let held = move || {
        let size = Signal::derive(move || {
            let size = kilobytes(draft.with(String::len));
            format!("A text of {size} is held here. It is too long to be edited in a field.")
        });
        let away = move || {
            problem.set(None);
            draft.set(String::new());
        };
        view! { {note(size)} {button(fixed("Put in another"), never(), away)} }.into_any()
    };
    let typed = move || {
        view! {
            <textarea
                id="part-own-text"
                rows="8"
                spellcheck="false"
                autocomplete="off"
                dir="auto"
                placeholder="Letters, a novel, source code …"
                prop:value=draft
                on:paste=paste
                on:input:target=move |event| {
                    problem.set(None);
                    draft.set(event.target().value());
                }
            ></textarea>
        }
        .into_any()
    };
    (move || if long.get() { held() } else { typed() }).into_any()
}

/// The text of a file; of one that is too large only the part that could be used.
async fn open_file(file: &File, max: usize) -> Result<String, Problem> {
    let size = file.size() as usize;
    let unreadable =
        |_| Problem::new(format!("{} could not be read. It may have been moved; choose it again.", file.name()));
    let part = file.slice_with_i32_and_i32(0, size.min(max) as i32).map_err(unreadable)?;
    let buffer = JsFuture::from(part.array_buffer()).await.map_err(unreadable)?;
    read_file(&file.name(), &js_sys::Uint8Array::new(&buffer).to_vec(), size, max)
}

/// What a page learns from, for [`TextCard::what`].
pub fn corpus_name(corpus: Option<&Corpus>) -> String {
    corpus.map_or("No text yet".into(), |corpus| format!("{}, {}", corpus.name(), kilobytes(corpus.text.len())))
}

/// Bytes to people, to the nearest: `412 kB`.
pub fn kilobytes(bytes: usize) -> String {
    format!("{} kB", count((bytes + 500) / 1000))
}

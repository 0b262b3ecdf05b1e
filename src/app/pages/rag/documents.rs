//! The reader's documents: typed, pasted, chosen or dropped; kept, renamed, taken along, deleted.

use super::keeping;
use super::reading::Reading;
use super::{Page, collection};
use crate::components::*;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use lessons::format::count;
use lessons::pack_store::Keeping;
use lessons::rag::{Kept, Line};
use web_sys::{File, FileList, HtmlElement, HtmlInputElement};

/// What outlives the panel: it is there only while its stage is looked at.
#[derive(Clone, Copy)]
struct Desk {
    reading: Reading,
    /// A document that is being typed.
    draft: RwSignal<String>,
}

/// Called once for the page.
pub fn provide(page: Page) {
    provide_context(Desk { draft: keeping::open(page), reading: Reading::new(page) });
}

pub fn documents(page: Page) -> AnyView {
    let desk: Desk = expect_context();
    let is_opening = page.see(|lesson| lesson.documents.is_opening());
    let none = page.see(|lesson| lesson.documents.all().is_empty() && !lesson.documents.is_opening());
    view! {
        {unsaved(page)}
        {told(page)}
        {adding(page, desk)}
        {progress(desk.reading)}
        {when(is_opening, || empty("Looking up what this browser keeps."))}
        {when(none, || empty("There is no document here. Type one, open files, or take the five default ones."))}
        {list(page)}
        {collection::tools(page)}
        {note(fixed("Documents and their vectors are kept by this browser, on this device, and sent nowhere. Whoever uses this browser can read them."))}
    }
    .into_any()
}

/// Documents that would be lost with the tab, and why.
fn unsaved(page: Page) -> AnyView {
    let words = page.see(|lesson| lesson.unsaved());
    let is_full = page.see(|lesson| matches!(lesson.documents.unsaved(), Some((_, Keeping::Full))));
    let again = Callback::new(move |()| page.change(|lesson| lesson.documents.save_again()));
    let shown = move || {
        let words = words.get();
        match (words.is_empty(), is_full.get()) {
            (true, _) => ().into_any(),
            (_, true) => {
                view! { <Notice kind=NoticeKind::Warning action=("Save again", again)>{words}</Notice> }.into_any()
            }
            _ => view! { <Notice kind=NoticeKind::Warning>{words}</Notice> }.into_any(),
        }
    };
    shown.into_any()
}

/// What became of files, each message with a way to dismiss it.
fn told(page: Page) -> AnyView {
    let told = page.see(|lesson| lesson.told.clone());
    let many = Signal::derive(move || told.with(Vec::len) > 1);
    let list = move || {
        let shown = told.get().into_iter().map(|notice| {
            let kind = match notice.severity {
                lessons::Severity::Info => NoticeKind::Info,
                lessons::Severity::Warning => NoticeKind::Warning,
            };
            let text = notice.text.clone();
            let dismiss = Callback::new(move |()| page.change(|lesson| lesson.told.retain(|other| *other != notice)));
            view! { <Notice kind action=("Dismiss", dismiss)>{text}</Notice> }.into_any()
        });
        shown.collect::<Vec<AnyView>>()
    };
    let clear =
        move || quiet(fixed("Dismiss all of these"), never(), move || page.change(|lesson| lesson.told.clear()));
    view! { <div class="part-notices rag-told">{list}{when(many, clear)}</div> }.into_any()
}

/// The field for a new one, and the way in for files.
fn adding(page: Page, Desk { reading, draft }: Desk) -> AnyView {
    let empty = Signal::derive(move || draft.with(|text| text.trim().is_empty()));
    // What was refused stays in the field.
    let add = move || {
        if put(page, draft.get_untracked()) {
            draft.set(String::new());
        }
    };
    let paste = move |event: web_sys::ClipboardEvent| {
        // Too long for a field: a document of its own.
        if let Some(text) = long_paste(&event) {
            put(page, text);
        }
    };
    let choose = move |event: web_sys::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            reading.open(files(input.files()));
            // The same file may be chosen again after it was changed.
            input.set_value("");
        }
    };
    let over = RwSignal::new(false);
    let drag = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let drop = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        reading.open(files(event.data_transfer().and_then(|data| data.files())));
    };
    view! {
        <div
            class="rag-adding"
            class:over=move || over.get()
            on:dragover=drag
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            <label>
                <span>"A new document: type or paste it, or drop files here"</span>
                <textarea
                    rows="4"
                    dir="auto"
                    spellcheck="false"
                    prop:value=draft
                    on:input:target=move |event| draft.set(event.target().value())
                    on:paste=paste
                ></textarea>
            </label>
            <div class="part-pair">
                {button(fixed("Add this text"), empty, add)}
                <label class="plain part-file">
                    "Open files"
                    <input
                        type="file"
                        multiple
                        class="unseen"
                        accept=".txt,.md,.markdown,.html,.htm,.xhtml,.csv,.tsv,.pdf,.json,text/*"
                        on:change=choose
                    />
                </label>
                {note(fixed("Text, Markdown, HTML, CSV, PDF, or a file that was exported here; each up to 20 MB."))}
            </div>
        </div>
    }
    .into_any()
}

/// Whether the text became a document.
fn put(page: Page, text: String) -> bool {
    let mut is_added = false;
    page.act(|lesson| {
        let (added, requests) = lesson.add("Pasted text", text);
        is_added = added;
        requests
    });
    is_added
}

fn files(list: Option<FileList>) -> Vec<File> {
    list.map_or(Vec::new(), |files| (0..files.length()).filter_map(|at| files.get(at)).collect())
}

fn progress(reading: Reading) -> AnyView {
    let busy = Signal::derive(move || reading.now.with(Option::is_some));
    let words = Signal::derive(move || {
        reading.now.with(|now| match now {
            Some((name, 0)) => format!("Reading “{name}”."),
            Some((name, behind)) => format!("Reading “{name}”; {behind} more after it."),
            None => String::new(),
        })
    });
    let stop = move || {
        view! { <div class="part-pair">{note(words)}{quiet(fixed("Stop reading"), never(), move || reading.stop())}</div> }.into_any()
    };
    when(busy, stop)
}

/// Lines stay the same elements while others come and go: whoever types in one goes on typing.
fn list(page: Page) -> AnyView {
    let ids = page.see(|lesson| lesson.documents.ids());
    let element = NodeRef::<leptos::html::Ul>::new();
    // The focus would fall off the page with its button.
    let delete = move |id: u32| {
        page.act(|lesson| lesson.delete(id));
        if let Some(list) = element.get_untracked() {
            let _ = list.unchecked_ref::<HtmlElement>().focus();
        }
    };
    view! {
        <ul class="rag-documents" tabindex="-1" aria-label="Documents" node_ref=element>
            <For each=move || ids.get() key=|id| *id children=move |id| line(page, id, delete) />
        </ul>
    }
    .into_any()
}

fn line(page: Page, id: u32, delete: impl Fn(u32) + Copy + 'static) -> AnyView {
    let seen = page.see_of(move |lesson| lesson.documents.line(id));
    let part = move |part: fn(&Line) -> String| {
        Signal::derive(move || seen.with(|line| line.as_ref().map_or_else(String::new, part)))
    };
    let name = part(|line| line.name.clone());
    let size = part(|line| format!("{}, {} bytes", line.format, count(line.bytes)));
    let kept = part(|line| line.kept.words().into());
    let is_loose = move || seen.with(|line| line.as_ref().is_some_and(|line| matches!(line.kept, Kept::Not(_))));
    view! {
        <li>
            <input
                type="text"
                dir="auto"
                aria-label=move || format!("Name of {}", name.get())
                prop:value=name
                on:change:target=move |event| {
                    let typed = event.target().value();
                    page.change(|lesson| lesson.documents.rename(id, &typed));
                    // An empty name, and one that is taken, become another.
                    event.target().set_value(&name.get_untracked());
                }
            />
            <span class="rag-size">{size}</span>
            <span class="rag-kept" class:loose=is_loose>{kept}</span>
            <button
                type="button"
                class="quiet"
                aria-label=move || format!("Delete {}", name.get())
                on:click=move |_| delete(id)
            >
                "Delete"
            </button>
        </li>
    }
    .into_any()
}

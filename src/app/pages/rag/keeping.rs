//! The documents between visits: in this browser's storage, and between two openings of the page in this tab's memory.

use super::Page;
use crate::library::{Library, first_number};
use leptos::prelude::*;
use lessons::rag::{Done, Stored};
use std::cell::RefCell;

/// What only this tab has while another page is open.
#[derive(Default)]
struct Left {
    documents: Vec<Stored>,
    /// There is no storage: this is all there is.
    is_all: bool,
    /// The text of a document that was being typed.
    draft: String,
}

thread_local! {
    static LEFT: RefCell<Option<Left>> = const { RefCell::new(None) };
}

/// Milliseconds on a clock that is not set back.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |it| it.now())
}

/// Opens the storage for the page, and returns the text that was being typed when it was left.
pub fn open(page: Page) -> RwSignal<String> {
    let left = LEFT.take();
    let draft = RwSignal::new(left.as_ref().map_or(String::new(), |left| left.draft.clone()));
    page.change(|lesson| lesson.open_library(first_number(), left.map(|left| (left.documents, left.is_all))));
    let began = now();
    let library = Library::open(move |done| {
        if matches!(done, Done::Opened(_)) {
            page.change(|lesson| lesson.documents_took(now() - began));
        }
        page.act(|lesson| lesson.hear(done));
    });
    let waiting = page.see(|lesson| lesson.documents.has_steps());
    let library = StoredValue::new_local(library);
    Effect::new(move || {
        // Read, not only tracked: a memo that nobody reads never computes, and tells of no change.
        if waiting.get() {
            let mut steps = Vec::new();
            page.change(|lesson| steps = lesson.documents.take_steps());
            library.with_value(|library| library.run(steps));
        }
    });
    on_cleanup(move || {
        // What is on its way to the disk gets there without the page.
        let mut steps = Vec::new();
        page.change(|lesson| steps = lesson.documents.take_steps());
        library.with_value(|library| library.run(steps));
        let left = page.peek(|lesson| Left {
            documents: lesson.documents.unstored(),
            is_all: !lesson.documents.is_stored(),
            draft: draft.get_untracked(),
        });
        LEFT.set(Some(left));
    });
    draft
}

//! The documents: edited in place while they are short, "my text" for longer ones.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::vectorization::{LIMITS, Origin, check};
use protocol::vectorization::Split;
use std::cell::RefCell;

thread_local! {
    /// What was edited in place when the page was left, for when the reader comes back.
    static EDITED: RefCell<Option<String>> = const { RefCell::new(None) };
}

pub fn left_behind() -> Option<String> {
    EDITED.take()
}

pub fn documents(page: Page) -> AnyView {
    let origin = page.see(|lesson| lesson.corpus.origin);
    on_cleanup(move || {
        if page.peek(|lesson| lesson.corpus.origin) == Origin::Edited {
            EDITED.set(Some(page.peek(|lesson| lesson.corpus.text.to_string())));
        }
    });
    let what = page.see(|lesson| match lesson.corpus.origin {
        Origin::Sample => "Fourteen documents with a trap in each".to_string(),
        Origin::Edited => "The first documents, with your changes".to_string(),
        Origin::Mine => format!("Your text, {}", kilobytes(lesson.corpus.text.len())),
    });
    let changed = Signal::derive(move || origin.get() == Origin::Edited);
    let stored = page.see(|lesson| usize::from(lesson.split == Split::Paragraphs));
    let split = two_way(stored, move |at| {
        page.act(|lesson| lesson.set_split(if at == 1 { Split::Paragraphs } else { Split::Lines }));
    });
    view! {
        {in_place(page)}
        {when(changed, move || quiet(fixed("Back to the first documents"), never(), move || page.act(|lesson| lesson.use_sample())))}
        <Choice name="vec-split" label="A document is" labels=vec!["a line", "a paragraph"] selected=split />
        {text_card(TextCard {
            what: what.into(),
            mine: Signal::derive(move || origin.get() == Origin::Mine),
            hint: "Paste up to 1 MB, one document a line or a paragraph. It stays in this browser.",
            check,
            max: LIMITS.max,
            take: Callback::new(move |text| page.act(|lesson| lesson.use_text(text, Origin::Mine))),
            forget: Callback::new(move |()| page.act(|lesson| lesson.use_sample())),
            tell: Callback::new(move |notice| page.change(|lesson| lesson.notify(notice))),
        })}
    }
    .into_any()
}

fn in_place(page: Page) -> AnyView {
    let editable = page.see(|lesson| lesson.editable());
    let text = page.see(|lesson| lesson.corpus.text.clone());
    let long = RwSignal::new(String::new());
    let field = move || {
        if !editable.get() {
            return note(fixed("This text is too long to be edited here; use the editor below."));
        }
        view! {
            <textarea
                class="vec-documents"
                aria-label="The documents, one on each line"
                rows="9"
                spellcheck="false"
                autocomplete="off"
                dir="auto"
                prop:value=move || text.get().to_string()
                on:paste=refuse_long_paste(long)
                on:input:target=move |event| {
                    let text = event.target().value();
                    page.act(|lesson| lesson.edit(&text));
                }
            ></textarea>
        }
        .into_any()
    };
    view! { <div class="vec-in-place">{field}</div> {note(long)} }.into_any()
}

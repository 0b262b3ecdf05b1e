//! The reader's own questions: typed, marked in a document, or pasted as a table.

use super::super::Page;
use crate::components::*;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use lessons::rag::{Known, Lesson};

pub fn own(page: Page) -> AnyView {
    let listed = page.see(|lesson| lesson.evaluation.own.clone());
    let none = Signal::derive(move || listed.with(Vec::is_empty));
    let list = move || listed.get().into_iter().enumerate().map(|it| line(page, it)).collect::<Vec<AnyView>>();
    view! {
        <div class="rag-own">
            {caption(fixed("Your questions"))}
            <ol class="rag-known">{list}</ol>
            {when(none, || empty("None yet. A question needs the passage that answers it, as it stands in a document, and the words that a right answer has."))}
            {typing(page)}
            {table(page, none)}
        </div>
    }
    .into_any()
}

fn line(page: Page, (at, known): (usize, Known)) -> AnyView {
    let Known { text, quote, answer } = known;
    let label = format!("Remove: {text}");
    let about = if quote.is_empty() {
        "No document answers it.".to_owned()
    } else {
        format!("“{answer}” in “{quote}”")
    };
    view! {
        <li>
            <span dir="auto">{text}</span>
            <span class="part-note" dir="auto">{about}</span>
            <button type="button" class="quiet" aria-label=label on:click=move |_| page.change(|lesson| lesson.remove_question(at))>
                "Remove"
            </button>
        </li>
    }
    .into_any()
}

/// What is marked on the page.
fn marked() -> Option<String> {
    let window = window();
    let ask: js_sys::Function = js_sys::Reflect::get(&window, &"getSelection".into()).ok()?.dyn_into().ok()?;
    let selection: js_sys::Object = ask.call0(&window).ok()?.dyn_into().ok()?;
    Some(selection.to_string().into())
}

fn typing(page: Page) -> AnyView {
    let text = page.see(|lesson| lesson.evaluation.draft.text.clone());
    let quote = page.see(|lesson| lesson.evaluation.draft.quote.clone());
    let answer = page.see(|lesson| lesson.evaluation.draft.answer.clone());
    let blank = Signal::derive(move || text.with(|text| text.trim().is_empty()));
    let mark = move || {
        let marked = marked().unwrap_or_default();
        if !marked.trim().is_empty() {
            page.change(|lesson| lesson.take_quote(&marked));
        }
    };
    view! {
        {text_line(fixed("Question"), text, move |text| page.change(|lesson| lesson.evaluation.draft.text = text))}
        {text_line(fixed("Passage that answers it, pasted from a document (empty if none does)"), quote, move |quote| page.change(|lesson| lesson.evaluation.draft.quote = quote))}
        {text_line(fixed("Words that a right answer has"), answer, move |answer| page.change(|lesson| lesson.evaluation.draft.answer = answer))}
        <div class="part-pair">
            {button(fixed("Add this question"), blank, move || page.change(Lesson::add_question))}
            // A press would take the selection away before it is read.
            <span on:mousedown=|event| event.prevent_default()>
                {quiet(fixed("Take the marked text as the passage"), never(), mark)}
            </span>
        </div>
    }
    .into_any()
}

/// All of them as a table, in and out.
fn table(page: Page, none: Signal<bool>) -> AnyView {
    let draft = RwSignal::new(String::new());
    let blank = Signal::derive(move || draft.with(|text| text.trim().is_empty()));
    // What was refused stays in the field.
    let take = move || {
        let mut taken = false;
        page.change(|lesson| taken = lesson.paste_questions(&draft.get_untracked()));
        if taken {
            draft.set(String::new());
        }
    };
    let save = move || {
        let table = page.peek(|lesson| lesson.questions_table());
        download("questions.tsv", "text/tab-separated-values;charset=utf-8", table.as_bytes());
    };
    view! {
        <details>
            <summary>"As a table"</summary>
            <div class="rag-adding">
                <label>
                    <span>"A line for each: question, passage, words of the answer, with tabs between them, as a spreadsheet copies them"</span>
                    <textarea
                        rows="4"
                        dir="auto"
                        spellcheck="false"
                        prop:value=draft
                        on:input:target=move |event| draft.set(event.target().value())
                    ></textarea>
                </label>
                <div class="part-pair">
                    {button(fixed("Add the table"), blank, take)}
                    {quiet(fixed("Save mine as TSV"), none, save)}
                </div>
            </div>
        </details>
    }
    .into_any()
}

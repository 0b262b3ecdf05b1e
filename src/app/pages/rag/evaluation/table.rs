//! The questions one by one: where the right chunk is at each setting, and what the answer was worth.

use super::super::Page;
use crate::components::*;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use lessons::rag::Row;

pub fn table(page: Page) -> AnyView {
    let rows = page.see(|lesson| lesson.evaluation.rows());
    let two = Signal::derive(move || rows.with(|rows| rows.iter().any(|row| row.places[1].is_some())));
    let head = move || {
        let mut names = vec!["#", "Question", "Kind", "A: right chunk at", "A: answer"];
        if two.get() {
            names.extend(["B: right chunk at", "B: answer", "Change"]);
        }
        names.into_iter().map(|name| view! { <th scope="col">{name}</th> }.into_any()).collect::<Vec<AnyView>>()
    };
    let body = move || {
        let two = two.get();
        rows.get().into_iter().enumerate().map(|(at, it)| row(page, at, it, two)).collect::<Vec<AnyView>>()
    };
    let csv = move || {
        let csv = page.peek(|lesson| lesson.evaluation.questions_table()).csv();
        download("rag-questions.csv", "text/csv;charset=utf-8", csv.as_bytes());
    };
    view! {
        {caption(fixed("Question by question"))}
        {note(fixed("Pick a question to ask it in the pipeline above."))}
        <div class="sheet rag-asked" tabindex="0" role="region" aria-label="Question by question">
            <table>
                <thead><tr>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        <div class="part-tools">{quiet(fixed("Questions as CSV"), never(), csv)}</div>
    }
    .into_any()
}

fn row(page: Page, at: usize, row: Row, two: bool) -> AnyView {
    let Row { kind, text, places, answers, change } = row;
    let ask = move |_| {
        page.act(|lesson| lesson.ask_evaluated(at));
        // Where the answer appears.
        let field = document().query_selector(".rag-question input").ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = field.focus();
        }
    };
    let label = format!("Ask in the pipeline: {text}");
    let mut cells = vec![kind.to_owned()];
    let sides = if two { 2 } else { 1 };
    for (place, answer) in places.into_iter().zip(answers).take(sides) {
        cells.extend([place.unwrap_or_default(), answer.unwrap_or_default()]);
    }
    if two {
        cells.push(change.into());
    }
    let cells: Vec<AnyView> = cells.into_iter().map(|cell| view! { <td>{cell}</td> }.into_any()).collect();
    view! {
        <tr>
            <th scope="row">{at + 1}</th>
            <td>
                <button type="button" class="quiet" dir="auto" aria-label=label on:click=ask>{text}</button>
            </td>
            {cells}
        </tr>
    }
    .into_any()
}

//! What the model says of one masked place: the likeliest tokens, what stood there, and any word the reader tries.

use super::super::Page;
use super::see;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::masked::{Masked, Row};

pub fn predictions(page: Page) -> AnyView {
    let names = see(page, Masked::mask_names);
    let some = Memo::new(move |_| names.with(|names| !names.is_empty()));
    let none = see(page, |masked| masked.filled.is_none());
    let body = move || {
        block(
            "masked-answer",
            vec![block("masked-left", vec![which(page, names), rows(page), tools(page)]), tried(page)],
        )
    };
    let nothing = move || empty("Predictions appear here for each masked word.");
    let missing = Signal::derive(move || none.get() || !some.get());
    block("masked-predictions", vec![when(some, body), when(missing, nothing)])
}

/// Which of several masks is on show.
fn which(page: Page, names: Memo<Vec<String>>) -> AnyView {
    let at = see(page, |masked| masked.at);
    let options = move || {
        let option = move |(index, name): (usize, String)| {
            view! { <option prop:selected=move || at.get() == index>{name}</option> }.into_any()
        };
        names.get().into_iter().enumerate().map(option).collect::<Vec<AnyView>>()
    };
    view! {
        <label class="part-field">
            <span>"Predictions for mask"</span>
            <select
                on:change:target=move |event| {
                    let at = usize::try_from(event.target().selected_index()).unwrap_or_default();
                    page.change(|lesson| lesson.masked.show_mask(at));
                }
            >
                {options}
            </select>
        </label>
    }
    .into_any()
}

fn rows(page: Page) -> AnyView {
    let rows = see(page, Masked::rows);
    let list = move || rows.get().into_iter().map(|row| line(page, row)).collect::<Vec<AnyView>>();
    view! { <ol class="masked-rows" aria-label="Predictions">{list}</ol> }.into_any()
}

fn line(page: Page, row: Row) -> AnyView {
    let (percent, width) = (row.percent(), format!("{:.2}%", 100.0 * row.probability));
    let (name, put) = (row.text.clone(), row.text.clone());
    view! {
        <li>
            <button
                type="button"
                class="quiet"
                title="Put it into the sentence"
                aria-label=format!("Put in {name}")
                on:click=move |_| page.act(|lesson| lesson.masked.put_in(&put))
            >
                {row.text}
            </button>
            <span class="masked-bar" aria-hidden="true"><span style:width=width></span></span>
            <span class="masked-share" title="exp(logit) / sum of exp(logit) over all tokens">{percent}</span>
        </li>
    }
    .into_any()
}

fn tools(page: Page) -> AnyView {
    page.picture_tools("masked-predictions", ".masked-rows", |lesson| lesson.masked.table())
}

fn tried(page: Page) -> AnyView {
    let typed = see(page, |masked| masked.tried.clone());
    let input = text_line(fixed("Try words"), typed, move |words| page.act(|lesson| lesson.masked.set_tried(words)));
    let words = see(page, Masked::tried_words);
    let list = move || {
        words.get().into_iter().map(|words| view! { <li dir="auto">{words}</li> }.into_any()).collect::<Vec<AnyView>>()
    };
    let said = view! { <div role="status"><ul class="masked-tried">{list}</ul></div> }.into_any();
    let sure = see(page, Masked::sure);
    block(
        "masked-right",
        vec![caption(fixed("Any other word")), input, said, caption(fixed("How sure")), paragraph(sure)],
    )
}

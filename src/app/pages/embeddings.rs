//! The word embeddings lesson: the promise, the lab, then the questions, the idea, breaking it, the code and the exercises.

mod ask;
mod assets;
mod break_it;
mod check;
mod code;
mod controls;
mod lab;
mod map;
mod take;
mod window;
mod word;

use crate::components::*;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use lessons::embeddings::Lesson;
use lessons::format::count;

type Page = crate::components::Page<Lesson>;

pub fn embeddings() -> AnyView {
    let page = Page::open(Lesson::from_query(&opened_query()), use_workers().engine);
    assets::fetch(page);
    take::deliver(page);
    follow_address(page);
    let words = page.see(|lesson| match &lesson.prepared {
        Some(prepared) => format!("{} words", count(prepared.words.len())),
        None => String::new(),
    });
    let facts = vec![
        view! { <span>"trains "<b>"in this tab"</b></span> }.into_any(),
        view! { <span>{words}</span> }.into_any(),
    ];
    let heading = |id, text| heading(Section::Embeddings, id, text);
    let parts: Vec<AnyView> = vec![
        lab::lab(page),
        heading("spaces", "One word, three spaces"),
        prose("embeddings/spaces"),
        word::spaces(page),
        heading("ask", "Ask the vectors"),
        prose("embeddings/ask"),
        ask::ask(page),
        heading("idea", "The idea"),
        prose("embeddings/idea"),
        heading("break", "Break it"),
        prose("embeddings/break"),
        break_it::break_it(page),
        heading("code", "The code that just ran"),
        prose("embeddings/code"),
        code::code(page),
        heading("check", "Check yourself"),
        check::check(page),
        heading("take", "Take it with you"),
        prose("embeddings/take"),
        take::take(page),
        heading("limits", "What this does not show"),
        prose("embeddings/limits"),
    ];
    frame(Section::Embeddings, Program::Engine, facts, page.concept, parts)
}

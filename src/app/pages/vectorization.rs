//! The Vectorization lesson: the promise, the lab, then the idea, its traps, breaking it, the code, and the exercises.

mod break_it;
mod check;
mod code;
mod compare;
mod controls;
mod documents;
mod draw;
mod inspector;
mod lab;
mod matrix;
mod pipeline;
mod search;
mod take;

use crate::components::*;
use crate::my_text::use_my_text;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use lessons::vectorization::{Lesson, Origin, check as usable};

type Page = crate::components::Page<Lesson>;

const CONCEPTS: [&str; 5] = ["c-tf", "c-df", "c-idf", "c-norm", "c-weight"];

pub fn vectorization() -> AnyView {
    let page = Page::open(Lesson::from_query(&opened_query()), use_workers().scribe);
    if let Some(mine) = use_my_text().get().filter(|text| usable(text).is_ok()) {
        page.act(|lesson| lesson.use_text(mine, Origin::Mine));
    } else if let Some(edited) = documents::left_behind() {
        page.act(|lesson| lesson.edit(&edited));
    }
    take::deliver(page);
    follow_address(page);
    let facts = vec![view! { <span>"counts "<b>"in this tab"</b></span> }.into_any()];
    let words = |path| prose_with_concepts(path, &CONCEPTS, page.concept);
    let heading = |id, text| heading(Section::Vectorization, id, text);
    let parts: Vec<AnyView> = vec![
        lab::lab(page),
        words("vectorization/idea"),
        heading("traps", "Two traps, exact to the last digit"),
        words("vectorization/traps"),
        compare::compare(page),
        heading("break", "Break it"),
        words("vectorization/break"),
        break_it::break_it(page),
        heading("code", "The code that just ran"),
        words("vectorization/code"),
        code::code(page),
        heading("check", "Check yourself"),
        check::check(page),
        heading("take", "Take it with you"),
        words("vectorization/take"),
        take::take(page),
        heading("limits", "What this does not show"),
        words("vectorization/limits"),
    ];
    frame(Section::Vectorization, Program::Scribe, facts, page.concept, parts)
}

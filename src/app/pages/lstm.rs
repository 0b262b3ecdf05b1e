//! The LSTM lesson: the promise, the lab, then the idea, why it works, breaking it, the code, and the exercises.

mod assets;
mod break_it;
mod check;
mod code;
mod controls;
mod inspector;
mod lab;
mod picture;
mod series;
mod stage;
mod take;
mod text_input;
mod training;
mod why;
mod wreck;

use crate::components::*;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use lessons::format::count;
use lessons::lstm::{Lesson, SIGNALS};

type Page = crate::components::Page<Lesson>;

const CONCEPTS: [&str; 6] =
    [SIGNALS[0].class, SIGNALS[1].class, SIGNALS[2].class, SIGNALS[3].class, SIGNALS[4].class, SIGNALS[5].class];

pub fn lstm() -> AnyView {
    let page = Page::open(Lesson::from_query(&opened_query()), use_workers().engine);
    assets::fetch(page);
    take::deliver(page);
    follow_address(page);
    let parameters = page.see(|lesson| match &lesson.bench().standing {
        Some(standing) => format!("{} parameters", count(standing.prepared.num_parameters)),
        None => String::new(),
    });
    let facts = vec![
        view! { <span>"trains "<b>"in this tab"</b></span> }.into_any(),
        view! { <span>{parameters}</span> }.into_any(),
    ];
    let words = |path| prose_with_concepts(path, &CONCEPTS, page.concept);
    let heading = |id, text| heading(Section::Lstm, id, text);
    let parts: Vec<AnyView> = vec![
        lab::lab(page),
        words("lstm/idea"),
        heading("why", "Why it remembers"),
        words("lstm/why"),
        why::why(page),
        heading("break", "Break it"),
        words("lstm/break"),
        break_it::break_it(page),
        heading("code", "The code that just ran"),
        words("lstm/code"),
        code::code(page),
        heading("check", "Check yourself"),
        check::check(page),
        heading("take", "Take it with you"),
        words("lstm/take"),
        take::take(page),
        heading("limits", "What this does not show"),
        words("lstm/limits"),
    ];
    frame(Section::Lstm, Program::Engine, facts, page.concept, parts)
}

//! The LSTM lesson: the promise, the lab, then the idea, why it works, breaking it, the code, and the exercises.

mod assets;
mod break_it;
mod check;
mod code;
mod controls;
mod inspector;
mod lab;
mod page;
mod parts;
mod picture;
mod prose;
mod series;
mod stage;
mod take;
mod text_input;
mod training;
mod why;
mod wreck;

use crate::build_info;
use guide::Section;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use lessons::lstm::{Lesson, count};
use page::Page;

#[component]
pub fn Lstm() -> impl IntoView {
    let section = Section::Lstm;
    let query: Vec<(String, String)> =
        use_query_map().get_untracked().into_iter().map(|(name, value)| (name.into_owned(), value)).collect();
    let page = Page::open(Lesson::from_query(&query));
    assets::fetch(page);
    assets::watch_other_tabs(page);
    take::deliver(page);
    take::follow_address(page);
    let parameters = page.see(|lesson| match &lesson.bench().standing {
        Some(standing) => format!("{} parameters", count(standing.prepared.num_parameters)),
        None => String::new(),
    });
    let concept = page.concept;
    let meta = view! {
        <div class="meta">
            <span><b>{format!("{} min", section.minutes())}</b></span>
            <span>"trains "<b>"in this tab"</b></span>
            <span>{parameters}</span>
            {build_info::lesson_size(section.slug()).map(|size| view! { <span>"downloads "<b>{megabytes(size)}</b></span> })}
        </div>
    };
    let parts: Vec<AnyView> = vec![
        lab::lab(page),
        prose::column(page, prose::IDEA),
        prose::heading("why", "Why it remembers"),
        prose::column(page, prose::WHY),
        why::why(page),
        prose::heading("break", "Break it"),
        prose::column(page, prose::BREAK),
        break_it::break_it(page),
        prose::heading("code", "The code that just ran"),
        prose::column(page, prose::CODE),
        code::code(page),
        prose::heading("check", "Check yourself"),
        check::check(page),
        prose::heading("take", "Take it with you"),
        prose::column(page, prose::TAKE),
        take::take(page),
        prose::heading("limits", "What this does not show"),
        prose::column(page, prose::LIMITS),
    ];
    view! {
        <article class="lstm" data-concept=move || concept.get().unwrap_or_default()>
            <p class="eyebrow">{section.part().title()}</p>
            <h1>{section.heading()}</h1>
            <p class="promise">{section.promise()}</p>
            {meta.into_any()}
            {parts}
        </article>
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

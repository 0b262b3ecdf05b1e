//! The tokenization lesson: the promise, the lab, the idea, rules, encoding, breaking it, the code, and the exercises.

mod break_it;
mod check;
mod code;
mod controls;
mod encode;
mod growth;
mod inspector;
mod lab;
mod pairs;
mod stage;
mod take;
mod vocabularies;
mod words;

use crate::components::*;
use crate::fetch;
use crate::my_text::use_my_text;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::tokenization::{Lesson, Origin};
use lessons::vocabularies::Vocabularies;
use lessons::{Notice, Shared};

type Page = crate::components::Page<Lesson>;

const STORIES: &str = "assets/text/sherlock-holmes.txt";

pub fn tokenization() -> AnyView {
    let query = opened_query();
    let (mut lesson, stories) = Lesson::from_query(&query);
    let vocabularies = Vocabularies::from_query(&query);
    lesson.vocabularies = vocabularies.query();
    let mine = use_my_text().get().filter(|text| lessons::tokenization::check(text).is_ok());
    if let Some(mine) = mine.filter(|_| !stories) {
        lesson.use_text(mine, Origin::Mine);
    }
    let page = Page::open(lesson, use_workers().scribe);
    if stories {
        use_stories(page);
    }
    take::deliver(page);
    follow_address(page);
    let facts = vec![view! { <span>"trains "<b>"in this tab"</b></span> }.into_any()];
    let heading = |id, text| heading(Section::Tokenization, id, text);
    let parts: Vec<AnyView> = vec![
        lab::lab(page),
        prose("tokenization/idea"),
        heading("encode", "Put it to work on any text"),
        prose("tokenization/encode"),
        encode::encode(page),
        heading("vocabularies", "Real vocabularies"),
        prose("tokenization/vocabularies"),
        vocabularies::vocabularies(page, vocabularies),
        heading("rules", "Words and sentences by rule"),
        prose("tokenization/rules"),
        words::words(page),
        heading("break", "Break it"),
        prose("tokenization/break"),
        break_it::break_it(page),
        heading("code", "The code that just ran"),
        prose("tokenization/code"),
        code::code(page),
        heading("check", "Check yourself"),
        check::check(page),
        heading("take", "Take it with you"),
        prose("tokenization/take"),
        take::take(page),
        heading("limits", "What this does not show"),
        prose("tokenization/limits"),
    ];
    frame(Section::Tokenization, Program::Scribe, facts, page.concept, parts)
}

/// Fetches the stories and trains on them.
fn use_stories(page: Page) {
    spawn_local(async move {
        match fetch::text(STORIES).await {
            Some(text) => page.act(|lesson| lesson.use_text(Shared::from(text.as_str()), Origin::Novel)),
            None => page.change(|lesson| {
                lesson.notices.add(Notice::warning(
                    "The stories could not be loaded. Check the connection and try again, or paste a text of your own.",
                ));
            }),
        }
    });
}

//! The Seq2Seq lesson: the promise, the lab, the idea, then beams, swapped words, breaking it, the code and the exercises.

mod alignment;
mod beam;
mod break_it;
mod check;
mod code;
mod controls;
mod inspector;
mod lab;
mod stage;
mod swap;
mod take;
mod training;

use crate::components::*;
use crate::fetch;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::format::count;
use lessons::seq2seq::Lesson;
use protocol::Event;

type Page = crate::components::Page<Lesson>;

const FOLDER: &str = "assets/models/seq2seq/";

pub fn seq2seq() -> AnyView {
    let page = Page::open(Lesson::from_query(&opened_query()), use_workers().engine);
    follow_address(page);
    take::deliver(page);
    let recorded = page.peek(|lesson| lesson.settings.fits_file() && lesson.settings == Lesson::default().settings);
    if recorded {
        spawn_local(async move {
            if let Some(bytes) = fetch::bytes(&format!("{FOLDER}trace.bin")).await
                && let Ok(events) = protocol::decode::<Vec<Event>>(&bytes)
            {
                page.change(|lesson| lesson.show_recorded(events));
            }
        });
    }
    fetch_when_wanted(page);
    let parameters = page.see(|lesson| match &lesson.opened {
        Some(opened) => format!("{} parameters", count(opened.num_parameters as usize)),
        None => String::new(),
    });
    let facts = vec![
        view! { <span>"trains "<b>"in this tab"</b></span> }.into_any(),
        view! { <span>{parameters}</span> }.into_any(),
    ];
    let heading = |id, text| heading(Section::Seq2seq, id, text);
    let parts: Vec<AnyView> = vec![
        lab::lab(page),
        prose("seq2seq/idea"),
        heading("beam", "Search with a beam"),
        prose("seq2seq/beam"),
        beam::beam(page),
        heading("swap", "Swap a word"),
        prose("seq2seq/swap"),
        swap::swap(page),
        heading("exposure", "Fed its own words"),
        prose("seq2seq/exposure"),
        training::exposure(page),
        heading("break", "Break it"),
        prose("seq2seq/break"),
        break_it::break_it(page),
        heading("code", "The code that just ran"),
        prose("seq2seq/code"),
        code::code(page),
        heading("check", "Check yourself"),
        check::check(page),
        heading("take", "Take it with you"),
        prose("seq2seq/take"),
        take::take(page),
        heading("limits", "What this does not show"),
        prose("seq2seq/limits"),
    ];
    frame(Section::Seq2seq, Program::Engine, facts, page.concept, parts)
}

/// A task's trained models, as soon as they are needed.
fn fetch_when_wanted(page: Page) {
    let wanted = page.see(|lesson| lesson.wanted_file());
    Effect::new(move || {
        if let Some(task) = wanted.get() {
            spawn_local(async move {
                let file = fetch::bytes(&format!("{FOLDER}{}.safetensors", task.name())).await;
                page.act(|lesson| lesson.take_file(task, file));
            });
        }
    });
}

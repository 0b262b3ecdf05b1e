//! The Transformer lesson: one run of a small stack of blocks, step by step, with every number's origin.

mod break_it;
mod check;
mod code;
mod controls;
mod editor;
mod files;
mod heads;
mod inspector;
mod lab;
mod large;
mod matrix;
mod patching;
mod race;
mod swap;
mod take;

use crate::components::*;
use crate::fetch;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::pack_store::Shelf;
use lessons::transformer::{Lesson, ModelKind};
use protocol::transformer::Event;

type Page = crate::components::Page<Lesson>;

const FOLDER: &str = "packs/minilm/";

impl OnModel for Lesson {
    fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    fn shelf_mut(&mut self) -> &mut Shelf {
        &mut self.shelf
    }
}

/// A part that follows from the run and the step on show, however often the reader points at another cell of it.
fn shown<T: PartialEq + Send + Sync + 'static>(page: Page, part: fn(&Lesson) -> T) -> Memo<T> {
    let key = page.see(|lesson| lesson.shown());
    Memo::new(move |_| {
        // Read, not only tracked: a memo that nobody reads never computes, and tells of no change.
        key.with(|_| ());
        page.peek(part)
    })
}

const RECORDED: &str = "assets/models/transformer/trace.bin";
const TRAINED: &str = "assets/models/transformer/induction.safetensors";

pub fn transformer() -> AnyView {
    let page = Page::open(Lesson::from_query(&opened_query()), use_workers().engine);
    follow_address(page);
    spawn_local(async move {
        if let Some(bytes) = fetch::bytes(RECORDED).await
            && let Ok(recorded) = protocol::decode::<Event>(&bytes)
        {
            page.change(|lesson| lesson.show_recorded(recorded));
        }
    });
    fetch_when_wanted(page);
    let facts = vec![view! { <span>"runs "<b>"in this tab"</b></span> }.into_any()];
    let heading = |id, text| heading(Section::Transformer, id, text);
    let parts: Vec<AnyView> = vec![
        when(page.see(|lesson| lesson.model == ModelKind::MiniLm), move || model_panel(page, FOLDER)),
        lab::lab(page),
        prose("transformer/idea"),
        heading("break", "Break it"),
        prose("transformer/break"),
        break_it::break_it(page),
        heading("swap", "Swap two tokens"),
        prose("transformer/swap"),
        swap::swap(page),
        heading("patch", "Patch an activation"),
        prose("transformer/patch"),
        patching::patching(page),
        heading("race", "Train it under every positional scheme"),
        prose("transformer/race"),
        race::race(page),
        heading("code", "The code that just ran"),
        prose("transformer/code"),
        code::code(page),
        heading("check", "Check yourself"),
        check::check(page),
        heading("take", "Take it with you"),
        prose("transformer/take"),
        take::take(page),
        heading("limits", "What this does not show"),
        prose("transformer/limits"),
    ];
    frame(Section::Transformer, Program::Engine, facts, page.concept, parts)
}

/// The trained model's file, as soon as the reader chooses it.
fn fetch_when_wanted(page: Page) {
    let wanted = page.see(|lesson| lesson.wants_file());
    Effect::new(move || {
        if wanted.get() {
            spawn_local(async move {
                let file = fetch::bytes(TRAINED).await;
                page.act(|lesson| lesson.take_file(file));
            });
        }
    });
}

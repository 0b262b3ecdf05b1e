//! The BERT lesson: the model, what its heads look at, and a classifier on top of it.

mod assets;
mod break_it;
mod causal;
mod check;
mod classifier;
mod code;
mod grid;
mod heads;
mod lab;
mod masked;
mod picture;

use crate::components::*;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use lessons::bert::Lesson;
use lessons::pack_store::Shelf;

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

pub fn bert() -> AnyView {
    let page = Page::open(Lesson::from_query(&opened_query()), use_workers().engine);
    follow_address(page);
    assets::fetch(page);
    let facts = vec![view! { <span>"runs "<b>"in this tab"</b>", trained by others"</span> }.into_any()];
    let heading = |id, text| heading(Section::Bert, id, text);
    let parts: Vec<AnyView> = vec![
        model_panel(page, FOLDER),
        lab::lab(page),
        heading("idea", "The idea"),
        prose("bert/idea"),
        heading("masked", "Masked words"),
        prose("bert/masked"),
        masked::masked(page),
        heading("heads", "Every head at a glance"),
        prose("bert/heads"),
        grid::grid(page),
        heads::heads(page),
        heading("gpt", "Why not GPT"),
        prose("bert/gpt"),
        causal::causal(page),
        heading("classifier", "A classifier on top"),
        prose("bert/classifier"),
        classifier::classifier(page),
        heading("break", "Break it"),
        prose("bert/break"),
        break_it::break_it(page),
        heading("code", "The code that just ran"),
        prose("bert/code"),
        code::code(page),
        heading("check", "Check yourself"),
        check::check(page),
        heading("limits", "What this does not show"),
        prose("bert/limits"),
    ];
    frame(Section::Bert, Program::Engine, facts, page.concept, parts)
}

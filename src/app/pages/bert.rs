//! The BERT lesson: the model, then what its heads look at.

mod causal;
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
    let facts = vec![view! { <span>"runs "<b>"in this tab"</b>", trained by others"</span> }.into_any()];
    let heading = |id, text| heading(Section::Bert, id, text);
    let unfinished = view! {
        <Notice kind=NoticeKind::Info>
            "This lesson is not built yet. What stands here works: the model itself and what its heads look at."
        </Notice>
    };
    let parts: Vec<AnyView> = vec![
        unfinished.into_any(),
        model_panel(page, FOLDER),
        lab::lab(page),
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
        heading("limits", "What such pictures do not prove"),
        prose("bert/limits"),
    ];
    frame(Section::Bert, Program::Engine, facts, page.concept, parts)
}

//! The RAG lesson: a question to the reader's own documents, and every stage between the two.

mod answer;
mod approximate;
mod ask;
mod assets;
mod break_it;
mod check;
mod chunks;
mod code;
mod collection;
mod documents;
mod embeddings;
mod evaluation;
mod hits;
mod keeping;
mod map;
mod pipeline;
mod prompt;
mod reading;
mod retrieval;
mod take;

use crate::components::*;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use lessons::pack_store::Shelf;
use lessons::rag::{Lesson, Writer};
use lessons::writing::Glass;
use protocol::{llama, writing};

type Page = crate::components::Page<Lesson>;
/// The model that answers, beside it.
type Writing = crate::components::Page<Writer>;

const FOLDER: &str = "packs/minilm/";
const WRITER_FOLDER: &str = "packs/smollm2/";

impl OnModel for Lesson {
    fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    fn shelf_mut(&mut self) -> &mut Shelf {
        &mut self.shelf
    }
}

impl OnModel for Writer {
    fn shelf(&self) -> &Shelf {
        &self.chat.shelf
    }

    fn shelf_mut(&mut self) -> &mut Shelf {
        &mut self.chat.shelf
    }
}

impl OnGlass for Writer {
    fn glass(&self) -> &Glass {
        &self.chat.glass
    }

    fn with_glass(&mut self, change: &mut dyn FnMut(&mut Glass) -> Vec<writing::Request>) -> Vec<llama::Request> {
        self.chat.of_glass(change)
    }

    fn write_prompt(&mut self, count: u32) -> Vec<llama::Request> {
        self.chat.go_on(count)
    }

    fn can_write(&self) -> bool {
        self.chat.can_write()
    }

    fn num_layers(&self) -> u32 {
        self.chat.shelf.store.facts().map_or(0, |facts| facts.layers)
    }

    fn context(&self) -> u32 {
        self.chat.context
    }
}

pub fn rag() -> AnyView {
    let engine = use_workers().engine;
    let page = Page::open(Lesson::default(), engine);
    let writing = Writing::beside(Writer::default(), engine);
    assets::fetch(page, writing);
    documents::provide(page);
    answer::deliver(page, writing);
    let facts = vec![view! { <span>"your documents stay "<b>"in this browser"</b></span> }.into_any()];
    let heading = |id, text| heading(Section::Rag, id, text);
    let parts: Vec<AnyView> = vec![
        ask::ask(page, writing),
        heading("idea", "The idea"),
        prose("rag/idea"),
        heading("evaluation", "How good it is"),
        prose("rag/evaluation"),
        evaluation::evaluation(page, writing),
        heading("code", "The code that just ran"),
        prose("rag/code"),
        code::code(page),
        heading("break", "Break it"),
        prose("rag/break"),
        break_it::break_it(page, writing),
        heading("check", "Check yourself"),
        check::check(page),
        heading("take", "Take it with you"),
        take::take(page),
        heading("limits", "What this does not show"),
        prose("rag/limits"),
    ];
    frame(Section::Rag, Program::Engine, facts, page.concept, parts)
}

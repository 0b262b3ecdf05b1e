//! The GPT lesson: a text is written under glass, then the model that wrote it is trained, broken and taken along.

mod assets;
mod break_it;
mod check;
mod code;
mod lab;
mod take;
mod train;

use crate::components::*;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use lessons::format::count;
use lessons::gpt::Lesson;
use lessons::writing::Glass;
use protocol::gpt::Request;
use protocol::writing;

type Page = crate::components::Page<Lesson>;

impl OnGlass for Lesson {
    fn glass(&self) -> &Glass {
        &self.glass
    }

    fn with_glass(&mut self, change: &mut dyn FnMut(&mut Glass) -> Vec<writing::Request>) -> Vec<Request> {
        self.look(change)
    }

    fn write_prompt(&mut self, count: u32) -> Vec<Request> {
        self.write(count)
    }

    fn can_write(&self) -> bool {
        Lesson::can_write(self)
    }

    fn num_layers(&self) -> u32 {
        self.made().shape.num_layers
    }

    fn context(&self) -> u32 {
        self.made().shape.context
    }
}

pub fn gpt() -> AnyView {
    let page = Page::open(Lesson::from_query(&opened_query()), use_workers().engine);
    assets::fetch(page);
    take::deliver(page);
    follow_address(page);
    let parameters = page.see(|lesson| match &lesson.standing {
        Some((prepared, _)) => format!("{} parameters", count(prepared.num_parameters as usize)),
        None => String::new(),
    });
    let facts = vec![
        view! { <span>"trains and writes "<b>"in this tab"</b></span> }.into_any(),
        view! { <span>{parameters}</span> }.into_any(),
    ];
    let heading = |id, text| heading(Section::Gpt, id, text);
    let parts: Vec<AnyView> = vec![
        lab::lab(page),
        prose("gpt/idea"),
        heading("train", "Train it"),
        prose("gpt/train"),
        train::train(page),
        heading("cache", "What the cache saves"),
        prose("gpt/cache"),
        block("gpt-cost", vec![glass_cost(page)]),
        heading("break", "Break it"),
        prose("gpt/break"),
        break_it::break_it(page),
        heading("real", "A real model"),
        prose("gpt/real"),
        super::chat_part(),
        heading("code", "The code that just ran"),
        prose("gpt/code"),
        code::code(page),
        heading("check", "Check yourself"),
        check::check(page),
        heading("take", "Take it with you"),
        prose("gpt/take"),
        take::take(page),
        heading("limits", "What this does not show"),
        prose("gpt/limits"),
    ];
    frame(Section::Gpt, Program::Engine, facts, page.concept, parts)
}

//! The positional encoding lesson: the sinusoids, then one attention layer under five schemes.

mod attention;
mod break_it;
mod check;
mod clocks;
mod code;
mod controls;
mod inspector;
mod map;
mod order;
mod scores;
mod stage;
mod standings;
mod take;

use crate::components::*;
use crate::fetch;
use crate::worker_client::{Program, use_workers};
use guide::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::positional_encoding::{Lesson, SchemeInfo};
use protocol::positional_encoding::Event;

type Page = crate::components::Page<Lesson>;

const RECORDED: &str = "assets/models/positional-encoding/trace.bin";
const SCHEMES: &[SchemeInfo; 5] = SchemeInfo::ALL;
const CONCEPTS: [&str; 5] = [SCHEMES[0].class, SCHEMES[1].class, SCHEMES[2].class, SCHEMES[3].class, SCHEMES[4].class];

pub fn positional_encoding() -> AnyView {
    let page = Page::open(Lesson::from_query(&opened_query()), use_workers().engine);
    follow_address(page);
    spawn_local(async move {
        if let Some(bytes) = fetch::bytes(RECORDED).await
            && let Ok(recorded) = protocol::decode::<Event>(&bytes)
        {
            page.change(|lesson| lesson.show_recorded(recorded));
        }
    });
    let facts = vec![view! { <span>"runs "<b>"in this tab"</b>", untrained"</span> }.into_any()];
    let words = |path| prose_with_concepts(path, &CONCEPTS, page.concept);
    let heading = |id, text| heading(Section::PositionalEncoding, id, text);
    let parts: Vec<AnyView> = vec![
        stage::lab(page),
        words("positional-encoding/idea"),
        heading("schemes", "Five ways to say where"),
        words("positional-encoding/schemes"),
        attention::attention(page),
        words("positional-encoding/compared"),
        heading("break", "Break it"),
        words("positional-encoding/break"),
        break_it::break_it(page),
        heading("code", "The code that just ran"),
        words("positional-encoding/code"),
        code::code(page),
        heading("check", "Check yourself"),
        check::check(page),
        heading("take", "Take it with you"),
        words("positional-encoding/take"),
        take::take(page),
        heading("limits", "What this does not show"),
        words("positional-encoding/limits"),
        trained(),
    ];
    frame(Section::PositionalEncoding, Program::Engine, facts, page.concept, parts)
}

/// Here nothing is trained; there all five are.
fn trained() -> AnyView {
    let href = crate::links::fragment_href(Section::Transformer, "race");
    view! { <p class="part-note"><a href=href>"Train a model under each of the five"</a>" and see what is left beyond the trained length."</p> }
        .into_any()
}

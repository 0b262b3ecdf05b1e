//! The lab: the task and its model, what it reads and writes, and how training goes.

use super::{Page, controls, inspector, stage, training};
use crate::components::{lab as lab_of, *};
use leptos::prelude::*;
use lessons::seq2seq::{Knob, Lesson, Phase};

pub fn lab(page: Page) -> AnyView {
    let length = page.see(Lesson::steps);
    let playing = RwSignal::new(false);
    let busy = page.see(|lesson| matches!(lesson.phase, Phase::Waiting | Phase::Preparing));
    let recorded = page.see(|lesson| lesson.recorded);
    let seed = page.see(|lesson| format!("seed {}", lesson.settings.get(Knob::Seed)));
    let bar = view! {
        <TransportBar position=page.position length playing label=fixed("output token") rate=Signal::stored(2.0) />
    };
    let seed = view! { <span class="part-seed">{seed}</span> };
    lab_of(LabParts {
        name: "The lab",
        recorded: recorded.into(),
        head: vec![
            status(while_engine_runs(page.see(Lesson::status)), busy),
            seed.into_any(),
            share_button(page),
            page.notices(),
        ],
        knobs: controls::controls(page),
        stage: stage::stage(page),
        inspect: inspector::inspector(page),
        under: training::training(page),
        foot: vec![bar.into_any()],
    })
}

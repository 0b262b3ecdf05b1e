//! Every way to encode positions trained against the others.

use super::Page;
use crate::components::*;
use crate::links::section_href;
use guide::Section;
use leptos::prelude::*;
use lessons::transformer::{LENGTHS, Measure};

pub fn race(page: Page) -> AnyView {
    let running = page.see(|lesson| lesson.track.running);
    let idle = Signal::derive(move || !running.get());
    let length = page.see(|lesson| LENGTHS.iter().position(|length| *length == lesson.track.setup.length).unwrap_or(0));
    let length = two_way(length, move |at: usize| {
        page.act(|lesson| lesson.set_race(LENGTHS[at], lesson.track.setup.seed));
    });
    let seed = page.see(|lesson| lesson.track.setup.seed as f64);
    let seed = two_way(seed, move |seed: f64| {
        page.act(|lesson| lesson.set_race(lesson.track.setup.length, seed as u64));
    });
    let measure = RwSignal::new(0_usize);
    let start = button(fixed("Train all five"), running, move || page.act(|lesson| lesson.race()));
    let stop = button(fixed("Stop"), idle, move || page.act(|lesson| lesson.stop_race()));
    let training = Signal::derive(move || page.follow(|lesson| lesson.track.training()));
    let beyond = Signal::derive(move || {
        let measure = if measure.get() == 0 { Measure::Loss } else { Measure::Accuracy };
        page.follow(|lesson| lesson.track.beyond(measure))
    });
    let begun = page.see(|lesson| lesson.track.step > 0);
    let measured = page.see(|lesson| !lesson.track.rows().is_empty());
    let knobs = block(
        "transformer-race",
        vec![
            view! { <Choice name="race-length" label="Letters to train on" labels=vec!["16", "24", "32"] selected=length /> }
                .into_any(),
            view! { <Knob label="Seed of the race" value=seed spec=KnobSpec::whole(0.0, 999_999.0, 1.0) /> }.into_any(),
            block("part-pair", vec![start, stop]),
        ],
    );
    let curves = move || {
        block(
            "",
            vec![
                titled(fixed("Loss while they train"), fixed("mean cross entropy of the letters that can be known")),
                view! { <Chart name="training" data=training height=12.0 /> }.into_any(),
            ],
        )
    };
    let lines = move || {
        block("", vec![
            titled(fixed("Beyond what they were trained on"), fixed("the upright line: where training ended")),
            view! { <Choice name="race-measure" label="Measured" labels=vec!["Loss", "Right answers"] selected=measure /> }
                .into_any(),
            view! { <Chart name="beyond" data=beyond height=14.0 /> }.into_any(),
            table(page),
        ])
    };
    let empty_yet = Signal::derive(move || !begun.get());
    block(
        "part-panel",
        vec![
            knobs,
            status(page.see(|lesson| lesson.track.status()), running),
            when(empty_yet, || empty("The curves appear as soon as the first step is done.")),
            when(begun, curves),
            when(measured, lines),
            view! { <p class="part-note">"What the five do to attention: "<a href=section_href(Section::PositionalEncoding)>"Positional encoding"</a>"."</p> }.into_any(),
        ],
    )
}

fn table(page: Page) -> AnyView {
    let columns = Signal::derive(|| {
        [
            ("positions", ""),
            ("loss within", "mean over places up to the trained length, in nats"),
            ("loss beyond", "mean over places after it, in nats"),
            ("right within", "share of known letters with the highest score"),
            ("right beyond", "the same after the trained length"),
        ]
        .map(|(name, how)| (name.to_string(), how))
        .to_vec()
    });
    sheet("Schemes", columns, page.see(|lesson| lesson.track.rows()))
}

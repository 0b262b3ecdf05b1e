//! The lab: controls, the map, the chosen word; under them the loss and the window; then the transport bar.

use super::Page;
use super::{controls, map, window, word};
use crate::components::*;
use leptos::prelude::*;
use lessons::embeddings::{Lesson, Phase};
use lessons::format::count;
use viz::axes::Axis;
use viz::line_chart::{LineChart, Series, Stroke};
use viz::number::compact;

pub fn lab(page: Page) -> AnyView {
    let status = while_engine_runs(page.see(Lesson::status));
    let busy = page.see(|lesson| matches!(lesson.phase, Phase::Waiting | Phase::Preparing));
    let seed = page.see(|lesson| format!("seed {}", count(lesson.settings.seed as usize)));
    let recorded = page.see(|lesson| lesson.recorded);
    let length = page.see(Lesson::positions);
    let playing = RwSignal::new(false);
    // A fresh model has no steps: the bar goes back to the start with it.
    let position = page.see(|lesson| lesson.position);
    Effect::new(move || {
        let at = position.get();
        if page.position.get_untracked() != at {
            page.position.set(at);
        }
    });
    view! {
        <section class="lab embeddings-lab" aria-label="The lab" class:recorded=recorded>
            <header>
                <span class="part-status" role="status" class:busy=busy>{status}</span>
                <span class="part-seed">{seed}</span>
                {share_button(page)}
            </header>
            {page.notices()}
            <div class="labgrid">
                {controls::controls(page)}
                {map::map(page)}
                {word::word(page)}
            </div>
            <div class="under">
                <div>{training(page)}</div>
                <div>{window::window(page)}</div>
            </div>
            <TransportBar
                position=page.position
                length
                playing
                label=fixed("state")
                rate=Signal::stored(3.0)
            />
        </section>
    }
    .into_any()
}

fn training(page: Page) -> AnyView {
    let data = page.see(|lesson| LineChart {
        x: Axis::new("share of all epochs").range(0.0, 1.0),
        y: Axis::new("loss (nats per pair)"),
        series: vec![Series {
            name: "train".into(),
            token: "--accent",
            stroke: Stroke::Solid,
            points: lesson.losses.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect(),
        }],
        marker: None,
    });
    let none = page.see(|lesson| lesson.losses.is_empty());
    let words = page.see(|lesson| {
        if lesson.speed > 0.0 {
            let rate = |value: f32| compact(f64::from(value));
            format!("{} pairs/s · {} words/s", rate(lesson.speed), rate(lesson.words_per_second))
        } else {
            String::new()
        }
    });
    let picture = move || {
        if none.get() {
            empty("The curve begins with the first training step. Press Train.")
        } else {
            view! { <Chart name="loss" data height=11.0 /> }.into_any()
        }
    };
    view! {
        {titled(fixed("Loss"), words)}
        {picture}
    }
    .into_any()
}

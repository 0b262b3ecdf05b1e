//! Under the pictures: how training goes, and the bottleneck as measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::seq2seq::Lesson;

pub fn training(page: Page) -> Vec<AnyView> {
    let shown = RwSignal::new(0_usize);
    let losses = page.see(Lesson::loss_chart);
    let exact = page.see(Lesson::exact_chart);
    let none = page.see(|lesson| !lesson.has_losses());
    let speed = page.see(Lesson::speed_words);
    let curve = move || {
        if none.get() {
            return empty("The curves begin with the first training step. Press Train.");
        }
        let (name, data) = if shown.get() == 0 { ("loss", losses) } else { ("held-out-accuracy", exact) };
        view! { <Chart name data height=11.0 /> }.into_any()
    };
    let lengths = page.see(Lesson::length_chart);
    let unmeasured = page.see(|lesson| lesson.measure.is_none());
    let words = page.see(Lesson::exact_words);
    let length = move || {
        if unmeasured.get() {
            return empty("Measured as soon as the models are there.");
        }
        view! { <Chart name="accuracy-by-length" data=lengths height=11.0 /> }.into_any()
    };
    let choice =
        view! { <Choice name="seq2seq-curve" label="Curve" labels=vec!["Loss", "Right outputs"] selected=shown /> };
    vec![
        block("", vec![titled(fixed("Training"), speed), choice.into_any(), curve.into_any()]),
        block(
            "",
            vec![
                titled(
                    fixed("Right outputs by length of the source"),
                    fixed("held-out pairs; the line marks the source above"),
                ),
                length.into_any(),
                note(words),
            ],
        ),
    ]
}

/// Right tokens when fed right ones, and when fed its own.
pub fn exposure(page: Page) -> AnyView {
    let data = page.see(Lesson::exposure_chart);
    let unmeasured = page.see(|lesson| lesson.measure.is_none());
    let picture = move || {
        if unmeasured.get() {
            return empty("Measured as soon as the models are there.");
        }
        view! { <Chart name="exposure" data height=11.0 /> }.into_any()
    };
    block("part-panel", vec![picture.into_any()])
}

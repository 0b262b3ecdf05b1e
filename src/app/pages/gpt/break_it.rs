//! Break it: a part is taken away, after the reader has said what that will do.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::gpt::Experiment;
use lessons::writing::running_text;

pub fn break_it(page: Page) -> AnyView {
    let obstacle = page.see(|lesson| match (lesson.can_write(), &lesson.found) {
        (false, _) => "There is no model yet.".to_string(),
        (_, Some(found)) if found.broken.is_none() => "Measuring.".to_string(),
        _ => String::new(),
    });
    let is_whole = page.see(|lesson| lesson.found.is_none());
    let cards = experiments(
        Experiments {
            names: ["gpt-experiment", "gpt-guess"],
            title: "Take away",
            all: &Experiment::ALL,
            label: Experiment::label,
            question: Experiment::question,
            answers: |_| Experiment::ANSWERS,
        },
        obstacle,
        is_whole,
        None,
        move |experiment, guess| page.act(|lesson| lesson.break_it(experiment, guess)),
        move || page.change(|lesson| lesson.found = None),
    );
    let found = page.see(|lesson| lesson.found.clone());
    let outcome = move || {
        let found = found.get()?;
        let pieces = found.broken.as_ref().map(|broken| broken.pieces.clone()).unwrap_or_default();
        let text = running_text(pieces.iter().map(|piece| piece.bytes.as_slice())).text;
        let sample = (!text.is_empty()).then(|| {
            view! {
                {caption(fixed("What the broken model writes"))}
                <p class="sample" dir="auto">{text}</p>
            }
            .into_any()
        });
        Some(
            view! {
                {verdict(&Experiment::ANSWERS, found.guess, found.answer(), &found.in_words())}
                {sample}
            }
            .into_any(),
        )
    };
    view! { <div class="part-panel gpt-break">{cards}{outcome}</div> }.into_any()
}

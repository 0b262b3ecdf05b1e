//! Experiments on the sentence embedding: what the reader expects, and what is measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::Experiment;

pub fn break_it(page: Page) -> AnyView {
    let of = Experiments {
        names: ["bert-break", "bert-guess"],
        title: "What to take away",
        all: &Experiment::ALL,
        label: Experiment::label,
        question: Experiment::question,
        answers: |_| Experiment::ANSWERS,
    };
    let whole = page.see(|lesson| lesson.trial.is_none());
    let place = page.see(|lesson| format!("“{}”, layer {}, head {}", lesson.first, lesson.layer + 1, lesson.head + 1));
    let obstacle = page.see(|lesson| match lesson.can_break() {
        true => String::new(),
        false => "Load the model above first, and let it read the sentence.".into(),
    });
    let run = move |experiment, expected| page.act(|lesson| lesson.break_it(experiment, expected));
    let mut parts = vec![titled(fixed("On the sentence of the lab"), place)];
    parts.extend(experiments(of, obstacle, whole, None, run, move || page.change(|lesson| lesson.undo())));
    parts.push(outcome(page));
    block("part-panel", parts)
}

fn outcome(page: Page) -> AnyView {
    let trial = page.see(|lesson| lesson.trial.clone());
    let outcome = page.see(|lesson| lesson.outcome());
    let judged = move || {
        let trial = trial.get()?;
        let (answer, in_words) = outcome.get().map_or((None, String::new()), |it| (Some(it.answer), it.in_words));
        Some(verdict(&Experiment::ANSWERS, trial.guess, answer, &in_words))
    };
    view! { <div role="status">{judged}</div> }.into_any()
}

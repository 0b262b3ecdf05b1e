//! Experiments: what the reader expects, and what is measured in the labs above.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::positional_encoding::Experiment;

pub fn break_it(page: Page) -> AnyView {
    let of = Experiments {
        names: ["position-break", "position-guess"],
        title: "What to change",
        all: &Experiment::ALL,
        label: Experiment::label,
        question: Experiment::question,
        answers: Experiment::answers,
    };
    let whole = page.see(|lesson| lesson.trial.is_none());
    let run = move |experiment, expected| page.act(|lesson| lesson.break_it(experiment, expected));
    let mut parts = experiments(of, fixed(""), whole, None, run, move || page.act(|lesson| lesson.undo()));
    parts.push(outcome(page));
    block("part-panel position-break", parts)
}

fn outcome(page: Page) -> AnyView {
    let trial = page.see(|lesson| lesson.trial.clone());
    let outcome = page.see(|lesson| lesson.outcome());
    let judged = move || {
        let trial = trial.get()?;
        let (answer, in_words) = match outcome.get() {
            Some(outcome) => {
                (Some(outcome.answer), format!("{} The labs above show it until you undo it.", outcome.in_words))
            }
            None => (None, String::new()),
        };
        Some(verdict(&trial.experiment.answers(), trial.guess, answer, &in_words))
    };
    view! { <div role="status">{judged}</div> }.into_any()
}

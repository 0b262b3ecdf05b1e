//! Experiments on the trained model: what the reader expects, and what is measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::{Experiment, TRAINED_KB};

pub fn break_it(page: Page) -> AnyView {
    let of = Experiments {
        names: ["transformer-break", "transformer-guess"],
        title: "What to change",
        all: &Experiment::ALL,
        label: Experiment::label,
        question: Experiment::question,
        answers: |_| Experiment::ANSWERS,
    };
    let whole = page.see(|lesson| lesson.trial.is_none());
    let missing = page.see(|lesson| lesson.survey.is_none());
    let load = when(missing, move || {
        button(fixed(&format!("Load the trained model ({TRAINED_KB} kB)")), never(), move || {
            page.act(|lesson| lesson.set_model(lessons::transformer::ModelKind::Induction));
        })
    });
    let obstacle = page.see(|lesson| match lesson.survey {
        None => "These break the trained model: load it first.".to_string(),
        Some(_) => String::new(),
    });
    let run = move |experiment, expected| page.act(|lesson| lesson.break_it(experiment, expected));
    let mut parts = experiments(of, obstacle, whole, Some(load), run, move || page.act(|lesson| lesson.undo()));
    parts.push(outcome(page));
    block("part-panel transformer-break", parts)
}

fn outcome(page: Page) -> AnyView {
    let trial = page.see(|lesson| lesson.trial.clone());
    let outcome = page.see(|lesson| lesson.outcome());
    let judged = move || {
        let trial = trial.get()?;
        let (answer, in_words) = match outcome.get() {
            Some(outcome) => {
                (Some(outcome.answer), format!("{} The lab above shows it until you undo it.", outcome.in_words))
            }
            None => (None, String::new()),
        };
        Some(verdict(&Experiment::ANSWERS, trial.guess, answer, &in_words))
    };
    view! { <div role="status">{judged}</div> }.into_any()
}

//! Experiments on the model as it stands: what the reader expects, and what is measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::seq2seq::{Experiment, Lesson};

pub fn break_it(page: Page) -> AnyView {
    let of = Experiments {
        names: ["seq2seq-break", "seq2seq-guess"],
        title: "What to break",
        all: &Experiment::ALL,
        label: Experiment::label,
        question: Experiment::question,
        answers: Experiment::answers,
    };
    let whole = page.see(|lesson| lesson.trial.is_none());
    let obstacle = page.see(Lesson::obstacle);
    let run = move |experiment, expected| page.act(|lesson| lesson.break_it(experiment, expected));
    let mut parts = experiments(of, obstacle, whole, None, run, move || page.change(|lesson| lesson.undo()));
    parts.push(outcome(page));
    parts.push(texts(page));
    block("part-panel", parts)
}

fn outcome(page: Page) -> AnyView {
    let trial = page.see(|lesson| lesson.trial.clone());
    let outcome = page.see(Lesson::outcome);
    let judged = move || {
        let trial = trial.get()?;
        let (answer, in_words) =
            outcome.get().map_or((None, String::new()), |outcome| (Some(outcome.answer), outcome.in_words));
        Some(verdict(&trial.experiment.answers(), trial.guess, answer, &in_words))
    };
    view! { <div role="status">{judged}</div> }.into_any()
}

/// What both write from the lab's source.
fn texts(page: Page) -> AnyView {
    let texts = page.see(Lesson::broken_texts);
    let body = move || {
        let (whole, broken) = texts.get()?;
        Some(
            view! { <dl class="seq2seq-said"><dt>"whole"</dt><dd>{whole}</dd><dt>"broken"</dt><dd>{broken}</dd></dl> }
                .into_any(),
        )
    };
    body.into_any()
}

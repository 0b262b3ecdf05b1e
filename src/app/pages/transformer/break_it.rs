//! Experiments on the trained model: what the reader expects, and what is measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::{Experiment, TRAINED_KB};

pub fn break_it(page: Page) -> AnyView {
    let chosen = RwSignal::new(0_usize);
    let guessed = RwSignal::new(None::<usize>);
    // A guess is for the question it was made at.
    Effect::new(move || {
        chosen.track();
        guessed.set(None);
    });
    let experiment = move || Experiment::ALL[chosen.get().min(Experiment::ALL.len() - 1)];
    let labels = Experiment::ALL.map(Experiment::label).to_vec();
    let whole = page.see(|lesson| lesson.trial.is_none());
    let loaded = page.see(|lesson| lesson.survey.is_some());
    let unready = Signal::derive(move || guessed.get().is_none() || !loaded.get());
    let choice = view! { <Choice name="transformer-break" label="What to change" labels selected=chosen /> };
    let asked = move || {
        let experiment = experiment();
        guess("transformer-guess", experiment.question(), &Experiment::ANSWERS, guessed.into(), move |place| {
            guessed.set(Some(place))
        })
    };
    let go = button(fixed("Break it"), unready, move || {
        let expected = guessed.get_untracked().unwrap_or(0);
        page.act(|lesson| lesson.break_it(experiment(), expected));
    });
    let back = button(fixed("Undo"), whole, move || page.act(|lesson| lesson.undo()));
    let load = when(Signal::derive(move || !loaded.get()), move || {
        button(fixed(&format!("Load the trained model ({TRAINED_KB} kB)")), never(), move || {
            page.act(|lesson| lesson.set_model(lessons::transformer::ModelKind::Induction));
        })
    });
    let first = Signal::derive(move || {
        if !loaded.get() {
            "These break the trained model: load it first.".to_string()
        } else if guessed.get().is_none() {
            "Say first what you expect.".into()
        } else {
            String::new()
        }
    });
    block(
        "part-panel transformer-break",
        vec![choice.into_any(), asked.into_any(), block("part-pair", vec![load, go, back]), note(first), outcome(page)],
    )
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

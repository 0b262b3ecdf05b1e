//! Experiments on the trained model: what the reader expects, and what is measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::Experiment;

pub fn break_it(page: Page) -> AnyView {
    let chosen = RwSignal::new(0_usize);
    let guess = RwSignal::new(None::<usize>);
    // A guess is for the question it was made at.
    Effect::new(move || {
        chosen.track();
        guess.set(None);
    });
    let experiment = move || Experiment::ALL[chosen.get().min(Experiment::ALL.len() - 1)];
    let labels = Experiment::ALL.map(Experiment::label).to_vec();
    let whole = page.see(|lesson| lesson.trial.is_none());
    let loaded = page.see(|lesson| lesson.survey.is_some());
    let unready = Signal::derive(move || guess.get().is_none() || !loaded.get());
    let choice = view! { <Choice name="transformer-break" label="What to change" labels selected=chosen /> };
    let asked = move || question(experiment(), guess);
    let go = button(fixed("Break it"), unready, move || {
        let expected = guess.get_untracked().unwrap_or(0);
        page.act(|lesson| lesson.break_it(experiment(), expected));
    });
    let back = button(fixed("Undo"), whole, move || page.act(|lesson| lesson.undo()));
    let load = when(Signal::derive(move || !loaded.get()), move || {
        button(fixed("Load the trained model (80 kB)"), never(), move || {
            page.act(|lesson| lesson.set_model(lessons::transformer::ModelKind::Induction));
        })
    });
    let first = Signal::derive(move || {
        if !loaded.get() {
            "These break the trained model: load it first.".to_string()
        } else if guess.get().is_none() {
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

fn question(experiment: Experiment, guess: RwSignal<Option<usize>>) -> AnyView {
    let options = Experiment::ANSWERS.into_iter().enumerate().map(|(at, words)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="transformer-guess"
                    prop:checked=move || guess.get() == Some(at)
                    on:change=move |_| guess.set(Some(at))
                />
                <span>{words}</span>
            </label>
        }
        .into_any()
    });
    view! {
        <fieldset class="part-guess">
            <legend>{experiment.question()}</legend>
            {options.collect::<Vec<AnyView>>()}
        </fieldset>
    }
    .into_any()
}

fn outcome(page: Page) -> AnyView {
    let trial = page.see(|lesson| lesson.trial.clone());
    let outcome = page.see(|lesson| lesson.outcome());
    let verdict = move || {
        let trial = trial.get()?;
        let Some(outcome) = outcome.get() else { return Some(note(fixed("Measuring."))) };
        let answers = Experiment::ANSWERS;
        let (kind, words) = if outcome.answer == trial.guess {
            (NoticeKind::Info, "As you expected".to_string())
        } else {
            (NoticeKind::Warning, format!("Not “{}”, as you expected", answers[trial.guess]))
        };
        let found = format!("{words}. Measured: “{}”. {}", answers[outcome.answer], outcome.in_words);
        Some(view! { <Notice kind>{found}" The lab above shows it until you undo it."</Notice> }.into_any())
    };
    view! { <div role="status">{verdict}</div> }.into_any()
}

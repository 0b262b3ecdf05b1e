//! Experiments on the sentence embedding: what the reader expects, and what is measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::Experiment;

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
    let ready = page.see(|lesson| lesson.can_break());
    let unready = Signal::derive(move || guessed.get().is_none() || !ready.get());
    let place = page.see(|lesson| format!("“{}”, layer {}, head {}", lesson.first, lesson.layer + 1, lesson.head + 1));
    let choice = view! { <Choice name="bert-break" label="What to take away" labels selected=chosen /> };
    let asked = move || {
        guess("bert-guess", experiment().question(), &Experiment::ANSWERS, guessed.into(), move |place| {
            guessed.set(Some(place));
        })
    };
    let go = button(fixed("Break it"), unready, move || {
        let expected = guessed.get_untracked().unwrap_or(0);
        page.act(|lesson| lesson.break_it(experiment(), expected));
    });
    let back = button(fixed("Undo"), whole, move || page.change(|lesson| lesson.undo()));
    let first = Signal::derive(move || {
        if !ready.get() {
            "Load the model above first, and let it read the sentence.".to_string()
        } else if guessed.get().is_none() {
            "Say first what you expect.".into()
        } else {
            String::new()
        }
    });
    block(
        "part-panel",
        vec![
            titled(fixed("On the sentence of the lab"), place),
            choice.into_any(),
            asked.into_any(),
            block("part-pair", vec![go, back]),
            note(first),
            outcome(page),
        ],
    )
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

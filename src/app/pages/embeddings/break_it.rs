//! Break it: one thing taken away, a guess first, then a training and what it did to the chosen word's neighbours.

use super::Page;
use super::word::ranked;
use crate::components::*;
use leptos::prelude::*;
use lessons::embeddings::{Guess, Lesson, SURGERIES, Surgery};
use lessons::format::measured;

pub fn break_it(page: Page) -> AnyView {
    let obstacle = page.see(|lesson| lesson.obstacle().to_string());
    let cannot = page.see(|lesson| !lesson.obstacle().is_empty());
    let whole = page.see(|lesson| !lesson.can_load_example());
    let stored = page.see(|lesson| {
        lesson
            .break_it
            .surgery
            .and_then(|chosen| SURGERIES.iter().position(|surgery| *surgery == chosen))
            .unwrap_or(usize::MAX)
    });
    let selected = two_way(stored, move |at| {
        if let Some(surgery) = SURGERIES.get(at) {
            page.change(|lesson| lesson.choose_surgery(*surgery));
        }
    });
    let labels = SURGERIES.map(Surgery::name).to_vec();
    let word = page.see(|lesson| format!("Of the ten neighbours of “{}” …", lesson.word));
    let guessed = place_of(page.see(|lesson| lesson.break_it.guess), Guess::ALL);
    let guess_at = move |place: usize| page.change(|lesson| lesson.guess(Guess::ALL[place]));
    view! {
        <section class="part-panel" aria-label="Break it">
            <Choice name="embeddings-surgery" label="Train again with" labels selected />
            {guess("embeddings-guess", move || word.get(), &Guess::ALL.map(Guess::words), guessed, guess_at)}
            <div class="part-pair">
                {button(fixed("Break it"), cannot, move || page.act(Lesson::operate))}
                {button(fixed("Undo: load the trained vectors"), whole, move || page.act(Lesson::load_example))}
            </div>
            {note(obstacle)}
            {outcome(page)}
        </section>
    }
    .into_any()
}

fn outcome(page: Page) -> AnyView {
    let outcome = page.see(|lesson| lesson.break_it.outcome.clone());
    let body = move || {
        let outcome = outcome.get()?;
        let (surgery, guess) = page.peek(|lesson| (lesson.break_it.surgery, lesson.break_it.guess));
        let came = outcome.came();
        let judged = if guess == Some(came) { "As you said:" } else { "Not what you said:" };
        let words = format!(
            "{judged} {} of the ten neighbours of “{}” stayed, and their mean cosine is {}.",
            outcome.shared,
            outcome.word,
            measured(outcome.mean)
        );
        Some(
            view! {
                <p><b>{words}</b></p>
                <p>{surgery.map(Surgery::why)}</p>
                <div class="ask-two">
                    <div>
                        <h4>"Before"</h4>
                        {ranked(page, outcome.before)}
                    </div>
                    <div>
                        <h4>"After"</h4>
                        {ranked(page, outcome.after)}
                    </div>
                </div>
            }
            .into_any(),
        )
    };
    view! { <div role="status">{body}</div> }.into_any()
}

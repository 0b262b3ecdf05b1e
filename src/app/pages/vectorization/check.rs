//! The exercises, graded by what the lesson has measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::vectorization::Exercise;

pub fn check(page: Page) -> AnyView {
    let cards = Exercise::ALL.map(|exercise| card(page, exercise));
    view! {
        {cards.into_iter().collect::<Vec<AnyView>>()}
        <div class="part-take">
            {quiet(fixed("Put the query of the third exercise into the lab"), never(), move || {
                page.act(|lesson| lesson.try_hard_query());
            })}
        </div>
    }
    .into_any()
}

fn card(page: Page, exercise: Exercise) -> AnyView {
    let exercises = page.see(|lesson| lesson.exercises);
    let value = Signal::derive(move || exercises.with(|exercises| exercises.best(exercise)));
    let best = RwSignal::new(value.get_untracked());
    view! {
        <ExerciseCard
            statement=exercise.statement()
            value
            best
            goal=Goal::AtMost(exercise.target())
            digits=exercise.digits()
            unit=exercise.unit()
            hint=exercise.hint()
        />
    }
    .into_any()
}

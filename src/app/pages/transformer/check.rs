//! The exercises, graded by what was computed.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::Exercise;

pub fn check(page: Page) -> AnyView {
    Exercise::ALL.into_iter().map(|exercise| card(page, exercise)).collect::<Vec<AnyView>>().into_any()
}

fn card(page: Page, exercise: Exercise) -> AnyView {
    let bests = page.see(|lesson| Exercise::ALL.map(|exercise| lesson.best(exercise)));
    let value = Signal::derive(move || bests.with(|bests| bests[exercise as usize]));
    let best = RwSignal::new(value.get_untracked());
    let goal = if exercise.is_upward() { Goal::AtLeast(exercise.goal()) } else { Goal::AtMost(exercise.goal()) };
    view! {
        <ExerciseCard
            statement=exercise.statement()
            value
            best
            goal
            digits=exercise.digits()
            unit=exercise.unit()
            hint=exercise.hint()
        />
    }
    .into_any()
}

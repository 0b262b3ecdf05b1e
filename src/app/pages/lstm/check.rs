//! The exercises, graded by what the lesson has measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::Graded;
use lessons::lstm::Exercise;

pub fn check(page: Page) -> AnyView {
    Exercise::ALL.into_iter().enumerate().map(|(place, exercise)| card(page, place, exercise)).collect_view().into_any()
}

fn card(page: Page, place: usize, exercise: Exercise) -> AnyView {
    let exercises = page.see(|lesson| lesson.exercises.clone());
    let value = Signal::derive(move || exercises.with(|exercises| exercises.0[place].best));
    let best = RwSignal::new(value.get_untracked());
    let target = exercise.target();
    let goal = if exercise.is_upward() { Goal::AtLeast(target) } else { Goal::AtMost(target) };
    let unit = match exercise {
        Exercise::Letters => "|r|",
        Exercise::SmallModel | Exercise::OneNeuron => "nats",
        Exercise::Forget => "of the gradient",
    };
    view! {
        <ExerciseCard statement=exercise.statement() value best goal digits=2 unit hint=exercise.hint() />
    }
    .into_any()
}

//! The exercises, graded by what the lesson has measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::Graded;
use lessons::tokenization::Exercise;

pub fn check(page: Page) -> AnyView {
    let cards: Vec<AnyView> =
        Exercise::ALL.into_iter().enumerate().map(|(place, exercise)| card(page, place, exercise)).collect();
    let road = page.see(|lesson| lesson.textbook_note().unwrap_or_default());
    view! { {cards}{note(road)} }.into_any()
}

fn card(page: Page, place: usize, exercise: Exercise) -> AnyView {
    let exercises = page.see(|lesson| lesson.exercises.clone());
    let value = Signal::derive(move || exercises.with(|exercises| exercises.0[place].best));
    let best = RwSignal::new(value.get_untracked());
    let goal = if exercise.is_upward() { Goal::AtLeast(exercise.target()) } else { Goal::AtMost(exercise.target()) };
    let digits = if matches!(exercise, Exercise::Textbook | Exercise::Rules) { 0 } else { 1 };
    view! {
        <ExerciseCard statement=exercise.statement() value best goal digits unit=exercise.unit() hint=exercise.hint() />
    }
    .into_any()
}

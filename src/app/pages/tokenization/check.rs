//! The exercises, graded by what the lesson has measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::tokenization::Exercise;

pub fn check(page: Page) -> AnyView {
    let road = page.see(|lesson| lesson.textbook_note().unwrap_or_default());
    let cards = exercises(page, Exercise::ALL, |lesson, exercise| lesson.exercises.best(exercise));
    view! { {cards}{note(road)} }.into_any()
}

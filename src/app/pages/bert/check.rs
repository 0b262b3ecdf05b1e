//! The exercises, graded by what the model said.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::Exercise;

pub fn check(page: Page) -> AnyView {
    exercises(page, Exercise::ALL, |lesson, exercise| lesson.exercises.best(exercise))
}

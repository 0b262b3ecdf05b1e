//! The exercises, graded by what was computed.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::Exercise;

pub fn check(page: Page) -> AnyView {
    exercises(page, Exercise::ALL, |lesson, exercise| lesson.exercises.best(exercise))
}

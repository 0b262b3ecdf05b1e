//! The exercises, graded by what the lesson has measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::seq2seq::Exercise;

pub fn check(page: Page) -> AnyView {
    exercises(page, Exercise::ALL, |lesson, exercise| lesson.exercises.best(exercise))
}

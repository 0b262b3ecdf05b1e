//! The exercises, graded by what the lesson has measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::rag::{Exercise, Lesson};

pub fn check(page: Page) -> AnyView {
    // What the prompt's budget cuts off is measured whenever the prompt changes, whoever changed it.
    let cut_off = page.see(Lesson::right_chunks_cut_off);
    Effect::new(move || {
        let many = cut_off.get();
        if many > 0 {
            page.change(|lesson| lesson.exercises.measure(Exercise::CutOff, many as f64));
        }
    });
    exercises(page, Exercise::ALL, |lesson, exercise| lesson.exercises.best(exercise))
}

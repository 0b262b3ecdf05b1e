//! The exercises, graded by what the lesson has measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::vectorization::Exercise;

pub fn check(page: Page) -> AnyView {
    view! {
        {exercises(page, Exercise::ALL, |lesson, exercise| lesson.exercises.best(exercise))}
        <div class="part-take">
            {quiet(fixed("Put the query of the third exercise into the lab"), never(), move || {
                page.act(|lesson| lesson.try_hard_query());
            })}
        </div>
    }
    .into_any()
}

//! The right side of the first lab: one cell with its formula, and the rotation of its pair.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::positional_encoding::{cell_math, rotation_math};
use viz::number::short;

/// Positions that are searched for the closest two.
const SEARCHED: usize = 512;

pub fn inspector(page: Page) -> Vec<AnyView> {
    let cell = page.see(cell_math);
    let turn = page.see(rotation_math);
    let error = page.see(|lesson| match lesson.sinusoid().pairs() {
        0 => "Without a cosine there is nothing to turn: one sine alone cannot tell p + k from p.".into(),
        pairs => format!(
            "Turned and computed afresh, all {pairs} pairs agree to {}. The matrix depends on k, not on p.",
            short(lesson.rotation_error())
        ),
    });
    let closest = page.see(|lesson| lesson.closest_note(SEARCHED));
    let name = page.see(|lesson| format!("From p to p + {}", lesson.offset()));
    vec![
        caption(fixed("One cell")),
        drawn("equation position-math", "The cell's formula", cell),
        caption(name),
        drawn("equation position-math", "The rotation of the followed pair", turn),
        paragraph(error),
        caption(fixed("Twins")),
        paragraph(closest),
    ]
}

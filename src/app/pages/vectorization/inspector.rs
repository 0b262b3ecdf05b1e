//! The right side of the lab: one cell with its formula worked out.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::vectorization::{Lesson, Line, Picked, formula};

pub fn inspector(page: Page) -> AnyView {
    let shown = page.see(worked_out);
    let body = move || shown.get().map_or_else(nothing, |(picked, lines, documents)| cell(picked, lines, documents));
    view! { <aside class="inspect" aria-label="Inspector">{body}</aside> }.into_any()
}

fn worked_out(lesson: &Lesson) -> Option<(Picked, Vec<Line>, usize)> {
    let (picked, fitted) = (lesson.shown()?, lesson.fitted.as_ref()?);
    let lines = formula(&picked, &lesson.setup, fitted.documents);
    Some((picked, lines, fitted.documents))
}

fn nothing() -> AnyView {
    view! {
        <h2>"One cell"</h2>
        <p>"Point at a cell of the matrix: what its number is made of appears here. Click it to keep it, and to follow its document below."</p>
    }
    .into_any()
}

fn cell(picked: Picked, lines: Vec<Line>, documents: usize) -> AnyView {
    let equations = lines.into_iter().map(|line| {
        let parts = line.parts.into_iter().map(|part| match part.class {
            "" => part.text.into_any(),
            class => term(class, part.text).into_any(),
        });
        view! { <Equation label=line.label>{parts.collect::<Vec<AnyView>>()}</Equation> }.into_any()
    });
    let times = match picked.count {
        0 => "does not stand in".to_string(),
        1 => "stands once in".to_string(),
        times => format!("stands {} times in", count(times as usize)),
    };
    let spread = format!("It is in {} of {} documents.", count(picked.df as usize), count(documents));
    view! {
        <h2><bdi>"“" {picked.term.clone()} "”"</bdi> {format!(" in document {}", picked.document + 1)}</h2>
        <p><bdi>"“" {picked.term} "”"</bdi> " " {times} " “" <bdi>{picked.text}</bdi> "” " {spread}</p>
        {equations.collect::<Vec<AnyView>>()}
    }
    .into_any()
}

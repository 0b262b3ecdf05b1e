//! The reader's texts, a layer and a head, and the picture of what that head looks at.

use super::{Page, picture};
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::{Lesson, Picture};
use viz::number::fixed as digits;

pub fn lab(page: Page) -> AnyView {
    let busy = page.see(|lesson| lesson.is_loaded() && (lesson.recorded || lesson.attended.is_none()));
    crate::components::lab(LabParts {
        name: "Bidirectional attention",
        recorded: page.see(|lesson| lesson.recorded).into(),
        head: vec![status(page.see(|lesson| lesson.status()), busy), share_button(page), page.notices()],
        knobs: knobs(page),
        stage: vec![texts(page), remarks(page), picture::picture(page)],
        inspect: explained(page),
        under: vec![picture::from_one(page)],
        foot: Vec::new(),
    })
}

const NUMBERS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];

fn knobs(page: Page) -> Vec<AnyView> {
    let layer = two_way(page.see(|lesson| lesson.layer), move |layer| page.act(|lesson| lesson.set_layer(layer)));
    let head = two_way(page.see(|lesson| lesson.head), move |head| page.change(|lesson| lesson.set_head(head)));
    let layers = page.see(|lesson| lesson.layers());
    let heads = page.see(|lesson| lesson.heads());
    let labels = |count: usize| NUMBERS[..count.clamp(1, NUMBERS.len())].to_vec();
    let layers = move || {
        view! { <Choice name="bert-layer" label="Layer" labels=labels(layers.get()) selected=layer /> }.into_any()
    };
    let heads =
        move || view! { <Choice name="bert-head" label="Head" labels=labels(heads.get()) selected=head /> }.into_any();
    let shown = two_way(page.see(|lesson| usize::from(lesson.picture == Picture::Lines)), move |at| {
        page.change(|lesson| lesson.set_picture(if at == 1 { Picture::Lines } else { Picture::Map }));
    });
    let specials = two_way(page.see(|lesson| lesson.specials), move |on| page.change(|lesson| lesson.set_specials(on)));
    vec![
        layers.into_any(),
        heads.into_any(),
        view! { <Choice name="bert-picture" label="Picture" labels=vec!["Map", "Lines"] selected=shown /> }.into_any(),
        view! { <Switch label="Show [CLS] and [SEP]" on=specials /> }.into_any(),
        note(page.see(hidden)),
    ]
}

fn hidden(lesson: &Lesson) -> String {
    lesson.hidden_share().map_or(String::new(), |share| {
        format!("{} % of this head's attention goes to them and is not on show.", digits(100.0 * f64::from(share), 0))
    })
}

fn texts(page: Page) -> AnyView {
    let pair = two_way(page.see(|lesson| lesson.pair), move |on| page.act(|lesson| lesson.set_pair(on)));
    let first = text_line(fixed("Text"), page.see(|lesson| lesson.first.clone()), move |text| {
        page.act(|lesson| lesson.set_first(text));
    });
    let second = move || {
        text_line(fixed("Second text"), page.see(|lesson| lesson.second.clone()), move |text| {
            page.act(|lesson| lesson.set_second(text));
        })
    };
    let problem = page.see(|lesson| lesson.problem.clone());
    let problem = move || problem.get().map(|words| view! { <Notice kind=NoticeKind::Warning>{words}</Notice> });
    view! {
        <div class="bert-texts">
            {first}
            <Switch label="A second text" on=pair />
            {when(pair, second)}
            {problem}
        </div>
    }
    .into_any()
}

/// How the model read the texts: where they are cut, what it does not know.
fn remarks(page: Page) -> AnyView {
    let remarks = page.see(|lesson| lesson.remarks());
    let list = move || {
        let said =
            remarks.get().into_iter().map(|said| view! { <Notice kind=NoticeKind::Info>{said}</Notice> }.into_any());
        said.collect::<Vec<AnyView>>()
    };
    view! { <div class="part-notices bert-remarks">{list}</div> }.into_any()
}

/// The cell that is pointed at, and the head.
fn explained(page: Page) -> Vec<AnyView> {
    let words = page.see(|lesson| match lesson.weight() {
        None => String::new(),
        Some(weight) => format!(
            "“{}” at {} looks at “{}” at {} with weight {}: its share of what this head brings there.",
            lesson.token(lesson.cell.0),
            lesson.cell.0,
            lesson.token(lesson.cell.1),
            lesson.cell.1,
            digits(f64::from(weight), 3)
        ),
    });
    vec![
        caption(fixed("One weight")),
        paragraph(words),
        caption(fixed("This head")),
        paragraph(page.see(|lesson| lesson.head_words())),
    ]
}

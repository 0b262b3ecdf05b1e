//! One document on its way to its vector, a step of the transport bar at a time.

use super::Page;
use super::compare::number;
use crate::components::*;
use leptos::prelude::*;
use lessons::vectorization::{Stage, stages, steps_table};
use protocol::vectorization::{Piece, PieceKind, Representation, Steps, Term};
use viz::number::fixed as digits;

/// Terms in the table of a step; the data table has all.
const SHOWN: usize = 12;

pub fn pipeline(page: Page) -> AnyView {
    let steps = page.see(|lesson| lesson.steps.clone());
    let stage = page.see(|lesson| (lesson.stage(), lesson.setup.representation));
    let followed = page.see(|lesson| lesson.followed);
    let title = Signal::derive(move || format!("Document {}, step by step", followed.get() + 1));
    let beside = Signal::derive(move || stage.get().0.name().to_string());
    // Made anew for another representation only: a button that is pressed keeps the focus.
    let representation = page.see(|lesson| lesson.setup.representation);
    let track = move || {
        let name = |(at, one): (usize, &'static Stage)| {
            let current = move || (stage.get().0 == *one).then_some("step");
            view! {
                <li>
                    <button type="button" class="quiet" aria-current=current on:click=move |_| page.position.set(at)>
                        {one.name()}
                    </button>
                </li>
            }
            .into_any()
        };
        stages(representation.get()).iter().enumerate().map(name).collect::<Vec<AnyView>>()
    };
    let words = Signal::derive(move || {
        let (stage, representation) = stage.get();
        stage.words(representation).to_string()
    });
    let body = move || {
        let (stage, representation) = stage.get();
        steps.with(|steps| steps.as_ref().map(|steps| shown(steps, stage, representation)))
    };
    view! {
        {titled(title, beside)}
        <ol class="vec-stages" aria-label="Steps">{track}</ol>
        {number(page, "Document", followed, move |to| page.act(|lesson| lesson.follow(to)))}
        <p class="vec-says" role="status">{words}</p>
        <div class="vec-step">{body}</div>
        {page.picture_tools("one-document", ".vec-step", |lesson| lesson.steps.as_ref().map(|steps| steps_table(steps)).unwrap_or_default())}
    }
    .into_any()
}

fn shown(steps: &Steps, stage: Stage, representation: Representation) -> AnyView {
    let body = match stage {
        Stage::Text => view! { <p class="sample" dir="auto">{steps.text.clone()}</p> }.into_any(),
        Stage::Lowered => {
            let text: String = steps.pieces.iter().map(|piece| piece.text.as_str()).collect();
            view! { <p class="sample" dir="auto">{text}</p> }.into_any()
        }
        Stage::Words => pieces(&steps.pieces),
        Stage::Terms => {
            let chips =
                steps.terms.iter().take(120).map(|term| view! { <li><bdi>{term.clone()}</bdi></li> }.into_any());
            view! { <ul class="vec-chips">{chips.collect::<Vec<AnyView>>()}</ul> }.into_any()
        }
        Stage::Counts | Stage::Idf | Stage::Product | Stage::Norm => terms(steps, stage),
    };
    let nothing = steps.weights.is_empty() && !matches!(stage, Stage::Text | Stage::Lowered | Stage::Words);
    let why = match representation {
        Representation::OneHot => "Nothing of this document is a term of the vocabulary: its row is all zeros.",
        _ => "No term is left of this document: its row is all zeros.",
    };
    view! {
        {body}
        {nothing.then(|| note(fixed(why)))}
        {steps.cut.then(|| note(fixed("Only the beginning of this long document is followed here.")))}
    }
    .into_any()
}

fn pieces(pieces: &[Piece]) -> AnyView {
    let spans = pieces.iter().map(|piece| {
        let (class, title) = match piece.kind {
            PieceKind::Gap => ("", ""),
            PieceKind::Word => ("word", "a word"),
            PieceKind::TooShort => ("out", "left out: one character"),
            PieceKind::StopWord => ("out stop", "left out: a stop word"),
            PieceKind::Unknown => ("out", "missed: no term of the vocabulary"),
        };
        view! { <span class=class title=title>{piece.text.clone()}</span> }.into_any()
    });
    view! {
        <p class="sample vec-pieces" dir="auto">{spans.collect::<Vec<AnyView>>()}</p>
        {note(fixed("Framed: taken as a word. Struck through: left out; point at it for why."))}
    }
    .into_any()
}

/// The terms with what is known of them at this step.
fn terms(steps: &Steps, stage: Stage) -> AnyView {
    let columns = match stage {
        Stage::Counts => 1,
        Stage::Idf => 3,
        Stage::Product => 4,
        _ => 5,
    };
    const HEADS: [(&str, &str, &str); 5] = [
        ("c-tf", "tf", "How often the term stands in the document; 1 + ln of it if sublinear"),
        ("c-df", "df", "In how many documents the term stands"),
        ("c-idf", "idf", "ln((1 + n) / (1 + df)) + 1 for n documents; without the two ones inside if not smoothed"),
        ("", "tf × idf", "The weight before the row is divided by its norm"),
        ("c-weight", "weight", "tf × idf / norm"),
    ];
    let heads = HEADS[..columns]
        .iter()
        .map(|(class, head, how)| view! { <th scope="col" class=*class title=*how>{*head}</th> }.into_any());
    let mut listed: Vec<&Term> = steps.weights.iter().collect();
    listed.sort_by(|a, b| weight_of(b).total_cmp(&weight_of(a)));
    let rows = listed.iter().take(SHOWN).map(|term| {
        let numbers = term.weight.map(|weight| {
            [
                number_of(weight.tf),
                weight.df.to_string(),
                digits(weight.idf, 4),
                digits(weight.product, 4),
                digits(weight.weight, 4),
            ]
        });
        let cells = match numbers {
            Some(numbers) => numbers
                .into_iter()
                .take(columns)
                .map(|number| view! { <td>{number}</td> }.into_any())
                .collect::<Vec<AnyView>>(),
            None => vec![view! { <td colspan=columns.to_string()>"not in the vocabulary"</td> }.into_any()],
        };
        view! { <tr><th scope="row"><bdi>{term.term.clone()}</bdi></th>{cells}</tr> }.into_any()
    });
    let more = steps.weights.len().saturating_sub(SHOWN);
    let norm = (stage == Stage::Norm).then(|| {
        view! { <p class="vec-says" title="l2: √Σ (tf × idf)²; l1: Σ tf × idf; none: 1"><var class="c-norm">"norm"</var> {format!(" = {}", digits(steps.norm, 4))}</p> }
    });
    view! {
        {norm}
        <div class="vec-scroll" tabindex="0" role="region" aria-label="Terms of the document">
            <table class="vec-terms">
                <thead><tr><th scope="col">"term"</th>{heads.collect::<Vec<AnyView>>()}</tr></thead>
                <tbody>{rows.collect::<Vec<AnyView>>()}</tbody>
            </table>
        </div>
        {(more > 0).then(|| note(fixed(&format!("and {more} more, in the table below"))))}
    }
    .into_any()
}

fn weight_of(term: &Term) -> f64 {
    term.weight.map_or(-1.0, |weight| weight.weight)
}

fn number_of(tf: f64) -> String {
    if tf.fract() == 0.0 { digits(tf, 0) } else { digits(tf, 4) }
}

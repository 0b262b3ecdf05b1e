//! The broken model beside the unbroken one.

use super::Page;
use super::picture::{Picture, tokens};
use crate::components::*;
use leptos::prelude::*;
use lessons::format::measured;
use lessons::lstm::{Effect as Outcome, Operation, SignalInfo, reach};
use protocol::lstm::Signal as Shown;
use viz::heatmap::Grid;
use viz::scale::Scale;

/// Characters back beyond which the third exercise measures.
const WITHIN: usize = 5;

pub fn wreck(page: Page) -> AnyView {
    let operation = page.see(|lesson| lesson.surgery.operation.clone());
    let there = Memo::new(move |_| operation.with(Option::is_some));
    let verdict = move || operation.with(|operation| operation.as_ref().map(verdict));
    let texts = move || operation.with(|operation| operation.as_ref().map(texts));
    let forgets =
        Signal::derive(move || operation.with(|operation| operation.as_ref().map(forgets).unwrap_or_default()));
    let body = move || {
        view! {
            <div class="lstm-wreck" role="region" aria-label="Outcome">
                <div role="status">{verdict}</div>
                {texts}
                {note(forgets)}
                {pictures(page)}
            </div>
        }
        .into_any()
    };
    when(there, body)
}

fn forgets(operation: &Operation) -> String {
    let Some(connection) = &operation.connection else { return String::new() };
    match reach(&connection.lstm, WITHIN) {
        Some(reach) => format!(
            "{:.0} % of the broken model's gradient comes from more than {WITHIN} characters back.",
            reach.beyond * 100.0
        ),
        None => "No character has any effect on the broken model's prediction: it is deaf.".into(),
    }
}

fn verdict(operation: &Operation) -> AnyView {
    let Some((intact, clamped)) = operation.losses else {
        return note(fixed("Measuring both models on held-out text."));
    };
    let (kind, words) = match operation.outcome() {
        Some((_, true)) => (NoticeKind::Info, "You had expected that."),
        Some((Outcome::Hardly, false)) => (NoticeKind::Warning, "Less than you expected."),
        Some((Outcome::Collapse, false)) => (NoticeKind::Warning, "More than you expected."),
        _ => (NoticeKind::Warning, "Not what you expected."),
    };
    view! {
        <Notice kind>
            {format!("Held-out loss {} nats unbroken, {} nats broken. {words}", measured(intact), measured(clamped))}
        </Notice>
    }
    .into_any()
}

fn texts(operation: &Operation) -> AnyView {
    let parting = operation.parting();
    let one = |title: &'static str, sample: &Option<protocol::lstm::Sample>| {
        let body = match sample {
            Some(sample) => {
                let at = parting.unwrap_or(usize::MAX);
                let same: String = sample.continuation.chars().take(at).collect();
                let other: String = sample.continuation.chars().skip(at).collect();
                view! { <p class="sample" dir="auto"><mark>{sample.prompt.clone()}</mark>{same}<u>{other}</u></p> }
                    .into_any()
            }
            None => note(fixed("being written")),
        };
        view! { <div><h3>{title}</h3>{body}</div> }
    };
    view! {
        <div class="part-two">
            {one("Unbroken", &operation.intact)}
            {one("Broken, same seed", &operation.clamped)}
        </div>
    }
    .into_any()
}

/// The held gate and the cell of the two runs, and their difference.
fn pictures(page: Page) -> AnyView {
    let pair = page.see(|lesson| {
        let operation = lesson.surgery.operation.as_ref()?;
        let layer = operation.clamps.first()?.layer;
        let view = |trace| Picture { trace: Some(trace), layer, rows: lesson.rows().0 };
        let broken = view(operation.trace.clone()?);
        Some((view(lesson.trace()?.clone()), broken, operation.draft.gate))
    });
    let shown = Memo::new(move |_| pair.with(|pair| pair.as_ref().map(|(_, _, gate)| *gate)));
    let strip = Memo::new(move |_| {
        pair.with(|pair| {
            pair.as_ref().and_then(|(_, broken, _)| broken.trace.as_deref().map(tokens)).unwrap_or_default()
        })
    });
    let row = move |label: String, class: &'static str, signal: Shown, which: Which| {
        let grid = Memo::new(move |_| {
            pair.with(|pair| pair.as_ref().map(|(intact, broken, _)| which.grid(intact, broken, signal)))
                .unwrap_or_else(|| Grid::new(0, 0, Vec::new()))
        });
        let scale = Memo::new(move |_| {
            pair.with(|pair| match pair {
                Some((intact, _, _)) => intact.scale(SignalInfo::of(signal)),
                None => Scale::Diverging { abs_max: 1.0 },
            })
        });
        view! { <Heatmap label class grid scale /> }
    };
    let body = move || {
        let gate = SignalInfo::of(Shown::Gate(shown.get()?));
        let cell = SignalInfo::of(Shown::Cell);
        Some(view! {
            <Lanes columns=Signal::derive(move || strip.with(Vec::len))>
                <TokenStrip label="Text both models read" tokens=strip />
                {row(gate.name.into(), gate.class, gate.signal, Which::Intact)}
                {row("broken".into(), gate.class, gate.signal, Which::Broken)}
                {row(cell.name.into(), cell.class, cell.signal, Which::Intact)}
                {row("broken".into(), cell.class, cell.signal, Which::Broken)}
                {row("difference".into(), cell.class, cell.signal, Which::Difference)}
            </Lanes>
        })
    };
    view! { <div>{body}</div> }.into_any()
}

#[derive(Clone, Copy, PartialEq)]
enum Which {
    Intact,
    Broken,
    Difference,
}

impl Which {
    fn grid(self, intact: &Picture, broken: &Picture, signal: Shown) -> Grid {
        match self {
            Which::Intact => intact.grid(signal),
            Which::Broken => broken.grid(signal),
            Which::Difference => {
                let (a, b) = (intact.grid(signal), broken.grid(signal));
                let values = if a.values.len() == b.values.len() {
                    b.values.iter().zip(&a.values).map(|(b, a)| b - a).collect()
                } else {
                    Vec::new()
                };
                Grid::new(b.rows, b.cols, values)
            }
        }
    }
}

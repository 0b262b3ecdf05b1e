//! Why an LSTM: how far back the current prediction reaches, beside a plain RNN of the same size.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::Shared;
use lessons::lstm::{TaskKind, reach};
use protocol::lstm::Connection;
use viz::axes::Axis;
use viz::line_chart::{LineChart, Series, Stroke};
use viz::scale::Scale;
use viz::token_strip::shown;

/// The distance the comparison is put into words for.
const FAR: usize = 10;

pub fn why(page: Page) -> AnyView {
    let connection = page.see(|lesson| lesson.text.connection.clone());
    let tokens = page.see(|lesson| lesson.probe.chars().map(String::from).collect::<Vec<_>>());
    let missing = page.see(|lesson| lesson.text.connection.is_none());
    let series = page.see(|lesson| lesson.task == TaskKind::Series);
    let untrained = page.see(|lesson| lesson.text.step == 0);
    let body = move || {
        if series.get() {
            return empty("This needs the text model: open the tab “Your text” in the lab.");
        }
        if missing.get() {
            return empty("Gradients appear as soon as the live model has read the text.");
        }
        let pair = [(false, "LSTM", "c-cell"), (true, "plain RNN", "c-rnn")];
        let strips = pair.map(|(rnn, name, class)| strip(page, connection, tokens, rnn, name, class)).collect_view();
        view! {
            {when(untrained, || {
                note(fixed("These weights are untrained. Train for a few hundred steps and watch the two part."))
            })}
            <div class="part-two lstm-why">{strips}</div>
            <Chart name="connectivity" data=Memo::new(move |_| connection.get().map(|found| chart(&found)).unwrap_or_default()) height=11.0 />
        }
        .into_any()
    };
    view! { <section class="part-panel" aria-label="Gradient connectivity">{body}</section> }.into_any()
}

fn norms(connection: &Connection, rnn: bool) -> &[f32] {
    if rnn { &connection.rnn } else { &connection.lstm }
}

/// The text, each character shaded by its pull on the prediction.
fn strip(
    page: Page,
    connection: Memo<Option<Shared<Connection>>>,
    tokens: Memo<Vec<String>>,
    rnn: bool,
    name: &'static str,
    class: &'static str,
) -> AnyView {
    let values = Memo::new(move |_| {
        connection.with(|found| found.as_ref().map(|found| norms(found, rnn).to_vec()).unwrap_or_default())
    });
    let scale = Signal::derive(move || {
        let largest = values.with(|values| values.iter().copied().filter(|v| v.is_finite()).fold(0.0f32, f32::max));
        Scale::Sequential { min: 0.0, max: f64::from(largest).max(1e-12) }
    });
    let now = page.see(|lesson| Some(lesson.now()));
    let words = move || -> Option<String> {
        let found = connection.get()?;
        let norms = norms(&found, rnn);
        if norms.is_empty() {
            return Some(
                "No RNN was trained beside this model. Switch it on under “More settings” and train a new one.".into(),
            );
        }
        let reach = reach(norms, FAR)?;
        let character = if rnn { found.rnn_predicted } else { Some(found.lstm_predicted) };
        let next = character.map(|c| format!("expects “{}”; ", shown(&c.to_string()))).unwrap_or_default();
        Some(format!(
            "{next}{:.0} % of its gradient comes from more than {FAR} characters back, half of it from the last {}.",
            reach.beyond * 100.0,
            reach.half + 1
        ))
    };
    view! {
        <div>
            <h3 class=class>{name}</h3>
            <TokenStrip label=format!("Text shaded by the gradient of the {name}") tokens values scale now flow=true
                on_pick=Callback::new(move |at| page.position.set(at)) />
            {note(Signal::derive(move || words().unwrap_or_default()))}
        </div>
    }
    .into_any()
}

fn chart(connection: &Connection) -> LineChart {
    let line = |name: &str, token, stroke, norms: &[f32]| Series {
        name: name.into(),
        token,
        stroke,
        points: norms.iter().rev().enumerate().map(|(distance, norm)| (distance as f64, f64::from(*norm))).collect(),
    };
    let lines = [
        line("LSTM", "--cell", Stroke::Solid, &connection.lstm),
        line("RNN", "--warn", Stroke::Dashed, &connection.rnn),
    ];
    LineChart {
        x: Axis::new("characters back"),
        y: Axis::new("gradient norm").log(true),
        series: lines.into_iter().filter(|line| !line.points.is_empty()).collect(),
        marker: None,
    }
}

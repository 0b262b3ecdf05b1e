//! What the series tab has of its own: the window that is read, and the forecast against the truth.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::{count, measured};
use lessons::lstm::Lesson;
use viz::axes::Axis;
use viz::line_chart::{LineChart, Series, Stroke};

/// Held-out windows drawn side by side.
const SHOWN: usize = 120;

pub fn forecast(page: Page) -> AnyView {
    let data = page.see(chart);
    let error = page.see(|lesson| {
        let Some(forecast) = lesson.series.forecast.as_ref() else { return String::new() };
        let pairs = forecast.truth.iter().zip(&forecast.prediction);
        let sum: f32 = pairs.map(|(truth, said)| (truth - said).powi(2)).sum();
        format!("mean squared error {}", measured(sum / forecast.truth.len().max(1) as f32))
    });
    let missing = page.see(|lesson| lesson.series.forecast.is_none());
    let picture = move || {
        if missing.get() {
            empty("The forecast appears as soon as the model stands.")
        } else {
            view! { <Chart name="forecast" data /> }.into_any()
        }
    };
    view! {
        {titled(fixed("Forecast on held-out windows"), error)}
        {picture}
        {window(page)}
    }
    .into_any()
}

fn chart(lesson: &Lesson) -> LineChart {
    let Some(forecast) = &lesson.series.forecast else { return LineChart::default() };
    let line = |name: &str, token, stroke, values: &[f32]| Series {
        name: name.into(),
        token,
        stroke,
        points: values.iter().take(SHOWN).enumerate().map(|(at, value)| (at as f64, f64::from(*value))).collect(),
    };
    LineChart {
        x: Axis::new("held-out window"),
        y: Axis::new("value"),
        series: vec![
            line("truth", "--ink-2", Stroke::Dashed, &forecast.truth),
            line("said", "--accent", Stroke::Solid, &forecast.prediction),
        ],
        marker: Some(lesson.window as f64),
    }
}

/// The window on show in the pictures, its own forecast, and a way to the next one.
fn window(page: Page) -> AnyView {
    let words = page.see(|lesson| format!("window {} of {}", lesson.window + 1, count(windows(lesson))));
    let first = page.see(|lesson| lesson.window == 0);
    let last = page.see(|lesson| lesson.window + 1 >= windows(lesson));
    let said = page.see(|lesson| {
        let window = lesson.series.trace.as_ref().and_then(|trace| trace.window.as_ref());
        let said =
            |w: &protocol::lstm::Window| format!("truth {}, forecast {}", measured(w.truth), measured(w.prediction));
        window.map(said).unwrap_or_default()
    });
    view! {
        <div class="part-tools lstm-window">
            {button(fixed("Earlier"), first, move || page.act(|lesson| lesson.set_window(lesson.window.saturating_sub(1))))}
            <span>{words}</span>
            {button(fixed("Later"), last, move || page.act(|lesson| lesson.set_window(lesson.window + 1)))}
            <span>{said}</span>
        </div>
        <Chart name="window" data=page.see(read_values) height=6.0 />
    }
    .into_any()
}

fn windows(lesson: &Lesson) -> usize {
    lesson.series.forecast.as_ref().map_or(1, |forecast| forecast.truth.len().max(1))
}

/// What the model reads: the newest feature of each step.
fn read_values(lesson: &Lesson) -> LineChart {
    let window = lesson.series.trace.as_ref().and_then(|trace| trace.window.as_ref());
    let points = window.map_or_else(Vec::new, |window| {
        let newest = window.input.chunks(window.input_size.max(1)).filter_map(<[f32]>::last);
        newest.enumerate().map(|(step, value)| (step as f64 + 1.0, f64::from(*value))).collect()
    });
    LineChart {
        x: Axis::new("step"),
        y: Axis::new("read"),
        series: vec![Series { name: String::new(), token: "--accent", stroke: Stroke::Solid, points }],
        marker: Some(lesson.now() as f64 + 1.0),
    }
}

//! Under the pictures: how training goes, and what the model writes now.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::{count, setting};
use lessons::lstm::{Curve, Lesson, TaskKind};
use viz::axes::Axis;
use viz::line_chart::{LineChart, Series, Stroke};
use viz::number::compact;

pub fn training(page: Page, task: TaskKind) -> AnyView {
    let shown = RwSignal::new(0_usize);
    let losses = page.see(loss_chart);
    let norms = page.see(norm_chart);
    let data = Signal::derive(move || if shown.get() == 0 { losses.get() } else { norms.get() });
    let none = page.see(|lesson| lesson.bench().history.is_empty());
    let words = page.see(|lesson| {
        let bench = lesson.bench();
        let unit = if lesson.task == TaskKind::Text { "characters" } else { "steps of sequence" };
        let speed =
            if bench.speed > 0.0 { format!(" · {} {unit}/s", compact(f64::from(bench.speed))) } else { String::new() };
        format!("step {}{speed}", count(bench.step as usize))
    });
    let right = match task {
        TaskKind::Text => sample(page),
        TaskKind::Series => super::series::forecast(page),
    };
    let picture = move || {
        if none.get() {
            empty("The curves begin with the first training step. Press Train.")
        } else {
            let name = if shown.get() == 0 { "loss" } else { "gradient-norm" };
            view! { <Chart name data /> }.into_any()
        }
    };
    view! {
        <div class="under">
            <div>
                {titled(fixed("Training"), words)}
                <Choice name="lstm-curve" label="Curve" labels=vec!["Loss", "Gradient norm"] selected=shown />
                {picture}
            </div>
            <div>{right}</div>
        </div>
    }
    .into_any()
}

fn line(name: &str, token: &'static str, stroke: Stroke, curve: &Curve) -> Option<Series> {
    let points: Vec<_> = curve.points().iter().map(|&(step, value)| (f64::from(step), f64::from(value))).collect();
    (!points.is_empty()).then(|| Series { name: name.into(), token, stroke, points })
}

fn loss_chart(lesson: &Lesson) -> LineChart {
    let history = &lesson.bench().history;
    let unit = if lesson.task == TaskKind::Text { "loss (nats)" } else { "squared error" };
    let lines = [
        line("train", "--accent", Stroke::Solid, &history.train),
        line("held out", "--ink-2", Stroke::Dashed, &history.validation),
        line("RNN", "--warn", Stroke::Solid, &history.rnn_train),
        line("RNN held out", "--warn", Stroke::Dotted, &history.rnn_validation),
    ];
    LineChart {
        x: Axis::new("step"),
        y: Axis::new(unit).log(lesson.task == TaskKind::Series),
        series: lines.into_iter().flatten().collect(),
        marker: None,
    }
}

fn norm_chart(lesson: &Lesson) -> LineChart {
    let bench = lesson.bench();
    let norms = line("norm", "--accent", Stroke::Solid, &bench.history.gradient_norm);
    let clip = bench.settings.clip_norm;
    let ends = bench.history.gradient_norm.points();
    let limit = (clip > 0.0).then(|| ends.first().zip(ends.last())).flatten().map(|(first, last)| Series {
        name: format!("clipped at {}", setting(clip)),
        token: "--ink-3",
        stroke: Stroke::Dashed,
        points: vec![(f64::from(first.0), clip), (f64::from(last.0), clip)],
    });
    LineChart {
        x: Axis::new("step"),
        y: Axis::new("gradient norm"),
        series: norms.into_iter().chain(limit).collect(),
        marker: None,
    }
}

fn sample(page: Page) -> AnyView {
    let sample = page.see(|lesson| lesson.text.sample.clone());
    let not_ready = page.see(|lesson| lesson.text.standing.is_none());
    let temperature = page.see(|lesson| format!("temperature {}", setting(lesson.text.settings.temperature)));
    let text = move || match sample.get() {
        Some(sample) => view! {
            <p class="sample" dir="auto"><mark>{sample.prompt}</mark>{sample.continuation}</p>
            {note(fixed(&format!("written at step {}", count(sample.step as usize))))}
        }
        .into_any(),
        None => empty("A sample appears every few seconds of training."),
    };
    view! {
        {titled(fixed("What it writes now"), temperature)}
        {text}
        {quiet(fixed("Write from the text above"), not_ready, move || page.act(|lesson| lesson.write_sample()))}
    }
    .into_any()
}

//! Training: what the model is made of, its losses, and what it writes meanwhile.

use super::{Page, assets};
use crate::components::*;
use leptos::prelude::*;
use lessons::Shared;
use lessons::format::count;
use lessons::gpt::{Corpus, Lesson, Number, Origin, Phase, TrainSettings};
use lessons::lstm::{Curve, LIMITS, check};
use viz::axes::Axis;
use viz::line_chart::{LineChart, Series, Stroke};
use viz::number::{compact, fixed as digits};

const FIRST: [Number; 4] = [Number::DModel, Number::Layers, Number::Heads, Number::LearningRate];
const MORE: [Number; 3] = [Number::Context, Number::Batch, Number::Seed];

pub fn train(page: Page) -> AnyView {
    let training = page.see(|lesson| lesson.phase == Phase::Training);
    lab(LabParts {
        name: "Training",
        recorded: never(),
        head: vec![status(page.see(words), training)],
        knobs: controls(page),
        stage: vec![curves(page)],
        inspect: facts(page),
        under: vec![sample(page)],
        foot: Vec::new(),
    })
}

fn words(lesson: &Lesson) -> String {
    match &lesson.phase {
        Phase::Training => {
            format!("Step {} · {} tokens a second.", count(lesson.step as usize), compact(f64::from(lesson.speed)))
        }
        Phase::Idle if lesson.step > 0 => format!("{} steps trained.", count(lesson.step as usize)),
        Phase::Idle => "Fresh weights: it knows nothing yet.".into(),
        _ => lesson.status(),
    }
}

fn controls(page: Page) -> Vec<AnyView> {
    let label = page.see(|lesson| lesson.train_label().to_string());
    let cannot = page.see(|lesson| !lesson.can_train());
    let not_idle = page.see(|lesson| lesson.phase != Phase::Idle);
    let cannot_make = page.see(|lesson| matches!(lesson.phase, Phase::Waiting | Phase::Preparing));
    let pending = page.see(|lesson| lesson.pending_note().to_string());
    let no_example = page.see(|lesson| !lesson.has_example());
    let bpe = page.see(|lesson| lesson.settings.bpe);
    let mut parts = vec![
        view! {
            <button type="button" class="primary" disabled=cannot on:click=move |_| page.act(|lesson| lesson.toggle_training())>
                {label}
            </button>
        }
        .into_any(),
        block(
            "part-pair",
            vec![
                button(fixed("One step"), not_idle, move || page.act(|lesson| lesson.train(Some(1)))),
                button(fixed("Make a new model"), cannot_make, move || page.act(|lesson| lesson.reset())),
            ],
        ),
        button(fixed("Race it against the other kind"), cannot_make, move || page.act(|lesson| lesson.race())),
        quiet(fixed("Load the trained example"), no_example, move || page.act(|lesson| lesson.load_example())),
        view! { <p class="part-pending" role="status">{pending}</p> }.into_any(),
        text(page),
        choice(page, "gpt-tokens", "Tokens", ["Characters", "Byte pairs"], |s| s.bpe, |s, on| s.bpe = on),
        when(bpe, move || turn(page, Number::Merges)),
        choice(page, "gpt-norm", "Norms", ["After (guide)", "Before"], |s| s.shape.pre_norm, |s, on| s.shape.pre_norm = on),
        choice(page, "gpt-activation", "Activation", ["ReLU (guide)", "GELU"], |s| s.shape.gelu, |s, on| s.shape.gelu = on),
    ];
    parts.extend(FIRST.map(|number| turn(page, number)));
    let more: Vec<AnyView> = MORE.map(|number| turn(page, number)).into();
    parts.push(
        view! {
            <details class="part-more">
                <summary>"More settings"</summary>
                <div class="part-more-knobs">{more}</div>
            </details>
        }
        .into_any(),
    );
    parts
}

fn turn(page: Page, number: Number) -> AnyView {
    let stored = page.see_of(move |lesson| number.get(&lesson.settings));
    let value = two_way(stored, move |value| page.act(|lesson| lesson.set_number(number, value)));
    let (least, most) = number.range();
    let spec = match number {
        Number::LearningRate => KnobSpec::log(least, most, 5),
        Number::DModel | Number::Context => KnobSpec::whole(least, most, 8.0),
        _ => KnobSpec::whole(least, most, 1.0),
    };
    view! { <Knob label=number.label() value spec /> }.into_any()
}

fn choice(
    page: Page,
    name: &'static str,
    label: &'static str,
    labels: [&'static str; 2],
    get: fn(&TrainSettings) -> bool,
    set: fn(&mut TrainSettings, bool),
) -> AnyView {
    let stored = page.see_of(move |lesson| usize::from(get(&lesson.settings)));
    let selected = two_way(stored, move |at| page.change(|lesson| set(&mut lesson.settings, at == 1)));
    view! { <Choice name label labels=labels.to_vec() selected /> }.into_any()
}

fn text(page: Page) -> AnyView {
    let what = page.see(|lesson| corpus_name(lesson.corpus.as_ref()));
    let mine = page.see(|lesson| lesson.corpus.as_ref().is_some_and(Corpus::is_mine));
    text_card(TextCard {
        what: what.into(),
        mine: mine.into(),
        hint: "Paste a text of 200 bytes to 1 MB. It stays in this browser.",
        check,
        max: LIMITS.max,
        take: Callback::new(move |text: Shared<str>| {
            page.act(|lesson| lesson.use_text(Corpus { text, origin: Origin::Mine }));
        }),
        forget: Callback::new(move |()| assets::use_sample(page)),
        tell: Callback::new(move |notice| page.change(|lesson| lesson.notify(notice))),
    })
}

fn curves(page: Page) -> AnyView {
    let data = page.see(chart);
    let none = page.see(|lesson| lesson.history.train.points().is_empty());
    let picture = move || {
        if none.get() {
            empty("The curves begin with the first training step. Press Train.")
        } else {
            view! { <Chart name="loss" data height=14.0 /> }.into_any()
        }
    };
    view! {
        {titled(fixed("Loss"), fixed("cross entropy, nats a token"))}
        {picture}
    }
    .into_any()
}

fn chart(lesson: &Lesson) -> LineChart {
    let line = |name: String, token: &'static str, stroke: Stroke, curve: &Curve| {
        let points: Vec<_> = curve.points().iter().map(|&(step, value)| (f64::from(step), f64::from(value))).collect();
        (!points.is_empty()).then_some(Series { name, token, stroke, points })
    };
    let shape = lesson.made().shape;
    let (own, other) = (TrainSettings::kind(shape), TrainSettings::kind(shape.rival()));
    let racing = !lesson.history.rival_train.points().is_empty();
    let name = |kind: &str, what: &str| if racing { format!("{kind}, {what}") } else { what.to_string() };
    let history = &lesson.history;
    let lines = [
        // In a race what is held out counts: four lines would cover each other.
        line(name(&own, "train"), "--accent", Stroke::Solid, &history.train).filter(|_| !racing),
        line(name(&own, "held out"), "--accent", Stroke::Dashed, &history.validation),
        line(name(&other, "held out"), "--warn", Stroke::Dotted, &history.rival_validation),
    ];
    LineChart {
        x: Axis::new("step"),
        y: Axis::new("loss (nats)"),
        series: lines.into_iter().flatten().collect(),
        marker: None,
    }
}

fn facts(page: Page) -> Vec<AnyView> {
    let rows = page.see(|lesson| {
        let Some((prepared, made)) = &lesson.standing else { return Vec::new() };
        let row = |name: &str, value: String| vec![name.to_string(), value];
        let flops = prepared.flops_per_token as f64;
        let mut rows = vec![
            row("kind", TrainSettings::kind(made.shape)),
            row("parameters", count(prepared.num_parameters as usize)),
            row("tokens known", count(prepared.vocabulary.len())),
            row("bytes a token", digits(f64::from(prepared.bytes_per_token), 2)),
            row("to learn from", format!("{} tokens", count(prepared.training_tokens as usize))),
            row("held out", format!("{} tokens", count(prepared.validation_tokens as usize))),
            row("a token forward", format!("{} FLOP", compact(flops))),
            row("a step", format!("{} FLOP", compact(flops * 3.0 * f64::from(made.batch * made.shape.context)))),
        ];
        let loss = lesson.history.validation.last().unwrap_or(prepared.validation_loss);
        rows.push(row("held-out loss", format!("{} nats", digits(f64::from(loss), 3))));
        rows.push(row("the same", format!("{} nats a byte", digits(f64::from(loss / prepared.bytes_per_token), 3))));
        if lesson.speed > 0.0 {
            let rate = f64::from(lesson.speed) * flops * 3.0;
            rows.push(row("speed", format!("{} FLOP/s", compact(rate))));
        }
        rows
    });
    let list = move || {
        let row = |cells: Vec<String>| {
            let mut cells = cells.into_iter();
            let (name, value) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
        };
        rows.get().into_iter().map(row).collect::<Vec<_>>()
    };
    vec![titled(fixed("The model"), fixed("as it stands")), view! { <dl class="gpt-facts">{list}</dl> }.into_any()]
}

fn sample(page: Page) -> AnyView {
    let sample = page.see(|lesson| lesson.sample.clone());
    let body = move || match sample.get() {
        Some((step, text)) => view! {
            <p class="sample" dir="auto">{text}</p>
            {note(fixed(&format!("written at step {}", count(step as usize))))}
        }
        .into_any(),
        None => empty("A sample appears every few seconds of training."),
    };
    view! {
        <div>
            {titled(fixed("What it writes now"), fixed("temperature 0.8"))}
            {body}
        </div>
    }
    .into_any()
}

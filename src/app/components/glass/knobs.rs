//! The settings of the draw, in the order in which they work.

use super::{OnGlass, act};
use crate::components::{Knob, KnobSpec, Page, Switch, two_way};
use leptos::prelude::*;
use protocol::writing::Settings;

/// One of the settings that is a number.
#[derive(Clone, Copy)]
struct Setting {
    label: &'static str,
    help: &'static str,
    spec: KnobSpec,
    get: fn(&Settings) -> f64,
    set: fn(&mut Settings, f64),
}

/// Before the temperature, and after it.
const PENALTY: Setting = Setting {
    label: "Repetition penalty",
    help: "1: off",
    spec: KnobSpec::real(0.5, 3.0, 0.05, 2),
    get: |settings| tidy(settings.repetition_penalty),
    set: |settings, value| settings.repetition_penalty = value as f32,
};
const TEMPERATURE: Setting = Setting {
    label: "Temperature",
    help: "",
    spec: KnobSpec::log(0.01, 100.0, 2),
    get: |settings| tidy(settings.temperature),
    set: |settings, value| settings.temperature = value as f32,
};
const LATER: [Setting; 4] = [
    Setting {
        label: "top_k",
        help: "0: off",
        spec: KnobSpec::whole(0.0, 200.0, 1.0),
        get: |settings| f64::from(settings.top_k),
        set: |settings, value| settings.top_k = value as u32,
    },
    Setting {
        label: "top_p",
        help: "1: off",
        spec: KnobSpec::real(0.01, 1.0, 0.01, 2),
        get: |settings| tidy(settings.top_p),
        set: |settings, value| settings.top_p = value as f32,
    },
    Setting {
        label: "min_p",
        help: "0: off",
        spec: KnobSpec::real(0.0, 1.0, 0.01, 2),
        get: |settings| tidy(settings.min_p),
        set: |settings, value| settings.min_p = value as f32,
    },
    Setting {
        label: "Seed of the draw",
        help: "",
        spec: KnobSpec::whole(0.0, 9_999.0, 1.0),
        get: |settings| settings.seed as f64,
        set: |settings, value| settings.seed = value as u64,
    },
];

/// As it was typed: 0.8, not what is left of it in 32 bits.
fn tidy(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

pub fn glass_knobs<L: OnGlass>(page: Page<L>) -> Vec<AnyView> {
    let greedy = page.see(|lesson| lesson.glass().settings.temperature == 0.0);
    let on = two_way(greedy, move |on| {
        act(page, |glass| glass.set(Settings { temperature: if on { 0.0 } else { 0.8 }, ..glass.settings }));
    });
    let mut knobs = vec![
        turn(page, PENALTY, Signal::stored(false)),
        view! { <Switch label="Greedy: always the likeliest (temperature 0)" on /> }.into_any(),
        turn(page, TEMPERATURE, greedy.into()),
    ];
    knobs.extend(LATER.map(|setting| turn(page, setting, Signal::stored(false))));
    knobs
}

fn turn<L: OnGlass>(page: Page<L>, setting: Setting, disabled: Signal<bool>) -> AnyView {
    let Setting { label, help, spec, get, set } = setting;
    let stored = page.see_of(move |lesson| get(&lesson.glass().settings).max(spec.min));
    let value = two_way(stored, move |value| {
        act(page, |glass| {
            let mut settings = glass.settings;
            set(&mut settings, value);
            glass.set(settings)
        });
    });
    view! { <Knob label value spec disabled hint=Signal::stored(help.to_string()) /> }.into_any()
}

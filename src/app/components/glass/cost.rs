//! What a token costs, with the cache of keys and values and without, against the length of the text.

use super::{OnGlass, act};
use crate::components::{Chart, Page, Switch, block, button, empty, fixed, note, titled, two_way};
use leptos::prelude::*;
use lessons::format::count;
use lessons::writing::Glass;
use viz::axes::Axis;
use viz::line_chart::{LineChart, Series, Stroke};
use viz::number::fixed as digits;

pub fn glass_cost<L: OnGlass>(page: Page<L>) -> AnyView {
    let stored = page.see(|lesson| lesson.glass().cache);
    let on = two_way(stored, move |on| {
        act(page, |glass| {
            glass.cache = on;
            Vec::new()
        });
    });
    let data = page.see(|lesson| chart(lesson.glass()));
    let none = page.see(|lesson| lesson.glass().timings.is_empty());
    let off = page.see(|lesson| !lesson.can_write() || lesson.glass().is_writing());
    let words = page.see(|lesson| words(lesson.glass()));
    let picture = move || {
        if none.get() {
            empty("Nothing has been measured yet. Press Write.")
        } else {
            view! { <Chart name="milliseconds a token" data height=11.0 /> }.into_any()
        }
    };
    let write = move || {
        page.act(|lesson| {
            let context = lesson.context();
            lesson.write_prompt(context)
        });
    };
    view! {
        {titled(fixed("Time for each token"), fixed("as it was written, in this tab"))}
        {block("glass-cost", vec![
            view! { <Switch label="KV cache" on /> }.into_any(),
            button(fixed("Write until the context is full"), off, write),
        ])}
        {picture}
        {note(words)}
    }
    .into_any()
}

fn chart(glass: &Glass) -> LineChart {
    let line = |name: &str, token, stroke, cache| {
        let taken = glass.timings.iter().filter(|timing| timing.cache == cache);
        let mut points: Vec<(f64, f64)> =
            taken.map(|timing| (f64::from(timing.length), f64::from(timing.milliseconds))).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        (!points.is_empty()).then(|| Series { name: name.into(), token, stroke, points })
    };
    let lines = [line("with cache", "--accent", Stroke::Solid, true), line("without", "--warn", Stroke::Dashed, false)];
    LineChart {
        x: Axis::new("tokens before it"),
        y: Axis::new("milliseconds"),
        series: lines.into_iter().flatten().collect(),
        marker: None,
    }
}

fn words(glass: &Glass) -> String {
    let median = |cache| glass.median(cache, 0).map(|time| digits(f64::from(time), 2));
    let mut words = match (median(true), median(false)) {
        (Some(with), Some(without)) => format!("Median with the cache {with} ms, without {without} ms."),
        (Some(with), None) => format!("Median with the cache {with} ms. Turn it off and write again to compare."),
        (None, Some(without)) => format!("Median without the cache {without} ms."),
        (None, None) => return String::new(),
    };
    if glass.cache_bytes > 0 {
        words +=
            &format!(" It held {} kB of keys and values at the last token.", count(glass.cache_bytes as usize / 1000));
    }
    words
}

//! All heads of all layers at a glance: their maps in small, and, of the trained model, what was measured of each.

use super::{Page, shown};
use crate::components::*;
use leptos::prelude::*;
use viz::heatmap::Grid;
use viz::scale::Scale;

/// Shares lie between 0 and 1.
const SCALE: Scale = Scale::Sequential { min: 0.0, max: 1.0 };

pub fn heads(page: Page) -> AnyView {
    let maps = shown(page, |lesson| lesson.maps());
    let places =
        Memo::new(move |_| maps.with(|maps| maps.iter().map(|(layer, head, _)| (*layer, *head)).collect::<Vec<_>>()));
    let cards = move || {
        let card = |(k, (layer, head)): (usize, (usize, usize))| card(page, k, layer, head, maps);
        let places = places.get();
        let class = if places.len() > 32 { "transformer-heads many" } else { "transformer-heads" };
        block(class, places.into_iter().enumerate().map(card).collect())
    };
    let accuracy = page.see(|lesson| {
        let share = |value: f32| viz::number::fixed(f64::from(value), 3);
        let (Some(ran), Some(survey)) = (&lesson.ran, &lesson.survey) else { return String::new() };
        ran.accuracy.map_or(String::new(), |accuracy| {
            format!(
                "As it stands, {} of {} known next letters are right ({} untouched, {} by guessing).",
                share(accuracy),
                survey.predictions,
                share(survey.accuracy),
                share(survey.chance)
            )
        })
    });
    let legend = view! { <Legend scale=Signal::stored(SCALE) low="ignores" high="looks only there" /> };
    block(
        "transformer-all",
        vec![
            titled(fixed("Every head at a glance"), fixed("a query in each row, a key in each column")),
            cards.into_any(),
            legend.into_any(),
            note(accuracy),
        ],
    )
}

fn card(page: Page, k: usize, layer: usize, head: usize, maps: Memo<Vec<(usize, usize, Grid)>>) -> AnyView {
    let shown = page.see(|lesson| (lesson.layer(), lesson.head()));
    let ablated = page.see(|lesson| lesson.surgery.ablated.clone());
    let survey = page
        .see(|lesson| lesson.survey.clone().filter(|_| lesson.ran.as_ref().is_some_and(|ran| ran.accuracy.is_some())));
    let out = Memo::new(move |_| ablated.with(|ablated| ablated.contains(&(layer as u32, head as u32))));
    let picture = move || maps.with(|maps| maps.get(k).map(|(.., grid)| grid.clone()).unwrap_or_default());
    let measured = Signal::derive(move || {
        survey.with(|survey| {
            let Some(report) = survey.as_ref().and_then(|survey| survey.heads.get(k)) else { return String::new() };
            let share = |value: f32| viz::number::fixed(f64::from(value), 2);
            format!(
                "previous token {}, induction {}; right without it {}",
                share(report.previous),
                share(report.induction),
                share(report.accuracy_without)
            )
        })
    });
    let name = format!("Layer {}, head {}", layer + 1, head + 1);
    let label = Signal::derive(move || if out.get() { "Put it back" } else { "Ablate" }.to_string());
    let parts = vec![span(fixed(&name)), thumbnail(Signal::derive(picture), Signal::stored(SCALE))];
    let show = move || {
        page.act(|lesson| lesson.choose(layer, head));
    };
    let chosen = Signal::derive(move || shown.get() == (layer, head));
    let ablate = view! {
        <button
            type="button"
            class="quiet"
            aria-label=move || format!("{} (layer {}, head {})", label.get(), layer + 1, head + 1)
            aria-pressed=move || out.get().to_string()
            on:click=move |_| page.act(|lesson| lesson.toggle_head(layer, head))
        >
            {label}
        </button>
    };
    view! {
        <div class="transformer-head" class:out=out>
            {pick(fixed(&name), chosen, parts, show)}
            {note(measured)}
            {ablate}
        </div>
    }
    .into_any()
}

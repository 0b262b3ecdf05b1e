//! Every layer and head as a small map: a click shows it large.

use super::{Page, picture};
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::pattern_name;
use viz::heatmap::Grid;

pub fn grid(page: Page) -> AnyView {
    let size = page.see(|lesson| (lesson.attended.is_some(), lesson.layers(), lesson.heads()));
    let maps = page.see(|lesson| lesson.small_maps());
    let patterns = page.see(|lesson| {
        let all = (0..lesson.layers()).flat_map(|layer| (0..lesson.heads()).map(move |head| (layer, head)));
        all.map(|(layer, head)| lesson.pattern(layer, head).map_or("", |score| pattern_name(score.pattern)))
            .collect::<Vec<_>>()
    });
    let body = move || {
        let (there, layers, heads) = size.get();
        if !there {
            return empty("The small maps appear as soon as the model has read the text.");
        }
        let row = |layer: usize| {
            let cells: Vec<AnyView> = (0..heads).map(|head| cell(page, maps, patterns, (layer, head), heads)).collect();
            view! { <div class="bert-layer" role="group" aria-label=format!("Layer {}", layer + 1)>
                <span class="bert-layer-name">{layer + 1}</span>
                {cells}
            </div> }
            .into_any()
        };
        let rows: Vec<AnyView> = (0..layers).map(row).collect();
        view! {
            <div class="bert-grid" tabindex="0" role="region" aria-label="Small maps, layers by heads" style=("--heads", heads.to_string())>
                {rows}
            </div>
        }
        .into_any()
    };
    let explained = "Layers from top to bottom, heads from left to right. The word under a map is the pattern that the head follows on this text, if it follows one.";
    block("part-panel", vec![body.into_any(), note(fixed(explained))])
}

fn cell(
    page: Page,
    maps: Memo<Vec<Grid>>,
    patterns: Memo<Vec<&'static str>>,
    (layer, head): (usize, usize),
    heads: usize,
) -> AnyView {
    let at = layer * heads + head;
    let map = Signal::derive(move || maps.with(|maps| maps.get(at).cloned()).unwrap_or(Grid::new(0, 0, Vec::new())));
    let pattern = Signal::derive(move || patterns.with(|all| all.get(at).copied().unwrap_or("")).to_string());
    let place = page.see(|lesson| (lesson.layer, lesson.head));
    let chosen = Signal::derive(move || place.get() == (layer, head));
    let name = Signal::derive(move || {
        let pattern = pattern.get();
        let follows = if pattern.is_empty() { String::new() } else { format!(", {pattern}") };
        format!("Layer {}, head {}{follows}", layer + 1, head + 1)
    });
    let parts = vec![thumbnail(map, Signal::stored(picture::SCALE)), span(pattern)];
    pick(name, chosen, parts, move || page.act(|lesson| lesson.choose(layer, head)))
}

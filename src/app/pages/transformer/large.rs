//! The head on show, large: a map, or lines from token to token.

use super::{Page, shown};
use crate::components::*;
use leptos::prelude::*;
use viz::heatmap::Grid;
use viz::number::fixed as digits;
use viz::scale::Scale;

pub fn large(page: Page) -> AnyView {
    let picture = RwSignal::new(0_usize);
    let from = RwSignal::new(None::<usize>);
    let name = page.see(|lesson| format!("Layer {}, head {}", lesson.layer() + 1, lesson.head() + 1));
    let there = page.see(|lesson| lesson.ran.is_some());
    let body = move || {
        if !there.get() {
            return empty("The map appears as soon as the model has run.");
        }
        if picture.get() == 0 { map(page, from) } else { lines(page, from) }
    };
    let tokens = shown(page, |lesson| lesson.tokens());
    let pick = Callback::new(move |at: usize| {
        from.update(|from| *from = if *from == Some(at) { None } else { Some(at) });
    });
    let strip = view! { <TokenStrip label="Tokens; Enter follows one" tokens now=from on_pick=pick flow=true /> };
    block(
        "transformer-large",
        vec![
            titled(name, fixed("a query in each row, a key in each column; every row adds up to 1")),
            view! { <Choice name="transformer-large" label="Picture" labels=vec!["Map", "Lines"] selected=picture /> }
                .into_any(),
            strip.into_any(),
            body.into_any(),
        ],
    )
}

fn map(page: Page, from: RwSignal<Option<usize>>) -> AnyView {
    let grid = shown(page, |lesson| lesson.large_map());
    let tokens = shown(page, |lesson| lesson.tokens());
    let cell = RwSignal::new(None::<HeatCell>);
    let words = move |(query, key): HeatCell| {
        let share = grid.with_untracked(|grid| grid.get(query, key)).unwrap_or(f32::NAN);
        tokens.with_untracked(|tokens| {
            let token = |at: usize| tokens.get(at).map_or("", String::as_str);
            format!("{query} {} looks at {key} {}: {}", token(query), token(key), digits(f64::from(share), 3))
        })
    };
    let hover = Callback::new(move |at: Option<HeatCell>| {
        if at.is_some() {
            cell.set(at);
        }
    });
    let follow = Callback::new(move |(query, _): HeatCell| from.set(Some(query)));
    let columns = Memo::new(move |_| grid.with(|grid| grid.cols));
    let said = Signal::derive(move || cell.get().map_or("Point at a cell.".to_string(), words));
    // Of many tokens no share is near 1: the largest one is the scale's end.
    let scale = Memo::new(move |_| Scale::Sequential { min: 0.0, max: grid.with(largest) });
    let legend = move || view! { <Legend scale=Signal::stored(scale.get()) low="ignores" high="the largest share" /> };
    let height = Memo::new(move |_| (1.25 * columns.get() as f64).clamp(6.0, 26.0));
    let picture = move || {
        let (count, tall) = (columns.get(), format!("{}rem", height.get()));
        let few = count <= NAMED;
        let label = if few { tokens.get().join("\n") } else { format!("{count} queries") };
        let keys = few.then(|| view! { <TokenStrip label="Keys" tokens /> }.into_any());
        view! {
            <div class="transformer-map" class:position-map=few style=("--rows", count.to_string()) style=("--tall", tall)>
                <Lanes columns=Signal::stored(if few { count } else { 1 })>
                    {keys}
                    <Heatmap
                        label
                        grid
                        scale
                        mark=cell
                        row=from
                        describe=Callback::new(words)
                        on_hover=hover
                        on_pick=follow
                        height=height.get()
                    />
                </Lanes>
            </div>
        }
        .into_any()
    };
    let tools = page.picture_tools("attention", ".transformer-map", |lesson| {
        let tokens = lesson.tokens();
        let name = |at: usize| format!("{at} {}", tokens.get(at).map_or("", String::as_str));
        viz::heatmap::table(&lesson.large_map(), name, name)
    });
    block("", vec![picture.into_any(), legend.into_any(), note(said), tools])
}

/// Tokens that are named beside the map.
const NAMED: usize = 20;

fn largest(grid: &Grid) -> f64 {
    let shares = grid.values.iter().copied().filter(|share| share.is_finite());
    f64::from(shares.fold(0.0, f32::max)).max(0.01)
}

fn lines(page: Page, from: RwSignal<Option<usize>>) -> AnyView {
    let key = page.see(|lesson| lesson.shown());
    let drawing = Memo::new(move |_| {
        // Read, not only tracked: a memo that nobody reads never computes, and tells of no change.
        key.with(|_| ());
        let from = from.get();
        page.peek(|lesson| lesson.lines(from))
    });
    block(
        "",
        vec![
            drawn("transformer-lines", "Lines from queries at the left to keys at the right", drawing),
            note(shown(page, |lesson| lesson.lines_note())),
        ],
    )
}

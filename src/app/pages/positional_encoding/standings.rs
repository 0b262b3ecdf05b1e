//! The five schemes beside each other: their maps in small, and what was measured of each.

use super::{Page, SCHEMES, map};
use crate::components::*;
use leptos::prelude::*;
use lessons::positional_encoding::{Change, NOISE, SchemeInfo, Standing};
use viz::heatmap::Grid;
use viz::number::short;

/// Five small maps of one head; clicking one shows it in full.
pub fn cards(page: Page) -> AnyView {
    let grids = page.see(|lesson| {
        let Some(attended) = &lesson.attended else { return Vec::new() };
        let tokens = attended.setup.words.len();
        let grid =
            |run: &protocol::positional_encoding::Run| map::head_grid(run.original.as_ref(), tokens, lesson.head());
        attended.runs.iter().map(grid).collect::<Vec<Grid>>()
    });
    let standings = page.see(|lesson| lesson.standings());
    let cards: Vec<AnyView> =
        SCHEMES.iter().enumerate().map(|(k, info)| card(page, k, info, grids, standings)).collect();
    block("position-cards", cards)
}

fn card(
    page: Page,
    k: usize,
    info: &'static SchemeInfo,
    grids: Memo<Vec<Grid>>,
    standings: Memo<Vec<Standing>>,
) -> AnyView {
    let scheme = page.see(|lesson| lesson.scheme);
    let chosen = move || scheme.get() == info.scheme;
    let said = move || {
        standings.with(|standings| match standings.get(k).map(|standing| standing.rearranged) {
            None => "not run yet".to_string(),
            Some(Change::Impossible) => "no such positions".into(),
            Some(change) if change.is_noticed() => "notices the order".into(),
            Some(_) => "does not notice".into(),
        })
    };
    let choose = move || {
        page.change(|lesson| lesson.set_scheme(info.scheme));
        page.concept.set(Some(info.class));
    };
    let cells = move || {
        let grid = grids.with(|grids| grids.get(k).cloned().unwrap_or_default());
        let size = grid.cols.max(1);
        let picture = viz::heatmap::svg(&grid, &map::SCALE, (1.0, 1.0), "");
        // Stretched by the style sheet: the file's own size is one unit a cell.
        let whole = format!("width=\"{size}\" height=\"{size}\"");
        picture.replacen(&whole, "preserveAspectRatio=\"none\"", 1)
    };
    let name = Signal::derive(move || format!("{}: {}", info.name, said()));
    let heading = view! { <b class=info.class>{info.name}</b> };
    let parts = vec![heading.into_any(), ornament("position-thumb", Signal::derive(cells)), span(Signal::derive(said))];
    pick(name, Signal::derive(chosen), parts, choose)
}

/// The measured table.
pub fn table(page: Page) -> AnyView {
    let standings = page.see(|lesson| lesson.standings());
    let shift = page.see(|lesson| lesson.attended.as_ref().map_or(0, |attended| attended.setup.shift));
    let columns = Signal::derive(move || {
        let moved = format!("moved by {}: any weight", shift.get());
        let columns = [
            ("scheme", ""),
            (
                "other order: any word's output",
                "The largest |o′ − o| of any number in any word's output, the word in its new place against its old one",
            ),
            ("notices", "Whether that is more than rounding"),
            (&moved, "The largest |w′ − w| of any attention weight when every position is s higher"),
            ("same attention", "Whether that is no more than rounding"),
        ];
        columns.map(|(name, how)| (name.to_string(), how)).to_vec()
    });
    let rows = Signal::derive(move || standings.with(|standings| standings.iter().map(row).collect::<Vec<_>>()));
    let small = fixed(&format!(
        "Changes up to {} count as rounding: 32-bit sums come out a few millionths apart when their order changes. A word that stands twice is compared with whichever of its outputs is nearer.",
        short(f64::from(NOISE))
    ));
    block(
        "",
        vec![
            titled(fixed("What each scheme notices"), fixed("largest change, measured")),
            sheet("What each scheme notices", columns, rows),
            note(small),
        ],
    )
}

fn row(standing: &Standing) -> Vec<String> {
    let written = |change: Change| change.value().map_or("no row".to_string(), |change| short(f64::from(change)));
    let says = |change: Change, yes: bool| match change {
        Change::Impossible => "cannot run".to_string(),
        Change::Measured(_) => if yes { "yes" } else { "no" }.to_string(),
    };
    vec![
        standing.info.name.into(),
        written(standing.rearranged),
        says(standing.rearranged, standing.rearranged.is_noticed()),
        written(standing.shifted),
        says(standing.shifted, !standing.shifted.is_noticed()),
    ]
}

//! Activation patching: two prompts, and how much of the other's answer each place carries.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::patch_table;
use viz::scale::Scale;

/// 1 is the other prompt's answer; beyond it, and below 0, shares leave the scale's ends as they are.
const SCALE: Scale = Scale::Diverging { abs_max: 1.0 };

pub fn patching(page: Page) -> AnyView {
    let unready = page.see(|lesson| lesson.survey.is_none());
    let first = note(page.see(|lesson| {
        if lesson.survey.is_none() { "This patches the trained model: load it above first." } else { "" }.to_string()
    }));
    let from = text_line(fixed("Activations from"), page.see(|lesson| lesson.from.clone()), move |text| {
        page.change(|lesson| lesson.set_prompts(Some(text), None));
    });
    let into = text_line(fixed("Put into the run of"), page.see(|lesson| lesson.into.clone()), move |text| {
        page.change(|lesson| lesson.set_prompts(None, Some(text)));
    });
    let go = button(fixed("Patch every place"), unready, move || page.act(|lesson| lesson.patch()));
    let there = page.see(|lesson| lesson.patched.is_some());
    block(
        "part-panel transformer-patching",
        vec![
            block("transformer-prompts", vec![from, into]),
            block("part-pair", vec![go]),
            first,
            note(page.see(|lesson| lesson.patch_note())),
            when(there, move || picture(page)),
        ],
    )
}

fn picture(page: Page) -> AnyView {
    let grid = page.see(|lesson| lesson.patch_grid());
    let tokens = page.see(|lesson| lesson.patch_tokens());
    let sites = page.see(|lesson| lesson.patch_sites().join("\n"));
    let mark = page.see(|lesson| lesson.patch_cell);
    let columns = Memo::new(move |_| grid.with(|grid| grid.cols));
    let rows = Memo::new(move |_| grid.with(|grid| grid.rows));
    let describe = Callback::new(move |cell: HeatCell| page.peek(|lesson| lesson.patch_words(cell)));
    let hover = Callback::new(move |cell: Option<HeatCell>| page.change(|lesson| lesson.set_patch_cell(cell)));
    let said = page.see(|lesson| match lesson.patch_cell {
        Some(cell) => lesson.patch_words(cell),
        None => "Point at a place.".into(),
    });
    let lanes = move || {
        let height = rows.get() as f64 * 1.6;
        view! {
            <div class="transformer-sites position-map" style=("--rows", rows.get().to_string()) style=("--tall", format!("{height}rem"))>
                <Lanes columns>
                    <TokenStrip label="Letters" tokens />
                    <Heatmap label=sites.get() grid scale=Signal::stored(SCALE) mark describe on_hover=hover height />
                </Lanes>
            </div>
        }
        .into_any()
    };
    let legend = view! { <Legend scale=Signal::stored(SCALE) low="away from it" high="the other's answer" /> };
    block(
        "transformer-recovered",
        vec![
            titled(
                fixed("Share of the way that each place recovers"),
                fixed("a site in each row, a place in each column"),
            ),
            lanes.into_any(),
            legend.into_any(),
            note(said),
            page.picture_tools("patching", ".transformer-sites", patch_table),
        ],
    )
}

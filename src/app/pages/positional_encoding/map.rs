//! The attention maps of the scheme on show: the sentence as it is typed, and in its other order.

use super::{Page, SCHEMES};
use crate::components::*;
use leptos::prelude::*;
use lessons::positional_encoding::Lesson;
use protocol::positional_encoding::Pass;
use viz::heatmap::{self, Grid};
use viz::number::fixed as digits;
use viz::scale::Scale;

/// Weights lie between 0 and 1, and all maps share one scale.
pub const SCALE: Scale = Scale::Sequential { min: 0.0, max: 1.0 };

/// Which of a run's passes a map shows.
#[derive(Clone, Copy, PartialEq)]
enum Which {
    Typed,
    Rearranged,
}

pub fn maps(page: Page) -> AnyView {
    let scheme = page.see(|lesson| lesson.scheme);
    let name = Signal::derive(move || format!("Who looks at whom: {}", SCHEMES[scheme.get() as usize].name));
    let heads = page.see(|lesson| lesson.attended.as_ref().map_or(1, |attended| attended.setup.num_heads as usize));
    let stored = page.see(|lesson| lesson.head());
    let selected = two_way(stored, move |head| page.change(|lesson| lesson.set_head(head)));
    let choice = move || {
        let labels = ["1", "2", "3", "4", "5", "6", "7", "8"][..heads.get().clamp(1, 8)].to_vec();
        view! { <Choice name="position-head" label="Head" labels selected /> }.into_any()
    };
    let legend = view! { <Legend scale=Signal::stored(SCALE) low="ignores" high="looks only there" /> };
    block(
        "",
        vec![
            titled(name, fixed("a query in each row, a key in each column; every row adds up to 1")),
            block("part-bar", vec![choice.into_any()]),
            map(page, Which::Typed),
            map(page, Which::Rearranged),
            legend.into_any(),
        ],
    )
}

/// The weights of one head of a pass, `[tokens, tokens]`.
pub fn head_grid(pass: Option<&Pass>, tokens: usize, head: usize) -> Grid {
    let cells = tokens * tokens;
    let values = pass.and_then(|pass| pass.weights.get(head * cells..(head + 1) * cells)).unwrap_or_default();
    Grid::new(tokens, tokens, values.to_vec())
}

fn grid(lesson: &Lesson, which: Which) -> Grid {
    let tokens = lesson.attended.as_ref().map_or(0, |attended| attended.setup.words.len());
    let pass = lesson.run().and_then(|run| match which {
        Which::Typed => run.original.as_ref(),
        Which::Rearranged => run.rearranged.as_ref(),
    });
    head_grid(pass, tokens, lesson.head())
}

fn typed(lesson: &Lesson) -> Vec<String> {
    lesson.attended.as_ref().map(|attended| attended.setup.words.clone()).unwrap_or_default()
}

fn rearranged(lesson: &Lesson) -> Vec<String> {
    let Some(attended) = &lesson.attended else { return Vec::new() };
    attended.setup.order.iter().map(|word| attended.setup.words[*word as usize].clone()).collect()
}

fn map(page: Page, which: Which) -> AnyView {
    let words = match which {
        Which::Typed => page.see(typed),
        Which::Rearranged => page.see(rearranged),
    };
    let grid = match which {
        Which::Typed => page.see(|lesson| grid(lesson, Which::Typed)),
        Which::Rearranged => page.see(|lesson| grid(lesson, Which::Rearranged)),
    };
    let cell = page.see(|lesson| lesson.cell);
    let mark = Signal::derive(move || {
        let last = words.with(Vec::len).checked_sub(1)?;
        (which == Which::Typed).then(|| (cell.get().0.min(last), cell.get().1.min(last)))
    });
    let describe = Callback::new(move |(query, key): HeatCell| {
        let value = grid.with_untracked(|grid| grid.get(query, key)).unwrap_or(f32::NAN);
        words.with_untracked(|words| {
            let word = |at: usize| words.get(at).map_or("", String::as_str);
            format!("{} looks at {}: {}", word(query), word(key), digits(f64::from(value), 3))
        })
    });
    let hover = Callback::new(move |at: Option<HeatCell>| {
        // The other order's cells are explained where their words stand in the typed sentence.
        let at = at.map(|(query, key)| match which {
            Which::Typed => (query, key),
            Which::Rearranged => page.peek(|lesson| {
                let home = |place: usize| lesson.attended.as_ref().map_or(0, |a| a.setup.order[place] as usize);
                (home(query), home(key))
            }),
        });
        page.change(|lesson| lesson.set_cell(at));
    });
    let title = match which {
        Which::Typed => "as typed",
        Which::Rearranged => "in the other order",
    };
    let body = move || {
        let words = words.get();
        if words.is_empty() {
            return empty("The map appears as soon as the layer has run.");
        }
        let rows = words.len();
        let many = rows > 12;
        // Rows stay readable while they are few; many share the height.
        let height = rows as f64
            * if rows <= 12 {
                1.75
            } else if rows <= 24 {
                1.25
            } else {
                0.9
            };
        let label = words.join("\n");
        let tokens = Signal::stored(words);
        view! {
            <div class="position-map" class:many=many style=("--rows", rows.to_string()) style=("--tall", format!("{height}rem"))>
                <Lanes columns=Signal::stored(rows)>
                    <TokenStrip label=format!("Keys, {title}") tokens />
                    <Heatmap label grid scale=Signal::stored(SCALE) mark describe on_hover=hover height />
                </Lanes>
            </div>
        }
        .into_any()
    };
    let class = match which {
        Which::Typed => "position-pass typed",
        Which::Rearranged => "position-pass rearranged",
    };
    block(class, vec![note(fixed(title)), body.into_any(), tools(page, which)])
}

fn tools(page: Page, which: Which) -> AnyView {
    match which {
        Which::Typed => {
            page.picture_tools("attention", ".position-pass.typed .lanes", |lesson| table(lesson, Which::Typed))
        }
        Which::Rearranged => {
            let css = ".position-pass.rearranged .lanes";
            page.picture_tools("attention-other-order", css, |lesson| table(lesson, Which::Rearranged))
        }
    }
}

fn table(lesson: &Lesson, which: Which) -> viz::table::Table {
    let words = match which {
        Which::Typed => typed(lesson),
        Which::Rearranged => rearranged(lesson),
    };
    let name = |at: usize| words.get(at).map_or_else(String::new, |word| format!("{at} {word}"));
    heatmap::table(&grid(lesson, which), name, name)
}

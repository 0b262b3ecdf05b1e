//! Inside the model at one place: what each layer would answer, and where each head looks.

use super::{OnGlass, act, percent, token_name};
use crate::components::{
    Column, Heatmap, Knob, KnobSpec, Lanes, Legend, Page, TokenStrip, empty, fixed, sheet, titled, two_way,
};
use leptos::prelude::*;
use lessons::writing::spell;
use protocol::writing::LensLayer;
use viz::heatmap::Grid;
use viz::number::fixed as digits;
use viz::scale::Scale;

/// The logit lens (nostalgebraist, 2020).
pub fn glass_lens<L: OnGlass>(page: Page<L>) -> AnyView {
    let rows = page.see(|lesson| {
        let layers = lesson.glass().looked.as_ref().map(|looked| looked.lens.as_slice()).unwrap_or_default();
        layers.iter().enumerate().map(row).collect::<Vec<Vec<String>>>()
    });
    let none = Memo::new(move |_| rows.with(Vec::is_empty));
    let columns: Vec<Column> = [
        ("after", "where the residual stream is read"),
        ("1st", "the likeliest token if the final norm and the head read the stream here"),
        ("2nd", "the next likeliest"),
        ("3rd", "the next likeliest"),
        ("the token", "probability there of the token that stands at the place, or else of the one the draw falls on"),
        ("rank", "its rank there"),
        ("bits", "entropy there"),
    ]
    .map(|(name, how)| (name.to_string(), how))
    .into();
    let body = move || {
        if none.get() {
            empty("What each layer would answer appears with the first token.")
        } else {
            sheet("Logit lens", Signal::stored(columns.clone()), rows)
        }
    };
    view! {
        {titled(fixed("Logit lens"), fixed("what the model would say if it stopped after a layer"))}
        {body}
    }
    .into_any()
}

fn row((layer, lens): (usize, &LensLayer)) -> Vec<String> {
    let mut cells = vec![if layer == 0 { "embedding".to_string() } else { format!("layer {layer}") }];
    for place in 0..3 {
        let cell = lens.likeliest.get(place);
        cells.push(cell.map_or(String::new(), |(piece, p)| format!("{} {}", token_name(piece), percent(*p))));
    }
    cells.extend([
        percent(lens.of_chosen),
        (lens.rank_of_chosen + 1).to_string(),
        digits(f64::from(lens.entropy_bits), 2),
    ]);
    cells
}

#[derive(Clone, Default, PartialEq)]
struct Looking {
    tokens: Vec<String>,
    /// `[num_heads, tokens]`
    grid: Grid,
}

/// Where the heads of one layer look while the token at the place is chosen: from the token before it, on all up to that.
pub fn glass_attention<L: OnGlass>(page: Page<L>) -> AnyView {
    let looking = page.see(|lesson| {
        let glass = lesson.glass();
        let Some(looked) = glass.looked.as_ref().filter(|looked| !looked.attention.is_empty()) else {
            return Looking::default();
        };
        let cols = looked.look.before.len();
        let values = looked.attention.iter().flatten().copied().collect();
        let tokens = glass.tree.pieces().take(cols).map(|piece| spell(&piece.bytes).text).collect();
        Looking { tokens, grid: Grid::new(looked.attention.len(), cols, values) }
    });
    let stored = page.see(|lesson| f64::from(lesson.glass().layer + 1));
    let value = two_way(stored, move |layer: f64| act(page, |glass| glass.set_layer(layer as u32 - 1)));
    let layers = page.see(|lesson| lesson.num_layers());
    let none = Memo::new(move |_| looking.with(|looking| looking.tokens.is_empty()));
    let scale = Scale::Sequential { min: 0.0, max: 1.0 };
    let hovered = RwSignal::new(None::<(usize, usize)>);
    let words = Signal::derive(move || match hovered.get() {
        Some((head, at)) => looking.with(|looking| {
            let share = looking.grid.get(head, at).unwrap_or(f32::NAN);
            let token = looking.tokens.get(at).map_or(String::new(), |token| viz::token_strip::spoken(token));
            format!("head {}: {} on “{token}”, place {}", head + 1, percent(share), at + 1)
        }),
        None => "a row for each head, a column for each token before the place".to_string(),
    });
    let body = move || {
        if none.get() {
            return empty("Where the heads look appears with the first token.");
        }
        let height = looking.with_untracked(|looking| looking.grid.rows as f64 * 1.1).clamp(2.0, 12.0);
        view! {
            <Lanes
                columns=Signal::derive(move || looking.with(|looking| looking.grid.cols))
                now=Signal::derive(move || looking.with(|looking| looking.grid.cols.saturating_sub(1)))
            >
                <TokenStrip
                    label="Tokens before the place"
                    tokens=Signal::derive(move || looking.with(|looking| looking.tokens.clone()))
                    mark=Signal::derive(move || hovered.get().map(|(_, at)| at))
                />
                <Heatmap
                    label="heads"
                    grid=Signal::derive(move || looking.with(|looking| looking.grid.clone()))
                    scale=Signal::stored(scale)
                    mark=hovered
                    on_hover=Callback::new(move |cell| hovered.set(cell))
                    height
                />
            </Lanes>
            <Legend scale=Signal::stored(scale) low="" high="of the head's attention" />
        }
        .into_any()
    };
    let knob = move || {
        let most = f64::from(layers.get().max(1));
        (most > 1.0).then(|| view! { <Knob label="Layer" value spec=KnobSpec::whole(1.0, most, 1.0) /> }.into_any())
    };
    view! {
        {titled(fixed("Attention"), words)}
        {knob}
        {body}
    }
    .into_any()
}

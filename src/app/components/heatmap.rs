//! A matrix on the columns of its tokens.

use super::canvas::{context, on_frame};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use viz::heatmap::{Grid, hit, pixels};
use viz::number::short;
use viz::scale::Scale;
use wasm_bindgen::Clamped;
use web_sys::ImageData;

/// A cell: row, column.
pub type HeatCell = (usize, usize);

/// One coloured row-by-column picture inside `Lanes`. What lies after `now` is dimmed; the cell under the pointer is reported, and
/// whatever cell the page wants marked is outlined, so that pictures can mark each other's cells.
///
/// Keyboard when focused (by Tab; a click leaves the keys to the transport bar): arrow keys move a cell cursor (reported like the pointer), Enter picks it.
///
/// Usage: `<Heatmap label="forget" class="c-forget" grid scale now mark=hovered on_hover on_pick />`.
#[component]
pub fn Heatmap(
    /// Short name, left of the picture.
    #[prop(into)]
    label: String,
    #[prop(into)] grid: Signal<Grid>,
    #[prop(into)] scale: Signal<Scale>,
    /// A concept's colour class for the label: "c-forget".
    #[prop(optional)]
    class: &'static str,
    /// The current column.
    #[prop(into, optional)]
    now: Signal<Option<usize>>,
    /// A cell to outline.
    #[prop(into, optional)]
    mark: Signal<Option<HeatCell>>,
    /// A row to keep pointed out: the one being followed.
    #[prop(into, optional)]
    row: Signal<Option<usize>>,
    #[prop(into, optional)] on_hover: Option<Callback<Option<HeatCell>>>,
    #[prop(into, optional)] on_pick: Option<Callback<HeatCell>>,
    /// A cell in words; without it: row, column and value.
    #[prop(into, optional)]
    describe: Option<Callback<HeatCell, String>>,
    /// Height of the picture in rem.
    #[prop(default = 3.25)]
    height: f64,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let plot = NodeRef::<Div>::new();
    use_pixels(canvas, grid, scale);

    let cursor = RwSignal::new((0_usize, 0_usize));
    let focused = RwSignal::new(false);
    let words = move |(row, col): HeatCell| match describe {
        Some(describe) => describe.run((row, col)),
        None => {
            let value = grid.with(|grid| grid.get(row, col)).unwrap_or(f32::NAN);
            format!("row {}, column {}: {}", row + 1, col + 1, short(f64::from(value)))
        }
    };
    let cell_under = move |x: i32, y: i32| {
        let box_of = plot.get_untracked()?.get_bounding_client_rect();
        let at = (f64::from(x) - box_of.left(), f64::from(y) - box_of.top());
        grid.with_untracked(|grid| hit(grid, at, (box_of.width(), box_of.height())))
    };
    let hover = move |cell: Option<HeatCell>| {
        if let Some(callback) = on_hover {
            callback.run(cell);
        }
    };
    let pick = move |cell: HeatCell| {
        cursor.set(cell);
        if let Some(callback) = on_pick {
            callback.run(cell);
        }
    };
    let step = move |down: isize, right: isize| {
        let (rows, cols) = grid.with_untracked(|grid| (grid.rows, grid.cols));
        cursor.update(|(row, col)| {
            *row = row.saturating_add_signed(down).min(rows.saturating_sub(1));
            *col = col.saturating_add_signed(right).min(cols.saturating_sub(1));
        });
        hover(Some(cursor.get_untracked()));
    };
    // Places in percent of the picture: nothing is drawn again when they move.
    let rows = move || grid.with(|grid| grid.rows);
    let cols = move || grid.with(|grid| grid.cols);
    let after = move || now.get().map_or("100%".to_string(), |now| share((now + 1).min(cols()), cols()));
    let outlined = move || mark.get().or_else(|| focused.get().then(|| cursor.get()));

    view! {
        <div class="lane">
            <span class=format!("lane-label {class}")>{label.clone()}</span>
            <div
                class="heat"
                node_ref=plot
                style:height=format!("{height}rem")
                role="application"
                aria-roledescription="heatmap"
                data-keys=""
                tabindex="0"
                aria-label=move || {
                    let (rows, cols) = grid.with(|grid| (grid.rows, grid.cols));
                    format!("{label}: {rows} rows, {cols} columns. Arrow keys read single cells.")
                }
                on:pointermove=move |event| hover(cell_under(event.client_x(), event.client_y()))
                on:pointerleave=move |_| hover(None)
                on:click=move |event| if let Some(cell) = cell_under(event.client_x(), event.client_y()) { pick(cell) }
                on:mousedown=|event| event.prevent_default()
                on:focus=move |_| focused.set(true)
                on:blur=move |_| {
                    focused.set(false);
                    hover(None);
                }
                on:keydown=move |event| {
                    match event.key().as_str() {
                        "ArrowUp" => step(-1, 0),
                        "ArrowDown" => step(1, 0),
                        "ArrowLeft" => step(0, -1),
                        "ArrowRight" => step(0, 1),
                        "Home" => step(0, isize::MIN),
                        "End" => step(0, isize::MAX),
                        "Enter" => pick(cursor.get_untracked()),
                        _ => return,
                    }
                    event.prevent_default();
                }
            >
                <canvas node_ref=canvas aria-hidden="true"></canvas>
                <span class="heat-after" style:left=after></span>
                {move || row.get().map(|row| view! {
                    <span class="heat-row" style:top=share(row, rows()) style:height=share(1, rows())></span>
                })}
                {move || outlined().map(|(row, col)| view! {
                    <span
                        class="heat-cell"
                        style:left=share(col, cols())
                        style:width=share(1, cols())
                        style:top=share(row, rows())
                        style:height=share(1, rows())
                    ></span>
                })}
                <span class="unseen" aria-live="polite">
                    {move || focused.get().then(|| words(cursor.get()))}
                </span>
            </div>
        </div>
    }
    .into_any()
}

fn share(part: usize, all: usize) -> String {
    format!("{}%", 100.0 * part as f64 / all.max(1) as f64)
}

/// A picture alone, for a button that says what it shows.
pub fn thumbnail(grid: Signal<Grid>, scale: Signal<Scale>) -> AnyView {
    let canvas = NodeRef::<Canvas>::new();
    use_pixels(canvas, grid, scale);
    view! { <canvas class="thumbnail" node_ref=canvas aria-hidden="true"></canvas> }.into_any()
}

/// Keeps a canvas showing a grid at one pixel a cell: its size on the screen is the style sheet's business.
fn use_pixels(canvas: NodeRef<Canvas>, grid: Signal<Grid>, scale: Signal<Scale>) {
    let track = move || {
        canvas.track();
        grid.track();
        scale.track();
    };
    on_frame(track, move || {
        let (Some(Some(element)), Some(scale)) = (canvas.try_get_untracked(), scale.try_get_untracked()) else {
            return;
        };
        let Some(context) = context(&element) else { return };
        grid.try_with_untracked(|grid| {
            let (cols, rows) = (grid.cols as u32, grid.rows as u32);
            element.set_width(cols.max(1));
            element.set_height(rows.max(1));
            let bytes = pixels(grid, &scale);
            if let Ok(image) = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), cols, rows) {
                // Fails only for a grid of no size, which shows nothing anyway.
                let _ = context.put_image_data(&image, 0.0, 0.0);
            }
        });
    });
}

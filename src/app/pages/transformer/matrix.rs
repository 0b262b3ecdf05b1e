//! One tensor as coloured numbers: hover or focus a cell for its origin, click it to keep that, or to change it where it can be changed.

use super::{Page, files};
use crate::components::*;
use leptos::html::Div;
use leptos::prelude::*;
use lessons::transformer::{Cell, Lesson, Pane, Quantity, Source, View, pane_svg, pane_table};
use viz::number_grid::Frame;
use viz::scale::Scale;

pub fn matrix(
    page: Page,
    view: Memo<Option<View>>,
    marks: Memo<Vec<Source>>,
    quantity: Quantity,
    made: bool,
) -> AnyView {
    let pane = Memo::new(move |_| {
        view.with(|view| {
            let view = view.as_ref()?;
            view.inputs.iter().chain(&view.outputs).find(|pane| pane.quantity == quantity).cloned()
        })
    });
    let read = move |read: fn(&Pane) -> String| {
        Signal::derive(move || pane.with(|pane| pane.as_ref().map(read).unwrap_or_default()))
    };
    let title = view! {
        <p class="tensor-name"><b>{read(|pane| pane.symbol.clone())}</b>" "<span>{read(Pane::shape)}</span></p>
    };
    let class = if made { "tensor made" } else { "tensor" };
    let mut parts = vec![title.into_any(), plot(page, pane, marks, quantity)];
    parts.push(tools(pane, made));
    block(class, parts)
}

fn plot(page: Page, pane: Memo<Option<Pane>>, marks: Memo<Vec<Source>>, quantity: Quantity) -> AnyView {
    let plot = NodeRef::<Div>::new();
    let cursor = RwSignal::new((0_usize, 0_usize));
    let frame = Memo::new(move |_| pane.with(|pane| pane.as_ref().map(|pane| Frame::of(&pane.grid, &pane.rows))));
    let drawing = Memo::new(move |_| pane.with(|pane| pane.as_ref().map(pane_svg).unwrap_or_default()));
    let outlines = Memo::new(move |_| {
        let Some(frame) = frame.get() else { return String::new() };
        let mine = |marks: &Vec<Source>| -> String {
            let last = marks.len().saturating_sub(1);
            let outline = |(k, mark): (usize, &Source)| {
                let class = if k == last { "cell" } else { "from" };
                (mark.quantity == quantity).then(|| frame.outline(mark.rows.clone(), mark.cols.clone(), class))
            };
            marks.iter().enumerate().filter_map(outline).collect()
        };
        frame.svg(&marks.with(mine))
    });
    let cell_under = move |x: i32, y: i32| {
        let bounds = plot.get_untracked()?.get_bounding_client_rect();
        let at = (f64::from(x) - bounds.left(), f64::from(y) - bounds.top());
        frame.get_untracked()?.hit(at, (bounds.width(), bounds.height()))
    };
    let hover = move |at: Option<(usize, usize)>| {
        let cell = at.map(|(row, col)| Cell { quantity, row, col });
        if page.peek(|lesson| lesson.hover) != cell {
            page.change(|lesson| lesson.set_hover(cell));
        }
    };
    let pick = move |(row, col): (usize, usize)| {
        cursor.set((row, col));
        page.act(|lesson| lesson.pick(Cell { quantity, row, col }));
    };
    let step = move |down: isize, right: isize| {
        let Some(frame) = frame.get_untracked() else { return };
        cursor.update(|(row, col)| {
            *row = row.saturating_add_signed(down).min(frame.rows.saturating_sub(1));
            *col = col.saturating_add_signed(right).min(frame.cols.saturating_sub(1));
        });
        hover(Some(cursor.get_untracked()));
    };
    let keys = move |event: web_sys::KeyboardEvent| {
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
    };
    let name = move || {
        pane.with(|pane| {
            let Some(pane) = pane else { return String::new() };
            let does = if pane.editable { ", Enter changes them" } else { "" };
            format!("{} {}. Arrow keys read single cells{does}.", pane.symbol, pane.shape())
        })
    };
    let focused = RwSignal::new(false);
    // Only of the picture that has the focus: each would explain the cell once more.
    let spoken = move || {
        let words = |lesson: &Lesson| lesson.explained().map(|e| format!("{} {}", e.name, e.lines.join(" ")));
        focused.get().then(|| page.follow(words))
    };
    let width = move || frame.get().map_or(String::new(), |frame| format!("{}rem", frame.size().0 / 16.0));
    view! {
        <div class="tensor-scroll">
            <div
                class="tensor-plot"
                class:editable=move || pane.with(|pane| pane.as_ref().is_some_and(|pane| pane.editable))
                node_ref=plot
                style:width=width
                role="application"
                aria-roledescription="matrix"
                data-keys=""
                data-tensor=move || pane.with(|pane| pane.as_ref().map(|pane| pane.symbol.clone()))
                tabindex="0"
                aria-label=name
                on:pointermove=move |event| hover(cell_under(event.client_x(), event.client_y()))
                on:pointerleave=move |_| hover(None)
                on:click=move |event| if let Some(cell) = cell_under(event.client_x(), event.client_y()) { pick(cell) }
                on:mousedown=|event| event.prevent_default()
                on:focus=move |_| {
                    focused.set(true);
                    hover(Some(cursor.get_untracked()));
                }
                on:blur=move |_| {
                    focused.set(false);
                    hover(None);
                }
                on:keydown=keys
            >
                {painted(pane, frame)}
                <div aria-hidden="true" inner_html=drawing></div>
                <div class="tensor-marks" aria-hidden="true" inner_html=outlines></div>
                <span class="unseen" aria-live="polite">{spoken}</span>
            </div>
        </div>
    }
    .into_any()
}

/// The cells of a tensor that is too large for a drawing, under the names.
fn painted(pane: Memo<Option<Pane>>, frame: Memo<Option<Frame>>) -> AnyView {
    let large = Memo::new(move |_| frame.get().is_some_and(|frame| frame.is_painted()));
    let share = move |part: fn(Frame) -> f64| {
        Signal::derive(move || frame.get().map_or(String::new(), |frame| format!("{}%", 100.0 * part(frame))))
    };
    let canvas = move || {
        let grid = Signal::derive(move || pane.with(|pane| pane.as_ref().map(Pane::painted).unwrap_or_default()));
        let scale = Memo::new(move |_| pane.with(|pane| pane.as_ref().map_or(UNIT, |pane| pane.scale)));
        view! {
            <div
                class="tensor-cells"
                style:left=share(|frame| frame.left / frame.size().0)
                style:top=share(|frame| frame.top / frame.size().1)
            >
                {thumbnail(grid, scale.into())}
            </div>
        }
        .into_any()
    };
    when(large, canvas)
}

const UNIT: Scale = Scale::Sequential { min: 0.0, max: 1.0 };

/// The numbers behind the picture, and files of them.
fn tools(pane: Memo<Option<Pane>>, made: bool) -> AnyView {
    let table = Callback::new(move |()| pane.with(|pane| pane.as_ref().map(pane_table).unwrap_or_default()));
    let name = pane.with_untracked(|pane| pane.as_ref().map(|pane| pane.symbol.clone()).unwrap_or_default());
    let svg = move || pane.with_untracked(|pane| pane.iter().for_each(files::save_svg));
    let png = move || pane.with_untracked(|pane| pane.iter().for_each(files::save_png));
    let csv = move || {
        let text = pane.with_untracked(|pane| pane.as_ref().map(|pane| pane_table(pane).csv()).unwrap_or_default());
        download("tensor.csv", "text/csv;charset=utf-8", text.as_bytes());
    };
    let items = vec![
        ExportItem::new("Picture (PNG)", png),
        ExportItem::new("Picture (SVG)", svg),
        ExportItem::new("Numbers (CSV)", csv),
    ];
    let data = made.then(|| view! { <DataTable name="tensor" table /> });
    let menu = view! { <ExportMenu label=format!("Export {name}") items text=if made { "Export" } else { "" } /> };
    block("part-tools", vec![data.into_any(), menu.into_any()])
}

//! The document-term matrix: scrolled both ways, drawn only where it is seen.

use super::Page;
use super::draw::{Scene, draw};
use crate::components::canvas::use_canvas;
use crate::components::*;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use lessons::format::count;
use lessons::vectorization::{matrix_svg, matrix_table};
use protocol::vectorization::{Order, Representation};
use viz::scale::Scale;
use viz::scroll_grid::ScrollGrid;

/// In rem: a cell, the names at the left (on a wide and on a narrow screen), the heads above.
const CELL: (f64, f64) = (1.875, 1.375);
const NAMES: (f64, f64) = (13.0, 8.0);
const HEADS: f64 = 5.75;
/// Cells asked for beyond what is seen, on each side.
const SPARE: usize = 24;

pub fn matrix(page: Page) -> AnyView {
    let size = page.see(|lesson| lesson.fitted.as_ref().map_or((0, 0), |fitted| (fitted.documents, fitted.terms)));
    let words = Memo::new(move |_| match size.get() {
        (0, _) => String::new(),
        (documents, terms) => format!("{} × {}", count(documents), count(terms)),
    });
    let scale = page.see(scale);
    let legend = page.see(|lesson| match lesson.setup.representation {
        Representation::OneHot => "1: it is there; empty is 0".to_string(),
        Representation::Counts => "times in the document; empty is 0".into(),
        Representation::TfIdf => "weight; empty is 0".into(),
    });
    view! {
        <div class="stage">
            {titled(fixed("Documents × terms"), words)}
            {order(page)}
            {scroller(page, size, scale)}
            <div class="part-legends">
                <Legend scale />
                <span class="part-note">{legend}</span>
                <span class="part-note">"Point at a cell for its formula; click it to follow its document."</span>
            </div>
            <div class="part-tools">
                {table(page)}
                {exports(page, scale)}
            </div>
        </div>
    }
    .into_any()
}

fn scale(lesson: &lessons::vectorization::Lesson) -> Scale {
    let heaviest = lesson.fitted.as_ref().map_or(1.0, |fitted| fitted.heaviest);
    Scale::Sequential { min: 0.0, max: if heaviest > 0.0 { heaviest } else { 1.0 } }
}

fn order(page: Page) -> AnyView {
    let stored = page.see(|lesson| match lesson.view.order {
        Order::Alphabet => 0,
        Order::Common => 1,
        Order::Rare => 2,
        Order::Document(_) => 3,
    });
    let selected = two_way(stored, move |at| {
        page.act(|lesson| {
            let order = [Order::Alphabet, Order::Common, Order::Rare, Order::Document(lesson.followed)][at];
            lesson.sort_terms(order)
        });
    });
    view! {
        <div class="part-bar">
            <Choice name="vec-order" label="Terms by" labels=vec!["alphabet", "high df", "high idf", "this document"] selected />
        </div>
    }
    .into_any()
}

fn scroller(page: Page, size: Memo<(usize, usize)>, scale: Memo<Scale>) -> AnyView {
    let (frame, canvas) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let scroll = RwSignal::new((0.0, 0.0));
    let window = page.see(|lesson| lesson.window.clone());
    let hover = page.see(|lesson| lesson.hover.as_ref().map(|cell| cell.place));
    let picked = page.see(|lesson| lesson.picked.as_ref().map(|cell| cell.place));
    let query = page.see(|lesson| {
        let terms = lesson.ranking.as_ref().map(|ranking| ranking.terms.iter().map(|term| term.term.clone()));
        terms.map(|terms| terms.collect::<Vec<String>>()).unwrap_or_default()
    });
    let order = page.see(|lesson| (lesson.view.order, lesson.view.by_rank));
    let cursor = RwSignal::new((0_usize, 0_usize));
    let focused = RwSignal::new(false);

    let grid = move || {
        let (rows, cols) = size.get_untracked();
        let rem = root_font_size();
        let (width, height) =
            frame.get_untracked().map_or((0, 0), |frame| (frame.client_width(), frame.client_height()));
        let seen = (f64::from(width), f64::from(height));
        let names = if seen.0 < 32.0 * rem { NAMES.1 } else { NAMES.0 };
        let cell = (CELL.0 * rem, CELL.1 * rem);
        ScrollGrid { rows, cols, cell, margin: (names * rem, HEADS * rem), seen, scroll: scroll.get_untracked() }
    };
    // Asks for what is seen with some spare around it, but only if what was asked for last does not hold it.
    let ask = move || {
        let (rows, cols) = grid().visible();
        let held = page.peek(|lesson| lesson.view);
        let holds =
            |first: usize, many: usize, seen: &std::ops::Range<usize>| first <= seen.start && seen.end <= first + many;
        if !holds(held.first_row, held.rows, &rows) || !holds(held.first_column, held.columns, &cols) {
            let (row, col) = (rows.start.saturating_sub(SPARE), cols.start.saturating_sub(SPARE));
            page.act(|lesson| lesson.look(row, rows.len() + 2 * SPARE, col, cols.len() + 2 * SPARE));
        }
    };
    let scrolled = move || {
        if let Some(frame) = frame.get_untracked() {
            scroll.set((f64::from(frame.scroll_left()), f64::from(frame.scroll_top())));
            ask();
        }
    };
    let go = move |(left, top): (f64, f64)| {
        if let Some(frame) = frame.get_untracked() {
            frame.set_scroll_left(left as i32);
            frame.set_scroll_top(top as i32);
        }
        scrolled();
    };
    Effect::new(move |before: Option<(Order, bool)>| {
        let now = order.get();
        // Another order begins at its beginning.
        if before.is_some_and(|before| before != now) {
            go((0.0, 0.0));
        }
        now
    });
    let track = move || {
        window.track();
        scale.track();
        hover.track();
        picked.track();
        query.track();
        scroll.track();
        size.track();
        cursor.track();
        focused.track();
    };
    use_canvas(canvas, track, move |element, ratio| {
        let grid = grid();
        ask();
        let marks =
            [hover.get_untracked().or(focused.get_untracked().then(|| cursor.get_untracked())), picked.get_untracked()];
        window.with_untracked(|window| {
            let nothing = Default::default();
            let scene = Scene {
                grid,
                window: window.as_deref().unwrap_or(&nothing),
                scale: scale.get_untracked(),
                representation: page.peek(|lesson| lesson.setup.representation),
                marks,
                query: query.get_untracked(),
            };
            draw(element, ratio, &scene);
        });
    });

    let under = move |event: &web_sys::MouseEvent| {
        let corner = frame.get_untracked()?.get_bounding_client_rect();
        grid().hit((f64::from(event.client_x()) - corner.left(), f64::from(event.client_y()) - corner.top()))
    };
    let point = move |place: Option<(usize, usize)>| page.change(|lesson| lesson.point(place));
    let pick = move |place: (usize, usize)| {
        cursor.set(place);
        page.act(|lesson| lesson.pick(place));
    };
    let step = move |down: isize, right: isize| {
        let (rows, cols) = size.get_untracked();
        cursor.update(|(row, col)| {
            *row = row.saturating_add_signed(down).min(rows.saturating_sub(1));
            *col = col.saturating_add_signed(right).min(cols.saturating_sub(1));
        });
        let place = cursor.get_untracked();
        go(grid().reveal(place));
        point(Some(place));
    };
    // What the cell under the keyboard's cursor says; it may still be on its way from the worker.
    let spoken = page.see(|lesson| {
        lesson
            .hover
            .as_ref()
            .map(|cell| format!("{} in document {}: {}", cell.term, cell.document + 1, viz::number::short(cell.weight)))
    });
    let element = Memo::new(move |_| {
        size.track();
        frame.track();
        grid().element()
    });
    let label = move || {
        let (documents, terms) = size.get();
        format!(
            "Matrix of {documents} documents and {terms} terms. Arrow keys read single cells, Enter follows a document."
        )
    };
    view! {
        <div
            class="vec-matrix"
            node_ref=frame
            role="application"
            aria-roledescription="heatmap"
            aria-label=label
            data-keys=""
            tabindex="0"
            on:scroll=move |_| scrolled()
            on:pointermove=move |event| point(under(&event))
            on:pointerleave=move |_| point(None)
            on:click=move |event| if let Some(place) = under(&event) { pick(place) }
            on:focus=move |_| focused.set(true)
            on:blur=move |_| {
                focused.set(false);
                point(None);
            }
            on:keydown=move |event| {
                match event.key().as_str() {
                    "ArrowUp" => step(-1, 0),
                    "ArrowDown" => step(1, 0),
                    "ArrowLeft" => step(0, -1),
                    "ArrowRight" => step(0, 1),
                    "PageUp" => step(-10, 0),
                    "PageDown" => step(10, 0),
                    "Home" => step(0, isize::MIN),
                    "End" => step(0, isize::MAX),
                    "Enter" => pick(cursor.get_untracked()),
                    _ => return,
                }
                event.prevent_default();
            }
        >
            <div
                class="vec-space"
                style:width=move || format!("{}px", element.get().0)
                style:height=move || format!("{}px", element.get().1)
            >
                <canvas node_ref=canvas aria-hidden="true"></canvas>
            </div>
            <span class="unseen" aria-live="polite">{move || focused.get().then(|| spoken.get())}</span>
        </div>
    }
    .into_any()
}

fn root_font_size() -> f64 {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok()).unwrap_or_default();
    viz::decimal::read(size.trim_end_matches("px")).unwrap_or(16.0)
}

fn table(page: Page) -> AnyView {
    let window = page.see(|lesson| lesson.window.clone());
    let table = Callback::new(move |()| {
        window.with(|window| window.as_ref().map(|window| matrix_table(window)).unwrap_or_default())
    });
    view! { <DataTable name="matrix-in-view" table /> }.into_any()
}

fn exports(page: Page, scale: Memo<Scale>) -> AnyView {
    let svg = move || {
        let window = page.peek(|lesson| lesson.window.clone());
        if let Some(window) = window {
            download("matrix-in-view.svg", "image/svg+xml", matrix_svg(&window, &scale.get_untracked()).as_bytes());
        }
    };
    let items = vec![ExportItem::new("Picture (SVG)", svg).detail("the part in view, with its names")];
    view! { <ExportMenu label="Save the picture" items /> }.into_any()
}

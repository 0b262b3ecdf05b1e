//! The map of chunks and question: point to read a chunk, click to see it in its text.

use super::Page;
use crate::components::*;
use leptos::html::Canvas;
use leptos::prelude::*;
use plotters_canvas::CanvasBackend;
use viz::passage_map::{MOST_GROUPS, PassageMap, Shape, look};
use viz::pen::{BackendPen, to_svg};

/// Pixels around a chunk in which the pointer finds it.
const REACH: f64 = 14.0;

pub fn map(page: Page) -> AnyView {
    let there = page.see(|lesson| lesson.has_map());
    when(there, move || drawn_map(page))
}

fn drawn_map(page: Page) -> AnyView {
    let picture = page.see(|lesson| lesson.map());
    let node = NodeRef::<Canvas>::new();
    use_canvas(
        node,
        move || picture.track(),
        move |element, ratio| {
            if let Some(context) = context(element) {
                context.clear_rect(0.0, 0.0, f64::from(element.width()), f64::from(element.height()));
            }
            let Some(backend) = CanvasBackend::with_canvas_object(element.clone()) else { return };
            let mut pen = BackendPen::new(backend, ratio);
            picture.with_untracked(|picture| picture.draw(&mut pen, &token_color));
            if let Err(error) = pen.finish() {
                leptos::logging::error!("chunk map: {error}");
            }
        },
    );
    let size = move || {
        let element = node.get_untracked()?;
        Some((f64::from(element.client_width()), f64::from(element.client_height())))
    };
    let under = move |x: i32, y: i32| {
        let place = node.get_untracked()?.get_bounding_client_rect();
        let at = (f64::from(x) - place.left(), f64::from(y) - place.top());
        picture.with_untracked(|picture| picture.nearest(at, size()?, REACH)).map(|chunk| chunk as u32)
    };
    let point = move |chunk: Option<u32>| {
        if chunk.is_some() && page.peek(|lesson| lesson.pointed) != chunk {
            page.change(|lesson| lesson.pointed = chunk);
        }
    };
    let walk = move |by: isize| {
        let from = page.peek(|lesson| lesson.pointed).map(|chunk| chunk as usize);
        point(picture.with_untracked(|picture| picture.step(from, by)).map(|chunk| chunk as u32));
    };
    let open = move || {
        if let Some(chunk) = page.peek(|lesson| lesson.pointed) {
            page.change(|lesson| lesson.show_chunk(chunk));
        }
    };
    let summary = move || {
        picture.with(|picture| {
            format!(
                "Map of {} chunks, {} of them taken{}",
                picture.passages.len(),
                picture.passages.iter().filter(|passage| passage.taken.is_some()).count(),
                if picture.question.is_some() { ", and the question" } else { "" }
            )
        })
    };
    let save = move |svg: bool| {
        let Some(element) = node.get_untracked() else { return };
        if !svg {
            download_png("chunk-map.png", &element);
            return;
        }
        let size = size().map_or((640, 480), |(width, height)| (width as u32, height as u32));
        let drawn = to_svg(size, token_color("--sheet"), |pen| {
            picture.with_untracked(|picture| picture.draw(pen, &token_color));
        });
        if let Ok(svg) = drawn {
            download("chunk-map.svg", "image/svg+xml", svg.as_bytes());
        }
    };
    let items = vec![
        ExportItem::new("Picture (SVG)", move || save(true)),
        ExportItem::new("Picture (PNG)", move || save(false)),
        ExportItem::new("Places (CSV)", move || {
            let csv = page.peek(|lesson| lesson.map_table()).csv();
            download("chunk-map.csv", "text/csv;charset=utf-8", csv.as_bytes());
        }),
    ];
    view! {
        <figure class="rag-map">
            <div
                class="rag-map-plot"
                role="application"
                aria-roledescription="map of chunks"
                aria-label=summary
                data-keys=""
                tabindex="0"
                on:pointermove=move |event| point(under(event.client_x(), event.client_y()))
                on:click=move |event: web_sys::MouseEvent| {
                    if let Some(chunk) = under(event.client_x(), event.client_y()) {
                        point(Some(chunk));
                        open();
                    }
                }
                on:keydown=move |event| {
                    match event.key().as_str() {
                        "ArrowRight" | "ArrowDown" => walk(1),
                        "ArrowLeft" | "ArrowUp" => walk(-1),
                        "Escape" => page.change(|lesson| lesson.pointed = None),
                        "Enter" => open(),
                        _ => return,
                    }
                    event.prevent_default();
                }
            >
                <canvas node_ref=node aria-hidden="true"></canvas>
            </div>
            {legend(picture)}
            {pointed(page)}
            {note(fixed(
                "Point to read, arrow keys walk from left to right; a click or Enter opens the chunk in its text. A plane loses most of what 384 numbers hold: near here is not always near there.",
            ))}
            <figcaption class="chart-foot">
                <ExportMenu label="Export the map of chunks" items />
                <DataTable name="chunks on the map" table=move |()| page.see(|lesson| lesson.map_table()).get() />
            </figcaption>
        </figure>
    }
    .into_any()
}

/// Which group is which, and how what was taken is marked.
fn legend(picture: Memo<PassageMap>) -> AnyView {
    let groups = Memo::new(move |_| picture.with(|picture| picture.groups.clone()));
    let entry = |(group, name): (usize, String)| {
        let (token, shape) = look(group);
        let sign = match shape {
            Shape::Dot => "●",
            Shape::Square => "■",
            Shape::Triangle => "△",
            Shape::Diamond => "◇",
        };
        view! { <li><span aria-hidden="true" style:color=format!("var({token})")>{sign}</span>" "{name}</li> }
            .into_any()
    };
    let shown = move || groups.get().into_iter().take(MOST_GROUPS).enumerate().map(entry).collect::<Vec<AnyView>>();
    let more = move || {
        let beyond = groups.with(Vec::len).saturating_sub(MOST_GROUPS);
        (beyond > 0).then(|| view! { <li>{format!("and {beyond} more, in the same signs again")}</li> }.into_any())
    };
    view! {
        <ul class="rag-map-legend">
            {shown}
            {more}
            <li>"◎ taken for the prompt, with its place"</li>
            <li>"× the question"</li>
        </ul>
    }
    .into_any()
}

/// The chunk under the pointer.
fn pointed(page: Page) -> AnyView {
    let text = page.see(|lesson| lesson.pointed_text());
    let shown = move || match text.get() {
        Some((name, text)) => view! { <h3 dir="auto">{name}</h3><p class="rag-text" dir="auto">{text}</p> }.into_any(),
        None => view! { <p class="part-note">"No chunk is pointed at."</p> }.into_any(),
    };
    view! { <div class="rag-map-pointed" aria-live="polite">{shown}</div> }.into_any()
}

//! The map: words in the plane, to be pointed at and chosen; t-SNE on demand.

use super::Page;
use crate::components::*;
use leptos::html::Canvas;
use leptos::prelude::*;
use lessons::embeddings::{Lesson, MAGNIFY, Phase, Picture, map_table};
use lessons::format::{count, measured};
use plotters_canvas::CanvasBackend;
use protocol::embeddings::Layout;
use viz::number::fixed as digits;
use viz::pen::{BackendPen, to_svg};

/// Pixels around a word in which the pointer finds it.
const REACH: f64 = 14.0;

pub fn map(page: Page) -> AnyView {
    let beside = page.see(|lesson| match &lesson.map {
        Some(map) if map.layout == Layout::Pca => format!(
            "{} most frequent words · {} % of their variance",
            count(map.points.len()),
            digits(f64::from(map.explained) * 100.0, 0)
        ),
        Some(map) => format!("{} most frequent words · t-SNE", count(map.points.len())),
        None => String::new(),
    });
    let title = page.see(|lesson| match lesson.layout() {
        Some(Layout::Tsne) => "Map by t-SNE: neighbourhoods hold, distances between them do not".to_string(),
        _ => "Map: the plane in which the vectors are widest apart (PCA)".to_string(),
    });
    let moved = page.see(|lesson| match (lesson.step(), lesson.layout()) {
        (Some(_), Some(Layout::Pca)) => {
            format!("Lines: where this window moved its words, {MAGNIFY} times enlarged; it moves no others.")
        }
        _ => String::new(),
    });
    view! {
        <div class="stage">
            {titled(title, beside)}
            {canvas(page)}
            <p class="part-note">
                "The large dot is the chosen word, the middling ones are its ten nearest in the whole space, wherever the map puts them. Point to read, click to choose; arrow keys walk the words by frequency, Enter chooses."
            </p>
            {note(moved)}
            {arranging(page)}
        </div>
    }
    .into_any()
}

fn canvas(page: Page) -> AnyView {
    let picture = page.see(Picture::of);
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
            picture.with_untracked(|picture| picture.0.draw(&mut pen, &token_color));
            if let Err(error) = pen.finish() {
                leptos::logging::error!("map: {error}");
            }
        },
    );
    let size = move || {
        let element = node.get_untracked()?;
        Some((f64::from(element.client_width()), f64::from(element.client_height())))
    };
    let under = move |event: &web_sys::PointerEvent| {
        let place = node.get_untracked()?.get_bounding_client_rect();
        let at = (f64::from(event.client_x()) - place.left(), f64::from(event.client_y()) - place.top());
        picture.with_untracked(|picture| picture.0.nearest(at, size()?, REACH)).map(|id| id as u32)
    };
    let hover = move |id: Option<u32>| {
        if page.peek(|lesson| lesson.hover) != id {
            page.change(|lesson| lesson.hover = id);
        }
    };
    let walk = move |by: i64| {
        let mapped = page.peek(|lesson| lesson.map.as_ref().map_or(0, |map| map.points.len()));
        let here = page.peek(|lesson| lesson.hover.or_else(|| lesson.id(&lesson.word))).map_or(-1, i64::from);
        if mapped > 0 {
            hover(Some((here + by).clamp(0, mapped as i64 - 1) as u32));
        }
    };
    let pointed = page.see(|lesson| {
        let (id, prepared) = (lesson.hover?, lesson.prepared.as_ref()?);
        let word = prepared.words.get(id as usize)?;
        Some(format!("{word}, {} times", count(prepared.counts[id as usize] as usize)))
    });
    let summary = page.see(|lesson| {
        format!("Map of {} words; chosen: {}", lesson.map.as_ref().map_or(0, |map| map.points.len()), lesson.word)
    });
    let save = move |svg: bool| {
        let Some(element) = node.get_untracked() else { return };
        if !svg {
            download_png("word-map.png", &element);
            return;
        }
        let size = size().map_or((640, 480), |(width, height)| (width as u32, height as u32));
        let drawn = to_svg(size, token_color("--sheet"), |pen| {
            picture.with_untracked(|picture| picture.0.draw(pen, &token_color));
        });
        if let Ok(svg) = drawn {
            download("word-map.svg", "image/svg+xml", svg.as_bytes());
        }
    };
    let items = vec![
        ExportItem::new("Picture (SVG)", move || save(true)),
        ExportItem::new("Picture (PNG)", move || save(false)),
        ExportItem::new("Places (CSV)", move || {
            let csv = page.peek(map_table).csv();
            download("word-map.csv", "text/csv;charset=utf-8", csv.as_bytes());
        }),
    ];
    view! {
        <figure class="word-map">
            <div
                class="word-map-plot"
                role="application"
                aria-roledescription="map of words"
                aria-label=summary
                data-keys=""
                tabindex="0"
                on:pointermove=move |event| hover(under(&event))
                on:pointerleave=move |_| hover(None)
                on:click=move |event: web_sys::MouseEvent| {
                    let place = node.get_untracked().map(|element| element.get_bounding_client_rect());
                    let Some(place) = place else { return };
                    let at = (f64::from(event.client_x()) - place.left(), f64::from(event.client_y()) - place.top());
                    let found = size().and_then(|size| picture.with_untracked(|picture| picture.0.nearest(at, size, REACH)));
                    if let Some(id) = found {
                        page.act(|lesson| lesson.choose_id(id as u32));
                    }
                }
                on:keydown=move |event| {
                    match event.key().as_str() {
                        "ArrowRight" | "ArrowDown" => walk(1),
                        "ArrowLeft" | "ArrowUp" => walk(-1),
                        "Home" => hover(Some(0)),
                        "Escape" => hover(None),
                        "Enter" => {
                            if let Some(id) = page.peek(|lesson| lesson.hover) {
                                page.act(|lesson| lesson.choose_id(id));
                            }
                        }
                        _ => return,
                    }
                    event.prevent_default();
                }
            >
                <canvas node_ref=node aria-hidden="true"></canvas>
            </div>
            <figcaption class="chart-foot">
                <span class="chart-values" aria-live="polite">{pointed}</span>
                <ExportMenu label="Export the map" items />
                <DataTable name="words on the map" table=move |()| page.see(map_table).get() />
            </figcaption>
        </figure>
    }
    .into_any()
}

/// t-SNE: chosen, then run.
fn arranging(page: Page) -> AnyView {
    let label =
        page.see(|lesson| if lesson.phase == Phase::Arranging { "Stop t-SNE" } else { "Run t-SNE" }.to_string());
    let off = page.see(|lesson| !matches!(lesson.phase, Phase::Idle | Phase::Arranging) || lesson.map.is_none());
    let flat = page.see(|lesson| lesson.layout() != Some(Layout::Tsne) || lesson.phase != Phase::Idle);
    let perplexity = two_way(page.see(|lesson| lesson.perplexity), move |value| {
        page.change(|lesson| lesson.perplexity = value);
    });
    let seed =
        two_way(page.see(|lesson| lesson.tsne_seed), move |value| page.change(|lesson| lesson.tsne_seed = value));
    let words = page.see(|lesson| match &lesson.tsne {
        Some(tsne) => {
            let cost = tsne.cost.map_or(String::new(), |cost| format!(", cost {} nats", measured(cost)));
            format!("iteration {} of {}{cost}", count(tsne.iteration as usize), count(tsne.iterations as usize))
        }
        None => String::new(),
    });
    view! {
        <div class="word-map-tsne">
            <Knob label="perplexity" value=perplexity spec=KnobSpec::whole(1.0, 400.0, 1.0) />
            <Knob label="t-SNE seed" value=seed spec=KnobSpec::whole(0.0, 9999.0, 1.0) />
            <div class="part-pair">
                {button(label, off, move || page.act(Lesson::toggle_tsne))}
                {button(fixed("Back to PCA"), flat, move || page.act(Lesson::show_pca))}
            </div>
            {note(words)}
        </div>
    }
    .into_any()
}

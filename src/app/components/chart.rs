//! Lines on a canvas, with a crosshair, the data as a table, and the picture as a file.

use super::canvas::{context, token_color, use_canvas};
use super::data_table::DataTable;
use super::download::{download, download_png};
use super::export_menu::{ExportItem, ExportMenu};
use leptos::html::Canvas;
use leptos::prelude::*;
use plotters_canvas::CanvasBackend;
use viz::line_chart::LineChart;
use viz::number::short;
use viz::pen::{BackendPen, to_svg};

/// A line chart that follows its signal: at most one drawing a frame, sharp on every screen, in the colours of the theme.
///
/// Keyboard when focused: ← → move the crosshair, Escape takes it away. The values under it stand below the picture.
///
/// Usage: `<Chart name="loss" data=Signal::derive(…LineChart…) />`.
#[component]
pub fn Chart(
    /// Name of the exported files and of the table.
    #[prop(into)]
    name: String,
    #[prop(into)] data: Signal<LineChart>,
    /// Height of the picture in rem.
    #[prop(default = 9.0)]
    height: f64,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    use_canvas(
        canvas,
        move || data.track(),
        move |element, ratio| {
            if let Some(context) = context(element) {
                // Noisy lines have sharp corners: mitred they would grow thorns.
                context.set_line_join("round");
                context.clear_rect(0.0, 0.0, f64::from(element.width()), f64::from(element.height()));
            }
            let Some(backend) = CanvasBackend::with_canvas_object(element.clone()) else { return };
            let mut pen = BackendPen::new(backend, ratio);
            data.try_with_untracked(|chart| chart.draw(&mut pen, &token_color));
            if let Err(error) = pen.finish() {
                leptos::logging::error!("chart: {error}");
            }
        },
    );

    let cross = RwSignal::new(None::<f64>);
    let size = move || {
        let element = canvas.get_untracked()?;
        Some((f64::from(element.client_width()), f64::from(element.client_height())))
    };
    let point_at = move |x: i32| {
        let (size, left) = (size()?, canvas.get_untracked()?.get_bounding_client_rect().left());
        let frame = data.with_untracked(|chart| chart.frame(size));
        let x = f64::from(x) - left;
        frame.holds_x(x).then(|| frame.value_at(x))
    };
    let nudge = move |share: f64| {
        let Some(frame) = size().map(|size| data.with_untracked(|chart| chart.frame(size))) else { return };
        let middle = (frame.left + frame.right) / 2.0;
        let here = cross.get_untracked().map_or(middle, |value| frame.x(value));
        cross.set(Some(frame.value_at(here + share * (frame.right - frame.left))));
    };
    // The crosshair stands on the nearest real point, not between points.
    let snapped = move || {
        let at = cross.get()?;
        data.with(|chart| {
            let values = chart.values_at(at);
            let x = values.iter().flatten().map(|p| p.0).min_by(|a, b| (a - at).abs().total_cmp(&(b - at).abs()))?;
            let named = |(series, value): (&viz::line_chart::Series, &Option<(f64, f64)>)| {
                value.map(|value| format!("{} {}", series.name, short(value.1)))
            };
            let parts: Vec<String> = chart.series.iter().zip(&values).filter_map(named).collect();
            Some((x, format!("{} {} · {}", chart.x.label, short(x), parts.join(" · "))))
        })
    };
    let line = move || {
        let (x, _) = snapped()?;
        let frame = data.with(|chart| size().map(|size| chart.frame(size)))?;
        Some((frame.x(x), frame.top, frame.bottom - frame.top))
    };

    let file = StoredValue::new(name.clone());
    let save_svg = move || {
        let size = size().map_or((640, 240), |(w, h)| (w as u32, h as u32));
        let svg =
            to_svg(size, token_color("--sheet"), |pen| data.with_untracked(|chart| chart.draw(pen, &token_color)));
        if let Ok(svg) = svg {
            download(&format!("{}.svg", file.get_value()), "image/svg+xml", svg.as_bytes());
        }
    };
    let save_png = move || {
        if let Some(element) = canvas.get_untracked() {
            download_png(&format!("{}.png", file.get_value()), &element);
        }
    };
    let save_csv = move || {
        let csv = data.with_untracked(|chart| chart.table().csv());
        download(&format!("{}.csv", file.get_value()), "text/csv;charset=utf-8", csv.as_bytes());
    };
    let items = vec![
        ExportItem::new("Picture (SVG)", save_svg),
        ExportItem::new("Picture (PNG)", save_png),
        ExportItem::new("Numbers (CSV)", save_csv),
    ];

    view! {
        <figure class="chart">
            <div
                class="chart-plot"
                style:height=format!("{height}rem")
                role="application"
                aria-roledescription="chart"
                data-keys=""
                tabindex="0"
                aria-label=move || data.with(LineChart::summary)
                on:pointermove=move |event| cross.set(point_at(event.client_x()))
                on:pointerdown=move |event| cross.set(point_at(event.client_x()))
                on:pointerleave=move |_| cross.set(None)
                on:mousedown=|event| event.prevent_default()
                on:blur=move |_| cross.set(None)
                on:keydown=move |event| {
                    match event.key().as_str() {
                        "ArrowLeft" => nudge(-0.02),
                        "ArrowRight" => nudge(0.02),
                        "Escape" => cross.set(None),
                        _ => return,
                    }
                    event.prevent_default();
                }
            >
                <canvas node_ref=canvas aria-hidden="true"></canvas>
                {move || {
                    line().map(|(x, top, height)| {
                        view! { <span class="chart-cross" style:left=px(x) style:top=px(top) style:height=px(height)></span> }
                    })
                }}
            </div>
            <figcaption class="chart-foot">
                <span class="chart-values" aria-live="polite">{move || snapped().map(|(_, words)| words)}</span>
                <ExportMenu label="Export this chart" items />
                <DataTable name=name table=move |()| data.with(LineChart::table) />
            </figcaption>
        </figure>
    }
    .into_any()
}

fn px(value: f64) -> String {
    format!("{value}px")
}

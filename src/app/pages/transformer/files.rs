//! A tensor's picture as a file, large ones with their cells as an image.

use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::{Pane, pane_svg};
use viz::heatmap::pixels;
use viz::number_grid::{Frame, written};
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{HtmlCanvasElement, ImageData};

/// Pixels of an image for each of the drawing's units.
const SHARP: f64 = 2.0;

pub fn save_svg(pane: &Pane) {
    let drawing = pane_svg(pane);
    let frame = Frame::of(&pane.grid, &pane.rows);
    let image = frame.is_painted().then(|| cells(pane)).flatten().map(|canvas| {
        format!(
            "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" image-rendering=\"pixelated\" href=\"{}\"/></svg>",
            frame.left,
            frame.top,
            frame.cols as f64 * frame.width,
            frame.rows as f64 * frame.height,
            canvas.to_data_url().unwrap_or_default(),
        )
    });
    // Its style sheet stays behind.
    let style = format!("<style>.on-dark{{fill:{}}}</style>", token_color("--on-dark").css());
    let drawing = drawing.replacen('>', &format!(">{style}"), 1);
    let drawing = image.map_or(drawing.clone(), |image| drawing.replace("</svg>", &image));
    download("tensor.svg", "image/svg+xml", drawing.as_bytes());
}

pub fn save_png(pane: &Pane) {
    let frame = Frame::of(&pane.grid, &pane.rows);
    let (width, height) = frame.size();
    let Some(canvas) = blank((width * SHARP).ceil() as u32, (height * SHARP).ceil() as u32) else { return };
    let (Some(pen), Some(cells)) = (context(&canvas), cells(pane)) else { return };
    pen.set_image_smoothing_enabled(false);
    pen.set_fill_style_str(&token_color("--sheet").css());
    pen.fill_rect(0.0, 0.0, width * SHARP, height * SHARP);
    let at = |x: f64, y: f64| (x * SHARP, y * SHARP);
    let (left, top) = at(frame.left, frame.top);
    let (wide, high) = at(frame.cols as f64 * frame.width, frame.rows as f64 * frame.height);
    // An error here means a matrix of no size: there is nothing to save.
    let _ = pen.draw_image_with_html_canvas_element_and_dw_and_dh(&cells, left, top, wide, high);
    pen.set_font(&format!("{}px monospace", 11.0 * SHARP));
    pen.set_text_align("center");
    let write = |text: &str, (x, y): (f64, f64), color: &str| {
        pen.set_fill_style_str(color);
        let _ = pen.fill_text(text, x, y);
    };
    let ink = token_color("--ink-2").css();
    for (col, name) in frame.names(&pane.cols, true) {
        write(&name, at(frame.left + (col as f64 + 0.5) * frame.width, frame.top - 5.0), &ink);
    }
    for row in 0..if frame.is_numbered() { frame.rows } else { 0 } {
        for col in 0..frame.cols {
            let value = f64::from(pane.grid.get(row, col).unwrap_or(f32::NAN));
            let color = pane.scale.color(value).filter(|_| value.abs() < 1e6);
            let token = match color {
                Some(color) if color.wants_white_ink() => "--on-dark",
                Some(_) => "--on-light",
                None => "--ink-2",
            };
            let (x, y) = (frame.left + (col as f64 + 0.5) * frame.width, frame.top + (row as f64 + 0.7) * frame.height);
            write(&written(value), at(x, y), &token_color(token).css());
        }
    }
    pen.set_text_align("right");
    for (row, name) in frame.names(&pane.rows, false) {
        write(&name, at(frame.left - 5.0, frame.top + (row as f64 + 0.5) * frame.height + 4.0), &ink);
    }
    download_png("tensor.png", &canvas);
}

/// One pixel a cell.
fn cells(pane: &Pane) -> Option<HtmlCanvasElement> {
    let grid = pane.painted();
    let canvas = blank(grid.cols as u32, grid.rows as u32)?;
    let image = ImageData::new_with_u8_clamped_array_and_sh(
        Clamped(&pixels(&grid, &pane.scale)),
        grid.cols as u32,
        grid.rows as u32,
    );
    context(&canvas)?.put_image_data(&image.ok()?, 0.0, 0.0).ok()?;
    Some(canvas)
}

fn blank(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

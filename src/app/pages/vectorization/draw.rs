//! The matrix on its canvas: the cells in view, the heads above them and the names beside them.

use crate::components::canvas::{context, token_color};
use leptos::prelude::*;
use protocol::vectorization::{Representation, Window};
use viz::scale::Scale;
use viz::scroll_grid::ScrollGrid;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// What is to be drawn, beside the cells.
pub struct Scene<'a> {
    pub grid: ScrollGrid,
    pub window: &'a Window,
    pub scale: Scale,
    pub representation: Representation,
    /// Cells to outline, with their row and column pointed out: under the pointer, then the chosen one.
    pub marks: [Option<(usize, usize)>; 2],
    /// Columns of the query's terms are underlined.
    pub query: Vec<String>,
}

pub fn draw(canvas: &HtmlCanvasElement, ratio: f64, scene: &Scene) {
    let Some(on) = context(canvas) else { return };
    let ink = Inks::now();
    // Everything below is in CSS pixels.
    let _ = on.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
    let (width, height) = scene.grid.seen;
    on.clear_rect(0.0, 0.0, width, height);
    let font = Fonts::of(canvas);
    let ((rows, cols), (left, top)) = (scene.grid.visible(), scene.grid.margin);
    clipped(&on, (left, top, width - left, height - top), || cells(&on, scene, &ink, &font));
    clipped(&on, (0.0, top, width, height - top), || {
        for row in rows {
            name(&on, scene, row, &ink, &font);
        }
    });
    // A head leans to the right, over its neighbours.
    clipped(&on, (left, 0.0, width - left, top), || {
        for col in cols {
            head(&on, scene, col, &ink, &font);
        }
    });
    clipped(&on, (left, top, width - left, height - top), || outlines(&on, scene, &ink));
}

/// Colours of the theme, read once a drawing.
struct Inks {
    ink: String,
    faint: String,
    line: String,
    accent: String,
    on_light: String,
    on_dark: String,
}

impl Inks {
    fn now() -> Inks {
        let css = |token| token_color(token).css();
        Inks {
            ink: css("--ink"),
            faint: css("--ink-3"),
            line: css("--line"),
            accent: css("--accent"),
            on_light: css("--on-light"),
            on_dark: css("--on-dark"),
        }
    }
}

/// The style sheet says how large the canvas writes.
struct Fonts {
    text: String,
    bold: String,
    digits: String,
}

impl Fonts {
    fn of(canvas: &HtmlCanvasElement) -> Fonts {
        let style = window().get_computed_style(canvas).ok().flatten();
        let value =
            |name: &str| style.as_ref().and_then(|style| style.get_property_value(name).ok()).unwrap_or_default();
        let (size, family) = (value("font-size"), value("font-family"));
        let size = viz::decimal::read(size.trim_end_matches("px")).unwrap_or(12.0);
        Fonts {
            text: format!("400 {size}px {family}"),
            bold: format!("600 {size}px {family}"),
            digits: format!("400 {}px {family}", size * 0.88),
        }
    }
}

fn clipped(on: &CanvasRenderingContext2d, (x, y, width, height): (f64, f64, f64, f64), draw: impl FnOnce()) {
    on.save();
    on.begin_path();
    on.rect(x, y, width.max(0.0), height.max(0.0));
    on.clip();
    draw();
    on.restore();
}

fn cells(on: &CanvasRenderingContext2d, scene: &Scene, ink: &Inks, font: &Fonts) {
    let (width, height) = scene.grid.cell;
    let (rows, cols) = scene.grid.visible();
    on.set_fill_style_str(&ink.line);
    for row in rows.clone() {
        let (x, y) = scene.grid.corner((row, cols.start));
        on.fill_rect(x, y + height - 1.0, width * cols.len() as f64, 1.0);
    }
    on.set_font(&font.digits);
    on.set_text_align("center");
    on.set_text_baseline("middle");
    let view = scene.window.view;
    for row in rows {
        let Some(line) = row.checked_sub(view.first_row).and_then(|at| scene.window.rows.get(at)) else { continue };
        for cell in &line.cells {
            let col = view.first_column + cell.at;
            let Some(color) = cols.contains(&col).then(|| scene.scale.color(cell.weight)).flatten() else { continue };
            let (x, y) = scene.grid.corner((row, col));
            on.set_fill_style_str(&color.css());
            on.fill_rect(x, y, width - 1.0, height - 1.0);
            on.set_fill_style_str(if color.wants_white_ink() { &ink.on_dark } else { &ink.on_light });
            let _ = on.fill_text(&written(cell.weight, scene.representation), x + width / 2.0 - 0.5, y + height / 2.0);
        }
    }
}

/// A weight as it fits a cell: counts whole, weights below 1 without their zero.
fn written(weight: f64, representation: Representation) -> String {
    if representation != Representation::TfIdf || weight >= 9.95 {
        return format!("{weight:.0}");
    }
    if weight >= 0.995 {
        return format!("{weight:.1}");
    }
    format!("{weight:.2}").trim_start_matches('0').into()
}

fn name(on: &CanvasRenderingContext2d, scene: &Scene, row: usize, ink: &Inks, font: &Fonts) {
    let Some(line) = row.checked_sub(scene.window.view.first_row).and_then(|at| scene.window.rows.get(at)) else {
        return;
    };
    let ((_, y), height) = (scene.grid.corner((row, 0)), scene.grid.cell.1);
    let marked = scene.marks.iter().flatten().any(|mark| mark.0 == row);
    on.save();
    on.begin_path();
    on.rect(0.0, y, scene.grid.margin.0 - 6.0, height);
    on.clip();
    on.set_text_align("left");
    on.set_text_baseline("middle");
    let number = (line.document + 1).to_string();
    on.set_font(&font.text);
    on.set_fill_style_str(&ink.faint);
    let _ = on.fill_text(&number, 2.0, y + height / 2.0);
    on.set_font(if marked { &font.bold } else { &font.text });
    on.set_fill_style_str(&ink.ink);
    // Numbers of up to three digits line up; longer ones push the text.
    let _ = on.fill_text(&line.text, 8.0 + 7.0 * number.len().max(2) as f64, y + height / 2.0);
    on.restore();
}

fn head(on: &CanvasRenderingContext2d, scene: &Scene, col: usize, ink: &Inks, font: &Fonts) {
    let Some(column) = col.checked_sub(scene.window.view.first_column).and_then(|at| scene.window.columns.get(at))
    else {
        return;
    };
    let (x, _) = scene.grid.corner((0, col));
    let (width, bottom) = (scene.grid.cell.0, scene.grid.margin.1);
    let marked = scene.marks.iter().flatten().any(|mark| mark.1 == col);
    let asked = scene.query.contains(&column.term);
    if asked {
        on.set_fill_style_str(&ink.accent);
        on.fill_rect(x, bottom - 3.0, width - 1.0, 2.0);
    }
    on.save();
    let _ = on.translate(x + width / 2.0 + 3.0, bottom - 7.0);
    let _ = on.rotate(-std::f64::consts::FRAC_PI_3);
    on.set_font(if marked || asked { &font.bold } else { &font.text });
    on.set_fill_style_str(if asked { &ink.accent } else { &ink.ink });
    on.set_text_align("left");
    on.set_text_baseline("middle");
    let _ = on.fill_text(&short(&column.term), 0.0, 0.0);
    on.restore();
}

/// A term as it fits above its column.
fn short(term: &str) -> String {
    const MOST: usize = 15;
    match term.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &term[..at]),
        None => term.into(),
    }
}

fn outlines(on: &CanvasRenderingContext2d, scene: &Scene, ink: &Inks) {
    let (width, height) = scene.grid.cell;
    for (mark, color) in scene.marks.iter().zip([&ink.ink, &ink.accent]) {
        let Some(place) = mark else { continue };
        let (x, y) = scene.grid.corner(*place);
        on.set_stroke_style_str(color);
        on.set_line_width(2.0);
        on.stroke_rect(x - 0.5, y - 0.5, width, height);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_fit_their_cells() {
        let tfidf = |weight| written(weight, Representation::TfIdf);
        assert_eq!([0.634, 0.999, 1.0, 2.75, 12.3, 0.001].map(tfidf), [".63", "1.0", "1.0", "2.8", "12", ".00"]);
        assert_eq!(written(3.0, Representation::Counts), "3");
        assert_eq!(short("hippopotomonstrosesquippedalian"), "hippopotomonstr…");
    }
}

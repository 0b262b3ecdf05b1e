//! A pen that draws in CSS pixels on any plotters backend. The pictures are written against this small trait object, so their
//! code exists once in the page's wasm and not once a backend.

use crate::color::Rgb;
use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

/// Where a text stands relative to its point.
#[derive(Clone, Copy, PartialEq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

pub trait Pen {
    /// Width and height of the sheet in CSS pixels.
    fn size(&self) -> (f64, f64);
    fn path(&mut self, points: &[(f64, f64)], color: Rgb, width: f64);
    fn dot(&mut self, center: (f64, f64), radius: f64, color: Rgb);
    /// A text whose middle line runs through the point.
    fn text(&mut self, text: &str, at: (f64, f64), anchor: Anchor, size: f64, color: Rgb);
}

/// What the type is set in: the guide's data voice, with what every machine has behind it.
const FONT: &str = "JetBrains Mono, ui-monospace, monospace";

/// A rough width of a text in the (monospaced) data voice. Measuring in the browser would lay out the page at every frame.
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * 0.602
}

/// The pen on a plotters backend. `scale` is the number of device pixels in a CSS pixel: backends count whole pixels.
pub struct BackendPen<B> {
    backend: B,
    scale: f64,
    error: Option<String>,
}

impl<B: DrawingBackend> BackendPen<B> {
    pub fn new(backend: B, scale: f64) -> BackendPen<B> {
        BackendPen { backend, scale, error: None }
    }

    /// Ends the drawing; the first thing that went wrong, if anything did.
    pub fn finish(mut self) -> Result<(), String> {
        let shown = self.backend.present().map_err(|error| error.to_string());
        self.error.map_or(shown, Err)
    }

    fn place(&self, (x, y): (f64, f64)) -> (i32, i32) {
        ((x * self.scale).round() as i32, (y * self.scale).round() as i32)
    }

    fn note<E: std::fmt::Display>(&mut self, result: Result<(), E>) {
        if let Err(error) = result {
            self.error.get_or_insert_with(|| error.to_string());
        }
    }
}

impl<B: DrawingBackend> Pen for BackendPen<B> {
    fn size(&self) -> (f64, f64) {
        let (width, height) = self.backend.get_size();
        (f64::from(width) / self.scale, f64::from(height) / self.scale)
    }

    fn path(&mut self, points: &[(f64, f64)], color: Rgb, width: f64) {
        let style = ShapeStyle {
            color: RGBColor(color.0, color.1, color.2).into(),
            filled: false,
            stroke_width: (width * self.scale).round().max(1.0) as u32,
        };
        let result = if let [from, to] = points {
            let (from, to) = (self.place(*from), self.place(*to));
            self.backend.draw_line(from, to, &style)
        } else {
            let placed: Vec<(i32, i32)> = points.iter().map(|point| self.place(*point)).collect();
            self.backend.draw_path(placed, &style)
        };
        self.note(result);
    }

    fn dot(&mut self, center: (f64, f64), radius: f64, color: Rgb) {
        let center = self.place(center);
        let radius = (radius * self.scale).round().max(1.0) as u32;
        let result = self.backend.draw_circle(center, radius, &RGBColor(color.0, color.1, color.2), true);
        self.note(result);
    }

    fn text(&mut self, text: &str, at: (f64, f64), anchor: Anchor, size: f64, color: Rgb) {
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        // Not by `into_font`, which looks for the names of generic families with the tables of all letters' lower case: 6 kB.
        let font = FontDesc::new(FontFamily::Name(FONT), size * self.scale, FontStyle::Normal);
        let ink = RGBColor(color.0, color.1, color.2);
        let style = TextStyle::from(font).color(&ink).pos(Pos::new(h_pos, VPos::Center));
        let at = self.place(at);
        let result = self.backend.draw_text(text, &style, at);
        self.note(result);
    }
}

/// Draws into an SVG file of `width` by `height` CSS pixels, on a background that makes it readable anywhere.
pub fn to_svg((width, height): (u32, u32), background: Rgb, draw: impl FnOnce(&mut dyn Pen)) -> Result<String, String> {
    // Backends count whole pixels: eight to one keeps curves smooth when the file is enlarged.
    const FINE: u32 = 8;
    let mut out = String::new();
    let backend = SVGBackend::with_string(&mut out, (width * FINE, height * FINE));
    let mut pen = BackendPen::new(backend, f64::from(FINE));
    let sheet = RGBColor(background.0, background.1, background.2);
    let filled = pen.backend.draw_rect((0, 0), ((width * FINE) as i32, (height * FINE) as i32), &sheet, true);
    pen.note(filled);
    draw(&mut pen);
    pen.finish()?;
    let fine = format!("width=\"{}\" height=\"{}\"", width * FINE, height * FINE);
    Ok(out.replacen(&fine, &format!("width=\"{width}\" height=\"{height}\" stroke-linejoin=\"round\""), 1))
}

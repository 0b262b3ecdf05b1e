//! A part of the page as an SVG file: boxes, texts, small drawings and canvases where the browser has put them. One way for every picture
//! that is made of elements, at a fraction of the bytes that a drawing routine for each would take.

use leptos::prelude::*;
use std::fmt::Write;
use viz::heatmap::escape;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, DomRect, Element, HtmlCanvasElement, Node};

/// The picture that `css` finds. What it hides is left out, what it only scrolls out of sight is not.
pub fn element_svg(css: &str, title: &str) -> String {
    let mut picture = Picture::default();
    if let Ok(Some(root)) = document().query_selector(css) {
        let corner = root.get_bounding_client_rect();
        (picture.left, picture.top) = (corner.left(), corner.top());
        picture.element(&root);
    }
    let sheet = super::canvas::token_color("--sheet").css();
    let Picture { right, bottom, body, .. } = picture;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-8 -8 {0} {1}\" width=\"{0}\" height=\"{1}\" xml:space=\"preserve\"><title>{2}</title><rect x=\"-8\" y=\"-8\" width=\"100%\" height=\"100%\" fill=\"{sheet}\"/>{body}</svg>",
        right.ceil() + 16.0,
        bottom.ceil() + 16.0,
        escape(title)
    )
}

/// What was drawn so far; places count from the corner of the root.
#[derive(Default)]
struct Picture {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    body: String,
}

impl Picture {
    fn element(&mut self, element: &Element) {
        let Ok(Some(style)) = window().get_computed_style(element) else { return };
        let own = |name: &str| property(&style, name);
        let place = element.get_bounding_client_rect();
        if own("visibility") == "hidden" || element.class_list().contains("unseen") || place.width() == 0.0 {
            return;
        }
        self.fill(&own("background-color"), &shadow(&own("box-shadow")), &place);
        if let Some(canvas) = element.dyn_ref::<HtmlCanvasElement>() {
            let source = canvas.to_data_url().unwrap_or_default();
            let at = self.place(&place);
            let _ = write!(
                self.body,
                "<image {at} preserveAspectRatio=\"none\" image-rendering=\"pixelated\" href=\"{source}\"/>"
            );
            return;
        }
        if element.tag_name() == "svg" {
            // Its style sheet stays behind: lines are drawn in the colour of the text.
            let at = self.place(&place);
            let opening = format!("<svg {at} color=\"{}\" fill=\"none\" stroke=\"currentColor\" ", own("color"));
            self.body += &element.outer_html().replacen("<svg ", &opening, 1);
            return;
        }
        let children = element.child_nodes();
        for node in (0..children.length()).filter_map(|at| children.item(at)) {
            match node.dyn_ref::<Element>() {
                Some(child) => self.element(child),
                None if node.node_type() == Node::TEXT_NODE => self.text(&node, &style),
                None => {}
            }
        }
    }

    fn fill(&mut self, color: &str, line: &str, place: &DomRect) {
        let nothing = color.ends_with(", 0)");
        if nothing && line == "none" {
            return;
        }
        let at = self.place(place);
        let color = if nothing { "none".into() } else { plain(color) };
        let _ = write!(self.body, "<rect {at} rx=\"3\" fill=\"{color}\" stroke=\"{line}\"/>");
    }

    fn text(&mut self, node: &Node, style: &CssStyleDeclaration) {
        let words = node.text_content().unwrap_or_default();
        let Ok(range) = document().create_range() else { return };
        // Where a line may break stands a space of no width.
        if words.trim_matches([' ', '\n', '\u{200b}']).is_empty() || range.select_node_contents(node).is_err() {
            return;
        }
        let place = range.get_bounding_client_rect();
        self.place(&place);
        // Lines from the middle of their boxes: where the top is depends on the line's height.
        let (x, y) = (place.left() - self.left, place.top() - self.top);
        let lines: Vec<&str> = words.split('\n').collect();
        let height = place.height() / lines.len() as f64;
        let _ = write!(
            self.body,
            "<g dominant-baseline=\"central\" fill=\"{}\" font-family='{}' font-size=\"{}\" font-weight=\"{}\" text-decoration=\"{}\">",
            plain(&property(style, "color")),
            property(style, "font-family"),
            property(style, "font-size"),
            property(style, "font-weight"),
            property(style, "text-decoration-line"),
        );
        for (at, line) in lines.into_iter().enumerate() {
            let middle = y + (at as f64 + 0.5) * height;
            let _ = write!(self.body, "<text x=\"{x:.1}\" y=\"{middle:.1}\">{}</text>", escape(line));
        }
        self.body += "</g>";
    }

    /// Attributes for a box, which the picture grows to hold.
    fn place(&mut self, place: &DomRect) -> String {
        let (x, y) = (place.left() - self.left, place.top() - self.top);
        self.right = self.right.max(x + place.width());
        self.bottom = self.bottom.max(y + place.height());
        format!("x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\"", place.width(), place.height())
    }
}

fn property(style: &CssStyleDeclaration, name: &str) -> String {
    style.get_property_value(name).unwrap_or_default()
}

/// The colour that a box's shadow begins with: here shadows are outlines.
fn shadow(value: &str) -> String {
    value.find(')').map_or_else(|| "none".into(), |end| plain(&value[..=end]))
}

/// A mixed colour, which browsers give as `color(srgb 0.9 0.8 0.7)`, as all programs read it.
fn plain(color: &str) -> String {
    let Some(parts) = color.strip_prefix("color(srgb ").and_then(|rest| rest.strip_suffix(')')) else {
        return color.into();
    };
    let byte = |part: &str| (viz::decimal::read(part).unwrap_or_default() * 255.0).round();
    let bytes: Vec<String> = parts.split(' ').take(3).map(|part| byte(part).to_string()).collect();
    format!("rgb({})", bytes.join(", "))
}

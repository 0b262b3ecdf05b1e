//! Attention as lines between two columns of tokens: queries at the left, keys at the right.

use std::fmt::Write;

use crate::heatmap::{Grid, escape};

/// In the drawing's own units.
const ROW: f64 = 20.0;
const WIDTH: f64 = 360.0;
/// Where the lines begin and end.
const LEFT: f64 = 120.0;
const RIGHT: f64 = 240.0;

/// Weights below it are not drawn: of hundreds of faint lines nothing can be read.
const FAINTEST: f32 = 0.02;

/// Letters of a token that have room beside the lines.
const LETTERS: usize = 14;

/// One line a weight, the stronger the heavier. With `from`, only the lines of that query. Colours are the style sheet's.
pub fn svg(tokens: &[String], grid: &Grid, from: Option<usize>) -> String {
    let height = ROW * tokens.len() as f64;
    let mut svg =
        format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"Lines from tokens to tokens\">");
    let mut put = |args: std::fmt::Arguments| svg.write_fmt(args).expect("a string grows");
    let middle = |row: usize| ROW * (row as f64 + 0.5);
    for query in (0..grid.rows).filter(|query| from.is_none_or(|from| from == *query)) {
        for key in 0..grid.cols {
            let weight = grid.get(query, key).unwrap_or(0.0);
            if weight >= FAINTEST {
                let (y1, y2, weight) = (middle(query), middle(key), f64::from(weight.min(1.0)));
                put(format_args!(
                    "<line x1=\"{LEFT}\" y1=\"{y1}\" x2=\"{RIGHT}\" y2=\"{y2}\" stroke-opacity=\"{weight:.3}\" stroke-width=\"{:.2}\"/>",
                    0.75 + 2.25 * weight
                ));
            }
        }
    }
    for (row, token) in tokens.iter().enumerate() {
        let y = middle(row) + 4.0;
        let word = escape(&shortened(token));
        let class = if from == Some(row) { " class=\"from\"" } else { "" };
        put(format_args!("<text x=\"{}\" y=\"{y}\" text-anchor=\"end\"{class}>{word}</text>", LEFT - 6.0));
        put(format_args!("<text x=\"{}\" y=\"{y}\">{word}</text>", RIGHT + 6.0));
    }
    svg.push_str("</svg>");
    svg
}

fn shortened(token: &str) -> String {
    if token.chars().count() <= LETTERS {
        return token.into();
    }
    token.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Vec<String> {
        ["<b>", "incomprehensibilities"].map(str::to_string).to_vec()
    }

    #[test]
    fn each_weight_that_can_be_seen_is_a_line() {
        let grid = Grid::new(2, 2, vec![0.99, 0.01, 0.5, 0.5]);
        let all = svg(&tokens(), &grid, None);
        assert_eq!(all.matches("<line").count(), 3);
        assert!(all.contains("stroke-opacity=\"0.990\""));
        let one = svg(&tokens(), &grid, Some(0));
        assert_eq!((one.matches("<line").count(), one.matches("class=\"from\"").count()), (1, 1));
    }

    #[test]
    fn tokens_are_escaped_and_shortened() {
        let drawing = svg(&tokens(), &Grid::new(2, 2, vec![0.0; 4]), None);
        assert!(drawing.contains("&lt;b&gt;") && !drawing.contains("<b>"));
        assert!(drawing.contains("incomprehensi…") && !drawing.contains("incomprehensib"));
    }
}

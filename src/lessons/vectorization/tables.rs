//! The numbers behind the pictures, for tables and files.

use protocol::vectorization::{Comparison, PieceKind, Ranking, Steps, Window};
use viz::heatmap::{Grid, escape};
use viz::scale::Scale;
use viz::table::Table;

/// The part of the matrix in view: a row a document, a column a term, weights with all their digits.
pub fn matrix_table(window: &Window) -> Table {
    let heads = window.columns.iter().map(|column| column.term.clone());
    let rows = window.rows.iter().map(|row| {
        let mut cells = vec![format!("{}: {}", row.document + 1, row.text)];
        cells.resize(window.columns.len() + 1, "0".into());
        row.cells.iter().for_each(|cell| cells[cell.at + 1] = cell.weight.to_string());
        cells
    });
    Table { columns: std::iter::once("document".to_string()).chain(heads).collect(), rows: rows.collect() }
}

/// The part of the matrix in view as a picture with the names of its rows and columns.
pub fn matrix_svg(window: &Window, scale: &Scale) -> String {
    const CELL: f64 = 18.0;
    const NAMES: f64 = 220.0;
    const HEADS: f64 = 110.0;
    let (rows, cols) = (window.rows.len(), window.columns.len());
    let mut grid = Grid::new(rows, cols, Vec::new());
    for (at, row) in window.rows.iter().enumerate() {
        row.cells.iter().for_each(|cell| grid.values[at * cols + cell.at] = cell.weight as f32);
    }
    let cells = viz::heatmap::svg(&grid, scale, (CELL, CELL), "Document-term matrix");
    let (width, height) = (NAMES + cols as f64 * CELL, HEADS + rows as f64 * CELL);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\"><svg x=\"{NAMES}\" y=\"{HEADS}\" width=\"{}\" height=\"{}\">{cells}</svg>",
        cols as f64 * CELL,
        rows as f64 * CELL
    );
    for (at, column) in window.columns.iter().enumerate() {
        let x = NAMES + at as f64 * CELL + 12.0;
        out.push_str(&format!(
            "<text x=\"{x}\" y=\"{}\" transform=\"rotate(-60 {x} {})\">{}</text>",
            HEADS - 4.0,
            HEADS - 4.0,
            escape(&column.term)
        ));
    }
    for (at, row) in window.rows.iter().enumerate() {
        let name: String = row.text.chars().take(32).collect();
        let y = HEADS + at as f64 * CELL + 13.0;
        out.push_str(&format!("<text x=\"4\" y=\"{y}\">{} {}</text>", row.document + 1, escape(&name)));
    }
    out.push_str("</svg>");
    out
}

/// Which terms carry the cosine of two documents, with all digits.
pub fn comparison_table(comparison: &Comparison) -> Table {
    let mut rows: Vec<Vec<String>> =
        comparison.shares.iter().map(|share| vec![share.term.clone(), share.share.to_string()]).collect();
    if comparison.rest > 0.0 {
        rows.push(vec!["others".into(), comparison.rest.to_string()]);
    }
    rows.push(vec!["all".into(), comparison.cosine.to_string()]);
    Table { columns: ["term", "its part of the cosine"].map(String::from).to_vec(), rows }
}

pub fn ranking_table(ranking: &Ranking) -> Table {
    let columns = ["rank", "document", "cosine", "product", "carried by", "text"].map(String::from).to_vec();
    let rows = ranking.hits.iter().enumerate().map(|(place, hit)| {
        let shares: Vec<String> = hit.shares.iter().map(|share| format!("{} {}", share.term, share.share)).collect();
        vec![
            (place + 1).to_string(),
            (hit.document + 1).to_string(),
            hit.cosine.to_string(),
            hit.dot.to_string(),
            shares.join("; "),
            hit.text.clone(),
        ]
    });
    Table { columns, rows: rows.collect() }
}

/// The words of the followed document and what became of each term.
pub fn steps_table(steps: &Steps) -> Table {
    let columns = ["term", "count", "tf", "df", "idf", "tf × idf", "weight", "left out because"];
    let mut rows: Vec<Vec<String>> = steps
        .weights
        .iter()
        .map(|term| match term.weight {
            Some(weight) => {
                let numbers = [weight.tf, f64::from(weight.df), weight.idf, weight.product, weight.weight];
                let mut cells = vec![term.term.clone(), term.count.to_string()];
                cells.extend(numbers.iter().map(f64::to_string));
                cells.push(String::new());
                cells
            }
            None => {
                left_out(&term.term, &term.count.to_string(), "not in the vocabulary (min_df, max_df or max_features)")
            }
        })
        .collect();
    rows.extend(steps.pieces.iter().filter_map(|piece| {
        let why = match piece.kind {
            PieceKind::Gap | PieceKind::Word => return None,
            PieceKind::TooShort => "one character",
            PieceKind::StopWord => "stop word",
            PieceKind::Unknown => "no term of the vocabulary",
        };
        Some(left_out(&piece.text, "", why))
    }));
    Table { columns: columns.map(String::from).to_vec(), rows }
}

fn left_out(term: &str, count: &str, why: &str) -> Vec<String> {
    let mut cells = vec![String::new(); 8];
    (cells[0], cells[1], cells[7]) = (term.into(), count.into(), why.into());
    cells
}

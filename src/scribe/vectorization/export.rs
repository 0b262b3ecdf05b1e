//! The matrix as files: whole, sparse, or as a script that makes it again.

use std::fmt::Write;

use algorithms::vectorization::Space;
use protocol::vectorization::{Export, Limit, MOST_CELLS, Norm, Options, Representation, Setup};

/// The script, without its settings.
const SCRIPT: &str = include_str!("../../../assets/export/vectorization.py");
/// The line of it that the settings take.
const SETTINGS: &str = "SETTINGS = None\n";

/// # Errors
/// If the matrix is too large to be written out whole.
pub fn export(space: &Space, setup: &Setup, export: Export, documents: &[&str]) -> Result<Vec<u8>, String> {
    let text = match export {
        Export::Csv if space.documents().saturating_mul(space.terms.len()) > MOST_CELLS => {
            return Err(
                "This matrix has more than four million cells. Take the triplets: they hold what is not zero.".into()
            );
        }
        Export::Csv => csv(space),
        Export::Triplets => triplets(space),
        Export::Script => script(space, setup, documents),
    };
    Ok(text.into_bytes())
}

/// A row a document, a column a term, every digit of the weights.
fn csv(space: &Space) -> String {
    let mut out = String::from("document");
    for term in &space.terms {
        out.push(',');
        push_cell(&mut out, term);
    }
    out.push_str("\r\n");
    for row in 0..space.documents() {
        let _ = write!(out, "{row}");
        let mut next = 0;
        for (column, weight) in space.weights.row(row) {
            (next..column).for_each(|_| out.push_str(",0"));
            let _ = write!(out, ",{weight}");
            next = column + 1;
        }
        (next..space.terms.len() as u32).for_each(|_| out.push_str(",0"));
        out.push_str("\r\n");
    }
    out
}

fn triplets(space: &Space) -> String {
    let mut out = String::from("document,column,term,count,weight\r\n");
    for row in 0..space.documents() {
        for ((column, count), weight) in space.counts.row(row).zip(space.weights.values(row)) {
            let _ = write!(out, "{row},{column},");
            push_cell(&mut out, &space.terms[column as usize]);
            let _ = write!(out, ",{count},{weight}\r\n");
        }
    }
    out
}

fn push_cell(out: &mut String, cell: &str) {
    if cell.contains([',', '"', '\n', '\r']) {
        let _ = write!(out, "\"{}\"", cell.replace('"', "\"\""));
    } else {
        out.push_str(cell);
    }
}

/// JSON inside a raw Python string: in JSON no three quotation marks stand in a row, since those inside a text are escaped.
fn script(space: &Space, setup: &Setup, documents: &[&str]) -> String {
    let mut json = String::from("{\"representation\": ");
    quoted(
        &mut json,
        match setup.representation {
            Representation::OneHot => "one-hot",
            Representation::Counts => "counts",
            Representation::TfIdf => "tfidf",
        },
    );
    json.push_str(", \"options\": ");
    options(&mut json, &setup.options, &space.options.stop_words);
    json.push_str(", \"documents\": [");
    for (k, document) in documents.iter().enumerate() {
        json.push_str(if k > 0 { ",\n  " } else { "\n  " });
        quoted(&mut json, document);
    }
    json.push_str("]}");
    SCRIPT.replacen(SETTINGS, &format!("SETTINGS = r\"\"\"{json}\"\"\"\n"), 1)
}

fn options(json: &mut String, options: &Options, stop_words: &[String]) {
    let limit = |limit: Limit| match limit {
        Limit::Documents(count) => count.to_string(),
        // With its point, so that Python reads a share and not a count.
        Limit::Share(share) => format!("{share:?}"),
    };
    let norm = match options.norm {
        Some(Norm::L1) => "\"l1\"",
        Some(Norm::L2) => "\"l2\"",
        None => "null",
    };
    let most = options.max_features.map_or("null".to_owned(), |most| most.to_string());
    let _ = write!(
        json,
        "{{\"lowercase\": {}, \"ngram_range\": [{}, {}], \"min_df\": {}, \"max_df\": {}, \"max_features\": {most}, \"binary\": {}, \
         \"use_idf\": {}, \"smooth_idf\": {}, \"sublinear_tf\": {}, \"norm\": {norm}, \"stop_words\": ",
        options.lowercase,
        options.ngram_range.0,
        options.ngram_range.1,
        limit(options.min_df),
        limit(options.max_df),
        options.binary,
        options.use_idf,
        options.smooth_idf,
        options.sublinear_tf,
    );
    if stop_words.is_empty() {
        json.push_str("null}");
        return;
    }
    json.push('[');
    for (k, word) in stop_words.iter().enumerate() {
        json.push_str(if k > 0 { ", " } else { "" });
        quoted(json, word);
    }
    json.push_str("]}");
}

fn quoted(json: &mut String, text: &str) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            // Line separators too: an editor may break the line there.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                let _ = write!(json, "\\u{:04x}", c as u32);
            }
            c => json.push(c),
        }
    }
    json.push('"');
}

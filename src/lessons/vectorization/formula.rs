//! A cell worked out with its numbers.

use protocol::vectorization::{Norm, Representation, Setup};
use viz::number::fixed;

use super::lesson::Picked;
use crate::format::count;

/// A piece of an equation: a concept's class (or none) and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub class: &'static str,
    pub text: String,
}

/// One equation.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// For those who do not see it.
    pub label: &'static str,
    pub parts: Vec<Part>,
}

fn part(class: &'static str, text: impl Into<String>) -> Part {
    Part { class, text: text.into() }
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 { fixed(value, 0) } else { fixed(value, 4) }
}

/// `tf`, `idf`, their product and the norm, as far as the representation has them.
pub fn formula(picked: &Picked, setup: &Setup, documents: usize) -> Vec<Line> {
    let options = &setup.options;
    let mut lines = Vec::new();
    let mut line = |label, parts| lines.push(Line { label, parts });
    let tf = number(picked.tf);
    match setup.representation {
        Representation::OneHot => {
            let words = if picked.count > 0 { "1, it is there" } else { "0, it is not there" };
            line("one-hot", vec![part("c-weight", "x"), part("", format!(" = {words}"))]);
            return lines;
        }
        Representation::Counts => {
            let words = if options.binary { " (counted once: binary)" } else { "" };
            line("count", vec![part("c-tf", "tf"), part("", format!(" = {tf}{words}"))]);
            return lines;
        }
        Representation::TfIdf if options.sublinear_tf && picked.count > 0 => line(
            "term frequency",
            vec![part("c-tf", "tf"), part("", format!(" = 1 + ln {} = ", picked.count)), part("c-tf", tf.clone())],
        ),
        Representation::TfIdf => line("term frequency", vec![part("c-tf", "tf"), part("", format!(" = {tf}"))]),
    }
    let idf = number(picked.idf);
    if options.use_idf {
        let more = if options.smooth_idf { "1 + " } else { "" };
        line(
            "inverse document frequency",
            vec![
                part("c-idf", "idf"),
                part("", format!(" = ln (({more}{}) / ({more}", count(documents))),
                part("c-df", count(picked.df as usize)),
                part("", ")) + 1 = "),
                part("c-idf", idf.clone()),
            ],
        );
    } else {
        line("inverse document frequency", vec![part("c-idf", "idf"), part("", " = 1 (turned off)")]);
    }
    let product = picked.tf * picked.idf;
    line(
        "product",
        vec![
            part("c-tf", "tf"),
            part("", " × "),
            part("c-idf", "idf"),
            part("", format!(" = {tf} × {idf} = {}", number(product))),
        ],
    );
    let norm = number(picked.norm);
    match options.norm {
        None => {
            line("weight", vec![part("c-weight", "weight"), part("", " = "), part("c-weight", number(picked.weight))])
        }
        Some(kind) => {
            let how = match kind {
                Norm::L2 => " = √Σ product² = ",
                Norm::L1 => " = Σ |product| = ",
            };
            line("norm of the row", vec![part("c-norm", "norm"), part("", how), part("c-norm", norm.clone())]);
            line(
                "weight",
                vec![
                    part("c-weight", "weight"),
                    part("", format!(" = {} / ", number(product))),
                    part("c-norm", norm),
                    part("", " = "),
                    part("c-weight", number(picked.weight)),
                ],
            );
        }
    }
    lines
}

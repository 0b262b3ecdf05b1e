//! Formulas with the numbers of one cell put in, as MathML.

use algorithms::positional_encoding::bias;
use protocol::positional_encoding::Scheme;
use viz::number::{fixed, short};

use super::{lesson::Lesson, number::Number};

fn mn(text: &str) -> String {
    format!("<mn>{text}</mn>")
}

fn mi(text: &str) -> String {
    format!("<mi>{text}</mi>")
}

fn mo(text: &str) -> String {
    format!("<mo>{text}</mo>")
}

/// A name and under it the lines it is equal to.
fn lines(left: &str, rights: &[String]) -> String {
    let rows: Vec<String> = rights
        .iter()
        .enumerate()
        .map(|(k, right)| {
            // The column is narrow: what is computed stands over its lines, not beside them.
            let left = if k == 0 { format!("<mtr><mtd>{left}</mtd></mtr>") } else { String::new() };
            format!("{left}<mtr><mtd><mo>=</mo>{right}</mtd></mtr>")
        })
        .collect();
    format!("<math><mtable>{}</mtable></math>", rows.concat())
}

fn brackets(inside: &str) -> String {
    format!("<mo stretchy=\"false\">(</mo>{inside}<mo stretchy=\"false\">)</mo>")
}

/// The hovered cell of the matrix, or the followed pair's sine at the current position.
pub fn cell_math(lesson: &Lesson) -> String {
    let pe = lesson.sinusoid();
    let (dimension, position) = lesson.hover.unwrap_or((2 * lesson.followed(), lesson.now()));
    let dimension = dimension.min(lesson.d_model() - 1);
    let (pair, scale) = (dimension / 2, lesson.get(Number::Scale));
    let name = if dimension % 2 == 0 { "sin" } else { "cos" };
    let (at, frequency) = (lesson.scaled(position), pe.frequency(pair));
    let position = if scale == 1.0 {
        mn(&position.to_string())
    } else {
        format!("{}{}{}", mn(&position.to_string()), mo("·"), mn(&short(scale)))
    };
    let power = format!(
        "<msup>{}<mrow>{}<mfrac>{}{}</mfrac></mrow></msup>",
        mn(&short(lesson.get(Number::Base))),
        mo("−"),
        mn(&(2 * pair).to_string()),
        mn(&lesson.d_model().to_string())
    );
    let of = |inside: String| format!("{}{}", mi(name), brackets(&inside));
    let left = format!("{}{}", mi("PE"), brackets(&format!("{position}{}{}", mo(","), mn(&dimension.to_string()))));
    lines(
        &left,
        &[
            of(format!("{position}{}{power}", mo("·"))),
            of(format!("{position}{}{}", mo("·"), mn(&short(frequency)))),
            of(mn(&fixed(at * frequency, 3))),
            format!("<mn class=\"result\">{}</mn>", fixed(pe.value(at, dimension), 4)),
        ],
    )
}

/// The rotation of the followed pair from the position to the one `k` further, with both sides computed.
pub fn rotation_math(lesson: &Lesson) -> String {
    let pe = lesson.sinusoid();
    let pair = lesson.followed();
    if pair >= pe.pairs() {
        return String::new();
    }
    let (p, k) = (lesson.scaled(lesson.now()), lesson.scaled(lesson.offset()));
    let matrix = |rows: &[&[f64]]| {
        let row = |cells: &&[f64]| {
            let cells: Vec<String> =
                cells.iter().map(|value| format!("<mtd>{}</mtd>", mn(&fixed(*value, 3)))).collect();
            format!("<mtr>{}</mtr>", cells.concat())
        };
        let rows: Vec<String> = rows.iter().map(row).collect();
        format!("<mrow><mo>(</mo><mtable>{}</mtable><mo>)</mo></mrow>", rows.concat())
    };
    let (sin, cos) = (pe.value(p, 2 * pair), pe.value(p, 2 * pair + 1));
    let turn = pe.rotation(pair, k);
    let there = turn.map(|row| row[0] * sin + row[1] * cos);
    let name = "<msub><mi>M</mi><mi>k</mi></msub>";
    let (from, to) = (matrix(&[&[sin], &[cos]]), matrix(&[&[there[0]], &[there[1]]]));
    format!(
        "<math><mtable><mtr><mtd>{name}<mo>=</mo>{}</mtd></mtr><mtr><mtd>{name}{from}<mo>=</mo>{to}</mtd></mtr></mtable></math>",
        matrix(&[&turn[0], &turn[1]])
    )
}

/// The explained cell of the attention map: its score and its weight, in the head and scheme on show.
pub fn attention_math(lesson: &Lesson) -> String {
    let (Some(attended), Some(run)) = (&lesson.attended, lesson.run()) else { return String::new() };
    let Some(pass) = &run.original else { return String::new() };
    let setup = &attended.setup;
    let (tokens, heads) = (setup.words.len(), setup.num_heads as usize);
    let width = setup.d_model as usize / heads;
    let (i, j) = (lesson.cell.0.min(tokens - 1), lesson.cell.1.min(tokens - 1));
    let head = lesson.head();
    let vector = |all: &[f32], token: usize| all[(head * tokens + token) * width..][..width].to_vec();
    let (q, k) = (vector(&pass.query, i), vector(&pass.key, j));
    let product: f32 = q.iter().zip(&k).map(|(a, b)| a * b).sum();
    let row = &pass.scores[(head * tokens + i) * tokens..][..tokens];
    let seen = |key: usize| !setup.causal || key <= i;
    let sum: f64 = (0..tokens).filter(|key| seen(*key)).map(|key| f64::from(row[key]).exp()).sum();
    let weight = pass.weights[(head * tokens + i) * tokens + j];

    let root = format!("<msqrt>{}</msqrt>", mn(&width.to_string()));
    let fraction = |top: String| format!("<mfrac><mrow>{top}</mrow>{root}</mfrac>");
    let symbols =
        fraction(format!("<msub>{}{}</msub>{}<msub>{}{}</msub>", mi("q"), mi("i"), mo("·"), mi("k"), mi("j")));
    let numbers = fraction(mn(&fixed(f64::from(product), 3)));
    let bias_of = |slope: f32| {
        let distance = i.abs_diff(j);
        let penalty = bias(f64::from(slope), i as f64, j as f64);
        (format!("{}{}{}{}", mo("−"), mn(&short(f64::from(slope))), mo("·"), mn(&distance.to_string())), penalty)
    };
    let slope = (run.scheme == Scheme::Alibi).then(|| attended.slopes.get(head).copied()).flatten();
    let added = slope.map(|slope| bias_of(slope).0).unwrap_or_default();
    let letters = if slope.is_some() {
        format!("{}{}{}", mo("−"), mi("m"), "<mo>|</mo><mi>i</mi><mo>−</mo><mi>j</mi><mo>|</mo>")
    } else {
        String::new()
    };
    let score = lines(
        "<msub><mi>s</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>",
        &[
            format!("{symbols}{letters}"),
            format!("{numbers}{added}"),
            format!("<mn class=\"result\">{}</mn>", fixed(f64::from(row[j]), 3)),
        ],
    );
    let masked = !seen(j);
    let softmax = if masked {
        vec!["<mtext>behind the mask</mtext>".to_string(), "<mn class=\"result\">0</mn>".to_string()]
    } else {
        let exponential = |inside: &str| format!("<msup>{}<mrow>{inside}</mrow></msup>", mi("e"));
        vec![
            format!(
                "<mfrac>{}<mrow><msub>{}{}</msub>{}</mrow></mfrac>",
                exponential("<msub><mi>s</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>"),
                mo("∑"),
                mi("n"),
                exponential("<msub><mi>s</mi><mrow><mi>i</mi><mi>n</mi></mrow></msub>")
            ),
            format!("<mfrac>{}{}</mfrac>", mn(&fixed(f64::from(row[j]).exp(), 3)), mn(&fixed(sum, 3))),
            format!("<mn class=\"result\">{}</mn>", fixed(f64::from(weight), 3)),
        ]
    };
    format!("{score}{}", lines("<msub><mi>w</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>", &softmax))
}

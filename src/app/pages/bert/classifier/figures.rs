//! The run on show: curves, who gets how many right, and what is taken for what.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::classifier::Judge;
use viz::heatmap::{self, Grid};

/// Rem of a row of a confusion matrix.
const ROW: f64 = 2.0;

pub fn curves(page: Page) -> AnyView {
    let started = page.see(|lesson| !lesson.classifier.epochs.is_empty());
    let loss = page.see(|lesson| lesson.classifier.loss_chart());
    let right = page.see(|lesson| lesson.classifier.accuracy_chart());
    let charts = move || {
        if !started.get() {
            return empty("The curves appear as soon as the head is trained.");
        }
        view! {
            <div class="bert-pair">
                <Chart name="classifier-loss" data=loss />
                <Chart name="classifier-accuracy" data=right />
            </div>
        }
        .into_any()
    };
    block(
        "",
        vec![titled(fixed("Training"), fixed("measured before each epoch's step, without dropout")), charts.into_any()],
    )
}

pub fn judges(page: Page) -> Vec<AnyView> {
    let rows = page.see(|lesson| lesson.classifier.judge_rows());
    let columns = [
        ("Judge", "who gives the text its class"),
        ("Right", "held-out texts given their own class"),
        ("Share", "right / held out"),
    ];
    let columns = columns.map(|(name, how)| (name.to_string(), how)).to_vec();
    vec![
        caption(fixed("Held-out texts")),
        sheet("Held-out texts by judge", Signal::stored(columns), rows),
        note(fixed(
            "Nothing is trained for the last two: a text gets the class whose mean sentence embedding, or whose texts, point its way.",
        )),
    ]
}

pub fn confusions(page: Page) -> AnyView {
    let chosen = RwSignal::new(0_usize);
    let judge = move || Judge::ALL[chosen.get().min(Judge::ALL.len() - 1)];
    let labels = Judge::ALL.map(Judge::name).to_vec();
    let grids = page.see(|lesson| Judge::ALL.map(|judge| lesson.classifier.confusion(judge)));
    let grid = Memo::new(move |_| grids.with(|grids| grids[judge() as usize].clone()));
    let mistakes = page.see(|lesson| Judge::ALL.map(|judge| lesson.classifier.mistakes(judge)));
    let wrong = Memo::new(move |_| mistakes.with(|all| all[judge() as usize].clone()));
    let said = Signal::derive(move || match wrong.with(Vec::len) {
        0 => "no mistake".to_string(),
        1 => "1 mistake".into(),
        count => format!("{count} mistakes"),
    });
    let columns = ["Text", "Is", "Taken for"].map(|name| (name.to_string(), "")).to_vec();
    let any = Signal::derive(move || wrong.with(|wrong| !wrong.is_empty()));
    let shown = Signal::derive(move || grid.with(|grid| grid.rows > 0));
    let body = move || {
        let columns = columns.clone();
        block(
            "bert-pair",
            vec![
                matrix(page, grid),
                block(
                    "",
                    vec![caption(said), when(any, move || sheet("Mistakes", Signal::stored(columns.clone()), wrong))],
                ),
            ],
        )
    };
    let none = Signal::derive(move || !shown.get());
    block(
        "bert-under",
        vec![
            titled(
                fixed("What is taken for what"),
                fixed("held-out texts; their class in rows, the class given in columns"),
            ),
            view! { <Choice name="bert-judge" label="Given by" labels selected=chosen /> }.into_any(),
            when(shown, body),
            when(none, || empty("The matrix appears when held-out texts have been classified.")),
        ],
    )
}

fn matrix(page: Page, grid: Memo<Grid>) -> AnyView {
    let names = page.see(|lesson| lesson.classifier.class_names());
    let scale = page.see(|lesson| lesson.classifier.confusion_scale());
    let pointed = RwSignal::new(None::<HeatCell>);
    let name = move |at: usize| names.with_untracked(|names| names.get(at).cloned().unwrap_or_default());
    let words = move |(row, col): HeatCell| {
        let texts = grid.with_untracked(|grid| grid.get(row, col)).unwrap_or(0.0) as usize;
        let noun = if texts == 1 { "text" } else { "texts" };
        format!("{texts} {noun} of “{}” taken for “{}”", name(row), name(col))
    };
    let said = Signal::derive(move || pointed.get().map_or_else(|| "Point at a cell for its count.".into(), words));
    let table = Callback::new(move |()| grid.with(|grid| heatmap::table(grid, name, name)));
    let body = move || {
        let (names, rows) = (names.get(), grid.with(|grid| grid.rows));
        view! {
            <Lanes columns=Signal::stored(rows)>
                <TokenStrip label="Classes given" tokens=Signal::stored(names.clone()) />
                <Heatmap
                    label=names.join("\n")
                    grid
                    scale
                    describe=Callback::new(words)
                    on_hover=Callback::new(move |at| pointed.set(at))
                    height=ROW * rows as f64
                />
            </Lanes>
        }
        .into_any()
    };
    view! {
        <div
            class="bert-confusion position-map"
            style=("--rows", move || grid.with(|grid| grid.rows).to_string())
            style=("--tall", move || format!("{}rem", ROW * grid.with(|grid| grid.rows as f64)))
        >
            {body}
            {note(said)}
            <Legend scale low="no text" high="texts" />
            <div class="part-tools"><DataTable name="confusion" table /></div>
        </div>
    }
    .into_any()
}

pub fn runs(page: Page) -> AnyView {
    let rows = page.see(|lesson| lesson.classifier.run_rows());
    let any = Signal::derive(move || rows.with(|rows| !rows.is_empty()));
    let columns = [
        ("Run", ""),
        ("Texts a class", "training texts of the largest class"),
        ("Features", "which vector of the encoder the head reads"),
        ("Hidden", "neurons of the head's hidden layer"),
        ("Dropout", ""),
        ("Rate", "Adam's step size"),
        ("Epochs", ""),
        ("Head, training", "share of training texts given their own class"),
        ("Head, held out", "share of held-out texts given their own class"),
        ("Centroid", "the same by the nearest centroid"),
        ("3 nearest", "the same by the 3 nearest texts"),
    ];
    let columns = columns.map(|(name, how)| (name.to_string(), how)).to_vec();
    let table = when(any, move || {
        block(
            "bert-under",
            vec![
                titled(fixed("Your runs"), fixed("each with the same texts held out, while the texts stay")),
                sheet("Your runs", Signal::stored(columns.clone()), rows),
            ],
        )
    });
    block("bert-wide", vec![table])
}

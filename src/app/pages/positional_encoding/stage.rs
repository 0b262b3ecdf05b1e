//! The first lab: the matrix of sinusoids over the positions, its waves, its products, and its clocks.

use super::Page;
use super::{clocks, controls, inspector};
use crate::components::{lab as lab_of, *};
use leptos::prelude::*;
use lessons::positional_encoding::{Lesson, Number};
use viz::heatmap;
use viz::number::fixed as digits;
use viz::scale::Scale;
use viz::table::Table;

const KNOBS: [Number; 5] = [Number::DModel, Number::Base, Number::MaxLen, Number::Scale, Number::Offset];
/// Columns from one written position to the next.
const EVERY: usize = 16;

pub fn lab(page: Page) -> AnyView {
    let length = page.see(|lesson| lesson.max_len());
    let playing = RwSignal::new(false);
    let said = page.see(|lesson| {
        let (first, shown) = lesson.window();
        format!("Positions {first} to {} of {}", first + shown - 1, viz::number::count(lesson.max_len() as f64))
    });
    let mut knobs = controls::knobs(page, &KNOBS);
    knobs.push(controls::remarks(page));
    // Positions count from 0 and the bar from 1: the first row is position 0.
    let bar = view! {
        <TransportBar position=page.position length playing label=fixed("row") rate=Signal::stored(6.0) />
    };
    let parts = LabParts {
        name: "The sinusoids",
        recorded: never(),
        head: vec![status(said, never()), share_button(page), page.notices()],
        knobs,
        stage: vec![matrix(page), waves(page)],
        inspect: inspector::inspector(page),
        under: vec![clocks::clocks(page), products(page)],
        foot: vec![bar.into_any()],
    };
    lab_of(parts)
}

fn matrix(page: Page) -> AnyView {
    let grid = page.see(|lesson| lesson.matrix());
    let window = page.see(|lesson| lesson.window());
    let now = page.see(|lesson| lesson.now() - lesson.window().0);
    let followed = page.see(|lesson| 2 * lesson.followed());
    let strip = Memo::new(move |_| {
        let (first, columns) = window.get();
        let name = |position: usize| if position.is_multiple_of(EVERY) { position.to_string() } else { String::new() };
        (first..first + columns).map(name).collect::<Vec<String>>()
    });
    let mark = page.see(|lesson| {
        let first = lesson.window().0;
        let (dimension, position) = lesson.hover.unwrap_or((2 * lesson.followed(), lesson.now()));
        Some((dimension, position.checked_sub(first)?))
    });
    let describe = Callback::new(move |(dimension, column): HeatCell| {
        page.peek(|lesson| {
            let position = lesson.window().0 + column;
            let value = lesson.sinusoid().value(lesson.scaled(position), dimension);
            format!("position {position}, dimension {dimension}: {}", digits(value, 3))
        })
    });
    let words = page.see(|lesson| format!("{} dimensions down, positions across", lesson.d_model()));
    let scale = Signal::stored(Scale::Diverging { abs_max: 1.0 });
    let lanes = view! {
        <Lanes columns=Signal::derive(move || window.get().1) now>
            <TokenStrip
                label="Positions"
                tokens=strip
                now=Signal::derive(move || Some(now.get()))
                on_pick=Callback::new(move |at| page.position.set(window.get_untracked().0 + at))
            />
            <Heatmap
                label="dimension"
                grid
                scale
                mark
                row=Signal::derive(move || Some(followed.get()))
                describe
                height=14.0
                on_hover=Callback::new(move |at: Option<HeatCell>| {
                    let first = window.get_untracked().0;
                    page.change(|lesson| lesson.set_hover(at.map(|(dimension, column)| (dimension, first + column))));
                })
                on_pick=Callback::new(move |(dimension, column): HeatCell| {
                    page.change(|lesson| lesson.set_pair(dimension / 2));
                    page.position.set(window.get_untracked().0 + column);
                })
            />
        </Lanes>
    };
    let tools = page.picture_tools("PE", ".position-matrix .lanes", dimensions);
    block(
        "position-matrix",
        vec![
            titled(fixed("PE: every row a sine or a cosine"), words),
            lanes.into_any(),
            legend(scale),
            note(fixed("Point at a cell for its formula; click it to go there.")),
            tools,
        ],
    )
}

fn legend(scale: impl Into<Signal<Scale>>) -> AnyView {
    let scale: Signal<Scale> = scale.into();
    view! { <Legend scale /> }.into_any()
}

fn dimensions(lesson: &Lesson) -> Table {
    over_positions(lesson, &lesson.matrix(), |dimension| format!("dimension {dimension}"))
}

fn products_table(lesson: &Lesson) -> Table {
    let first = lesson.window().0;
    over_positions(lesson, &lesson.product_matrix(), |row| format!("position {}", first + row))
}

/// The numbers of a picture whose columns are the positions in the window.
fn over_positions(lesson: &Lesson, grid: &heatmap::Grid, row: impl Fn(usize) -> String) -> Table {
    let first = lesson.window().0;
    heatmap::table(grid, row, |column| (first + column).to_string())
}

fn waves(page: Page) -> AnyView {
    let chart = page.see(|lesson| lesson.waves());
    let words = page.see(|lesson| {
        let turn = lesson.turn(lesson.followed());
        format!("pair {}: a turn in {} positions", lesson.followed(), viz::number::short(turn))
    });
    let chart = view! { <Chart name="waves" data=chart height=8.0 /> };
    block("position-waves", vec![titled(fixed("The same as waves"), words), chart.into_any()])
}

fn products(page: Page) -> AnyView {
    let chart = page.see(|lesson| lesson.products());
    let grid = page.see(|lesson| lesson.product_matrix());
    let window = page.see(|lesson| lesson.window());
    let all = RwSignal::new(false);
    let words = page.see(|lesson| {
        let (p, k) = (lesson.now(), lesson.offset());
        let product = lesson.sinusoid().dot(lesson.scaled(p), lesson.scaled(p + k));
        format!("PE({p}) · PE({}) = {}", p + k, digits(product, 3))
    });
    let scale = page.see(|lesson| Scale::Diverging { abs_max: lesson.d_model().div_ceil(2) as f64 });
    let mark = page.see(|lesson| {
        let here = lesson.now() - lesson.window().0;
        Some((here, here + lesson.offset()))
    });
    let describe = Callback::new(move |(row, column): HeatCell| {
        let first = window.get_untracked().0;
        let value = grid.with_untracked(|grid| grid.get(row, column)).unwrap_or(f32::NAN);
        format!("positions {} and {}: {}", first + row, first + column, digits(f64::from(value), 3))
    });
    let matrix = move || {
        let lanes = view! {
            <Lanes columns=Signal::derive(move || window.get().1)>
                <Heatmap
                    label="position p"
                    grid
                    scale
                    mark
                    describe
                    height=16.0
                    on_pick=Callback::new(move |(row, _): HeatCell| page.position.set(window.get_untracked().0 + row))
                />
            </Lanes>
        };
        let tools = page.picture_tools("PE-products", ".position-products .lanes", products_table);
        block("position-products", vec![lanes.into_any(), legend(scale), tools])
    };
    let curve = move || view! { <Chart name="products" data=chart height=12.0 /> }.into_any();
    let switch = view! { <Switch label="All pairs of positions" on=all /> };
    block(
        "",
        vec![
            titled(fixed("How alike two positions are"), words),
            block("part-bar", vec![switch.into_any()]),
            when(Signal::derive(move || !all.get()), curve),
            when(all, matrix),
        ],
    )
}

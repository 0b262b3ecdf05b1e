//! The middle of the lab: every gate of a layer over the text, character by character.

use super::Page;
use super::picture::{Picture, tokens};
use crate::components::*;
use leptos::prelude::*;
use lessons::format::measured;
use lessons::lstm::{Lesson, Order, SIGNALS, SignalInfo, TaskKind};
use protocol::lstm::Property;
use viz::heatmap;
use viz::line_chart::{LineChart, Series};
use viz::scale::Scale;
use viz::table::Table;

/// What the finder can look for, as the reader reads it.
const FINDER: [(Property, &str); 5] = [
    (Property::InsideQuotes, "inside quotes"),
    (Property::AfterNewline, "after a newline"),
    (Property::PositionInWord, "position in the word"),
    (Property::UpperCase, "upper case"),
    (Property::PositionInLine, "position in the line"),
];

pub fn stage(page: Page, task: TaskKind, picture: Memo<Picture>) -> AnyView {
    let now = page.see(|lesson| Some(lesson.now()));
    let hover = page.see(|lesson| lesson.view.hover);
    let strip = Memo::new(move |_| picture.with(|picture| picture.trace.as_deref().map(tokens).unwrap_or_default()));
    let mark = Signal::derive(move || hover.get().map(|cell| cell.step));
    let maps = SIGNALS.iter().map(|info| map(page, info, picture)).collect_view();
    view! {
        <div class="stage">
            {head(page, task)}
            <Lanes columns=Signal::derive(move || picture.with(Picture::steps)) now=Signal::derive(move || now.get().unwrap_or(0))>
                <TokenStrip
                    label=if task == TaskKind::Text { "Text the model reads" } else { "Steps of the window" }
                    tokens=strip
                    now
                    mark
                    on_pick=Callback::new(move |at| page.position.set(at))
                />
                {maps}
            </Lanes>
            <div class="part-legends">
                <Legend scale=Signal::stored(Scale::Sequential { min: 0.0, max: 1.0 }) low="shut" high="open" />
                <Legend scale=Signal::stored(Scale::Diverging { abs_max: 1.0 }) low="candidate, hidden" />
                <Legend scale=Signal::derive(move || picture.with(|picture| picture.scale(&SIGNALS[4]))) low="cell" />
                <span class="part-note">"Point at a cell for its equation; click a row to follow one neuron."</span>
            </div>
            <div class="part-tools">
                {table(page, picture)}
                {exports(page, picture)}
            </div>
            {follow(page, picture)}
        </div>
    }
    .into_any()
}

fn head(page: Page, task: TaskKind) -> AnyView {
    let layers = page.see(|lesson| lesson.trace().map_or(1, |trace| trace.layers.len()));
    let layer = page.see(|lesson| lesson.layer());
    let selected = two_way(layer, move |at| page.act(|lesson| lesson.set_layer(at)));
    let title = page.see(|lesson| format!("What the gates did, layer {}", lesson.layer() + 1));
    let words = page.see(|lesson| {
        let (rows, order) = lesson.rows();
        let order = if order == Order::ByScore { ", best trackers first" } else { "" };
        format!("{} of {} neurons{order}", rows.len(), lesson.trace().map_or(0, |trace| trace.hidden_size))
    });
    let stored = page.see(|lesson| lesson.view.all_rows);
    let all = two_way(stored, move |all| page.change(|lesson| lesson.view.all_rows = all));
    let choice = move || {
        let labels = ["1", "2", "3"][..layers.get().clamp(1, 3)].to_vec();
        view! { <Choice name="lstm-layer" label="Layer" labels selected /> }
    };
    view! {
        {titled(title, words)}
        <div class="part-bar">
            {choice}
            {(task == TaskKind::Text).then(|| finder(page))}
            <Switch label="All neurons" on=all />
        </div>
        {(task == TaskKind::Text).then(|| probe(page))}
    }
    .into_any()
}

/// The text the gates are shown for.
fn probe(page: Page) -> AnyView {
    let text = page.see(|lesson| lesson.probe.clone());
    view! {
        <label class="part-probe">
            <span>"Let it read"</span>
            <input
                type="text"
                maxlength="256"
                spellcheck="false"
                autocomplete="off"
                dir="auto"
                prop:value=text
                on:input:target=move |event| {
                    let text = event.target().value();
                    page.act(|lesson| lesson.set_probe(text));
                }
            />
        </label>
    }
    .into_any()
}

fn finder(page: Page) -> AnyView {
    let chosen = page.see(|lesson| lesson.view.property);
    let not_ready = page.see(|lesson| lesson.text.standing.is_none());
    let place = move || FINDER.iter().position(|(property, _)| Some(*property) == chosen.get()).map_or(0, |at| at + 1);
    let best = page.see(|lesson| best_tracker(lesson).unwrap_or_default());
    let options = FINDER.iter().map(|(_, label)| view! { <option>{*label}</option> }).collect_view();
    view! {
        <label class="part-field lstm-finder">
            <span>"Find neurons that track"</span>
            <select
                disabled=not_ready
                prop:selectedIndex=move || place() as i32
                on:change:target=move |event| {
                    let at = event.target().selected_index();
                    let property = usize::try_from(at - 1).ok().and_then(|at| FINDER.get(at)).map(|(property, _)| *property);
                    page.act(|lesson| lesson.find(property));
                }
            >
                <option>"nothing yet"</option>
                {options}
            </select>
            <small>{best}</small>
        </label>
    }
    .into_any()
}

/// The neuron that tracks best what the finder looks for.
fn best_tracker(lesson: &Lesson) -> Option<String> {
    let ranking = lesson.text.ranking.as_ref()?;
    let best = ranking.scores.iter().max_by(|a, b| a.correlation.abs().total_cmp(&b.correlation.abs()))?;
    let (layer, signal) = (best.layer + 1, SignalInfo::of(best.signal).name);
    Some(format!("best: neuron {} of layer {layer}, {signal}, r = {}", best.neuron, measured(best.correlation)))
}

fn map(page: Page, info: &'static SignalInfo, picture: Memo<Picture>) -> AnyView {
    let grid = Memo::new(move |_| picture.with(|picture| picture.grid(info.signal)));
    let scale = Memo::new(move |_| picture.with(|picture| picture.scale(info)));
    let now = page.see(|lesson| Some(lesson.now()));
    let hover = page.see(|lesson| lesson.view.hover);
    let followed = page.see(|lesson| lesson.view.neuron);
    let mark = Signal::derive(move || {
        let cell = hover.get()?;
        Some((picture.with(|picture| picture.place(cell.neuron))?, cell.step))
    });
    let row = Signal::derive(move || picture.with(|picture| picture.place(followed.get()?)));
    let describe = Callback::new(move |(row, step): HeatCell| {
        picture.with_untracked(|picture| {
            let neuron = picture.rows.get(row).copied().unwrap_or(0);
            let value = picture.course(info.signal, neuron).get(step).copied().unwrap_or(f32::NAN);
            format!("{}, neuron {neuron}, step {}: {}", info.name, step + 1, measured(value))
        })
    });
    view! {
        <Heatmap
            label=info.name
            class=info.class
            grid
            scale
            now
            mark
            row
            describe
            on_hover=Callback::new(move |at: Option<HeatCell>| {
                let cell = at.and_then(|at| picture.with_untracked(|picture| picture.cell(info.signal, at)));
                page.change(|lesson| lesson.hover(cell));
                page.concept.set(cell.map(|_| info.class));
            })
            on_pick=Callback::new(move |at: HeatCell| {
                let Some(cell) = picture.with_untracked(|picture| picture.cell(info.signal, at)) else { return };
                page.position.set(cell.step);
                page.act(|lesson| lesson.select(cell.signal, Some(cell.neuron)));
            })
        />
    }
    .into_any()
}

fn shown_table(picture: &Picture, info: &SignalInfo) -> Table {
    let steps = picture.trace.as_deref().map(tokens).unwrap_or_default();
    let neuron = |row: usize| format!("neuron {}", picture.rows.get(row).copied().unwrap_or(0));
    heatmap::table(&picture.grid(info.signal), neuron, |step| steps.get(step).cloned().unwrap_or_default())
}

fn table(page: Page, picture: Memo<Picture>) -> AnyView {
    let signal = page.see(|lesson| lesson.view.signal);
    let make = Callback::new(move |()| picture.with(|picture| shown_table(picture, SignalInfo::of(signal.get()))));
    view! { <DataTable name="gates" table=make /> }.into_any()
}

fn exports(page: Page, picture: Memo<Picture>) -> AnyView {
    let chosen = move || SignalInfo::of(page.peek(|lesson| lesson.view.signal));
    let svg = move || {
        let info = chosen();
        let drawing = picture.with_untracked(|picture| {
            heatmap::svg(&picture.grid(info.signal), &picture.scale(info), (12.0, 4.0), &format!("{} gate", info.name))
        });
        download(&format!("lstm-{}.svg", info.key), "image/svg+xml", drawing.as_bytes());
    };
    let csv = move || {
        let info = chosen();
        let table = picture.with_untracked(|picture| shown_table(picture, info));
        download(&format!("lstm-{}.csv", info.key), "text/csv;charset=utf-8", table.csv().as_bytes());
    };
    let items = vec![
        ExportItem::new("Picture (SVG)", svg).detail("the signal last clicked"),
        ExportItem::new("Numbers (CSV)", csv).detail("the signal last clicked"),
    ];
    view! { <ExportMenu label="Export the gates" items text="Export" /> }.into_any()
}

/// One neuron over the whole text: the text in its colours, and its course as a line.
fn follow(page: Page, picture: Memo<Picture>) -> AnyView {
    let followed = page.see(|lesson| lesson.view.neuron.map(|neuron| (lesson.view.signal, neuron)));
    let course = Memo::new(move |_| {
        let (signal, neuron) = followed.get()?;
        Some(picture.with(|picture| picture.course(signal, neuron)))
    });
    let info = move || SignalInfo::of(followed.get().map_or(SIGNALS[4].signal, |(signal, _)| signal));
    let title = page.see(|lesson| {
        let info = SignalInfo::of(lesson.view.signal);
        format!("Neuron {}, {}: {}", lesson.view.neuron.unwrap_or(0), info.name, info.meaning)
    });
    let body = move || {
        let strip =
            Memo::new(move |_| picture.with(|picture| picture.trace.as_deref().map(tokens).unwrap_or_default()));
        let values = Signal::derive(move || course.get().unwrap_or_default());
        let scale = Signal::derive(move || picture.with(|picture| picture.scale(info())));
        let now = page.see(|lesson| Some(lesson.now()));
        let chart = Signal::derive(move || {
            let info = info();
            let points = course.get().unwrap_or_default();
            LineChart {
                x: viz::axes::Axis::new("step"),
                y: viz::axes::Axis::new(info.name),
                series: vec![Series {
                    name: String::new(),
                    token: info.token,
                    points: points
                        .iter()
                        .enumerate()
                        .map(|(step, value)| (step as f64 + 1.0, f64::from(*value)))
                        .collect(),
                    ..Series::default()
                }],
                marker: now.get().map(|now| now as f64 + 1.0),
            }
        });
        view! {
            <div class="lstm-follow">
                <div class="row">
                    <h3>{title}</h3>
                    {quiet(fixed("Stop following"), never(), move || page.act(|lesson| lesson.select(lesson.view.signal, None)))}
                </div>
                <TokenStrip label="Text coloured by this neuron" tokens=strip values scale now flow=true
                    on_pick=Callback::new(move |at| page.position.set(at)) />
                <Chart name="neuron" data=chart height=6.0 />
            </div>
        }
        .into_any()
    };
    when(Signal::derive(move || followed.get().is_some()), body)
}

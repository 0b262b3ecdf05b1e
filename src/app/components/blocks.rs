//! Plain blocks for pages. Each is one function and not a view of its own type at every use: a page put together from them is a
//! fraction of the download that as many `view!`s would be.

use crate::worker_client::use_workers;
use crate::worker_state::WorkerStatus;
use leptos::prelude::*;

/// A `div` of parts.
pub fn block(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <div class=class>{parts}</div> }.into_any()
}

/// The name of what follows, in small type.
pub fn caption(words: impl Into<Signal<String>>) -> AnyView {
    let words: Signal<String> = words.into();
    view! { <h3>{words}</h3> }.into_any()
}

/// A paragraph that follows a signal.
pub fn paragraph(words: impl Into<Signal<String>>) -> AnyView {
    let words: Signal<String> = words.into();
    view! { <p>{words}</p> }.into_any()
}

/// A few words in a line.
pub fn span(words: impl Into<Signal<String>>) -> AnyView {
    let words: Signal<String> = words.into();
    view! { <span>{words}</span> }.into_any()
}

/// Markup that a lesson made, a formula or a small drawing, under a name for those who do not see it. Nothing a reader typed may
/// stand in it unescaped. Wide ones scroll when focused.
pub fn drawn(class: &'static str, name: &'static str, markup: impl Into<Signal<String>>) -> AnyView {
    let markup: Signal<String> = markup.into();
    view! { <div class=class role="group" aria-label=name tabindex="0" inner_html=markup></div> }.into_any()
}

/// The same as an ornament: what it shows is said beside it.
pub fn ornament(class: &'static str, markup: impl Into<Signal<String>>) -> AnyView {
    let markup: Signal<String> = markup.into();
    view! { <span class=class aria-hidden="true" inner_html=markup></span> }.into_any()
}

/// The one line that says what a lab is doing; in another voice while it is busy.
pub fn status(words: impl Into<Signal<String>>, busy: impl Into<Signal<bool>>) -> AnyView {
    let (words, busy): (Signal<String>, Signal<bool>) = (words.into(), busy.into());
    view! { <span class="part-status" role="status" class:busy=busy>{words}</span> }.into_any()
}

/// What a lab says of itself while there is an engine. Without one nothing runs, and the shell's notice says what to do.
pub fn while_engine_runs(said: Memo<String>) -> Memo<String> {
    let engine = use_workers().engine.status;
    Memo::new(move |_| {
        let failed = engine.with(|engine| matches!(engine, WorkerStatus::Failed { .. }));
        if failed { "The engine is not running. What you see here stays as it is.".into() } else { said.get() }
    })
}

/// Controls, pictures and inspector of a lab, with what stands over and under them.
pub struct LabParts {
    pub name: &'static str,
    /// Whether it shows numbers that were not computed in this tab.
    pub recorded: Signal<bool>,
    pub head: Vec<AnyView>,
    pub knobs: Vec<AnyView>,
    pub stage: Vec<AnyView>,
    pub inspect: Vec<AnyView>,
    pub under: Vec<AnyView>,
    /// The transport bar, if there is something to step through.
    pub foot: Vec<AnyView>,
}

pub fn lab(parts: LabParts) -> AnyView {
    let LabParts { name, recorded, head, knobs, stage, inspect, under, foot } = parts;
    view! {
        <section class="lab" aria-label=name class:recorded=recorded>
            <header>{head}</header>
            <div class="labgrid">
                <div class="knobs">{knobs}</div>
                <div class="stage">{stage}</div>
                <aside class="inspect" aria-label=format!("{name}: one cell")>{inspect}</aside>
            </div>
            <div class="under">{under}</div>
            {foot}
        </section>
    }
    .into_any()
}

/// A button that stays down while what it stands for is chosen.
pub fn pick(
    name: impl Into<Signal<String>>,
    chosen: impl Into<Signal<bool>>,
    parts: Vec<AnyView>,
    press: impl Fn() + 'static,
) -> AnyView {
    picked(name.into(), chosen.into(), parts, Box::new(press))
}

fn picked(name: Signal<String>, chosen: Signal<bool>, parts: Vec<AnyView>, press: Box<dyn Fn()>) -> AnyView {
    view! {
        <button type="button" aria-label=name aria-pressed=move || chosen.get().to_string() on:click=move |_| press()>
            {parts}
        </button>
    }
    .into_any()
}

/// The head of a column, and how its numbers are computed.
pub type Column = (String, &'static str);

/// A line to type into, under a name.
pub fn text_line(name: impl Into<Signal<String>>, text: Memo<String>, typed: impl Fn(String) + 'static) -> AnyView {
    let name: Signal<String> = name.into();
    view! {
        <label class="part-probe">
            <span>{name}</span>
            <input
                type="text"
                spellcheck="false"
                autocomplete="off"
                dir="auto"
                prop:value=text
                on:input:target=move |event| typed(event.target().value())
            />
        </label>
    }
    .into_any()
}

/// A small table of figures that follows its signals; it scrolls sideways when focused, and is a file at one click. Columns stand with
/// how their numbers are computed, which is said when they are pointed at.
pub fn sheet(
    name: &'static str,
    columns: impl Into<Signal<Vec<Column>>>,
    rows: impl Into<Signal<Vec<Vec<String>>>>,
) -> AnyView {
    let (columns, rows): (Signal<Vec<Column>>, Signal<Vec<Vec<String>>>) = (columns.into(), rows.into());
    let head =
        move || columns.get().into_iter().map(|(cell, how)| view! { <th scope="col" title=how>{cell}</th> }.into_any());
    let body = move || rows.get().into_iter().map(row).collect::<Vec<AnyView>>();
    let csv = move || {
        let columns = columns.get_untracked().into_iter().map(|(cell, _)| cell).collect();
        let csv = viz::table::Table { columns, rows: rows.get_untracked() }.csv();
        super::download(
            &format!("{}.csv", name.to_ascii_lowercase().replace(' ', "-")),
            "text/csv;charset=utf-8",
            csv.as_bytes(),
        );
    };
    view! {
        <div class="sheet" tabindex="0" role="region" aria-label=name>
            <table>
                <thead>
                    <tr>{move || head().collect::<Vec<AnyView>>()}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        <div class="part-tools">{super::quiet(super::fixed("Table as CSV"), super::never(), csv)}</div>
    }
    .into_any()
}

fn row(cells: Vec<String>) -> AnyView {
    let mut cells = cells.into_iter();
    let first = cells.next().unwrap_or_default();
    let rest: Vec<AnyView> = cells.map(|cell| view! { <td>{cell}</td> }.into_any()).collect();
    view! { <tr><th scope="row" dir="auto">{first}</th>{rest}</tr> }.into_any()
}

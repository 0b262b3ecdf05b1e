//! The numbers behind a picture, one page of them at a time.

use super::download::download;
use super::icons::{Icon, icon};
use leptos::prelude::*;
use viz::table::Table;

const ROWS: usize = 50;
const COLUMNS: usize = 24;

/// A button that opens the data of a picture as a real table, with all of it as a CSV file. The table is made only while open.
///
/// Keyboard: the button, the page buttons; the table scrolls when focused.
///
/// Usage: `<DataTable name="loss" table=Callback::new(move |()| chart.get().table()) />`.
#[component]
pub fn DataTable(
    /// Caption, and the name of the CSV file.
    #[prop(into)]
    name: String,
    /// Makes the table from signals; runs again when they change while the table is open.
    #[prop(into)]
    table: Callback<(), Table>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = StoredValue::new(name);
    view! {
        <div class="data-table">
            <button type="button" class="quiet" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|on| *on = !*on)>
                {icon(Icon::Table)}
                {move || if open.get() { "Hide the table" } else { "Show as table" }}
            </button>
            <Show when=move || open.get()>{opened(name, table)}</Show>
        </div>
    }
    .into_any()
}

fn opened(name: StoredValue<String>, make: Callback<(), Table>) -> AnyView {
    let table = at_most_once_a_second(make);
    let row = RwSignal::new(0_usize);
    let col = RwSignal::new(0_usize);
    let size = move || table.with(|table| (table.rows.len(), table.columns.len().saturating_sub(1)));
    let body = move || {
        table.with(|table| {
            let (from, left) = (row.get().min(table.rows.len()), 1 + col.get());
            let cut = |cells: &[String]| -> Vec<String> {
                cells.iter().take(1).chain(cells.iter().skip(left).take(COLUMNS)).cloned().collect()
            };
            let head = cut(&table.columns).into_iter().map(|cell| view! { <th scope="col">{visible(cell)}</th> });
            let rows = table.rows.iter().skip(from).take(ROWS).map(|cells| {
                let mut cells = cut(cells).into_iter();
                let first = cells.next().map(|cell| view! { <th scope="row">{visible(cell)}</th> });
                view! { <tr>{first}{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
            });
            view! { <thead><tr>{head.collect_view()}</tr></thead><tbody>{rows.collect_view()}</tbody> }.into_any()
        })
    };
    view! {
        <div class="data-table-tools">
            {pager("rows", row, ROWS, Signal::derive(move || size().0))}
            {pager("columns", col, COLUMNS, Signal::derive(move || size().1))}
            <button
                type="button"
                class="quiet"
                on:click=move |_| {
                    let file = format!("{}.csv", name.get_value());
                    download(&file, "text/csv;charset=utf-8", table.with_untracked(Table::csv).as_bytes());
                }
            >
                {icon(Icon::Download)}
                "All as CSV"
            </button>
        </div>
        <div class="data-table-scroll" tabindex="0" role="region" aria-label=move || format!("{}, table", name.get_value())>
            <table>
                <caption class="unseen">{name.get_value()}</caption>
                {body}
            </table>
        </div>
    }
    .into_any()
}

/// A table that follows its signals, but not at the pace of a training run: making it takes longer than a frame.
fn at_most_once_a_second(make: Callback<(), Table>) -> RwSignal<Table> {
    const PAUSE: f64 = 1000.0;
    let table = RwSignal::new(Table::default());
    let again = RwSignal::new(0_u32);
    Effect::new(move |made: Option<f64>| {
        again.track();
        let now = js_sys::Date::now();
        if let Some(made) = made.filter(|made| now - made < PAUSE) {
            let wait = std::time::Duration::from_millis((made + PAUSE - now) as u64 + 1);
            set_timeout(
                move || {
                    again.try_update(|n| *n += 1);
                },
                wait,
            );
            return made;
        }
        table.set(make.run(()));
        now
    });
    table
}

/// A head that is only a space would be an empty cell.
fn visible(cell: String) -> String {
    if cell.trim().is_empty() && !cell.is_empty() { viz::token_strip::shown(&cell) } else { cell }
}

fn pager(what: &'static str, from: RwSignal<usize>, page: usize, all: Signal<usize>) -> impl IntoView {
    let words = move || {
        let (from, all) = (from.get(), all.get());
        format!("{what} {}–{} of {all}", (from + 1).min(all), (from + page).min(all))
    };
    let at_start = move || from.get() == 0;
    let at_end = move || from.get() + page >= all.get();
    let back = move |_| from.update(|at| *at = at.saturating_sub(page));
    let on = move |_| from.update(|at| *at += page);
    move || {
        (all.get() > page).then(|| {
            view! {
                <span class="pager">
                    <button type="button" class="quiet" aria-label=format!("Earlier {what}") disabled=at_start on:click=back>"‹"</button>
                    <span>{words}</span>
                    <button type="button" class="quiet" aria-label=format!("Later {what}") disabled=at_end on:click=on>"›"</button>
                </span>
            }
        })
    }
}

//! What stands under a picture: its numbers as a table, and itself as files.

use super::data_table::DataTable;
use super::download::download;
use super::element_svg::element_svg;
use super::export_menu::{ExportItem, ExportMenu};
use super::page::Page;
use leptos::prelude::*;
use lessons::Lesson;
use viz::table::Table;

impl<L: Lesson> Page<L> {
    /// The table of the picture that `css` finds on the page, and its files, `name.svg` and `name.csv`.
    pub fn picture_tools(self, name: &'static str, css: &'static str, table: fn(&L) -> Table) -> AnyView {
        picture_tools(name, css, Callback::new(move |()| self.follow(table)))
    }
}

fn picture_tools(name: &'static str, css: &'static str, table: Callback<(), Table>) -> AnyView {
    let picture = move || {
        download(&format!("{name}.svg"), "image/svg+xml", element_svg(css, name).as_bytes());
    };
    let numbers = move || {
        let csv = untrack(|| table.run(())).csv();
        download(&format!("{name}.csv"), "text/csv;charset=utf-8", csv.as_bytes());
    };
    let items = vec![ExportItem::new("Picture (SVG)", picture), ExportItem::new("Numbers (CSV)", numbers)];
    view! {
        <div class="part-tools">
            <DataTable name table />
            <ExportMenu label=format!("Export {name}") items text="Export" />
        </div>
    }
    .into_any()
}

//! The part of the matrix that is on the screen: 20,000 terms are never sent, only those in view.

use algorithms::vectorization::Space;
use protocol::vectorization::{Cell, Column, Order, Row, View, Window};

use super::Model;

/// The most rows or columns one window has, whatever is asked for.
const MOST: usize = 600;
/// Characters of a document that name it.
pub const NAME: usize = 140;

/// Columns in an order of the reader's, both ways.
pub struct Ordering {
    order: Order,
    /// The column at each place.
    columns: Vec<u32>,
    /// The place of each column.
    places: Vec<u32>,
}

impl Ordering {
    fn new(space: &Space, order: Order) -> Self {
        let mut columns: Vec<u32> = (0..space.terms.len() as u32).collect();
        let df = |column: &u32| space.df[*column as usize];
        // All sorts are stable: what is equal stays in alphabetical order.
        match order {
            Order::Alphabet => {}
            Order::Common => columns.sort_by_key(|column| std::cmp::Reverse(df(column))),
            Order::Rare => columns.sort_by_key(df),
            Order::Document(row) => {
                let mut weights = vec![0.0; columns.len()];
                if row < space.documents() {
                    space.weights.row(row).for_each(|(column, weight)| weights[column as usize] = weight);
                }
                columns.sort_by(|a, b| weights[*b as usize].total_cmp(&weights[*a as usize]));
            }
        }
        let mut places = vec![0; columns.len()];
        for (place, column) in columns.iter().enumerate() {
            places[*column as usize] = place as u32;
        }
        Self { order, columns, places }
    }
}

/// Answers for a view. `document` gives a document's text.
pub fn window<'t>(model: &mut Model, view: View, document: impl Fn(usize) -> &'t str) -> Window {
    let Model { space, order, ranking, .. } = model;
    if order.as_ref().is_none_or(|known| known.order != view.order) {
        *order = Some(Ordering::new(space, view.order));
    }
    let Some(order) = order else { return Window::default() };
    let from = view.first_column.min(order.columns.len());
    let to = (from + view.columns.min(MOST)).min(order.columns.len());
    let columns = order.columns[from..to].iter().map(|column| {
        let at = *column as usize;
        Column { term: space.terms[at].to_string(), df: space.df[at], idf: space.idf[at] }
    });
    let columns = columns.collect();
    let row_at = |place: usize| if view.by_rank { ranking.get(place).map_or(place, |hit| hit.document) } else { place };
    let top = view.first_row.min(space.documents());
    let bottom = (top + view.rows.min(MOST)).min(space.documents());
    let rows = (top..bottom).map(|place| {
        let row = row_at(place);
        let entries = space.counts.row(row).zip(space.weights.values(row));
        let mut cells: Vec<Cell> = entries
            .filter_map(|((column, count), weight)| {
                let place = order.places[column as usize] as usize;
                let inside = (from..to).contains(&place);
                inside.then(|| Cell { at: place - from, count, tf: space.tf(count), weight: *weight })
            })
            .collect();
        cells.sort_unstable_by_key(|cell| cell.at);
        Row { document: row, text: beginning(document(row)), norm: space.norms[row], cells }
    });
    let rows = rows.collect();
    Window { view, rows, columns }
}

/// As much of a document as names it.
pub fn beginning(document: &str) -> String {
    let end = document.char_indices().nth(NAME).map_or(document.len(), |(at, _)| at);
    let mut text = document[..end].replace(['\n', '\r'], " ");
    if end < document.len() {
        text.push('…');
    }
    text
}

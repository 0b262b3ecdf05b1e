//! Every pair of dimensions as a clock hand, from the fastest to the slowest.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::positional_encoding::{Clock, clocks_table, hands};
use viz::number::short;

pub fn clocks(page: Page) -> AnyView {
    let all = page.see(|lesson| lesson.clocks());
    let pairs = Memo::new(move |_| all.with(|all| all.iter().map(|clock| clock.pair).collect::<Vec<usize>>()));
    let words = page.see(|lesson| format!("p = {}, k = {}", lesson.now(), lesson.offset()));
    let faces = move || {
        let pairs = pairs.get();
        if pairs.is_empty() {
            return empty("A pair needs two dimensions: raise d_model to 2 or more.");
        }
        let faces: Vec<AnyView> =
            pairs.into_iter().enumerate().map(|(place, pair)| face(page, all, place, pair)).collect();
        block("position-clocks", faces)
    };
    let explained = fixed(
        "The hand's tip is (sine, cosine) of the pair at position p. The dashed hand is p + k: from one to the other is always the same turn. The number is how many positions a turn takes. Click a clock to follow its pair.",
    );
    let tools = page.picture_tools("clocks", ".position-clocks", clocks_table);
    block("", vec![titled(fixed("Each pair is a clock"), words), faces.into_any(), note(explained), tools])
}

fn face(page: Page, all: Memo<Vec<Clock>>, place: usize, pair: usize) -> AnyView {
    let followed = page.see(|lesson| lesson.followed());
    let clock = move || all.with(|all| all.get(place).copied());
    let turn = Signal::derive(move || clock().map_or(String::new(), |clock| short(clock.wavelength)));
    let name = Signal::derive(move || format!("Pair {pair}, a turn in {} positions", turn.get()));
    let chosen = Signal::derive(move || followed.get() == pair);
    let drawing = Signal::derive(move || clock().map_or(String::new(), drawing));
    let label = fixed(&format!("pair {pair}"));
    let parts = vec![ornament("", drawing), span(label), span(turn)];
    pick(name, chosen, parts, move || page.change(|lesson| lesson.set_pair(pair)))
}

fn drawing(clock: Clock) -> String {
    format!("<svg viewBox=\"-21 -21 42 42\"><circle r=\"20\"/>{}</svg>", hands(clock))
}

//! Two tokens in each other's place: pick both.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::{ModelKind, SWAP_ANSWERS};

pub fn swap(page: Page) -> AnyView {
    let there = page.see(|lesson| lesson.model != ModelKind::MiniLm);
    let pretrained = Signal::derive(move || !there.get());
    let elsewhere = || empty("Swapping is for the minimal and the trained model: choose one of them in the lab.");
    block("part-panel", vec![when(there, move || swappable(page)), when(pretrained, elsewhere)])
}

fn swappable(page: Page) -> AnyView {
    let tokens = page.see(|lesson| lesson.swappable());
    let now = page.see(|lesson| lesson.swapping);
    let pick = Callback::new(move |at: usize| page.act(|lesson| lesson.pick_swap(at)));
    let positions = page.see(|lesson| lesson.surgery.without_positions);
    let positions = two_way(positions, move |on| page.act(|lesson| lesson.set_positions(on)));
    let rows = page.see(|lesson| lesson.swap_rows());
    let columns = Signal::derive(|| {
        [
            ("place", "where it stands after the swap"),
            ("change at this place", "largest difference of the last vectors' numbers from what stood here"),
            ("change of this token", "largest difference from what the same token had before"),
        ]
        .map(|(name, how)| (name.to_string(), how))
        .to_vec()
    });
    let guessed = RwSignal::new(None::<usize>);
    // A guess is for the positions it was made with.
    Effect::new(move || {
        positions.track();
        guessed.set(None);
    });
    let asked = move || {
        let question = if positions.get() {
            "Two tokens change places, and positions are left out. What becomes of the last vectors?"
        } else {
            "Two tokens change places. What becomes of the last vectors?"
        };
        guess("transformer-swap-guess", question, &SWAP_ANSWERS, guessed.into(), move |place| guessed.set(Some(place)))
    };
    let answer = page.see(|lesson| lesson.swap_answer());
    let swapped = Signal::derive(move || answer.get().is_some() && guessed.get().is_some());
    let said = page.see(|lesson| lesson.swap_note());
    let judged = move || match (guessed.get(), answer.get()) {
        (None, _) => note(fixed("Say first what you expect.")),
        (Some(_), None) => note(said),
        (Some(place), answer) => said.with(|said| verdict(&SWAP_ANSWERS, place, answer, said)),
    };
    let strip = view! { <TokenStrip label="Tokens; Enter picks one to swap" tokens now on_pick=pick flow=true /> };
    let sheet = move || sheet("Swap", columns, rows);
    block(
        "transformer-swap",
        vec![
            view! { <Switch label="Drop positions" on=positions /> }.into_any(),
            asked.into_any(),
            strip.into_any(),
            view! { <div role="status">{judged}</div> }.into_any(),
            when(swapped, sheet),
        ],
    )
}

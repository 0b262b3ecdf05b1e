//! Rows that share columns: a token strip exactly over the heatmaps that belong to it.

use leptos::html::Div;
use leptos::prelude::*;

/// Puts token strips and heatmaps one under the other on the same columns. Many columns scroll sideways together, the labels stay
/// in view, and so does the current column.
///
/// Usage: `<Lanes columns now> <TokenStrip …/> <Heatmap …/> <Heatmap …/> </Lanes>`.
#[component]
pub fn Lanes(
    #[prop(into)] columns: Signal<usize>,
    /// The current column, kept in view.
    #[prop(into, optional)]
    now: Option<Signal<usize>>,
    children: Children,
) -> impl IntoView {
    let scroller = NodeRef::<Div>::new();
    Effect::new(move || {
        let (Some(now), Some(element)) = (now, scroller.get()) else { return };
        let (now, columns) = (now.get(), columns.get().max(1));
        let (seen, all) = (f64::from(element.client_width()), f64::from(element.scroll_width()));
        if all <= seen + 1.0 {
            return;
        }
        // The gutter with the labels lies over the first part of what is seen.
        let gutter =
            element.query_selector(".lane-label").ok().flatten().map_or(0.0, |label| f64::from(label.client_width()));
        let column = (all - gutter) / columns as f64;
        let at = column * now as f64;
        let left = f64::from(element.scroll_left());
        if at < left || at + 2.0 * column > left + seen - gutter {
            element.set_scroll_left((at - (seen - gutter) / 2.0).max(0.0) as i32);
        }
    });
    view! {
        <div class="lanes" node_ref=scroller style=("--cols", move || columns.get().max(1).to_string())>
            <div class="lanes-rows">{children()}</div>
        </div>
    }
    .into_any()
}

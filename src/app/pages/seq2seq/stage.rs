//! The middle of the lab: the source, what became of it, and where the decoder looked.

use super::{Page, alignment};
use crate::components::*;
use leptos::prelude::*;
use lessons::seq2seq::Lesson;
use protocol::seq2seq::Which;
use viz::scale::Scale;

pub fn stage(page: Page) -> Vec<AnyView> {
    let source = page.see(|lesson| lesson.source().to_string());
    let said = page.see(Lesson::source_note);
    vec![
        text_line(fixed("Source"), source, move |text| page.act(|lesson| lesson.set_source(text))),
        examples(page),
        note(said),
        block("seq2seq-outputs", vec![which(page), outputs(page)]),
        alignment::alignment(page),
        states(page),
    ]
}

/// Held-out sources to try.
fn examples(page: Page) -> AnyView {
    let sources = page.see(|lesson| {
        let examples = lesson.opened.as_ref().map(|opened| opened.examples.clone()).unwrap_or_default();
        examples.into_iter().map(|(source, _)| source).take(6).collect::<Vec<String>>()
    });
    let list = move || {
        let one = |source: String| {
            let words = source.clone();
            quiet(Signal::stored(words), never(), move || page.act(|lesson| lesson.set_source(source.clone())))
        };
        sources.get().into_iter().map(one).collect::<Vec<AnyView>>()
    };
    let none = page.see(|lesson| lesson.opened.is_none());
    view! {
        <div class="seq2seq-examples" hidden=none>
            <span>"Held out:"</span>
            {list}
        </div>
    }
    .into_any()
}

/// Which of the two models is shown.
fn which(page: Page) -> AnyView {
    let there = page.see(Lesson::has_plain);
    let stored = page.see(|lesson| usize::from(lesson.which == Which::Plain));
    let selected = two_way(stored, move |at| {
        page.act(|lesson| lesson.set_which(if at == 1 { Which::Plain } else { Which::Main }));
    });
    when(there, move || {
        let labels = vec!["with attention", "without"];
        view! { <Choice name="seq2seq-which" label="Show the model" labels selected /> }.into_any()
    })
}

/// What both models wrote, and what is right where it is known.
fn outputs(page: Page) -> AnyView {
    let lines = page.see(|lesson| {
        let Some(written) = &lesson.written else { return Vec::new() };
        let expected = lesson.expected();
        let text = |output: &protocol::seq2seq::Output| {
            let said = lesson.joined(output.said());
            let cut = if output.ended { "" } else { " … (cut: it came to no end)" };
            let mark = match &expected {
                Some(expected) if *expected == said => " ✓",
                Some(_) => " ✗",
                None => "",
            };
            format!("{said}{cut}{mark}")
        };
        let mut lines = vec![(lesson.main_name(), text(&written.main))];
        lines.extend(written.plain.as_ref().map(|plain| ("no attention", text(plain))));
        lines.extend(expected.clone().map(|expected| ("right", expected)));
        lines
    });
    let rows = move || {
        let row = |(name, text): (&'static str, String)| view! { <dt>{name}</dt><dd dir="auto">{text}</dd> }.into_any();
        lines.get().into_iter().map(row).collect::<Vec<AnyView>>()
    };
    view! { <div role="status"><dl class="seq2seq-said">{rows}</dl></div> }.into_any()
}

/// The encoder's states over the source.
fn states(page: Page) -> AnyView {
    let grid = page.see(Lesson::read_states);
    let columns = Signal::derive(move || grid.with(|grid| grid.cols));
    let none = Signal::derive(move || columns.get() == 0);
    let scale = Signal::stored(Scale::Diverging { abs_max: 1.0 });
    let describe = Callback::new(move |(row, col): HeatCell| {
        let value = grid.with_untracked(|grid| grid.get(row, col)).unwrap_or(f32::NAN);
        format!("unit {}, source token {}: {}", row + 1, col + 1, viz::number::short(f64::from(value)))
    });
    let body = view! {
        <div hidden=none>
            {titled(fixed("What the encoder has read"), fixed("hidden states of its last layer, a unit in each row; the last column is handed over"))}
            <Lanes columns>
                <Heatmap label="states" grid scale describe height=5.0 />
            </Lanes>
            <Legend scale low="" high="" />
        </div>
    };
    body.into_any()
}

//! A word of the source replaced: what changes in the output.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::seq2seq::{Changed, Lesson};
use viz::number::fixed as digits;
use viz::token_strip::shown;

pub fn swap(page: Page) -> AnyView {
    let words = page.see(Lesson::source_words);
    let list = move || {
        let one = |(at, word): (usize, String)| {
            let chosen = page.see_of(move |lesson| lesson.swap.word == Some(at));
            let text = Signal::stored(word);
            pick(text, chosen, vec![span(text)], move || page.change(|lesson| lesson.choose_word(at)))
        };
        words.get().into_iter().enumerate().map(one).collect::<Vec<AnyView>>()
    };
    let chosen = page.see(|lesson| lesson.swap.word);
    let said = page.see(Lesson::swap_words);
    let by = move || {
        chosen.get()?;
        let offered = page.peek(Lesson::replacements);
        let one = |word: String| {
            let text = Signal::stored(word.clone());
            button(text, never(), move || page.act(|lesson| lesson.replace(word.clone())))
        };
        let offered: Vec<AnyView> = offered.into_iter().map(one).collect();
        let typed = page.see(|lesson| lesson.swap.by.clone());
        Some(block(
            "seq2seq-by",
            vec![
                text_line(fixed("Replace it by"), typed, move |text| page.act(|lesson| lesson.replace(text))),
                block("seq2seq-words", offered),
            ],
        ))
    };
    let source = view! { <div class="seq2seq-words" role="group" aria-label="Words of the source">{list}</div> };
    block("part-panel", vec![source.into_any(), by.into_any(), changes(page), note(said)])
}

/// Output tokens before and after, and how much each had looked at the word.
fn changes(page: Page) -> AnyView {
    let changes = page.see(Lesson::changes);
    let body = move || {
        let changes = changes.get();
        if changes.is_empty() {
            return ().into_any();
        }
        let looked = changes.iter().any(|change| change.looked.is_some());
        let row = |title: &'static str, cell: fn(&Changed) -> (String, bool), all: &[Changed]| {
            let cells: Vec<AnyView> = all
                .iter()
                .map(|change| {
                    let (text, changed) = cell(change);
                    if changed {
                        view! { <td><mark>{text}</mark></td> }.into_any()
                    } else {
                        view! { <td>{text}</td> }.into_any()
                    }
                })
                .collect();
            view! { <tr><th scope="row">{title}</th>{cells}</tr> }.into_any()
        };
        let mut rows = vec![
            row("before", |change| (written(&change.before), false), &changes),
            row("after", |change| (written(&change.after), change.before != change.after), &changes),
        ];
        if looked {
            let share =
                |change: &Changed| (change.looked.map_or(String::new(), |looked| digits(f64::from(looked), 2)), false);
            rows.push(row("looked at it", share, &changes));
        }
        view! {
            <div class="sheet" tabindex="0" role="region" aria-label="Output before and after">
                <table class="seq2seq-changes"><tbody>{rows}</tbody></table>
            </div>
        }
        .into_any()
    };
    body.into_any()
}

fn written(name: &str) -> String {
    if name.is_empty() { "·".into() } else { shown(name).to_string() }
}

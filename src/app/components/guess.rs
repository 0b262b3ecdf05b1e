//! A prediction before a measurement: what the reader expects, and whether it came so.

use super::{Notice, NoticeKind, fixed, note};
use leptos::prelude::*;

/// Radio buttons for the answers, under their question. `name` groups them; `chosen` is the place of the one taken.
pub fn guess(
    name: &'static str,
    question: impl IntoView + 'static,
    answers: &[&'static str],
    chosen: Signal<Option<usize>>,
    choose: impl Fn(usize) + Copy + 'static,
) -> AnyView {
    let options = answers.iter().enumerate().map(|(place, words)| {
        view! {
            <label>
                <input
                    type="radio"
                    name=name
                    prop:checked=move || chosen.get() == Some(place)
                    on:change=move |_| choose(place)
                />
                <span>{*words}</span>
            </label>
        }
        .into_any()
    });
    let options: Vec<AnyView> = options.collect();
    view! {
        <fieldset class="part-guess">
            <legend>{question.into_any()}</legend>
            {options}
        </fieldset>
    }
    .into_any()
}

/// Where the chosen one stands among all that can be.
pub fn place_of<T: Copy + PartialEq + Send + Sync + 'static, const N: usize>(
    chosen: Memo<Option<T>>,
    all: [T; N],
) -> Signal<Option<usize>> {
    Signal::derive(move || chosen.get().and_then(|chosen| all.iter().position(|one| *one == chosen)))
}

/// What was measured beside what was expected. `measured` is `None` while it runs.
pub fn verdict(answers: &[&str], guessed: usize, measured: Option<usize>, in_words: &str) -> AnyView {
    let Some(answer) = measured else { return note(fixed("Measuring.")) };
    let (kind, words) = if answer == guessed {
        (NoticeKind::Info, "As you expected".to_string())
    } else {
        (NoticeKind::Warning, format!("Not “{}”, as you expected", answers[guessed]))
    };
    let found = format!("{words}. Measured: “{}”. {in_words}", answers[answer]);
    view! { <Notice kind>{found}</Notice> }.into_any()
}

//! A prediction before a measurement: what the reader expects, and whether it came so.

use super::{Choice, Notice, NoticeKind, block, button, fixed, note};
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

/// The experiments of a lesson, as its page words them.
pub struct Experiments<E: 'static> {
    /// Name the radio buttons of the choice and of the guess.
    pub names: [&'static str; 2],
    pub title: &'static str,
    pub all: &'static [E],
    pub label: fn(E) -> &'static str,
    pub question: fn(E) -> &'static str,
    pub answers: fn(E) -> [&'static str; 3],
}

/// One of them at a time: which, what the reader expects, then the buttons, with `more` before them, and what is in the way.
/// `run` gets the experiment and the place of the answer that was guessed.
pub fn experiments<E: Copy + Send + Sync>(
    of: Experiments<E>,
    obstacle: impl Into<Signal<String>>,
    is_whole: Memo<bool>,
    more: Option<AnyView>,
    run: impl Fn(E, usize) + 'static,
    undo: impl Fn() + 'static,
) -> Vec<AnyView> {
    let Experiments { names: [choice, radio], title, all, label, question, answers } = of;
    let obstacle: Signal<String> = obstacle.into();
    let chosen = RwSignal::new(0_usize);
    let guessed = RwSignal::new(None::<usize>);
    // A guess is for the question it was made at.
    Effect::new(move || {
        chosen.track();
        guessed.set(None);
    });
    let experiment = move || all[chosen.get().min(all.len() - 1)];
    let labels: Vec<&'static str> = all.iter().copied().map(label).collect();
    let asked = move || {
        let experiment = experiment();
        guess(radio, question(experiment), &answers(experiment), guessed.into(), move |place| guessed.set(Some(place)))
    };
    let unready = Signal::derive(move || guessed.get().is_none() || !obstacle.with(String::is_empty));
    let go = button(fixed("Break it"), unready, move || run(experiment(), guessed.get_untracked().unwrap_or(0)));
    let first = Signal::derive(move || match obstacle.get() {
        words if words.is_empty() && guessed.get().is_none() => "Say first what you expect.".into(),
        words => words,
    });
    let mut buttons: Vec<AnyView> = more.into_iter().collect();
    buttons.extend([go, button(fixed("Undo"), is_whole, undo)]);
    vec![
        view! { <Choice name=choice label=title labels selected=chosen /> }.into_any(),
        asked.into_any(),
        block("part-pair", buttons),
        note(first),
    ]
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

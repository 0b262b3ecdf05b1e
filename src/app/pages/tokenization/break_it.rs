//! One thing changed: what the reader expects, and what is measured.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::Shared;
use lessons::format::count;
use lessons::tokenization::{Draft, Effect, effect, shown};
use protocol::tokenization::{Broken, Operation, Ties};
use viz::number::fixed as decimals;

pub fn break_it(page: Page) -> AnyView {
    let stored = page.see(|lesson| Draft::ALL.iter().position(|draft| *draft == lesson.surgery.draft()).unwrap_or(0));
    let selected = two_way(stored, move |at| page.change(|lesson| lesson.set_draft(Draft::ALL[at.min(2)])));
    let of_merge = Signal::derive(move || selected.get() == 2);
    let question = page.see(|lesson| match (lesson.surgery.draft(), lesson.settings().ties) {
        (Draft::NoSplit, _) => "The text is trained on as one long word, with as many merges as now.".to_string(),
        (Draft::Ties, Ties::FirstMet) => "Ties go to the lowest ids instead of the pair met first.".into(),
        (Draft::Ties, _) => "Ties go to the pair met first instead of the lowest ids.".into(),
        (Draft::Without, _) => "One merge is taken out; all others stay, in their order.".into(),
    });
    let running = page.see(|lesson| lesson.surgery.running);
    let refusal = page.see(|lesson| lesson.surgery.refusal.clone());
    let result = page.see(|lesson| lesson.surgery.result.clone());
    view! {
        <section class="part-panel" aria-label="Break it">
            <Choice
                name="bpe-break"
                label="What to break"
                labels=vec!["No cuts between words", "The rule for ties", "Without one merge"]
                selected
            />
            {when(of_merge, move || merge(page))}
            {note(question)}
            {guess(page)}
            {when(running, || empty("Measuring."))}
            {note(refusal)}
            {move || result.get().map(|broken| verdict(page, broken))}
        </section>
    }
    .into_any()
}

fn merge(page: Page) -> AnyView {
    let stored = page.see(|lesson| lesson.surgery.merge.max(1) as f64);
    let most = page.see(|lesson| lesson.merges().max(1));
    let what = page.see(|lesson| {
        let trained = lesson.trained.as_ref()?;
        let merge = trained.merges.get(lesson.surgery.merge.max(1) - 1)?;
        Some(format!(
            "{} + {} → {}",
            lesson.symbol(merge.left),
            lesson.symbol(merge.right),
            lesson.symbol(merge.result)
        ))
    });
    view! {
        <label class="part-field">
            <span>"merge"</span>
            <input
                type="number"
                min="1"
                max=move || most.get().to_string()
                prop:value=move || stored.get().to_string()
                on:change:target=move |event| {
                    let number = viz::decimal::read(event.target().value().trim()).unwrap_or(1.0);
                    page.change(|lesson| lesson.set_deleted_merge(number));
                    event.target().set_value(&page.peek(|lesson| lesson.surgery.merge).to_string());
                }
            />
            <code>{move || what.get().unwrap_or_default()}</code>
        </label>
    }
    .into_any()
}

fn guess(page: Page) -> AnyView {
    let cannot = page.see(|lesson| lesson.surgery.running || lesson.trained.is_none());
    let chosen = page.see(|lesson| lesson.surgery.prediction);
    let options: Vec<AnyView> = Effect::ALL
        .into_iter()
        .map(|outcome| {
            view! {
                <button
                    type="button"
                    class="plain"
                    disabled=cannot
                    aria-pressed=move || (chosen.get() == Some(outcome)).to_string()
                    on:click=move |_| page.act(|lesson| lesson.predict(outcome))
                >
                    {outcome.label()}
                </button>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="part-guess">
            <legend>"What will happen? Say it first; then it is measured."</legend>
            {options}
        </fieldset>
    }
    .into_any()
}

fn verdict(page: Page, broken: Shared<Broken>) -> AnyView {
    let happened = effect(broken.before, broken.after);
    let guessed = page.peek(|lesson| lesson.surgery.prediction);
    let right = if guessed == Some(happened) { "As you said." } else { "Not as you said." };
    let change = if broken.before > 0 {
        let percent = 100.0 * (broken.after as f64 - broken.before as f64) / broken.before as f64;
        format!(" ({}{} %)", if percent > 0.0 { "+" } else { "" }, decimals(percent, 2))
    } else {
        String::new()
    };
    let tokens = format!(
        "{right} The text took {} tokens and takes {} now{change}.",
        count(broken.before as usize),
        count(broken.after as usize)
    );
    let symbols = match broken.operation {
        Operation::Without(_) => {
            format!("{} symbols of the vocabulary can no longer be built.", count(broken.other_symbols as usize))
        }
        _ => format!("{} of its symbols are not in the vocabulary of before.", count(broken.other_symbols as usize)),
    };
    let words = format!(
        "{} of {} different words are cut differently.",
        count(broken.changed as usize),
        count(broken.words as usize)
    );
    let crossing = (broken.operation == Operation::NoSplit).then(|| {
        let some: Vec<String> = broken.crossing.iter().map(|symbol| format!("“{}”", shown(symbol))).collect();
        let words = format!(
            "{} symbols now reach over the end of a word: {}. They save tokens on this text and are of little use on the next.",
            count(broken.crossing_count as usize),
            some.join(", ")
        );
        view! { <p>{words}</p> }
    });
    let rows: Vec<AnyView> = broken
        .examples
        .iter()
        .map(|(word, before, after)| {
            let cut = |symbols: &[Vec<u8>]| -> Vec<AnyView> {
                symbols.iter().map(|symbol| view! { <i class="token-key">{shown(symbol)}</i> }.into_any()).collect()
            };
            let word = viz::token_strip::shown(word);
            view! { <tr><th scope="row">{word}</th><td>{cut(before)}</td><td>{cut(after)}</td></tr> }.into_any()
        })
        .collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <div class="bpe-scroll" tabindex="0" role="group" aria-label="Words that are cut differently">
                <table class="bpe-newest">
                    <thead><tr><th scope="col">"word"</th><th scope="col">"before"</th><th scope="col">"now"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <div class="bpe-broken" role="status">
            <p><b>{tokens}</b>" "{symbols}" "{words}</p>
            {crossing}
            {table}
        </div>
    }
    .into_any()
}

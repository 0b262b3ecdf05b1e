//! Two documents and the cosine between them: exactly 0 for the same meaning in other words, exactly 1 for other meaning in the same.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::vectorization::{Lesson, Origin, comparison_table};
use protocol::vectorization::Comparison;
use viz::number::fixed as digits;

pub fn compare(page: Page) -> AnyView {
    let comparison = page.see(|lesson| lesson.comparison.clone());
    let sample = page.see(|lesson| lesson.corpus.origin == Origin::Sample);
    let trap = move |label: &'static str, a: usize, b: usize| {
        button(fixed(label), never(), move || page.act(|lesson| lesson.compare(a, b)))
    };
    let body = move || comparison.with(|comparison| comparison.as_ref().map(|comparison| outcome(comparison)));
    view! {
        <section class="part-panel" aria-label="Compare two documents">
            {when(sample, move || {
                view! {
                    <div class="part-pair">
                        {trap("Good film, excellent movie", 0, 1)}
                        {trap("Dog bites man, man bites dog", 4, 5)}
                        {trap("Two banks", 7, 8)}
                        {trap("Good, and not good", 0, 2)}
                    </div>
                }
                .into_any()
            })}
            <div class="part-two">
                {side(page, "First document", |lesson| lesson.pair.0, true)}
                {side(page, "Second document", |lesson| lesson.pair.1, false)}
            </div>
            <div role="status">{body}</div>
            {page.picture_tools("compared", ".vec-shares", |lesson| lesson.comparison.as_ref().map(|one| comparison_table(one)).unwrap_or_default())}
        </section>
    }
    .into_any()
}

fn side(page: Page, label: &'static str, of: fn(&Lesson) -> usize, first: bool) -> AnyView {
    let stored = page.see(of);
    let text = page.see(if first {
        |lesson: &Lesson| lesson.comparison.as_ref().map(|one| one.texts.0.clone()).unwrap_or_default()
    } else {
        |lesson: &Lesson| lesson.comparison.as_ref().map(|one| one.texts.1.clone()).unwrap_or_default()
    });
    let choose = move |to: usize| {
        page.act(|lesson| {
            let (a, b) = lesson.pair;
            if first { lesson.compare(to, b) } else { lesson.compare(a, to) }
        });
    };
    view! { <div>{number(page, label, stored, choose)} <p class="vec-quoted"><bdi>{text}</bdi></p></div> }.into_any()
}

/// A field for the number of a document, from 1.
pub fn number(page: Page, label: &'static str, stored: Memo<usize>, choose: impl Fn(usize) + 'static) -> AnyView {
    let documents = page.see(|lesson| lesson.fitted.as_ref().map_or(1, |fitted| fitted.documents));
    view! {
        <label class="part-field">
            <span>{label}</span>
            <input
                type="number"
                min="1"
                max=move || documents.get().to_string()
                prop:value=move || (stored.get() + 1).to_string()
                on:change:target=move |event| {
                    let typed = event.target().value().trim().parse::<usize>().unwrap_or(stored.get_untracked() + 1);
                    let number = typed.clamp(1, documents.get_untracked().max(1));
                    choose(number - 1);
                    event.target().set_value(&number.to_string());
                }
            />
        </label>
    }
    .into_any()
}

fn outcome(comparison: &Comparison) -> AnyView {
    let cosine = comparison.cosine;
    let words = if comparison.a == comparison.b {
        "A document with itself."
    } else if comparison.terms.0 == 0 || comparison.terms.1 == 0 {
        "One of the two has no term left, so it is no vector: its cosine with anything counts as 0."
    } else if cosine == 0.0 {
        "Exactly 0: not one term in common. To this matrix they have nothing to do with each other, whatever they mean."
    } else if cosine == 1.0 && comparison.reordered {
        "Exactly 1: the same terms equally often. Who bites whom is gone."
    } else if cosine == 1.0 {
        "Exactly 1: the two rows are the same."
    } else if comparison.reordered {
        "The same words in another order, and this time the matrix can tell."
    } else {
        "What they share, by how much of the cosine it carries:"
    };
    let shares = comparison.shares.iter().map(|share| bar(share.term.clone(), share.share));
    let rest = (comparison.rest > 0.0).then(|| bar("others".into(), comparison.rest));
    let exact = if cosine == 0.0 || cosine == 1.0 { digits(cosine, 0) } else { digits(cosine, 4) };
    view! {
        <p class="vec-cosine" title="Σ over shared terms of a × b, for the weights a and b of the two rows, both divided by their lengths"><span>"cosine"</span> <b>{exact}</b></p>
        <p>{words}</p>
        <ul class="vec-shares">{shares.collect::<Vec<AnyView>>()}{rest}</ul>
    }
    .into_any()
}

fn bar(term: String, share: f64) -> AnyView {
    view! {
        <li>
            <code><bdi>{term}</bdi></code>
            <span class="part-share"><i style:width=format!("{:.1}%", share * 100.0)></i></span>
            <span>{digits(share, 4)}</span>
        </li>
    }
    .into_any()
}

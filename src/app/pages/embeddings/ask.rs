//! Questions to the vectors: similarity, analogy, a line between two words.

use super::Page;
use super::word::ranked;
use leptos::prelude::*;
use lessons::embeddings::Lesson;
use lessons::format::measured;
use protocol::embeddings::Request;

pub fn ask(page: Page) -> AnyView {
    view! {
        <div class="asks">
            {similarity(page)}
            {analogy(page)}
            {axis(page)}
        </div>
    }
    .into_any()
}

/// A field for one word of a question.
fn field(
    page: Page,
    label: &'static str,
    value: impl Fn(&Lesson) -> String + Send + Sync + 'static,
    put: fn(&mut Lesson, usize, String) -> Vec<Request>,
    place: usize,
) -> AnyView {
    let whole = page.see(|lesson| lesson.question.clone());
    let shown = Memo::new(move |_| {
        whole.track();
        page.peek(|lesson| value(lesson))
    });
    view! {
        <label class="part-field">
            <span>{label}</span>
            <input
                type="text"
                list="embeddings-words"
                autocomplete="off"
                spellcheck="false"
                prop:value=shown
                on:change:target=move |event| {
                    let typed = event.target().value();
                    page.act(|lesson| put(lesson, place, typed));
                }
            />
        </label>
    }
    .into_any()
}

fn unknown(words: &[String]) -> AnyView {
    let said = format!("Not in the vocabulary: {}. A word without a vector has no answer.", words.join(", "));
    view! { <p class="ask-unknown">{said}</p> }.into_any()
}

fn similarity(page: Page) -> AnyView {
    let answer = page.see(|lesson| lesson.similarity.clone());
    let body = move || match answer.get() {
        Some((_, _, Some(cosine))) => view! {
            <p class="ask-value">{format!("cosine {}", measured(cosine))}</p>
            <p class="part-note">"u · v / (|u| |v|): 1 is the same direction, 0 a right angle, −1 the opposite."</p>
        }
        .into_any(),
        Some((a, b, None)) => {
            let missing: Vec<String> =
                [a, b].into_iter().filter(|word| page.peek(|lesson| lesson.id(word).is_none())).collect();
            unknown(&missing)
        }
        None => ().into_any(),
    };
    let fields = [0, 1].map(|place| {
        let label = ["word", "other word"][place];
        field(page, label, move |lesson| lesson.question.similarity[place].clone(), Lesson::ask_similarity, place)
    });
    view! {
        <section class="part-panel" aria-label="Similarity">
            <h3>"Similarity of two words"</h3>
            <div class="ask-fields">{fields.into_iter().collect::<Vec<_>>()}</div>
            <div role="status">{body}</div>
        </section>
    }
    .into_any()
}

fn analogy(page: Page) -> AnyView {
    let answer = page.see(|lesson| lesson.analogy.clone());
    let body = move || match answer.get() {
        Some(analogy) if !analogy.unknown.is_empty() => unknown(&analogy.unknown),
        Some(analogy) => {
            let nearest = analogy.with_question_words.first().map(|(word, _)| word.clone()).unwrap_or_default();
            let trick = analogy.words.iter().any(|word| word.trim().to_lowercase() == nearest);
            let verdict = if trick {
                format!(
                    "Nearest of all is “{nearest}”, a word of the question: the offset hardly leaves the start. The list below leaves the three out, as word2vec's demo and gensim do."
                )
            } else {
                format!("Nearest of all is “{nearest}”, which is none of the three: the offset leads somewhere.")
            };
            view! {
                <p class="part-note">{verdict}</p>
                <div class="ask-two">
                    <div>
                        <h4>"The three left out"</h4>
                        {ranked(page, analogy.answers)}
                    </div>
                    <div>
                        <h4>"Nothing left out"</h4>
                        {ranked(page, analogy.with_question_words)}
                    </div>
                </div>
            }
            .into_any()
        }
        None => ().into_any(),
    };
    let fields = [0, 1, 2].map(|place| {
        let label = ["a", "is to b", "as c is to ?"][place];
        field(page, label, move |lesson| lesson.question.analogy[place].clone(), Lesson::ask_analogy, place)
    });
    view! {
        <section class="part-panel" aria-label="Analogy">
            <h3>"Analogy: b − a + c"</h3>
            <div class="ask-fields">{fields.into_iter().collect::<Vec<_>>()}</div>
            <div role="status">{body}</div>
        </section>
    }
    .into_any()
}

fn axis(page: Page) -> AnyView {
    let answer = page.see(|lesson| lesson.axis.clone());
    let body = move || match answer.get() {
        Some(axis) if !axis.unknown.is_empty() => unknown(&axis.unknown),
        Some(axis) => {
            let (least, most) = axis.places.iter().fold((0.0f32, 1.0f32), |(a, b), (_, at)| (a.min(*at), b.max(*at)));
            let rows = axis.places.iter().map(|(word, at)| {
                let share = (at - least) / (most - least).max(1e-6);
                view! {
                    <li>
                        <span>{word.clone()}</span>
                        <span class="axis-line" aria-hidden="true">
                            <span style:left=format!("{:.1}%", share * 100.0)></span>
                        </span>
                        <span class="near-value">{measured(*at)}</span>
                    </li>
                }
                .into_any()
            });
            view! { <ol class="axis">{rows.collect::<Vec<_>>()}</ol> }.into_any()
        }
        None => ().into_any(),
    };
    let fields = [0, 1].map(|place| {
        let label = ["from (0)", "to (1)"][place];
        field(page, label, move |lesson| lesson.question.axis[place].clone(), Lesson::ask_axis, place)
    });
    view! {
        <section class="part-panel" aria-label="Axis">
            <h3>"A line between two words"</h3>
            <div class="ask-fields">{fields.into_iter().collect::<Vec<_>>()}</div>
            <p class="part-note">"Every frequent word by its shadow on the line; the twelve at either end."</p>
            <div role="status">{body}</div>
        </section>
    }
    .into_any()
}

//! The question, and under it the answers: a sentence of the documents where it stands, and what a model writes with the passages and without.

use super::{Page, Writing, answer, pipeline};
use crate::components::*;
use leptos::prelude::*;
use lessons::pack_store::Press;
use lessons::rag::{Answer, Lesson};
use protocol::rag::Request;
use viz::number::fixed as digits;

pub fn ask(page: Page, writing: Writing) -> AnyView {
    let draft = page.see(|lesson| lesson.draft.clone());
    let unready = page.see(|lesson| lesson.hindrance().is_some());
    let hindrance = page.see(|lesson| lesson.hindrance().unwrap_or_default().to_owned());
    let pasted = RwSignal::new(String::new());
    let lit = RwSignal::new(None);
    let cards: Vec<AnyView> = std::iter::once(quoted(page)).chain(answer::written(page, writing, lit)).collect();
    view! {
        <section class="lab rag-ask" aria-label="Ask your documents">
            {page.notices()}
            <div class="rag-head">
                <h2 class="unseen">"Question and answers"</h2>
            <form
                class="rag-question"
                on:submit=move |event| {
                    event.prevent_default();
                    lit.set(None);
                    page.act(Lesson::ask);
                }
            >
                <label>
                    <span>"Your question"</span>
                    <input
                        type="text"
                        dir="auto"
                        autocomplete="off"
                        prop:value=draft
                        on:input:target=move |event| page.change(|lesson| lesson.draft = event.target().value())
                        on:paste=refuse_long_paste(pasted)
                    />
                </label>
                <button type="submit" class="primary" disabled=unready>"Ask"</button>
            </form>
            {note(pasted)}
            {note(hindrance)}
            {meaning(page)}
            {trouble(page)}
            </div>
            <div class="rag-answers" aria-live="polite">{cards}</div>
            {answer::buttons(page, writing)}
            {answer::passages(page, lit)}
            {pipeline::pipeline(page, writing)}
        </section>
    }
    .into_any()
}

/// What went wrong in a stage.
fn trouble(page: Page) -> AnyView {
    let problem = page.see(|lesson| lesson.problem.as_ref().map(|(_, words)| words.clone()));
    let dismiss = Callback::new(move |()| page.change(|lesson| lesson.problem = None));
    let shown = move || {
        problem.get().map(|words| {
            view! { <Notice kind=NoticeKind::Warning action=("Dismiss", dismiss)>{words}</Notice> }.into_any()
        })
    };
    shown.into_any()
}

/// That only words are compared, and the way to the model that compares meaning.
fn meaning(page: Page) -> AnyView {
    let lacks = page.see(|lesson| lesson.setup.retrieval.search.needs_vectors() && !lesson.is_loaded());
    let seen = page.see(|lesson| lesson.shelf.store.seen());
    let label = Signal::derive(move || seen.with(|seen| seen.load.clone().unwrap_or_default()));
    let can = Signal::derive(move || seen.with(|seen| seen.load.is_some()));
    let press = move || {
        page.act(|lesson| {
            let asked = lesson.shelf.change(|store| store.press(Press::Load));
            asked.into_iter().map(Request::from).collect()
        });
    };
    let shown = move || {
        view! {
            <div class="rag-hint">
                {note(fixed("So far only words are compared. MiniLM, the embedding model, compares meaning as well."))}
                {when(can, move || button(label, never(), press))}
            </div>
        }
        .into_any()
    };
    when(lacks, shown)
}

/// The answer that needs no model that writes.
fn quoted(page: Page) -> AnyView {
    let answer = page.see(|lesson| lesson.answer());
    let loaded = page.see(|lesson| lesson.is_loaded() || lesson.is_recorded());
    let recorded = page.see(|lesson| match lesson.is_recorded() {
        true => "Recorded, until the engine has arrived.".to_owned(),
        false => String::new(),
    });
    let shown = move || {
        match answer.get() {
        Answer::Waiting => note(fixed("Ask something: the sentence that answers best appears here.")),
        Answer::NotInDocuments => view! {
            <p class="rag-said">"Not in your documents."</p>
            {note(fixed("No chunk has anything in common with the question, or none passes the threshold. Retrieval below shows how close each came."))}
        }
        .into_any(),
        Answer::Quote(quote) => {
            let words = digits(100.0 * f64::from(quote.overlap), 0);
            let how = match loaded.get() {
                true => format!("Cosine {} to the question; {words} % of its words.", digits(f64::from(quote.cosine), 2)),
                false => format!("{words} % of the question's words, function words left out."),
            };
            view! {
                <blockquote class="rag-said" dir="auto">{quote.before}<mark>{quote.sentence}</mark>{quote.after}</blockquote>
                <p class="part-note">"From \u{201c}" {quote.document} "\u{201d}. " {how}</p>
            }
            .into_any()
        }
    }
    };
    view! { <div class="rag-card">{caption(fixed("Quoted: the sentence that answers best"))}{shown}{note(recorded)}</div> }.into_any()
}

//! How good the pipeline is: questions with known answers, asked at one setting or at two.

mod generated;
mod own;
mod settings;
mod table;

use super::{Page, Writing};
use crate::components::*;
use crate::fetch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::rag::{Lesson, MeasureLine, Set as Questions, packaged};

pub fn evaluation(page: Page, writer: Writing) -> AnyView {
    let set = two_way(
        page.see(|lesson| Questions::ALL.iter().position(|it| *it == lesson.evaluation.set).unwrap_or_default()),
        move |at: usize| page.change(|lesson| lesson.evaluation.set = Questions::ALL[at.min(Questions::ALL.len() - 1)]),
    );
    let lacks = page.see(|lesson| lesson.evaluation.set != Questions::Own && lesson.handbook().is_none());
    let own = page.see(|lesson| lesson.evaluation.set != Questions::Packaged);
    fetch_questions(page);
    view! {
        <section class="part-panel rag-evaluation" aria-label="Evaluation">
            <Choice name="rag-set" label="Questions" labels=vec!["the packaged 20", "my own", "both"] selected=set />
            {when(lacks, move || handbook(page))}
            {when(own, move || own::own(page))}
            {settings::settings(page)}
            {go(page)}
            {outcome(page)}
            {generated::generated(page, writer)}
        </section>
    }
    .into_any()
}

/// Fetches the packaged questions when their handbook is among the documents, whoever put it there.
fn fetch_questions(page: Page) {
    let wanted = page.see(|lesson| lesson.handbook().is_some() && lesson.evaluation.table.is_none());
    Effect::new(move || {
        if wanted.get() {
            spawn_local(async move {
                if let Some(table) = fetch::text(packaged::QUESTIONS).await {
                    page.change(|lesson| lesson.take_questions(&table));
                }
            });
        }
    });
}

/// The way to the packaged documents and their questions.
fn handbook(page: Page) -> AnyView {
    let trouble = RwSignal::new(String::new());
    let add = move || {
        spawn_local(async move {
            let files = (fetch::text(packaged::HANDBOOK).await, fetch::text(packaged::QUESTIONS).await);
            let (Some(text), Some(table)) = files else {
                trouble.try_set("The handbook could not be fetched. Look at your connection and try again.".into());
                return;
            };
            page.act(|lesson| lesson.add_handbook(text, &table));
        });
    };
    view! {
        {note(fixed("The packaged questions are about a handbook of a library that was made up for this page. It becomes one more of your documents; delete it when you are done."))}
        <div class="part-pair">{button(fixed("Add the handbook and its questions (73 kB)"), never(), add)}</div>
        {note(trouble)}
    }
    .into_any()
}

/// The main button, and how far it is.
fn go(page: Page) -> AnyView {
    let hindrance = page.see(|lesson| lesson.evaluation_hindrance().unwrap_or_default());
    let unready = Signal::derive(move || hindrance.with(|words| !words.is_empty()));
    let doing = page.see(Lesson::evaluation_progress);
    let busy = Signal::derive(move || doing.with(|words| !words.is_empty()));
    let said = Signal::derive(move || match doing.get() {
        words if words.is_empty() => hindrance.get(),
        words => words,
    });
    let problem = page.see(|lesson| lesson.evaluation.problem.clone());
    let dismiss = Callback::new(move |()| page.change(|lesson| lesson.evaluation.problem = None));
    let shown = move || {
        problem.get().map(|words| {
            view! { <Notice kind=NoticeKind::Warning action=("Dismiss", dismiss)>{words}</Notice> }.into_any()
        })
    };
    view! {
        <div class="part-pair">
            <button type="button" class="primary" disabled=unready on:click=move |_| page.act(Lesson::evaluate)>
                "Ask all questions"
            </button>
            {when(busy, move || button(fixed("Stop"), never(), move || page.act(Lesson::stop_trials)))}
        </div>
        {note(said)}
        {shown}
    }
    .into_any()
}

/// The measures as bars and figures, what they are worth, and the questions one by one.
fn outcome(page: Page) -> AnyView {
    let lines = page.see(|lesson| lesson.evaluation.lines());
    let there = Signal::derive(move || lines.with(|lines| !lines.is_empty()));
    let old = page.see(|lesson| match lesson.is_evaluation_old() {
        true => "Your documents have changed since: ask again to see what holds now.".to_owned(),
        false => String::new(),
    });
    let body = move || {
        // B has a column once there is something in it.
        let sides = page.see(|lesson| match lesson.evaluation.lines().iter().any(|line| !line.words[1].is_empty()) {
            true => 2,
            false => 1,
        });
        let columns = Signal::derive(move || {
            let names = ["Measure", "A", "B"].into_iter().take(1 + sides.get());
            names.map(|name| (name.to_owned(), "")).collect::<Vec<Column>>()
        });
        let row = move |line: MeasureLine| {
            std::iter::once(line.name.to_owned()).chain(line.words.into_iter().take(sides.get())).collect()
        };
        let rows = Memo::new(move |_| lines.get().into_iter().map(row).collect::<Vec<Vec<String>>>());
        let how = page.see(|lesson| {
            lesson
                .evaluation
                .lines()
                .iter()
                .map(|it| format!("{}: {}.", it.name, it.how))
                .collect::<Vec<String>>()
                .join(" ")
        });
        view! {
            <div class="part-two">
                <figure class="rag-bars">
                    {drawn("rag-drawn", "Measures of both settings", page.see(|lesson| lesson.evaluation.bars()))}
                    <figcaption class="part-note">
                        "Bars from 0 to 1. Filled: A, the pipeline as it is. Outlined: B, where it is compared."
                    </figcaption>
                    {page.picture_tools("rag-measures", ".rag-bars svg", |lesson| lesson.evaluation.measures_table())}
                </figure>
                <div>{sheet("Measures", columns, rows)}</div>
            </div>
            {note(page.see(|lesson| lesson.evaluation.caution()))}
            <details class="part-note">
                <summary>"How each is computed"</summary>
                <p>{how}</p>
                <p>"A chunk is right if it holds at least half of the passage that answers. k is that of the setting."</p>
            </details>
            {table::table(page)}
        }
        .into_any()
    };
    view! {
        <div aria-live="polite">{note(old)}</div>
        {when(there, body)}
    }
    .into_any()
}

//! Experiments on a copy of the pipeline: what the reader expects, what is found, and what the model writes of it.

use super::{Page, Writing};
use crate::components::*;
use crate::links::section_href;
use guide::Section;
use leptos::prelude::*;
use lessons::rag::{BROKEN, Experiment, Lesson, Purpose, Trial, WHOLE, Writer};

pub fn break_it(page: Page, writing: Writing) -> AnyView {
    hand_over(page, writing);
    let of = Experiments {
        names: ["rag-break", "rag-guess"],
        title: "What to break",
        all: &Experiment::ALL,
        label: Experiment::label,
        question: Experiment::question,
        answers: Experiment::answers,
    };
    let whole = page.see(|lesson| lesson.break_it.trial.is_none());
    let missing = page.see(Lesson::experiment_obstacle);
    let busy = writing.see(|writer| writer.is_busy());
    let obstacle = Signal::derive(move || match (missing.get(), busy.get()) {
        (words, _) if !words.is_empty() => words,
        (_, true) => "The model is writing. Stop it, or wait.".into(),
        _ => String::new(),
    });
    let run = move |experiment, expected| {
        let can_write = writing.peek(|writer| writer.is_loaded());
        writing.act(|writer| writer.forget(|of| matches!(of, Purpose::Experiment(_))));
        page.act(|lesson| lesson.break_it(experiment, expected, can_write));
    };
    let undo = move || {
        writing.act(stop);
        page.act(|lesson| {
            let requests = lesson.stop_trials();
            lesson.undo();
            requests
        });
    };
    let mut parts = vec![question(page)];
    parts.extend(experiments(of, obstacle, whole, None, run, undo));
    parts.push(progress(page, writing));
    parts.push(outcome(page, writing));
    parts.push(found(page, writing));
    parts.push(positions(page, writing));
    block("part-panel", parts)
}

/// Stops the model if it writes for an experiment; the reader's own question goes on.
fn stop(writer: &mut Writer) -> Vec<protocol::llama::Request> {
    let is_ours = writer.waiting().any(|of| matches!(of, Purpose::Experiment(_)));
    if is_ours { writer.stop() } else { Vec::new() }
}

/// Puts the prompts of an experiment before the model when they are there.
fn hand_over(page: Page, writing: Writing) {
    let wanted = page.see(Lesson::experiment_wanted);
    Effect::new(move || {
        let wanted = wanted.get();
        if !wanted.is_empty() {
            writing.act(|writer| writer.want(wanted));
        }
    });
}

/// Which question the experiment is about.
fn question(page: Page) -> AnyView {
    let all = page.see(|lesson| {
        let all = lesson.experiment_questions().unwrap_or_default();
        all.into_iter().map(|it| it.question.text).collect::<Vec<String>>()
    });
    let chosen = page.see(|lesson| lesson.break_it.question);
    let options = move || {
        let option = |(at, text): (usize, String)| {
            view! { <option value=at.to_string() selected=move || chosen.get() == at>{text}</option> }.into_any()
        };
        all.get().into_iter().enumerate().map(option).collect::<Vec<AnyView>>()
    };
    let choose = move |value: String| {
        let at = value.parse().unwrap_or_default();
        page.change(|lesson| lesson.break_it.question = at);
    };
    let some = Signal::derive(move || all.with(|all| !all.is_empty()));
    let body = move || {
        view! {
            <label class="part-field rag-about">
                <span>"About the question (of the set chosen under evaluation)"</span>
                <select on:change:target=move |event| choose(event.target().value())>{options}</select>
            </label>
        }
        .into_any()
    };
    when(some, body)
}

fn progress(page: Page, writing: Writing) -> AnyView {
    let left = writing.see(|writer| writer.waiting().filter(|of| matches!(of, Purpose::Experiment(_))).count());
    let words = page.see(|lesson| match &lesson.break_it.trial {
        Some(trial) if trial.experiment == Experiment::Middle && !trial.can_write => {
            "Where a chunk stands matters to the model that writes and to nothing else here: the quoted sentence is chosen whatever the order. Load the model under Answer and break it again.".to_owned()
        }
        Some(trial) if !trial.can_write => {
            "The quoted sentence is all there is to see without the model that answers. Load it under Answer and break it again to see what it writes.".to_owned()
        }
        _ => String::new(),
    });
    let writes = Signal::derive(move || match left.get() {
        0 => String::new(),
        left => format!("The model writes: {left} answers to go."),
    });
    let busy = Signal::derive(move || left.get() > 0);
    view! {
        {note(words)}
        {note(writes)}
        {when(busy, move || button(fixed("Stop"), never(), move || writing.act(stop)))}
    }
    .into_any()
}

fn outcome(page: Page, writing: Writing) -> AnyView {
    let trial = page.see(|lesson| lesson.break_it.trial.clone());
    let outcome = Memo::new(move |_| page.follow(|lesson| writing.follow(|writer| lesson.outcome(writer))));
    let failure = Memo::new(move |_| {
        page.follow(|lesson| writing.follow(|writer| lesson.break_it.trial.as_ref()?.failure(writer)))
    });
    let judged = move || {
        let trial = trial.get().filter(|trial| trial.can_write || trial.experiment != Experiment::Middle)?;
        let (answer, in_words) =
            outcome.get().map_or((None, String::new()), |outcome| (Some(outcome.answer), outcome.in_words));
        let measured = match failure.get() {
            Some(words) => note(fixed(&words)),
            None => verdict(&trial.experiment.answers(), trial.guess, answer, &in_words),
        };
        let security = (trial.experiment == Experiment::Plant).then(|| {
            view! {
                <p class="part-note">
                    "Whoever can write into a document can try to speak to the model that reads it. What is done against that: "
                    <a href=section_href(Section::Security)>{Section::Security.heading()}</a>
                    "."
                </p>
            }
            .into_any()
        });
        Some(view! { {measured}{security} }.into_any())
    };
    view! { <div role="status">{judged}</div> }.into_any()
}

/// Whole beside broken: what reaches the prompt, the quoted sentence, and what the model writes.
fn found(page: Page, writing: Writing) -> AnyView {
    let trial = page.see(|lesson| lesson.break_it.trial.clone().filter(|it| it.experiment != Experiment::Middle));
    let body = move || {
        let trial = trial.get()?;
        let sides = [("As it is", &trial.whole, WHOLE), ("Broken", &trial.broken, BROKEN)];
        let cards: Vec<AnyView> = sides
            .into_iter()
            .filter_map(|(name, asked, label)| {
                Some(card(name, asked.as_ref()?.first()?.clone(), trial.place(label), &trial, writing))
            })
            .collect();
        Some(view! { <div class="part-two">{cards}</div> }.into_any())
    };
    body.into_any()
}

fn card(
    name: &'static str,
    asked: protocol::rag::Asked,
    at: Option<usize>,
    trial: &Trial,
    writing: Writing,
) -> AnyView {
    let nothing = asked.context.is_empty();
    let quoted = if nothing { "Not in your documents.".to_owned() } else { asked.answer };
    let passages: Vec<AnyView> = asked
        .context
        .into_iter()
        .map(|text| view! { <li class="rag-text" dir="auto">{marked(text)}</li> }.into_any())
        .collect();
    let written = at.map(|at| {
        let trial = trial.clone();
        let said = writing.see_of(move |writer| trial.said(writer, at));
        let words = Signal::derive(move || said.get().unwrap_or_else(|| "Not written yet.".into()));
        view! { {caption(fixed("The model writes"))}<p class="rag-said" dir="auto">{words}</p> }.into_any()
    });
    view! {
        <div class="rag-side">
            {caption(fixed(name))}
            <p class="part-note">"The quoted sentence:"</p>
            <p class="rag-said" dir="auto">{quoted}</p>
            {written}
            <details>
                <summary>{format!("What was found ({})", passages.len())}</summary>
                <ol class="rag-passages">{passages}</ol>
            </details>
        </div>
    }
    .into_any()
}

/// The text with what was planted marked as such.
fn marked(text: String) -> AnyView {
    use lessons::rag::PLANTED;
    match text.split_once(PLANTED) {
        None => text.into_any(),
        Some((before, after)) => view! {
            <span>{before.to_owned()}</span>
            <mark title="Planted by this experiment">{PLANTED}" (planted)"</mark>
            <span>{after.to_owned()}</span>
        }
        .into_any(),
    }
}

/// Every answer of the experiment with positions.
fn positions(page: Page, writing: Writing) -> AnyView {
    let columns = ["Question", "Right chunk", "It says", "Right"].map(|name| (name.to_owned(), "")).to_vec();
    let rows = Memo::new(move |_| page.follow(|lesson| writing.follow(|writer| lesson.position_rows(writer))));
    let some = Signal::derive(move || rows.with(|rows| !rows.is_empty()));
    when(some, move || sheet("Answers by position", Signal::stored(columns.clone()), rows))
}

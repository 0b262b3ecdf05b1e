//! What the model that writes makes of the same questions, beside the quoted sentence.

use super::super::{Page, Writing};
use crate::components::*;
use leptos::prelude::*;
use lessons::rag::{Said, Side, Source, Writer};

pub fn generated(page: Page, writer: Writing) -> AnyView {
    let there = page.see(|lesson| lesson.evaluation.run(Side::A).is_some());
    when(there, move || body(page, writer))
}

fn body(page: Page, writer: Writing) -> AnyView {
    let unready = writer.see(|writer| !writer.is_loaded() || writer.is_busy());
    let busy = writer.see(|writer| writer.is_busy() && Source::BOTH.iter().any(|source| waiting(writer, *source) > 0));
    let how = writer.see(|writer| match writer.is_loaded() {
        true => "A question takes some seconds: the model reads the whole prompt for each. It writes greedily, 48 tokens at most.".to_owned(),
        false => "Load the model that answers, under Answer above, to measure how often it reads rightly what it is given.".to_owned(),
    });
    let ask = move |source: Source| {
        let wanted = page.peek(|lesson| lesson.answers_wanted(source));
        writer.act(|writer| {
            let mut requests = writer.forget(|purpose| source.has(purpose));
            requests.extend(writer.want(wanted));
            requests
        });
    };
    let left = writer.see(|writer| match Source::BOTH.iter().map(|source| waiting(writer, *source)).sum::<usize>() {
        0 => String::new(),
        left => format!("{left} questions to go."),
    });
    view! {
        {caption(fixed("Let the model answer"))}
        {note(how)}
        <div class="part-pair">
            {button(fixed("From what A found"), unready, move || ask(Source::Found))}
            {button(fixed("From the right chunk alone"), unready, move || ask(Source::Gold))}
            {when(busy, move || button(fixed("Stop"), never(), move || writer.act(Writer::stop)))}
        </div>
        {note(left)}
        {said(page, writer, Source::Found)}
        {said(page, writer, Source::Gold)}
    }
    .into_any()
}

/// Questions that are not answered yet.
fn waiting(writer: &Writer, source: Source) -> usize {
    writer.waiting().filter(|purpose| source.has(*purpose)).count()
}

fn said(page: Page, writer: Writing, source: Source) -> AnyView {
    let words = Memo::new(move |_| page.follow(|lesson| writer.follow(|writer| lesson.said_in_words(writer, source))));
    let there = Signal::derive(move || words.with(|words| !words.is_empty()));
    let name = match source {
        Source::Found => "Answers from what was found",
        Source::Gold => "Answers from the right chunk",
    };
    let table = move || {
        let columns = ["Question", "Wanted", "It says", "Has the words"].map(|name| (name.to_owned(), "")).to_vec();
        let rows = Memo::new(move |_| {
            page.follow(|lesson| {
                let Some(run) = lesson.evaluation.run(Side::A) else { return Vec::new() };
                let said = writer.follow(|writer| lesson.said(writer, source));
                let row = |(said, asked): (Option<Said>, &lessons::rag::Labelled)| {
                    let Said { text, is_right } = said?;
                    let right = if is_right { "yes" } else { "no" };
                    Some(vec![asked.question.text.clone(), asked.question.answer.clone(), text, right.to_owned()])
                };
                said.into_iter().zip(run.questions.iter()).filter_map(row).collect::<Vec<Vec<String>>>()
            })
        });
        view! { <details><summary>{name}</summary>{sheet(name, Signal::stored(columns), rows)}</details> }.into_any()
    };
    view! {
        <p role="status">{words}</p>
        {when(there, table)}
    }
    .into_any()
}

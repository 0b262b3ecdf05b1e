//! What the model writes: from the passages, with each sentence linked to the one behind it, and beside it without any.

use super::{Page, WRITER_FOLDER, Writing};
use crate::components::*;
use leptos::prelude::*;
use lessons::pack_store::Press;
use lessons::rag::{Answer, Behind, Ended, Linked, Passage, Purpose, Share, Writer, Written};
use protocol::llama::Request;
use viz::number::fixed as digits;

/// The passage that is pointed at, by its place, and the bytes of it that stand behind a sentence.
pub type Lit = RwSignal<Option<(usize, (usize, usize))>>;

/// Hands prompts to the model when they are due, and its answers back to be linked.
pub fn deliver(page: Page, writing: Writing) {
    let due = page.see(|lesson| lesson.is_due());
    let loaded = writing.see(|writer| writer.is_loaded());
    Effect::new(move || {
        if due.get() {
            let mut wanted = Vec::new();
            page.change(|lesson| wanted = lesson.due());
            writing.act(forget);
            if loaded.get_untracked() {
                writing.act(|writer| writer.want(wanted));
            }
        }
    });
    let question = page.see(|lesson| lesson.setup.question.clone());
    Effect::new(move || {
        question.get();
        writing.act(forget);
    });
    let whole = writing.see(|writer| writer.answer(Purpose::Documents).filter(|it| it.ended != Ended::Not));
    Effect::new(move || {
        if let Some(written) = whole.get() {
            page.act(|lesson| lesson.link(&written));
        }
    });
}

/// An answer to another question is none.
fn forget(writer: &mut Writer) -> Vec<Request> {
    writer.forget(|of| matches!(of, Purpose::Documents | Purpose::Alone))
}

/// Both written answers.
pub fn written(page: Page, writing: Writing, lit: Lit) -> Vec<AnyView> {
    let of = [(Purpose::Documents, "Written from the passages"), (Purpose::Alone, "Written without them")];
    of.into_iter().map(|(purpose, name)| card(page, writing, lit, purpose, name)).collect()
}

fn card(page: Page, writing: Writing, lit: Lit, purpose: Purpose, name: &'static str) -> AnyView {
    let what = what(page, writing, purpose);
    let body = move || match (what.get(), purpose) {
        (What::Recorded, _) => recorded(page, writing, lit, purpose),
        (What::Load, Purpose::Documents) => load(writing),
        (What::Load, _) => note(fixed("What the model says from its weights alone, once it is here.")),
        (What::NotInDocuments, _) => note(fixed(
            "Nothing was found that passes the threshold, so the model is not asked: it would answer all the same.",
        )),
        (What::Nothing, _) => note(fixed("Not written yet.")),
        (What::Waiting, _) => note(fixed("It comes next.")),
        (What::Text, _) => text(page, writing, lit, purpose),
    };
    view! { <div class="rag-card">{caption(fixed(name))}{body}</div> }.into_any()
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    /// It was written elsewhere.
    Recorded,
    Load,
    NotInDocuments,
    Nothing,
    Waiting,
    Text,
}

fn what(page: Page, writing: Writing, purpose: Purpose) -> Memo<What> {
    let none = page.see(|lesson| lesson.answer() == Answer::NotInDocuments);
    let there = writing.see_of(move |writer| {
        match (writer.answer(purpose).is_some(), writer.is_waiting(purpose), writer.is_loaded()) {
            (true, _, _) => What::Text,
            (_, true, _) => What::Waiting,
            (_, _, true) => What::Nothing,
            _ => What::Load,
        }
    });
    let elsewhere = page.see_of(move |lesson| lesson.recorded_answer(purpose).is_some());
    Memo::new(move |_| match there.get() {
        What::Load if elsewhere.get() => What::Recorded,
        What::Nothing if purpose == Purpose::Documents && none.get() => What::NotInDocuments,
        there => there,
    })
}

/// The way to the model, and how far it is.
fn load(writing: Writing) -> AnyView {
    let seen = writing.see(|writer| writer.chat.shelf.store.seen());
    let label = Signal::derive(move || seen.with(|seen| seen.load.clone().unwrap_or_default()));
    let can = Signal::derive(move || seen.with(|seen| seen.load.is_some()));
    let status = Signal::derive(move || seen.with(|seen| seen.status.clone()));
    let press = move || {
        writing.act(|writer| {
            let asked = writer.chat.shelf.change(|store| store.press(Press::Load));
            asked.into_iter().map(Request::from).collect()
        });
    };
    view! {
        {note(fixed("To have an answer of your own written, load the model: 135 million parameters, run in this tab."))}
        {when(can, move || button(label, never(), press))}
        {note(status)}
    }
    .into_any()
}

/// What the model wrote elsewhere, and the way to have it here.
fn recorded(page: Page, writing: Writing, lit: Lit, purpose: Purpose) -> AnyView {
    let linked = page.see_of(move |lesson| {
        let text = lesson.recorded_answer(purpose).map_or(String::new(), |it| it.text);
        if purpose == Purpose::Documents { lesson.linked(&text) } else { vec![plain(text)] }
    });
    let said = move || linked.get().into_iter().map(|it| sentence(it, lit)).collect::<Vec<AnyView>>();
    let more = if purpose == Purpose::Documents { load(writing) } else { ().into_any() };
    view! {
        <p class="rag-said" dir="auto">{said}</p>
        {note(fixed("Recorded: SmolLM2 wrote this on another machine, from the same documents."))}
        {more}
    }
    .into_any()
}

fn text(page: Page, writing: Writing, lit: Lit, purpose: Purpose) -> AnyView {
    let written = writing.see_of(move |writer| writer.answer(purpose));
    let linked = Memo::new(move |_| {
        let written = written.get();
        let text = written.map_or(String::new(), |it| it.text);
        page.follow(|lesson| if purpose == Purpose::Documents { lesson.linked(&text) } else { vec![plain(text)] })
    });
    let said = move || linked.get().into_iter().map(|it| sentence(it, lit)).collect::<Vec<AnyView>>();
    let how = Signal::derive(move || written.with(|it| it.as_ref().map_or(String::new(), told)));
    let stale = Memo::new(move |_| {
        let prompt = written.with(|it| it.as_ref().map(|it| it.prompt.clone()));
        let is = |prompt: String| {
            page.follow(|lesson| lesson.wanted().iter().all(|it| it.purpose != purpose || it.prompt != prompt))
        };
        match prompt.is_some_and(is) {
            true => "It was written from another prompt than the one below would make now.".into(),
            false => String::new(),
        }
    });
    view! {
        <p class="rag-said" dir="auto">{said}</p>
        {note(how)}
        {note(stale)}
    }
    .into_any()
}

fn plain(text: String) -> Linked {
    Linked { text, support: None }
}

/// A sentence, and the number of the passage behind it.
fn sentence(Linked { text, support }: Linked, lit: Lit) -> AnyView {
    let Some(Behind { passage, source, cosine, overlap, is_weak }) = support else {
        return view! { <span>{text}</span> }.into_any();
    };
    let (cosine, overlap) = (digits(f64::from(cosine), 2), digits(100.0 * f64::from(overlap), 0));
    let how = match is_weak {
        true => format!(
            "No passage is like this sentence; passage {} is least unlike it: cosine {cosine}, {overlap} % of its words.",
            passage + 1
        ),
        false => {
            format!("Passage {} is most like this sentence: cosine {cosine}, {overlap} % of its words.", passage + 1)
        }
    };
    let mark = format!("{}{}", passage + 1, if is_weak { "?" } else { "" });
    let point = move || lit.set(Some((passage, source)));
    view! {
        <span class="rag-sentence" class:weak=is_weak>{text}</span>
        <button
            type="button"
            class="rag-cite"
            title=how.clone()
            aria-label=how
            on:click=move |_| point()
            on:focus=move |_| point()
            on:pointerenter=move |_| point()
        >
            {mark}
        </button>
    }
    .into_any()
}

/// What it took, and how it ended.
fn told(written: &Written) -> String {
    let seconds = |milliseconds: f32| digits(f64::from(milliseconds) / 1000.0, 1);
    let Written { prompt_tokens, tokens, first, rest, ended, .. } = written;
    let pace = match (*tokens > 4, *rest > 0.0) {
        (true, true) => format!(" at {} a second", digits(1000.0 * f64::from(*tokens - 1) / f64::from(*rest), 0)),
        _ => String::new(),
    };
    let read = format!("{prompt_tokens} tokens read in {} s", seconds(*first));
    match ended {
        Ended::Not if *tokens == 0 => "It reads the prompt.".into(),
        Ended::Not => format!("{read}; it writes{pace}."),
        Ended::End => format!("{read}, {tokens} written{pace}."),
        Ended::Cut => format!("{read}, {tokens} written{pace}; cut there."),
        Ended::Stopped => format!("Stopped after {tokens} tokens."),
        Ended::Failed(why) => why.clone(),
    }
}

/// The passages for the prompt, numbered as sentences name them.
pub fn passages(page: Page, lit: Lit) -> AnyView {
    let all = page.see(|lesson| lesson.passages());
    let some = Signal::derive(move || all.with(|all| !all.is_empty()));
    let list = move || all.get().into_iter().enumerate().map(|(at, it)| passage(at, it, lit)).collect::<Vec<AnyView>>();
    let shown = move || {
        view! {
            <div class="rag-found">
                {caption(fixed("The passages for the prompt, the best first"))}
                <ol class="rag-passages">{list}</ol>
            </div>
        }
        .into_any()
    };
    when(some, shown)
}

fn passage(at: usize, passage: Passage, lit: Lit) -> AnyView {
    let Passage { chunk, document, path, text, cosine, is_kept } = passage;
    let path = if path.is_empty() || path == document {
        String::new()
    } else {
        format!(" \u{203a} {}", path.replace(" > ", " \u{203a} "))
    };
    let cosine = cosine.map_or(String::new(), |it| format!(", cosine {}", digits(f64::from(it), 2)));
    let cut = if is_kept { "" } else { ". Cut: the prompt's budget is spent" };
    let is_lit = move || lit.get().is_some_and(|lit| lit.0 == at);
    let parts = move || {
        let (from, to) = lit.get().filter(|lit| lit.0 == at).map_or((0, 0), |lit| lit.1);
        match (text.get(..from), text.get(from..to), text.get(to..)) {
            (Some(before), Some(mark), Some(after)) if from < to => {
                view! { <span>{before.to_owned()}</span><mark>{mark.to_owned()}</mark><span>{after.to_owned()}</span> }
                    .into_any()
            }
            _ => view! { <span>{text.clone()}</span> }.into_any(),
        }
    };
    view! {
        <li class:lit=is_lit class:cut=!is_kept>
            <p class="part-note" dir="auto"><b>{document}</b>{path}{format!(", chunk {}{cosine}{cut}", chunk + 1)}</p>
            <p class="rag-text" dir="auto">{parts}</p>
        </li>
    }
    .into_any()
}

/// Stops the model, or has it write with everything as it is now.
pub fn buttons(page: Page, writing: Writing) -> AnyView {
    let busy = writing.see(|writer| writer.is_busy());
    let ready = writing.see(|writer| writer.is_loaded() && !writer.is_busy());
    let nothing = page.see(|lesson| lesson.found.is_none() || lesson.wanted().is_empty());
    let alone = two_way(page.see(|lesson| lesson.also_alone), move |on| page.change(|lesson| lesson.also_alone = on));
    let again = move || {
        let mut wanted = Vec::new();
        page.change(|lesson| wanted = lesson.wanted());
        writing.act(|writer| writer.want(wanted));
    };
    view! {
        <div class="part-pair">
            {when(busy, move || button(fixed("Stop"), never(), move || writing.act(|writer| writer.stop())))}
            {when(ready, move || button(fixed("Write with what is set now"), nothing, again))}
            <Switch label="Also ask without the passages" on=alone />
        </div>
    }
    .into_any()
}

/// The last stage: the model, how it draws, and its answer token by token.
pub fn stage(page: Page, writing: Writing) -> AnyView {
    let begun = writing.see(|writer| writer.chat.question.is_some() && !writer.is_busy());
    let inside = move || {
        let shares = looked_at(page, writing);
        block(
            "chat-glass",
            vec![
                block("", vec![glass_text(writing), glass_stages(writing)]),
                block("", vec![glass_place(writing)]),
                block("", vec![shares, glass_attention(writing)]),
                block("", vec![glass_lens(writing)]),
            ],
        )
    };
    view! {
        {model_panel(writing, WRITER_FOLDER)}
        {note(fixed("The answer from the passages, token by token, after all that the model was told before it. Pick a token of the answer to see what else it could have been and which passage it looked at."))}
        <div class="rag-knobs">{glass_knobs(writing)}</div>
        {when(begun, inside)}
    }
    .into_any()
}

/// Which passage the picked token looked at.
fn looked_at(page: Page, writing: Writing) -> AnyView {
    let shares = Memo::new(move |_| page.follow(|lesson| writing.follow(|writer| lesson.looked_at(writer))));
    let some = Signal::derive(move || shares.with(|shares| !shares.is_empty()));
    let columns = [
        ("What it looked at", "a part of all that stands before the picked token"),
        ("Tokens", "of that part"),
        ("Attention", "summed over these tokens, in the mean of all heads of the layer below"),
        ("By token", "the same divided by the tokens"),
    ];
    let columns = columns.map(|(name, how)| (name.to_string(), how)).to_vec();
    let rows = Signal::derive(move || {
        let row = |share: Share| {
            let percent = |value: f32, places| format!("{} %", digits(100.0 * f64::from(value), places));
            let Share { name, tokens, share } = share;
            vec![name, tokens.to_string(), percent(share, 1), percent(share / tokens as f32, 2)]
        };
        shares.get().into_iter().map(row).collect::<Vec<_>>()
    });
    let shown = move || {
        view! {
            {caption(fixed("What the picked token looked at"))}
            {note(fixed("In most layers a large share rests on the very first token: a head that has nothing to fetch leaves its attention there."))}
            {sheet("What the picked token looked at", Signal::stored(columns.clone()), rows)}
        }
        .into_any()
    };
    when(some, shown)
}

//! A conversation with a pretrained model, for any lesson's page: the model's panel, what was said, the field to type into, how full the context
//! is, and the last answer token by token. A module of its own, fetched when it is opened.

mod log;
mod tokens;

use crate::components::{lab as lab_of, *};
use crate::worker_client::use_workers;
use leptos::prelude::*;
use lessons::chat::{Chat, EXAMPLES, Example};
use lessons::pack_store::Shelf;

type Page = crate::components::Page<Chat>;

const FOLDER: &str = "packs/smollm2/";

impl OnModel for Chat {
    fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    fn shelf_mut(&mut self) -> &mut Shelf {
        &mut self.shelf
    }
}

/// The whole of it, beside whatever else is on the page.
pub fn chat() -> AnyView {
    let page = Page::beside(Chat::default(), use_workers().engine);
    let busy = page.see(|chat| chat.is_busy());
    let parts = lab_of(LabParts {
        name: "A real model",
        recorded: never(),
        head: vec![status(page.see(Chat::status), busy)],
        knobs: knobs(page),
        stage: vec![log::log(page), trouble(page), compose(page)],
        inspect: vec![examples(page)],
        under: vec![tokens::tokens(page)],
        foot: Vec::new(),
    });
    view! {
        {model_panel(page, FOLDER)}
        {parts}
    }
    .into_any()
}

/// What is typed, and the buttons.
fn compose(page: Page) -> AnyView {
    let draft = page.see(|chat| chat.draft.clone());
    let busy = page.see(|chat| chat.is_busy());
    let unready = page.see(|chat| chat.hindrance().is_some());
    let hindrance = page.see(|chat| chat.hindrance().unwrap_or_default().to_owned());
    let send = move || page.act(Chat::send);
    let pasted = RwSignal::new(String::new());
    let main = move || {
        if busy.get() {
            view! { <button type="button" class="primary" on:click=move |_| page.act(Chat::stop)>"Stop"</button> }
                .into_any()
        } else {
            view! { <button type="button" class="primary" disabled=unready on:click=move |_| send()>"Ask"</button> }
                .into_any()
        }
    };
    view! {
        <div class="chat-compose">
            <label>
                <span>"Your question (Enter sends, Shift and Enter make a new line)"</span>
                <textarea
                    rows="3"
                    dir="auto"
                    spellcheck="false"
                    prop:value=draft
                    on:input:target=move |event| page.change(|chat| chat.draft = event.target().value())
                    on:paste=refuse_long_paste(pasted)
                    on:keydown=move |event| {
                        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                            event.prevent_default();
                            send();
                        }
                    }
                ></textarea>
            </label>
            <div class="part-pair">{main}{further(page)}</div>
            {note(pasted)}
            {note(hindrance)}
            {note(page.see(|chat| chat.lost_note()))}
            {meter(page)}
        </div>
    }
    .into_any()
}

/// What can be done with a conversation that is there.
fn further(page: Page) -> AnyView {
    let short = page.see(|chat| chat.may_go_on());
    let begun = page.see(|chat| !chat.exchanges.is_empty() && !chat.is_busy());
    let several = page.see(|chat| chat.exchanges.len() > 1 && !chat.is_busy());
    let ready = page
        .see(|chat| chat.is_loaded() && !chat.is_busy() && chat.exchanges.last().is_some_and(|it| !it.tree.is_empty()));
    let clear = move || page.change(|chat| chat.clear());
    let forget = move || page.change(|chat| chat.forget_first());
    view! {
        {when(short, move || button(fixed("Go on"), never(), move || page.act(Chat::go_on)))}
        {when(ready, move || button(fixed("Answer again"), never(), move || page.act(Chat::again)))}
        {when(several, move || quiet(fixed("Forget the first question and answer"), never(), forget))}
        {when(begun, move || quiet(fixed("New conversation"), never(), clear))}
    }
    .into_any()
}

fn meter(page: Page) -> AnyView {
    let meter = page.see(|chat| chat.meter());
    let known = Signal::derive(move || meter.with(|meter| meter.of > 0));
    let bar = move || {
        let most = move || meter.with(|meter| meter.of.to_string());
        let used = move || meter.with(|meter| meter.used as f64);
        view! { <progress class="chat-meter" aria-label="Context taken" max=most prop:value=used></progress> }
            .into_any()
    };
    view! {
        {when(known, bar)}
        {note(Signal::derive(move || meter.with(|meter| meter.words.clone())))}
    }
    .into_any()
}

fn trouble(page: Page) -> AnyView {
    let problem = page.see(|chat| chat.problem.clone());
    let dismiss = Callback::new(move |()| page.change(|chat| chat.problem = None));
    let shown = move || {
        problem.get().map(|words| {
            view! { <Notice kind=NoticeKind::Warning action=("Dismiss", dismiss)>{words}</Notice> }.into_any()
        })
    };
    shown.into_any()
}

/// How tokens are drawn, and what the model is told first.
fn knobs(page: Page) -> Vec<AnyView> {
    let knob =
        |label: &'static str, spec: KnobSpec, help: &'static str, get: fn(&Chat) -> f64, set: fn(&mut Chat, f64)| {
            let stored = page.see_of(get);
            let value = two_way(stored, move |value| page.change(|chat| set(chat, value)));
            view! { <Knob label value spec help /> }.into_any()
        };
    let system = page.see(|chat| chat.system.clone());
    let system = view! {
        <label class="chat-system">
            <span>"System message (empty: the model's own)"</span>
            <textarea
                rows="2"
                dir="auto"
                spellcheck="false"
                prop:value=system
                on:input:target=move |event| page.change(|chat| chat.system = event.target().value())
            ></textarea>
        </label>
    };
    vec![
        knob(
            "Temperature",
            KnobSpec::real(0.0, 2.0, 0.05, 2),
            "0 takes the likeliest token every time.",
            |chat| f64::from(chat.settings.temperature),
            |chat, value| chat.settings.temperature = value as f32,
        ),
        knob(
            "top_k",
            KnobSpec::whole(0.0, 200.0, 1.0),
            "0 leaves all 49,152 tokens in.",
            |chat| f64::from(chat.settings.top_k),
            |chat, value| chat.settings.top_k = value as u32,
        ),
        knob(
            "top_p",
            KnobSpec::real(0.05, 1.0, 0.05, 2),
            "1 leaves all in.",
            |chat| f64::from(chat.settings.top_p),
            |chat, value| chat.settings.top_p = value as f32,
        ),
        knob(
            "Repetition penalty",
            KnobSpec::real(1.0, 2.0, 0.05, 2),
            "1 changes nothing.",
            |chat| f64::from(chat.settings.repetition_penalty),
            |chat, value| chat.settings.repetition_penalty = value as f32,
        ),
        knob(
            "Seed",
            KnobSpec::whole(1.0, 999.0, 1.0),
            "Counts above temperature 0.",
            |chat| chat.settings.seed as f64,
            |chat, value| chat.settings.seed = value as u64,
        ),
        knob(
            "Tokens an answer may have",
            KnobSpec::whole(20.0, 1000.0, 20.0),
            "",
            |chat| f64::from(chat.count),
            |chat, value| chat.count = value as u32,
        ),
        system.into_any(),
    ]
}

/// What a model of this size cannot do, to try.
fn examples(page: Page) -> AnyView {
    let busy = page.see(|chat| chat.is_busy());
    let example = |example: Example| {
        let take = move || page.change(|chat| chat.draft = example.question.into());
        view! {
            <li>
                {button(fixed(example.name), busy, take)}
                <p>{example.question}</p>
                <p class="part-note">
                    "Recorded answer: \u{201c}" {example.recorded} "\u{201d} " {example.verdict}
                </p>
            </li>
        }
        .into_any()
    };
    view! {
        {caption(fixed("What it can and cannot do"))}
        <ul class="chat-examples">{EXAMPLES.map(example).into_iter().collect::<Vec<AnyView>>()}</ul>
    }
    .into_any()
}

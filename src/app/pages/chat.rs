//! A conversation with a pretrained model, for any lesson's page: the model's panel, what was said, the field to type into, how full the context
//! is, and the last answer token by token. A module of its own, fetched when it is opened.

mod log;

use crate::components::{lab as lab_of, *};
use crate::worker_client::use_workers;
use leptos::prelude::*;
use lessons::chat::{Chat, EXAMPLES, Example};
use lessons::pack_store::Shelf;
use lessons::writing::Glass;
use protocol::llama::Request;
use protocol::writing;

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

impl OnGlass for Chat {
    fn glass(&self) -> &Glass {
        &self.glass
    }

    fn with_glass(&mut self, change: &mut dyn FnMut(&mut Glass) -> Vec<writing::Request>) -> Vec<Request> {
        self.of_glass(change)
    }

    fn write_prompt(&mut self, count: u32) -> Vec<Request> {
        self.go_on(count)
    }

    fn can_write(&self) -> bool {
        Chat::can_write(self)
    }

    fn num_layers(&self) -> u32 {
        self.shelf.store.facts().map_or(0, |facts| facts.layers)
    }

    fn context(&self) -> u32 {
        self.context
    }
}

/// The whole of it, beside whatever else is on the page.
pub fn chat() -> AnyView {
    let page = Page::beside(Chat::default(), use_workers().engine);
    let parts = lab_of(LabParts {
        name: "A real model",
        recorded: never(),
        head: vec![status(page.see(Chat::status), page.see(Chat::is_busy))],
        knobs: knobs(page),
        stage: vec![log::log(page), trouble(page), compose(page)],
        inspect: vec![examples(page)],
        under: vec![when(page.see(|chat| chat.question.is_some()), move || glass(page))],
        foot: Vec::new(),
    });
    view! {
        {model_panel(page, FOLDER)}
        <div class="chat">{parts}</div>
    }
    .into_any()
}

/// The last answer token by token, after all that the model was told before it; and one place of it from the inside.
fn glass(page: Page) -> AnyView {
    block(
        "chat-glass",
        vec![
            block("", vec![glass_text(page), glass_stages(page)]),
            block("", vec![glass_place(page), glass_tree(page)]),
            block("", vec![glass_attention(page)]),
            block("", vec![glass_lens(page)]),
            block("", vec![glass_cost(page)]),
        ],
    )
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
    let begun = page.see(|chat| chat.question.is_some() && !chat.is_busy());
    let several = page.see(|chat| !chat.past.is_empty() && !chat.is_busy());
    let ready = page.see(|chat| chat.question.is_some() && !chat.is_busy() && chat.is_loaded());
    let clear = move || page.change(|chat| chat.clear());
    let forget = move || page.change(|chat| chat.forget_first());
    view! {
        {when(short, move || button(fixed("Go on"), never(), move || page.act(|chat| chat.go_on(chat.glass.count))))}
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

/// What the model is told first, how long an answer may be, and how its tokens are drawn.
fn knobs(page: Page) -> Vec<AnyView> {
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
    let count = two_way(page.see(|chat| f64::from(chat.glass.count)), move |value| {
        page.change(|chat| chat.glass.count = value as u32);
    });
    let count =
        view! { <Knob label="Tokens an answer may have" value=count spec=KnobSpec::whole(20.0, 1000.0, 20.0) /> };
    let mut all = vec![system.into_any(), count.into_any()];
    all.extend(glass_knobs(page));
    all
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
        {note(fixed("Each was asked in a conversation of its own, at temperature 0. What it said then is recorded here; try what it says in yours."))}
        <ul class="chat-examples">{EXAMPLES.map(example).into_iter().collect::<Vec<AnyView>>()}</ul>
    }
    .into_any()
}

//! One text, cut into words, byte-level tokens and word pieces, side by side.

use super::Lab;
use crate::components::*;
use crate::my_text::use_my_text;
use leptos::prelude::*;
use lessons::format::count;
use lessons::vocabularies::{CUTS, SAMPLES, name, title};
use protocol::vocabularies::{Cut, Model, Specials};

pub fn cuts(lab: Lab) -> AnyView {
    let text = lab.see(|state| state.text.clone());
    let long = RwSignal::new(String::new());
    let problem = lab.see(|state| state.problem.clone());
    let ids = two_way(lab.see(|state| state.as_ids), move |on| {
        lab.state.try_update(|state| state.as_ids = on);
    });
    let specials = two_way(lab.see(|state| state.specials == Specials::Recognised), move |on| {
        lab.act(|state| state.set_specials(if on { Specials::Recognised } else { Specials::AsText }));
    });
    let samples: Vec<AnyView> = SAMPLES
        .iter()
        .map(|sample| button(fixed(sample.name), never(), move || lab.act(|state| state.set_text(sample.text.into()))))
        .collect();
    let mine = use_my_text()
        .get()
        .map(|mine| button(fixed("My text"), never(), move || lab.act(|state| state.set_text(mine.to_string()))));
    let progress = lab.see(|state| match state.progress {
        Some((_, done, total)) => format!("{} of {} bytes cut …", count(done), count(total)),
        None => String::new(),
    });
    view! {
        <label class="bpe-field">
            <span>"Any text"</span>
            <textarea
                id="vocab-text"
                rows="3"
                spellcheck="false"
                autocomplete="off"
                dir="auto"
                prop:value=text
                on:paste=refuse_long_paste(long)
                on:input:target=move |event| {
                    let text = event.target().value();
                    lab.act(|state| state.set_text(text));
                }
            ></textarea>
        </label>
        <div class="part-tools">
            {samples} {mine} <Switch label="Show ids" on=ids /> <Switch label="Recognise special tokens" on=specials />
        </div>
        {move || problem.get().map(|problem| view! { <Notice kind=NoticeKind::Warning>{problem}</Notice> })}
        {note(long)}
        {note(progress)}
        <div class="vocab-cuts">{CUTS.map(|cut| column(lab, cut)).into_iter().collect::<Vec<_>>()}</div>
        {pointed(lab)}
    }
    .into_any()
}

fn column(lab: Lab, cut: Cut) -> AnyView {
    let shown = lab.see(move |state| state.chips(cut));
    let picture = move || {
        let svg = element_svg(&format!("#cut-{} .token-flow", name(cut)), title(cut));
        download(&format!("tokens-{}.svg", name(cut)), "image/svg+xml", svg.as_bytes());
    };
    let numbers = lab.see(move |state| state.numbers(cut));
    let beside = lab.see(move |state| state.beginning(cut));
    let there = lab.see(move |state| state.encoded(cut).is_some());
    let mark = lab.see(move |state| state.pointed.filter(|(of, _)| *of == cut).map(|(_, at)| at));
    let point = Callback::new(move |at: Option<usize>| {
        lab.state.try_update(|state| state.pointed = at.map(|at| (cut, at)));
    });
    let pick = Callback::new(move |at: usize| lab.act(|state| state.explain(cut, at)));
    let cells = move || {
        numbers
            .get()
            .into_iter()
            .map(|(name, how, value)| view! { <div title=how><dt>{name}</dt><dd>{value}</dd></div> }.into_any())
            .collect::<Vec<_>>()
    };
    let waiting = if cut == Cut::Words { "Type a text above." } else { "Not loaded." };
    view! {
        <div class="vocab-cut" id=format!("cut-{}", name(cut))>
            <h3>{title(cut)}</h3>
            {move || if there.get() {
                view! {
                    <dl class="vocab-numbers">{cells}</dl>
                    {note(beside)}
                    <div class="bpe-text">
                        <TokenFlow label=format!("The text as tokens, {}", title(cut)) chips=shown mark on_hover=point on_pick=pick />
                    </div>
                    <div class="part-tools">
                        {button(fixed("Tokens as CSV"), never(), move || lab.act(|state| state.export(cut)))}
                        {button(fixed("Picture (SVG)"), never(), picture)}
                    </div>
                }.into_any()
            } else {
                empty(waiting)
            }}
        </div>
    }
    .into_any()
}

/// The token under the pointer, in words, and what decoding gives back.
fn pointed(lab: Lab) -> AnyView {
    let line = lab.see(|state| match state.pointed_line() {
        line if line.is_empty() => "Point at a token; press it to see how it came to be.".into(),
        line => line,
    });
    let back = lab.see(|state| {
        let decoded = state.encoded(Cut::Model(Model::Minilm)).map(|it| it.decoded.clone());
        decoded.filter(|text| !text.is_empty()).map(|text| text.chars().take(400).collect::<String>())
    });
    view! {
        <p class="vocab-line" aria-live="polite">{line}</p>
        {move || back.get().map(|text| view! {
            <p class="vocab-line"><b>"MiniLM, decoded: "</b><span dir="auto">{text}</span></p>
        })}
    }
    .into_any()
}

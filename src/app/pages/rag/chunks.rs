//! How the documents are cut, drawn over their text.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::rag::{Sheet, Span};
use protocol::rag::Method;

const METHODS: [Method; 4] = [Method::Recursive, Method::Sentence, Method::Fixed, Method::Semantic];

pub fn chunks(page: Page) -> AnyView {
    let method = two_way(page.see(|lesson| place(lesson.setup.chunking.method)), move |at: usize| {
        page.act(|lesson| lesson.set_method(METHODS[at.min(METHODS.len() - 1)]));
    });
    let size = two_way(page.see(|lesson| f64::from(lesson.setup.chunking.size)), move |size| {
        page.act(|lesson| lesson.set_size(size as u32));
    });
    let overlap = two_way(page.see(|lesson| f64::from(lesson.setup.chunking.overlap)), move |overlap| {
        page.act(|lesson| lesson.set_overlap(overlap as u32));
    });
    let unit = page.see(|lesson| {
        format!(
            "Sizes are counted in {}. Colours change from chunk to chunk; stripes are what a chunk repeats of the one before it.",
            match lesson.unit() {
                "tokens" => "the embedding model's own tokens",
                _ => "words, until the embedding model's tokenizer is there",
            }
        )
    });
    view! {
        <div class="rag-knobs">
            <Choice name="rag-method" label="Cut at" labels=vec!["paragraphs first", "sentences", "any token", "a change of meaning"] selected=method />
            <Knob label="Size at most" value=size spec=KnobSpec::whole(4.0, 256.0, 1.0) />
            <Knob label="Overlap" value=overlap spec=KnobSpec::whole(0.0, 128.0, 1.0) />
        </div>
        {note(unit)}
        {drawn_over(page)}
    }
    .into_any()
}

fn place(method: Method) -> usize {
    METHODS.iter().position(|it| *it == method).unwrap_or_default()
}

fn drawn_over(page: Page) -> AnyView {
    let sheet = page.see(|lesson| lesson.sheet());
    let pointed = page.see(|lesson| lesson.pointed);
    let point = move |chunk| page.change(|lesson| lesson.pointed = chunk);
    let span = move |Span { text, chunk, repeated }: Span| {
        let odd = chunk.is_some_and(|chunk| chunk % 2 == 1);
        let lit = move || chunk.is_some() && pointed.get() == chunk;
        let title = chunk
            .map(|chunk| format!("Chunk {}{}", chunk + 1, if repeated { ", repeated of the one before" } else { "" }));
        view! {
            <span
                class:rag-chunk=chunk.is_some()
                class:odd=odd
                class:repeated=repeated
                class:lit=lit
                title=title
                on:pointerenter=move |_| point(chunk)
                on:pointerleave=move |_| point(None)
            >
                {text}
            </span>
        }
        .into_any()
    };
    let document = move |(name, spans): (String, Vec<Span>)| {
        let spans: Vec<AnyView> = spans.into_iter().map(span).collect();
        view! { <h3 dir="auto">{name}</h3><p class="rag-text" dir="auto">{spans}</p> }.into_any()
    };
    let all = move || sheet.get().parts.into_iter().map(document).collect::<Vec<AnyView>>();
    // A chunk that was picked in the map is brought into view; one that is pointed at here is in view.
    Effect::new(move || {
        if page.peek(|lesson| lesson.pointed.is_some()) {
            request_animation_frame(show_lit);
        }
    });
    view! { <div>{pages(page, sheet)}{all}</div> }.into_any()
}

fn show_lit() {
    if let Ok(Some(lit)) = document().query_selector(".rag-chunk.lit") {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        lit.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// To the part of the text before and after, where not all of it is drawn.
fn pages(page: Page, sheet: Memo<Sheet>) -> AnyView {
    let place = Memo::new(move |_| sheet.with(|sheet| (sheet.number, sheet.of)));
    let several = Signal::derive(move || place.get().1 > 1);
    let words = Signal::derive(move || format!("Part {} of {} of the text", place.get().0 + 1, place.get().1));
    let first = Signal::derive(move || place.get().0 == 0);
    let last = Signal::derive(move || place.get().0 + 1 >= place.get().1);
    let turn = move |by: isize| {
        let number = place.get_untracked().0.saturating_add_signed(by);
        page.change(|lesson| lesson.text_sheet = number);
    };
    let shown = move || {
        view! {
            <div class="part-pair">
                {quiet(fixed("Earlier part"), first, move || turn(-1))}
                {span(words)}
                {quiet(fixed("Later part"), last, move || turn(1))}
            </div>
        }
        .into_any()
    };
    when(several, shown)
}

//! Words and sentences by the guide's rules and by Unicode's, one under the other.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::tokenization::{CASES, Lesson, Part, rule_chips, sentence_parts, word_parts};
use protocol::tokenization::{Cut, MAX_SHOWN};
use viz::table::Table;

pub fn words(page: Page) -> AnyView {
    let sentence = page.see(|lesson| lesson.sentence.clone());
    let long = RwSignal::new(String::new());
    let too_long = page.see(|lesson| {
        let bytes = lesson.sentence.len();
        if bytes > MAX_SHOWN {
            format!("This text has {} bytes; up to {} are cut here. Shorten it.", count(bytes), count(MAX_SHOWN))
        } else {
            String::new()
        }
    });
    let cases: Vec<AnyView> = CASES
        .iter()
        .map(|(name, text)| {
            button(fixed(name), never(), move || page.act(|lesson| lesson.set_sentence(text.to_string())))
        })
        .collect();
    let tools = page.picture_tools("differences", ".bpe-rules", differences);
    view! {
        <section class="part-panel" aria-label="Words and sentences by rule">
            <label class="bpe-field">
                <span>"A text to cut"</span>
                <textarea
                    rows="2"
                    spellcheck="false"
                    autocomplete="off"
                    dir="auto"
                    prop:value=sentence
                    on:paste=refuse_long_paste(long)
                    on:input:target=move |event| {
                        let text = event.target().value();
                        page.act(|lesson| lesson.set_sentence(text));
                    }
                ></textarea>
            </label>
            <div class="part-pair">{cases}</div>
            {note(too_long)}
            {note(long)}
            <div class="part-two bpe-rules">
                {side(page, "Words", word_parts, differing_words)}
                {side(page, "Sentences", sentence_parts, differing_sentences)}
            </div>
            <div class="part-legends bpe-legend">
                <span><i class="token-key differs">"ab"</i>" cut differently by the two rules"</span>
                <span><i class="token-key dropped">"ab"</i>" thrown away"</span>
            </div>
            {tools}
        </section>
    }
    .into_any()
}

fn side(page: Page, title: &'static str, parts: fn(&Cut) -> [Vec<Part>; 2], verdict: fn(&Cut) -> String) -> AnyView {
    let cut = page.see(|lesson| lesson.cut.clone());
    let pair = Memo::new(move |_| cut.get().map(|cut| parts(&cut)).unwrap_or_default());
    let words = Signal::derive(move || cut.get().map(|cut| verdict(&cut)).unwrap_or_default());
    let strip = move |at: usize, name: &'static str| {
        let chips = Memo::new(move |_| pair.with(|pair| rule_chips(&pair[at])));
        let kept =
            Signal::derive(move || count(pair.with(|pair| pair[at].iter().filter(|part| !part.dropped).count())));
        view! {
            <div class="row"><h3>{name}</h3><span title="Parts that the rule keeps">{kept}</span></div>
            <div class="bpe-text"><TokenFlow label=format!("{title}: {name}") chips /></div>
        }
        .into_any()
    };
    view! {
        <div>
            {titled(fixed(title), words)}
            {strip(0, "The guide's rule")}
            {strip(1, "Unicode's rule")}
        </div>
    }
    .into_any()
}

fn differing_words(cut: &Cut) -> String {
    places(cut.word_differences.len())
}

fn differing_sentences(cut: &Cut) -> String {
    places(cut.sentence_differences.len())
}

fn places(number: usize) -> String {
    match number {
        0 => "the rules agree".into(),
        1 => "they part in 1 place".into(),
        more => format!("they part in {} places", count(more)),
    }
}

fn differences(lesson: &Lesson) -> Table {
    lesson.cut.as_ref().map(|cut| table(cut)).unwrap_or_default()
}

fn table(cut: &Cut) -> Table {
    let texts = |spans: &[(u32, u32)]| -> String {
        let parts = spans.iter().map(|(start, end)| cut.text.get(*start as usize..*end as usize).unwrap_or_default());
        parts.collect::<Vec<&str>>().join(" | ")
    };
    let kinds = [("words", &cut.word_differences), ("sentences", &cut.sentence_differences)];
    let rows = kinds.iter().flat_map(|(kind, differences)| {
        differences.iter().map(|one| vec![kind.to_string(), texts(&[one.span]), texts(&one.guide), texts(&one.unicode)])
    });
    let columns = ["of", "text", "the guide's rule", "Unicode's rule"].map(String::from).to_vec();
    Table { columns, rows: rows.collect() }
}

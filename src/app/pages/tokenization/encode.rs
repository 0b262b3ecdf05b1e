//! Any text with what was learned: tokens, ids, bytes, and back again.

use super::Page;
use super::inspector::token_facts;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::tokenization::Lesson;
use protocol::tokenization::MAX_SHOWN;
use viz::number::short;

/// From this size on the time is long enough to be measured, in bytes.
const MEASURED: usize = 100_000;

pub fn encode(page: Page) -> AnyView {
    let probe = page.see(|lesson| lesson.probe.clone());
    let chips = page.see(|lesson| lesson.encoded_chips());
    let hover = RwSignal::new(None::<usize>);
    let long = RwSignal::new(String::new());
    let facts = Memo::new({
        let encoded = page.see(|lesson| lesson.encoded.clone());
        move |_| {
            let encoded = encoded.get()?;
            let token = *encoded.tokens.get(hover.get()?)?;
            page.peek(|lesson| lesson.token_facts(&encoded.text, token))
        }
    });
    let ids = page.see(|lesson| {
        let tokens = lesson.encoded.as_ref().map_or(&[][..], |encoded| &encoded.tokens);
        tokens
            .iter()
            .map(|token| lesson.id(token.id).map_or_else(|| "?".into(), |id| id.to_string()))
            .collect::<Vec<String>>()
            .join(" ")
    });
    let title = page.see(|lesson| format!("With the first {} merges", count(lesson.step())));
    let words = page.see(|lesson| {
        let Some(encoded) = &lesson.encoded else { return String::new() };
        let bytes = encoded.text.len();
        let mut words = format!("{} bytes, {} tokens", count(bytes), count(encoded.total as usize));
        if encoded.total > 0 {
            words += &format!(", {} bytes a token", short(bytes as f64 / encoded.total as f64));
        }
        if bytes >= MEASURED && encoded.milliseconds > 0.0 {
            words += &format!(", encoded at {} MB/s", short(bytes as f64 / 1000.0 / encoded.milliseconds));
        }
        words
    });
    let tools = page.picture_tools("encoded", "[aria-label=Encode] .token-flow", Lesson::encoded_table);
    view! {
        <section class="part-panel" aria-label="Encode">
            <label class="bpe-field">
                <span>"Any text"</span>
                <textarea
                    rows="2"
                    spellcheck="false"
                    autocomplete="off"
                    dir="auto"
                    prop:value=probe
                    on:paste=refuse_long_paste(long)
                    on:input:target=move |event| {
                        let text = event.target().value();
                        page.act(|lesson| lesson.set_probe(text));
                    }
                ></textarea>
            </label>
            {note(long)}
            <div title="Bytes a token = bytes of UTF-8 / tokens; MB/s = bytes / 10⁶ / seconds of encoding">{titled(title, words)}</div>
            <div class="bpe-text">
                <TokenFlow
                    label="The text as tokens"
                    chips
                    mark=hover
                    on_hover=Callback::new(move |at| hover.set(at))
                />
            </div>
            <div class="part-two">
                <div>
                    <h3>"Ids"</h3>
                    <p class="bpe-ids" tabindex="0" role="group" aria-label="Ids">{move || marked_id(ids.get(), hover.get())}</p>
                    {back(page)}
                </div>
                <div>
                    <h3>"The token under the pointer"</h3>
                    {move || facts.get().map_or_else(|| note(fixed("Point at a token above.")), token_facts)}
                </div>
            </div>
            {tools}
        </section>
    }
    .into_any()
}

/// The ids, with the one under the pointer lit.
fn marked_id(ids: String, at: Option<usize>) -> AnyView {
    let Some(at) = at else { return ids.into_any() };
    let mut all = ids.split(' ');
    let before: Vec<&str> = all.by_ref().take(at).collect();
    let here = all.next().unwrap_or_default().to_string();
    let after: Vec<&str> = all.collect();
    let (before, after) = (format!("{} ", before.join(" ")), format!(" {}", after.join(" ")));
    view! { {before}<mark>{here}</mark>{after} }.into_any()
}

/// What the ids decode to, and whether that is the text.
fn back(page: Page) -> AnyView {
    let decoded = page.see(|lesson| {
        lesson.encoded.as_ref().map(|encoded| viz::token_strip::shown(&encoded.decoded)).unwrap_or_default()
    });
    let words = page.see(|lesson| {
        let Some(encoded) = &lesson.encoded else { return String::new() };
        let mut words = match (encoded.same, encoded.unknown) {
            (true, _) => "Decoded, the ids give back every byte of the text.".to_string(),
            (false, 0) => {
                "Decoding does not give the text back: which white space stood between the words is lost.".into()
            }
            (false, 1) => "Decoding does not give the text back: one character is not in the alphabet.".into(),
            (false, unknown) => {
                format!(
                    "Decoding does not give the text back: {} characters are not in the alphabet.",
                    count(unknown as usize)
                )
            }
        };
        if encoded.text.len() > MAX_SHOWN {
            words += &format!(" Shown are the first {} bytes; all of it was encoded.", count(MAX_SHOWN));
        }
        words
    });
    let same = page.see(|lesson| lesson.encoded.as_ref().is_none_or(|encoded| encoded.same));
    view! {
        <h3>"And back"</h3>
        <p class="bpe-ids" dir="auto" tabindex="0" role="group" aria-label="Decoded text">{decoded}</p>
        <p class="bpe-verdict" class:bad=move || !same.get() role="status">{words}</p>
    }
    .into_any()
}

//! What was said.

use super::Page;
use leptos::prelude::*;

/// Questions and answers; the last answer grows while it is written. Plain text, whatever stands in it.
pub fn log(page: Page) -> AnyView {
    let count = page.see(|chat| chat.questions());
    let exchange = move |at: usize| {
        let said = page.see_of(move |chat| if at < chat.questions() { chat.said(at) } else { Default::default() });
        let question = move || said.with(|said| said.question.clone());
        let answer = move || said.with(|said| said.answer.clone());
        view! {
            <li>
                <p class="chat-who">"You"</p>
                <p class="chat-said" dir="auto">{question}</p>
                <p class="chat-who">"SmolLM2"</p>
                <p class="chat-said answer" dir="auto">{answer}</p>
            </li>
        }
        .into_any()
    };
    let all = move || (0..count.get()).map(exchange).collect::<Vec<AnyView>>();
    let none = move || {
        (count.get() == 0).then(|| {
            view! { <p class="part-empty">"Nothing was asked yet. What you type stays in this tab."</p> }.into_any()
        })
    };
    // The status line tells that it writes; a screen reader that spoke every token would never end.
    view! {
        <div class="chat-log" role="log" aria-live="off" aria-label="Conversation" tabindex="0">
            {none}
            <ol>{all}</ol>
        </div>
    }
    .into_any()
}

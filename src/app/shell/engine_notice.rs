//! What went wrong with the engine, at the top of the page, with the way out.

use crate::engine_client::EngineHandle;
use crate::engine_state::EngineStatus;
use leptos::prelude::*;

#[component]
pub fn EngineNotice() -> impl IntoView {
    let engine: EngineHandle = expect_context();
    let notice = move || match engine.status.get() {
        EngineStatus::Failed { message, hint } => view! {
            <div class="notice">
                <p>
                    <b>{message}</b>
                    " "
                    {hint}
                </p>
                <button class="plain" on:click=move |_| engine.retry()>"Retry"</button>
            </div>
        }
        .into_any(),
        EngineStatus::Restarting { reason } => view! {
            <div class="notice">
                <p>
                    <b>"The engine stopped and is being started again."</b>
                    " "
                    {reason}
                </p>
            </div>
        }
        .into_any(),
        EngineStatus::Idle | EngineStatus::Loading | EngineStatus::Ready(_) => ().into_any(),
    };
    view! { <div role="status">{notice}</div> }
}

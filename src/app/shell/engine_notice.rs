//! What went wrong with the engine, at the top of the page, with the way out.

use crate::components::{Notice, NoticeKind};
use crate::engine_client::EngineHandle;
use crate::engine_state::EngineStatus;
use leptos::prelude::*;

#[component]
pub fn EngineNotice() -> impl IntoView {
    let engine: EngineHandle = expect_context();
    let retry = Callback::new(move |()| engine.retry());
    move || match engine.status.get() {
        EngineStatus::Failed { message, hint } => view! {
            <Notice kind=NoticeKind::Error action=("Retry", retry)>
                <b>{message}</b>
                " "
                {hint}
            </Notice>
        }
        .into_any(),
        EngineStatus::Restarting { reason } => view! {
            <Notice kind=NoticeKind::Warning>
                <b>"The engine stopped and is being started again."</b>
                " "
                {reason}
            </Notice>
        }
        .into_any(),
        EngineStatus::Idle | EngineStatus::Loading | EngineStatus::Ready(_) => ().into_any(),
    }
}

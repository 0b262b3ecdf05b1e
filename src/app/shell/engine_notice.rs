//! What went wrong with a worker, at the top of the page, with the way out.

use crate::components::{Notice, NoticeKind};
use crate::worker_client::{WorkerHandle, use_workers};
use crate::worker_state::WorkerStatus;
use leptos::prelude::*;

#[component]
pub fn EngineNotice() -> impl IntoView {
    let workers = use_workers();
    [notice(workers.engine), notice(workers.scribe)].collect_view()
}

fn notice(worker: WorkerHandle) -> AnyView {
    let retry = Callback::new(move |()| worker.retry());
    let shown = move || match worker.status.get() {
        WorkerStatus::Failed { message, hint } => view! {
            <Notice kind=NoticeKind::Error action=("Retry", retry)>
                <b>{message}</b>
                " "
                {hint}
            </Notice>
        }
        .into_any(),
        WorkerStatus::Restarting { reason } => view! {
            <Notice kind=NoticeKind::Warning>
                <b>{format!("The {} stopped and is being started again.", worker.program.name())}</b>
                " "
                {reason}
            </Notice>
        }
        .into_any(),
        WorkerStatus::Idle | WorkerStatus::Loading | WorkerStatus::Ready(_) => ().into_any(),
    };
    shown.into_any()
}

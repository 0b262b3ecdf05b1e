//! What runs here, on what, and how large it is: the first thing to ask for when something looks wrong.

use crate::build_info;
use crate::worker_client::{Program, use_workers};
use crate::worker_state::WorkerStatus;
use leptos::prelude::*;
use protocol::{BackendReport, Diagnosis, Event, PROTOCOL_VERSION, Request};
use wasm_bindgen::JsCast;

#[component]
pub fn Diagnostics() -> impl IntoView {
    let engine = use_workers().engine;
    let diagnosis = RwSignal::new(None::<Diagnosis>);
    engine.subscribe_shared(move |event| {
        if let Event::Diagnosis(fresh) = event {
            diagnosis.try_set(Some(fresh.clone()));
        }
    });
    // Asked again whenever an engine becomes ready while the dialog is open.
    Effect::new(move |_| {
        if engine.status.with(|status| matches!(status, WorkerStatus::Ready(_))) {
            engine.request(Request::Diagnose);
        }
    });
    let way_out = move || match engine.status.get() {
        WorkerStatus::Idle => {
            view! { <button class="plain" on:click=move |_| engine.start()>{start_words()}</button> }.into_any()
        }
        WorkerStatus::Failed { .. } => {
            view! { <button class="plain" on:click=move |_| engine.retry()>"Retry"</button> }.into_any()
        }
        _ => ().into_any(),
    };
    let report = move || match engine.status.get() {
        WorkerStatus::Ready(report) => Some(report_rows(&report)),
        _ => None,
    };
    view! {
        <p class="lead">{move || engine.status.with(|status| status.detail())}</p>
        {way_out}
        {move || report().map(|rows| table("Engine", rows))}
        {move || diagnosis.get().map(|diagnosis| table("Built from", engine_rows(&diagnosis)))}
        {table("Page", page_rows())}
        <p class="fine">"Nothing of this is sent anywhere."</p>
    }
}

type Rows = Vec<(String, String)>;

fn table(title: &'static str, rows: Rows) -> impl IntoView {
    let row = |(name, value)| view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> };
    view! {
        <table class="facts">
            <caption>{title}</caption>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn report_rows(report: &BackendReport) -> Rows {
    let mut rows = vec![("Backend".into(), report.backend.name().into())];
    match &report.adapter {
        None => rows.push(("GPU adapter".into(), "none found".into())),
        Some(adapter) => {
            rows.push(("GPU adapter".into(), format!("{} {}", adapter.name, adapter.driver)));
            rows.push(("Largest buffer".into(), bytes(adapter.max_buffer_size)));
            rows.push(("Largest storage binding".into(), bytes(adapter.max_storage_buffer_binding_size)));
            rows.push(("Workgroup memory".into(), bytes(adapter.max_compute_workgroup_storage_size.into())));
        }
    }
    rows.extend(report.self_tests.iter().map(|test| {
        let outcome = if test.passed {
            format!(
                "passed in {:.1} ms, largest error {:.1e} (allowed {:.0e})",
                test.milliseconds, test.max_error, test.tolerance
            )
        } else if test.failure.is_empty() {
            format!("failed: largest error {:.1e}, allowed {:.0e}", test.max_error, test.tolerance)
        } else {
            format!("failed: {}", test.failure)
        };
        (format!("Self-test on {}", test.backend.name()), outcome)
    }));
    rows
}

fn engine_rows(diagnosis: &Diagnosis) -> Rows {
    let mut rows = vec![("Engine memory".into(), bytes(diagnosis.memory_bytes))];
    rows.extend(diagnosis.versions.iter().cloned());
    rows
}

/// The one download a reader may want to think about.
fn start_words() -> String {
    match build_info::sizes() {
        Some(sizes) => format!("Start the engine (downloads {})", bytes(sizes.engine)),
        None => "Start the engine".into(),
    }
}

fn page_rows() -> Rows {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let memory = memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length();
    let mut rows: Rows = vec![
        ("Glassbox".into(), env!("CARGO_PKG_VERSION").into()),
        ("Protocol".into(), PROTOCOL_VERSION.to_string()),
        ("Page memory".into(), bytes(memory.into())),
    ];
    if let Some(sizes) = build_info::sizes() {
        rows.push(("Page, compressed".into(), bytes(sizes.page)));
        rows.push(("Engine, compressed".into(), bytes(sizes.engine)));
        rows.push(("Engine version".into(), build_info::version_of(Program::Engine)));
    }
    rows.extend(fetched().map(|total| ("Fetched for the page".into(), bytes(total))));
    rows.extend(window().navigator().user_agent().ok().map(|agent| ("Browser".into(), agent)));
    rows
}

/// Bytes of everything this page has loaded, as they came over the line or from the cache; the worker counts for itself.
fn fetched() -> Option<u64> {
    let entries: js_sys::Array = window().performance()?.get_entries_by_type("resource");
    let size = |entry| js_sys::Reflect::get(&entry, &"encodedBodySize".into()).ok()?.as_f64();
    Some(entries.iter().filter_map(size).sum::<f64>() as u64)
}

pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{} kB", count / 1_000),
        1_000_000..1_000_000_000 => format!("{}.{} MB", count / 1_000_000, count / 100_000 % 10),
        _ => format!("{}.{} GB", count / 1_000_000_000, count / 100_000_000 % 10),
    }
}

//! The vocabularies of pretrained models: loaded on a click, then a text cut three ways, how each token came to be, a search, and what a
//! sentence costs in ten languages.

mod cuts;
mod explain;
mod loading;
mod search;
mod tax;

use crate::components::*;
use crate::fetch;
use crate::worker_client::{WorkerHandle, use_workers};
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::vocabularies::Vocabularies;
use protocol::vocabularies::{Event, Request};

const MANIFEST: &str = "packs/tokenizers/manifest.txt";

/// This part's state and its worker. Copies are the same.
#[derive(Clone, Copy)]
struct Lab {
    state: RwSignal<Vocabularies>,
    worker: WorkerHandle,
}

impl Lab {
    /// Changes the state and sends what it asks for. Does nothing once the page is gone.
    fn act(self, change: impl FnOnce(&mut Vocabularies) -> Vec<Request>) {
        for request in self.state.try_update(change).unwrap_or_default() {
            self.worker.request(request.into());
        }
    }

    /// A part of the state that others depend on only as far as it changes.
    fn see<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&Vocabularies) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.state.with(&part))
    }

    /// Fetches what the reader asked for, each file on its own.
    fn load(self) {
        let Some(files) = self.state.try_update(Vocabularies::load) else { return };
        for (model, path) in files {
            spawn_local(async move {
                let bytes = fetch::bytes(&path).await;
                self.act(|state| state.arrived(model, bytes));
            });
        }
    }
}

/// The panel, between two headings of the page.
pub fn vocabularies() -> AnyView {
    let worker = use_workers().scribe;
    let lab = Lab { state: RwSignal::new(Vocabularies::default()), worker };
    worker.subscribe::<Event>(move |event| {
        if let protocol::Event::Vocabularies(event) = event {
            lab.act(|state| state.apply(event));
            deliver(lab, event);
        }
    });
    let first = worker.epoch.get_untracked();
    Effect::new(move || {
        let again = worker.epoch.get() != first;
        lab.act(|state| state.started(again));
    });
    spawn_local(async move {
        let manifest = fetch::text(MANIFEST).await;
        lab.state.try_update(|state| state.listed(manifest.as_deref()));
    });
    view! {
        <section class="part-panel vocab" id="pretrained" aria-label="Pretrained vocabularies">
            {loading::loading(lab)} {cuts::cuts(lab)} {explain::explain(lab, false)}
        </section>
        {prose("tokenization/vocabularies-search")}
        {search::search(lab)}
        {prose("tokenization/vocabularies-tax")}
        {tax::tax(lab)}
    }
    .into_any()
}

/// A file that was asked for goes to the reader.
fn deliver(lab: Lab, event: &Event) {
    if matches!(event, Event::Csv { .. })
        && let Some(Some((name, text))) = lab.state.try_update(|state| state.file.take())
    {
        download(&name, "text/csv;charset=utf-8", text.as_bytes());
    }
}

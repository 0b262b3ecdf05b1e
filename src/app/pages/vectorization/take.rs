//! Take it with you: the matrix as files, and a scikit-learn script with the documents in it.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use protocol::vectorization::{Export, MOST_CELLS};

/// Hands a file to the browser as soon as the worker has written it.
pub fn deliver(page: Page) {
    let export = page.see(|lesson| lesson.export.clone());
    Effect::new(move || {
        if let Some((export, bytes)) = export.get() {
            let (name, mime) = match export {
                Export::Csv => ("document-term-matrix.csv", "text/csv;charset=utf-8"),
                Export::Triplets => ("document-term-triplets.csv", "text/csv;charset=utf-8"),
                Export::Script => ("vectorization.py", "text/x-python;charset=utf-8"),
            };
            download(name, mime, &bytes);
            page.change(|lesson| lesson.export = None);
        }
    });
}

pub fn take(page: Page) -> AnyView {
    let not_ready = page.see(|lesson| !lesson.is_ready());
    let too_large = page.see(|lesson| {
        lesson.fitted.as_ref().is_none_or(|fitted| fitted.documents.saturating_mul(fitted.terms) > MOST_CELLS)
    });
    let file = move |label: &'static str, off: Memo<bool>, export: Export| {
        button(fixed(label), off, move || page.act(|lesson| lesson.ask_export(export)))
    };
    view! {
        <div class="part-take">
            {file("Matrix (CSV)", too_large, Export::Csv)}
            {file("Triplets (CSV)", not_ready, Export::Triplets)}
            {file("scikit-learn script", not_ready, Export::Script)}
        </div>
    }
    .into_any()
}

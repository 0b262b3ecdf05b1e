//! Take it with you: the matrix as files, and a script that makes it again and runs the layer.

use super::Page;
use crate::components::*;
use crate::fetch;
use leptos::prelude::*;
use lessons::positional_encoding::{Number, matrix_csv, matrix_npy};
use viz::number::count;

const SCRIPT: &str = "assets/export/positional_encoding.py";

pub fn take(page: Page) -> AnyView {
    let problem = RwSignal::new(String::new());
    let save = move |name: &'static str, mime: &'static str, made: Result<Vec<u8>, String>| match made {
        Ok(bytes) => {
            problem.set(String::new());
            download(name, mime, &bytes);
        }
        Err(why) => problem.set(why),
    };
    let npy = move || save("pe.npy", "application/octet-stream", page.peek(matrix_npy));
    let csv = move || save("pe.csv", "text/csv;charset=utf-8", page.peek(matrix_csv).map(String::into_bytes));
    let command = page.see(|lesson| {
        let number = |number: Number| lesson.get(number);
        format!(
            "python3 positional_encoding.py --matrix pe.npy --d-model {} --base {} --max-len {} --scale {}",
            number(Number::DModel),
            number(Number::Base),
            number(Number::MaxLen),
            number(Number::Scale)
        )
    });
    let size = page.see(|lesson| {
        let (rows, columns) = (lesson.max_len(), lesson.d_model());
        format!("{} × {} numbers at this moment", count(rows as f64), count(columns as f64))
    });
    view! {
        <div class="part-take">
            {button(fixed("Matrix (NPY)"), never(), npy)}
            {button(fixed("Matrix (CSV)"), never(), csv)}
            <a class="plain" href=fetch::href(SCRIPT) download="positional_encoding.py">"PyTorch script"</a>
            {note(size)}
        </div>
        <pre class="position-command" tabindex="0">{command}</pre>
        {note(problem)}
    }
    .into_any()
}

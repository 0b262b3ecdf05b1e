//! Which keys do what.

use super::{keys, use_shell};
use leptos::prelude::*;

const SHELL: &[(&[&str], &str)] = &[
    (&["Ctrl", "K"], "Search the guide"),
    (&["/"], "Search the guide"),
    (&["?"], "This list"),
    (&["Esc"], "Close what is open"),
    (&["Tab"], "Next control"),
];

const LESSON: &[(&[&str], &str)] = &[
    (&["Space"], "Play or pause"),
    (&["←"], "Step back"),
    (&["→"], "Step"),
    (&["Home"], "First step"),
    (&["End"], "Last step"),
];

#[component]
pub fn Help() -> impl IntoView {
    let shell = use_shell();
    let table = |title: &'static str, rows: &'static [(&[&str], &str)]| {
        let row = |&(keys, action): &(&'static [&str], &'static str)| {
            view! {
                <tr>
                    <td>{keys.iter().map(|&key| view! { <kbd>{key}</kbd> " " }).collect_view()}</td>
                    <td>{action}</td>
                </tr>
            }
        };
        view! {
            <table class="keys">
                <caption>{title}</caption>
                <tbody>{rows.iter().map(row).collect_view()}</tbody>
            </table>
        }
    };
    view! {
        {table("Everywhere", SHELL)}
        {table("In a lab, or while nothing has the focus", LESSON)}
        <label class="tick">
            <input
                type="checkbox"
                prop:checked=shell.single_keys
                on:change=move |event| keys::store(shell, event_target_checked(&event))
            />
            "Single keys (/ and ?) open things"
        </label>
    }
}

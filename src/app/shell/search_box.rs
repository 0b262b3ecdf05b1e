//! Page search: a combobox whose list is always open. The focus stays in the field; arrows move the marked option.

use super::search::find;
use super::use_shell;
use crate::links::{section_href, use_go_to};
use crate::route::Route;
use guide::Section;
use leptos::{ev, html, prelude::*};
use web_sys::Element;

fn option_id(section: Section) -> String {
    format!("find-{}", section.slug())
}

#[component]
pub fn SearchBox() -> impl IntoView {
    let shell = use_shell();
    let go_to = use_go_to();
    let query = RwSignal::new(String::new());
    let marked = RwSignal::new(0usize);
    let found = Memo::new(move |_| query.with(|query| find(query)));
    let chosen = move || found.with(|found| found.get(marked.get()).copied());

    let go = move |section: Section| {
        // On the page already: no navigation will close the dialog.
        shell.overlay.set(None);
        if shell.route.get_untracked() != Route::Section(section) {
            go_to(section);
        }
    };
    let on_key = {
        let go = go.clone();
        move |event: ev::KeyboardEvent| {
            let last = found.with(Vec::len).saturating_sub(1);
            let at = marked.get_untracked();
            let next = match event.key().as_str() {
                "ArrowDown" => {
                    if at >= last {
                        0
                    } else {
                        at + 1
                    }
                }
                "ArrowUp" => {
                    if at == 0 {
                        last
                    } else {
                        at - 1
                    }
                }
                "Enter" => {
                    event.prevent_default();
                    return chosen().into_iter().for_each(&go);
                }
                _ => return,
            };
            event.prevent_default();
            marked.set(next);
        }
    };
    let field = NodeRef::<html::Input>::new();
    field.on_load(|field| {
        request_animation_frame(move || {
            let _ = field.focus();
        });
    });
    Effect::new(move |_| {
        if let Some(section) = chosen() {
            reveal(&option_id(section));
        }
    });

    let option = move |section: Section| {
        let go = go.clone();
        view! {
            <li role="presentation">
                <a
                    role="option"
                    id=option_id(section)
                    aria-selected=move || (chosen() == Some(section)).to_string()
                    href=section_href(section)
                    tabindex="-1"
                    on:click=move |event| {
                        event.prevent_default();
                        go(section);
                    }
                >
                    <b>{section.title()}</b>
                    <small>{section.part().title()} {(!section.is_live()).then_some(", not built yet")}</small>
                    <span>{section.promise()}</span>
                </a>
            </li>
        }
    };
    let count = move || match found.with(Vec::len) {
        0 => format!("No section says “{}”. Try a shorter or more general word.", query.get()),
        1 => "1 section".into(),
        many => format!("{many} sections"),
    };
    view! {
        <input
            node_ref=field
            class="field"
            type="text"
            role="combobox"
            aria-label="Search the guide"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls="find-list"
            aria-activedescendant=move || chosen().map(option_id)
            autocomplete="off"
            spellcheck="false"
            placeholder="A section, a model, a word"
            autofocus
            on:keydown=on_key
            on:input=move |event| {
                marked.set(0);
                query.set(event_target_value(&event));
            }
        />
        <p class="find-count" role="status">{count}</p>
        <ul id="find-list" class="find-list" role="listbox" aria-label="Sections">
            {move || found.get().into_iter().map(option.clone()).collect_view()}
        </ul>
    }
}

/// Scrolls the list, and only the list, so far that the option shows.
fn reveal(id: &str) {
    let Some(option) = document().get_element_by_id(id) else {
        return;
    };
    let Ok(Some(list)) = option.closest("[role=listbox]") else {
        return;
    };
    let (list_box, option_box): (_, _) = (bounds(&list), bounds(&option));
    let above = list_box.0 - option_box.0;
    let below = option_box.1 - list_box.1;
    if above > 0.0 {
        list.set_scroll_top(list.scroll_top() - above.ceil() as i32);
    } else if below > 0.0 {
        list.set_scroll_top(list.scroll_top() + below.ceil() as i32);
    }
}

/// Top and bottom on the screen.
fn bounds(element: &Element) -> (f64, f64) {
    let rect = element.get_bounding_client_rect();
    (rect.top(), rect.bottom())
}

//! A pretrained model: loaded on a click, with what is kept in this browser and what it takes on the device.

use super::{Notice, NoticeKind, Page, button, caption, fixed, never, note, quiet, status, when};
use crate::fetch;
use crate::pack_io::PackIo;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::Lesson;
use lessons::pack_store::{Done, Kept, Press, Seen, Shelf};
use protocol::pack::Request;

/// A lesson that works on a pretrained model.
pub trait OnModel: Lesson<Request: From<Request>> {
    fn shelf(&self) -> &Shelf;
    fn shelf_mut(&mut self) -> &mut Shelf;
}

/// What the panel does, whichever lesson it stands in.
#[derive(Clone, Copy)]
struct Panel {
    seen: Memo<Seen>,
    press: Callback<Press>,
}

/// The panel. `folder` is where the model's pack lies, from the site's root, with a slash at its end.
///
/// Usage: `model_panel(page, "packs/minilm/")`.
pub fn model_panel<L: OnModel>(page: Page<L>, folder: &'static str) -> AnyView {
    let store =
        Callback::new(move |done: Done| page.act(|lesson| asked(lesson.shelf_mut().change(|it| it.done(done)))));
    let ask = Callback::new(move |request: Request| page.act(|_| asked(vec![request])));
    let io = PackIo::new(folder, store, ask);
    let seen = page.see(|lesson| lesson.shelf().store.seen());
    let made = page.see(|lesson| lesson.shelf().made());
    Effect::new(move || {
        // Read, not only tracked: a memo that nobody reads never computes, and tells of no change.
        made.get();
        let mut errands = Vec::new();
        page.change(|lesson| errands = lesson.shelf_mut().errands());
        errands.into_iter().for_each(|step| io.run(step));
    });
    spawn_local(async move {
        let manifest = fetch::text(&format!("{folder}manifest.txt")).await;
        page.change(|lesson| lesson.shelf_mut().store.listed(manifest.as_deref()));
    });
    let press = Callback::new(move |press: Press| {
        page.act(|lesson| asked(lesson.shelf_mut().change(|store| store.press(press))))
    });
    shown(Panel { seen, press }, folder)
}

/// What the store asks, as the lesson asks it.
fn asked<R: From<Request>>(requests: Vec<Request>) -> Vec<R> {
    requests.into_iter().map(R::from).collect()
}

fn shown(panel: Panel, folder: &'static str) -> AnyView {
    let Panel { seen, press } = panel;
    let see = move |part: fn(&Seen) -> String| Signal::derive(move || seen.with(part));
    let holds = move |part: fn(&Seen) -> bool| Signal::derive(move || seen.with(part));
    // The folder in `packs/` is called as the command calls the model.
    let command = format!("cargo xtask models {}", folder.trim_start_matches("packs/").trim_end_matches('/'));
    let missing = move || {
        let command = command.clone();
        view! {
            <Notice kind=NoticeKind::Info>
                "The model is not part of this copy of the site: it was built where the model could not be fetched. "
                <code>{command}</code>
                " brings it."
            </Notice>
        }
        .into_any()
    };
    let load = move || {
        let label = see(|seen| seen.load.clone().unwrap_or_default());
        view! {
            <button type="button" class="primary" on:click=move |_| press.run(Press::Load)>{label}</button>
        }
        .into_any()
    };
    let idle = holds(|seen| !seen.busy);
    view! {
        <section class="part-panel model-panel" aria-label="The model">
            // Its captions are of the third rank.
            <h2 class="unseen">"The pretrained model"</h2>
            {status(see(|seen| seen.status.clone()), holds(|seen| seen.busy && seen.problem.is_none()))}
            {when(holds(|seen| seen.missing), missing)}
            {choice(panel)}
            <div class="part-pair">
                {when(holds(|seen| seen.load.is_some()), load)}
                {when(holds(|seen| seen.busy), move || button(fixed("Cancel"), idle, move || press.run(Press::Cancel)))}
                {when(holds(|seen| seen.loaded), move || {
                    quiet(fixed("Unload: give the memory back"), never(), move || press.run(Press::Unload))
                })}
            </div>
            {bars(seen)}
            {trouble(panel)}
            {note(see(|seen| seen.memory.clone()))}
            {kept(panel)}
            {note(see(|seen| seen.about.clone()))}
        </section>
    }
    .into_any()
}

/// Which pack. Only as many choices as there are, which is known once the manifest is read.
fn choice(panel: Panel) -> AnyView {
    let Panel { seen, press } = panel;
    let packs = Memo::new(move |_| seen.with(|seen| seen.packs.clone()));
    let chosen = Memo::new(move |_| seen.with(|seen| seen.chosen));
    let busy = Signal::derive(move || seen.with(|seen| seen.busy));
    let option = move |(place, words): (usize, String)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="model-precision"
                    prop:checked=move || chosen.get() == place
                    disabled=busy
                    on:change=move |_| press.run(Press::Choose(place))
                />
                <span>{words}</span>
            </label>
        }
        .into_any()
    };
    let options = move || packs.get().into_iter().enumerate().map(option).collect::<Vec<AnyView>>();
    let whole = move || {
        view! {
            <fieldset class="choice">
                <legend>"Precision of its weights"</legend>
                <div class="choice-options">{options}</div>
            </fieldset>
        }
        .into_any()
    };
    when(Signal::derive(move || packs.with(|packs| !packs.is_empty())), whole)
}

fn bars(seen: Memo<Seen>) -> AnyView {
    let count = Memo::new(move |_| seen.with(|seen| seen.bars.len()));
    let bar = move |place: usize| {
        let get = move |read: fn(&lessons::pack_store::Bar) -> String| {
            Signal::derive(move || seen.with(|seen| seen.bars.get(place).map(read).unwrap_or_default()))
        };
        let done = move || seen.with(|seen| seen.bars.get(place).map_or(0.0, |bar| bar.done));
        let name = get(|bar| bar.name.into());
        view! {
            <li>
                <span>{name}</span>
                <progress max="1" prop:value=done aria-label=name></progress>
                <span>{get(|bar| bar.words.clone())}</span>
            </li>
        }
        .into_any()
    };
    let list = move || {
        let bars: Vec<AnyView> = (0..count.get()).map(bar).collect();
        (!bars.is_empty()).then(|| view! { <ul class="model-bars">{bars}</ul> }.into_any())
    };
    list.into_any()
}

fn trouble(panel: Panel) -> AnyView {
    let Panel { seen, press } = panel;
    let problem = Memo::new(move |_| seen.with(|seen| seen.problem.clone()));
    let keeping = Memo::new(move |_| seen.with(|seen| seen.keeping));
    let retry = Callback::new(move |()| press.run(Press::Retry));
    let keep = Callback::new(move |()| press.run(Press::KeepAgain));
    view! {
        {move || problem.get().map(|words| view! {
            <Notice kind=NoticeKind::Error action=("Try again", retry)>{words}</Notice>
        })}
        {move || keeping.get().map(|words| view! {
            <Notice kind=NoticeKind::Warning action=("Keep it now", keep)>{words}</Notice>
        })}
    }
    .into_any()
}

/// What the browser keeps, each with a button that deletes it.
fn kept(panel: Panel) -> AnyView {
    let Panel { seen, press } = panel;
    let rows = Memo::new(move |_| seen.with(|seen| seen.kept.clone()));
    let list = move || {
        let row = |row: Kept| {
            let name = format!("Delete {}", row.words);
            view! {
                <li>
                    <span>{row.words}</span>
                    <button type="button" class="quiet" aria-label=name on:click=move |_| press.run(Press::Delete(row.pack))>
                        "Delete"
                    </button>
                </li>
            }
            .into_any()
        };
        let rows: Vec<AnyView> = rows.get().into_iter().map(row).collect();
        (!rows.is_empty()).then(|| {
            view! { <div>{caption(fixed("Kept in this browser"))}<ul class="model-kept">{rows}</ul></div> }.into_any()
        })
    };
    list.into_any()
}

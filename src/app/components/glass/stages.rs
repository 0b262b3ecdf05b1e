//! One place: the same logits after every stage, side by side, and a search over the whole vocabulary.

use super::{OnGlass, act, percent, token_name};
use crate::components::{Page, block, download, empty, fixed, note, quiet, text_line, titled};
use leptos::prelude::*;
use lessons::Shared;
use lessons::format::count;
use protocol::writing::{Candidate, Looked, Piece, STAGE_NAMES};
use viz::number::fixed as digits;
use viz::table::Table;

pub fn glass_stages<L: OnGlass>(page: Page<L>) -> AnyView {
    let looked = page.see(|lesson| lesson.glass().looked.clone());
    let search = page.see(|lesson| lesson.glass().search.clone());
    let pick = Callback::new(move |piece: Piece| act(page, |glass| glass.branch(piece.clone())));
    let off = page.see(|lesson| lesson.glass().recorded || lesson.glass().is_writing() || !lesson.can_write());
    let listed = move || match looked.get() {
        Some(looked) => table(&looked, &looked.candidates, "The likeliest tokens after each stage", pick, off),
        None => empty("The distribution appears with the first token."),
    };
    let found = move || {
        let looked = looked.get()?;
        (!looked.look.search.is_empty() && !looked.found.is_empty())
            .then(|| table(&looked, &looked.found, "Tokens that were searched for", pick, off))
    };
    let matches = Signal::derive(move || match looked.get() {
        Some(looked) if !looked.look.search.is_empty() => {
            let all = looked.stages.first().map_or(0, |stage| stage.kept);
            let shown = looked.found.len();
            format!(
                "{} of {} tokens have “{}” in them; the likeliest {shown} are shown.",
                count(looked.matches as usize),
                count(all as usize),
                looked.look.search
            )
        }
        _ => String::new(),
    });
    let csv = move || {
        if let Some(looked) = looked.get_untracked() {
            download("distribution.csv", "text/csv;charset=utf-8", numbers(&looked).csv().as_bytes());
        }
    };
    let none = Signal::derive(move || looked.with(Option::is_none));
    view! {
        {titled(fixed("What could stand here"), fixed("a click on a token writes on with it"))}
        {listed}
        {block("glass-search", vec![
            text_line(fixed("Search all tokens"), search, move |text| act(page, |glass| glass.search_for(text.clone()))),
            quiet(fixed("Numbers (CSV)"), none, csv),
        ])}
        {note(matches)}
        {found}
    }
    .into_any()
}

fn table(
    looked: &Shared<Looked>,
    rows: &[Candidate],
    name: &'static str,
    pick: Callback<Piece>,
    off: Memo<bool>,
) -> AnyView {
    let head =
        STAGE_NAMES.map(|stage| view! { <th scope="col">{stage}</th> }.into_any()).into_iter().collect::<Vec<_>>();
    let body = rows.iter().map(|candidate| row(looked, candidate, pick, off)).collect::<Vec<_>>();
    let kept = looked.stages.iter().map(|stage| {
        let removed =
            if stage.removed > 0 { format!(" (−{})", count(stage.removed as usize)) } else { String::new() };
        view! { <td>{format!("{}{removed}", count(stage.kept as usize))}</td> }.into_any()
    });
    let bits = looked
        .stages
        .iter()
        .map(|stage| view! { <td>{format!("{} bits", digits(f64::from(stage.entropy_bits), 2))}</td> }.into_any());
    view! {
        <div class="glass-stages" tabindex="0" role="group" aria-label=name>
            <table>
                <caption class="unseen">{name}</caption>
                <thead><tr><th scope="col">"token"</th><th scope="col">"logit"</th>{head}</tr></thead>
                <tbody>{body}</tbody>
                <tfoot>
                    <tr><th scope="row" colspan="2">"can be drawn"</th>{kept.collect::<Vec<_>>()}</tr>
                    <tr><th scope="row" colspan="2">"entropy"</th>{bits.collect::<Vec<_>>()}</tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn row(looked: &Shared<Looked>, candidate: &Candidate, pick: Callback<Piece>, off: Memo<bool>) -> AnyView {
    let piece = candidate.piece.clone();
    let name = token_name(&piece);
    let stands = looked.look.chosen == Some(piece.token);
    let drawn = looked.falls_on.token == piece.token;
    let said = match (stands, drawn) {
        (true, true) => "stands here, and the draw falls on it",
        (true, false) => "stands here",
        (false, true) => "the draw falls on it",
        (false, false) => "",
    };
    let mark = match (stands, drawn) {
        (true, true) => "●",
        (true, false) => "○",
        (false, true) => "◆",
        (false, false) => "",
    };
    let cells = candidate.probabilities.iter().map(|p| {
        let out = *p == 0.0;
        let text = if out { "out".to_string() } else { percent(*p) };
        view! { <td class="glass-share" class:out=out style=("--share", digits(f64::from(*p), 4))>{text}</td> }
            .into_any()
    });
    view! {
        <tr class:stands=stands>
            <th scope="row">
                <button type="button" disabled=off title=format!("Write on with it. Token {}, rank {}", piece.token, candidate.rank + 1) on:click=move |_| pick.run(piece.clone())>
                    {name}
                </button>
                <span class="mark" title=said>{mark}</span>
                <span class="unseen">{said}</span>
            </th>
            <td>{digits(f64::from(candidate.logit), 2)}</td>
            {cells.collect::<Vec<_>>()}
        </tr>
    }
    .into_any()
}

fn numbers(looked: &Looked) -> Table {
    let mut columns = vec!["token".to_string(), "id".into(), "rank".into(), "logit".into()];
    columns.extend(STAGE_NAMES.map(String::from));
    let row = |candidate: &Candidate| {
        let mut cells = vec![
            token_name(&candidate.piece),
            candidate.piece.token.to_string(),
            (candidate.rank + 1).to_string(),
            candidate.logit.to_string(),
        ];
        cells.extend(candidate.probabilities.iter().map(f32::to_string));
        cells
    };
    Table { columns, rows: looked.candidates.iter().chain(&looked.found).map(row).collect() }
}

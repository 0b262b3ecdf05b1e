//! The table of pairs: counts, ties, and which goes next.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::tokenization::Lesson;

/// Rows on the page; the table and the CSV file have more.
const ROWS: usize = 8;

#[derive(Clone, PartialEq)]
struct Row {
    left: String,
    right: String,
    count: u64,
    /// Percent of the highest count.
    share: f64,
    tied: bool,
    first: String,
}

pub fn pairs(page: Page) -> AnyView {
    let rows = page.see(rows);
    let words = page.see(|lesson| match &lesson.seen {
        None => String::new(),
        Some(seen) if seen.distinct_pairs == 0 => "no pair is left".into(),
        Some(seen) if seen.tied == 1 => format!("{} different pairs, one leads", count(seen.distinct_pairs as usize)),
        Some(seen) => {
            format!(
                "{} different pairs, {} lead with equal counts",
                count(seen.distinct_pairs as usize),
                count(seen.tied as usize)
            )
        }
    });
    let body = move || rows.get().into_iter().enumerate().map(|(at, line)| row(at, line)).collect::<Vec<AnyView>>();
    let table = Callback::new(move |()| page.see(|lesson| lesson.pairs_table()).get());
    view! {
        <div class="bpe-pairs">
            {titled(fixed("Neighbouring pairs"), words)}
            <table>
                <thead>
                    <tr>
                        <th scope="col">"pair"</th>
                        <th scope="col">"becomes"</th>
                        <th scope="col" class="num" title="Over all different words: how often the word occurs, times how often the pair stands in it">"times"</th>
                        <th scope="col" class="part-of" title="times / times of the most frequent pair">"of the highest"</th>
                        <th scope="col" class="first" title="The words are numbered in the order in which they first appear in the text">"first met in"</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
            <DataTable name="pairs" table />
        </div>
    }
    .into_any()
}

fn rows(lesson: &Lesson) -> Vec<Row> {
    let Some(seen) = &lesson.seen else { return Vec::new() };
    let highest = seen.pairs.first().map_or(0, |pair| pair.count);
    let rows = seen.pairs.iter().take(ROWS).map(|pair| Row {
        left: lesson.symbol(pair.left),
        right: lesson.symbol(pair.right),
        count: pair.count,
        share: 100.0 * pair.count as f64 / highest.max(1) as f64,
        tied: pair.count == highest && seen.tied > 1,
        first: format!("word {}, {}", count(pair.first_word as usize + 1), viz::token_strip::shown(&pair.word)),
    });
    rows.collect()
}

fn row(at: usize, row: Row) -> AnyView {
    let joined = format!("{}{}", row.left, row.right);
    let remark = match (at, row.tied) {
        (0, _) => "next",
        (_, true) => "tie",
        _ => "",
    };
    view! {
        <tr class:next=at == 0>
            <td>
                <i class="token-key" class:next=at == 0>{row.left}</i>
                <i class="token-key" class:next=at == 0>{row.right}</i>
            </td>
            <td><i class="token-key">{joined}</i></td>
            <td class="num">{count(row.count as usize)}</td>
            <td class="part-of" title=format!("{:.0} %", row.share)><span><i style:width=format!("{:.1}%", row.share)></i></span><small>{remark}</small></td>
            <td class="first">{row.first}</td>
        </tr>
    }
    .into_any()
}

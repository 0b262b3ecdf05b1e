//! A new text: probabilities, what is near it, and the tokens that moved the head.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::classifier::Bar;
use viz::number::fixed as digits;

pub fn answer(page: Page) -> AnyView {
    let probe = page.see(|lesson| lesson.classifier.probe.clone());
    let problem = page.see(|lesson| lesson.classifier.probe_problem().unwrap_or_default().to_string());
    let stale = page.see(|lesson| {
        let classifier = &lesson.classifier;
        match (classifier.is_answered(), classifier.predicted.is_some(), classifier.is_live) {
            (true, _, _) => String::new(),
            (false, _, true) if classifier.probe_problem().is_none() => "The model is reading.".into(),
            (false, true, false) => {
                "What stands here is about the recorded text; train the head to have yours read.".into()
            }
            _ => String::new(),
        }
    });
    let long = RwSignal::new(String::new());
    let there = page.see(|lesson| !lesson.classifier.bars().is_empty());
    let body = move || {
        if there.get() { said(page) } else { empty("The answer appears as soon as there is a head to ask.") }
    };
    view! {
        <div class="bert-under">
            {titled(fixed("A new text"), page.see(|lesson| lesson.classifier.answer()))}
            <label class="part-probe">
                <span>"Text to classify"</span>
                <input
                    type="text"
                    spellcheck="false"
                    autocomplete="off"
                    dir="auto"
                    prop:value=probe
                    on:paste=refuse_long_paste(long)
                    on:input:target=move |event| {
                        let text = event.target().value();
                        page.act(|lesson| lesson.set_probe(text));
                    }
                />
            </label>
            {note(long)}
            {note(problem)}
            {note(stale)}
            {body}
        </div>
    }
    .into_any()
}

fn said(page: Page) -> AnyView {
    block("bert-pair", vec![bars(page), tokens(page)])
}

fn bars(page: Page) -> AnyView {
    let bars = page.see(|lesson| lesson.classifier.bars());
    let row = |bar: Bar| {
        let percent = digits(100.0 * f64::from(bar.probability), 1);
        view! {
            <tr>
                <th scope="row" dir="auto">{bar.name}</th>
                <td>
                    <span class="bert-bar" aria-hidden="true"><span style:width=format!("{percent}%")></span></span>
                    {format!("{percent} %")}
                </td>
                <td>{digits(f64::from(bar.cosine), 3)}</td>
                <td>{format!("{} of 3", bar.votes)}</td>
            </tr>
        }
        .into_any()
    };
    let rows = move || bars.get().into_iter().map(row).collect::<Vec<AnyView>>();
    let near = page.see(|lesson| lesson.classifier.neighbour_rows());
    let columns = [("Nearest training text", ""), ("Class", ""), ("Cosine", "of the two sentence embeddings")];
    let columns = columns.map(|(name, how)| (name.to_string(), how)).to_vec();
    view! {
        <div>
            <div class="sheet" tabindex="0" role="region" aria-label="Classes of the new text">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Class"</th>
                            <th scope="col" title="softmax of the head's logits">"Head"</th>
                            <th scope="col" title="cosine of the sentence embedding to the class's centroid">"Centroid"</th>
                            <th scope="col" title="of the 3 nearest training texts">"Nearest"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {sheet("Nearest training texts", Signal::stored(columns), near)}
        </div>
    }
    .into_any()
}

fn tokens(page: Page) -> AnyView {
    let words = page.see(|lesson| lesson.classifier.probe_tokens());
    let values = page.see(|lesson| lesson.classifier.contributions());
    let scale = page.see(|lesson| lesson.classifier.contribution_scale());
    let pointed = RwSignal::new(None::<usize>);
    let rows = page.see(|lesson| lesson.classifier.contribution_rows());
    let said = Signal::derive(move || {
        let row = pointed.get().and_then(|at| rows.with(|rows| rows.get(at).cloned()));
        match row {
            Some(row) => format!("“{}”: {}", row[0], row[1]),
            None => "Point at a token for its number: gradient x input, for the logit of the likeliest class.".into(),
        }
    });
    let table = Callback::new(move |()| viz::table::Table {
        columns: ["token", "gradient x input"].map(str::to_string).to_vec(),
        rows: rows.get(),
    });
    view! {
        <div class="bert-from">
            {caption(fixed("Which tokens moved the head"))}
            <TokenStrip
                label="Tokens of the new text"
                tokens=words
                values
                scale
                on_hover=Callback::new(move |at| pointed.set(at))
                flow=true
            />
            {note(said)}
            <Legend scale low="against the class" high="for it" />
            <div class="part-tools"><DataTable name="gradient-x-input" table /></div>
        </div>
    }
    .into_any()
}

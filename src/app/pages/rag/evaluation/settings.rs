//! The two settings that are compared: the pipeline's, and a copy to change.

use super::super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::rag::{Lesson, Setting, Side};
use protocol::rag::{Method, Search};

const METHODS: [Method; 4] = [Method::Recursive, Method::Sentence, Method::Fixed, Method::Semantic];
const SEARCHES: [Search; 3] = [Search::Hybrid, Search::Dense, Search::Bm25];

pub fn settings(page: Page) -> AnyView {
    let compared = two_way(page.see(|lesson| lesson.evaluation.is_compared), move |on| {
        page.change(|lesson| lesson.compare(on));
    });
    let a = page.see(|lesson| format!("A, the pipeline as it is: {}", words(&lesson.setting(Side::A))));
    let by_words = page.see(|lesson| match lesson.is_loaded() {
        true => String::new(),
        false => {
            "Without the embedding model all settings search by words alone. Load it in stage 3 to compare meanings."
                .to_owned()
        }
    });
    view! {
        {note(a)}
        {note(by_words)}
        <Switch label="Compare with a second setting, B" on=compared />
        {when(compared, move || other(page))}
    }
    .into_any()
}

/// A setting in a line.
fn words(setting: &Setting) -> String {
    let Setting { chunking, retrieval } = setting;
    let cut = match chunking.method {
        Method::Recursive => "paragraphs first",
        Method::Sentence => "sentences",
        Method::Fixed => "any token",
        Method::Semantic => "a change of meaning",
    };
    let search = match retrieval.search {
        Search::Hybrid => "by both",
        Search::Dense => "by meaning",
        Search::Bm25 => "by words",
    };
    let unlike = if retrieval.mmr.is_some() { ", MMR" } else { "" };
    let headings = if chunking.headings { "" } else { ", without headings" };
    format!(
        "cut at {cut}, {} tokens, overlap {}{headings}; searched {search}, k {}, least cosine {}{unlike}.",
        chunking.size,
        chunking.overlap,
        retrieval.k,
        viz::number::fixed(f64::from(retrieval.threshold), 2)
    )
}

/// A knob of side B.
fn number(page: Page, read: fn(&Setting) -> f64, write: fn(&mut Setting, f64)) -> RwSignal<f64> {
    two_way(page.see_of(move |lesson| read(&lesson.evaluation.other)), move |value| {
        page.change(|lesson| lesson.change_other(|other| write(other, value)));
    })
}

fn other(page: Page) -> AnyView {
    let method =
        two_way(page.see(|lesson| place(&METHODS, lesson.evaluation.other.chunking.method)), move |at: usize| {
            page.change(|lesson| lesson.change_other(|it| it.chunking.method = METHODS[at.min(3)]))
        });
    let search =
        two_way(page.see(|lesson| place(&SEARCHES, lesson.evaluation.other.retrieval.search)), move |at: usize| {
            page.change(|lesson| lesson.change_other(|it| it.retrieval.search = SEARCHES[at.min(2)]))
        });
    let size = number(page, |it| f64::from(it.chunking.size), |it, value| it.chunking.size = value as u32);
    let overlap = number(page, |it| f64::from(it.chunking.overlap), |it, value| it.chunking.overlap = value as u32);
    let k = number(page, |it| f64::from(it.retrieval.k), |it, value| it.retrieval.k = value as u32);
    let threshold = number(
        page,
        |it| f64::from(it.retrieval.threshold),
        |it, value| it.retrieval.threshold = (value as f32).clamp(-1.0, 1.0),
    );
    let headings = two_way(page.see(|lesson| lesson.evaluation.other.chunking.headings), move |on| {
        page.change(|lesson| lesson.change_other(|it| it.chunking.headings = on));
    });
    let diverse = two_way(page.see(|lesson| lesson.evaluation.other.retrieval.mmr.is_some()), move |on: bool| {
        page.change(|lesson| lesson.change_other(|it| it.retrieval.mmr = on.then_some(0.5)));
    });
    view! {
        <fieldset class="rag-other">
            <legend>"Setting B"</legend>
            <div class="rag-knobs">
                <Choice name="rag-b-method" label="Cut at" labels=vec!["paragraphs first", "sentences", "any token", "a change of meaning"] selected=method />
                <Choice name="rag-b-search" label="Search" labels=vec!["both", "by meaning", "by words"] selected=search />
                <Knob label="Size at most" value=size spec=KnobSpec::whole(4.0, 256.0, 1.0) />
                <Knob label="Overlap" value=overlap spec=KnobSpec::whole(0.0, 128.0, 1.0) />
                <Knob label="Chunks for the prompt (k)" value=k spec=KnobSpec::whole(1.0, 20.0, 1.0) />
                <Knob label="Least cosine" value=threshold spec=KnobSpec::real(-1.0, 1.0, 0.05, 2) />
                <Switch label="Headings before each chunk" on=headings />
                <Switch label="Prefer chunks unlike those before (MMR)" on=diverse />
            </div>
            <div class="part-pair">
                {quiet(fixed("Make B like A"), never(), move || page.change(Lesson::copy_to_other))}
                {quiet(fixed("Take B into the pipeline"), never(), move || page.act(Lesson::take_other))}
            </div>
        </fieldset>
    }
    .into_any()
}

fn place<T: PartialEq>(all: &[T], of: T) -> usize {
    all.iter().position(|it| *it == of).unwrap_or_default()
}

//! The guide as a map: where to start, what runs today, and everything that is planned.

use crate::links::section_href;
use guide::{Part, Section};
use leptos::prelude::*;

#[component]
pub fn Home() -> impl IntoView {
    let live = Section::ALL.iter().filter(|section| section.is_live()).count();
    view! {
        <p class="eyebrow">"The AI engineering guide, running"</p>
        <h1>"Language models with the lid off"</h1>
        <p class="promise">
            "Each lesson trains or runs a real model in this browser tab, on text you choose, and shows the numbers inside while it works."
        </p>
        <Start section=Section::ALL[0] />
        <h2 class="map-title">"Map of the guide"</h2>
        <p class="map-note">
            {format!("{live} of {} lessons ", Section::ALL.len())}
            {if live == 1 { "runs" } else { "run" }}
            " today. The others say what they will do once they are built."
        </p>
        <ol class="map">{Part::ALL.iter().map(|&part| map_part(part)).collect_view()}</ol>
    }
}

/// The one obvious click.
#[component]
fn Start(section: Section) -> impl IntoView {
    view! {
        <section class="start" aria-labelledby="start">
            <div>
                <p class="eyebrow">"Start here"</p>
                <h2 id="start">{section.heading()}</h2>
                <p>{section.promise()}</p>
                <p class="actions">
                    <a class="primary" href=section_href(section)>
                        {format!("Open the {} lesson", section.title())}
                    </a>
                    <span>{format!("about {} minutes, nothing to install, no account", section.minutes())}</span>
                </p>
            </div>
            <Doors />
        </section>
    }
}

/// The cell's line and the three gates on it, in the colours that stand for them everywhere in the lesson.
#[component]
fn Doors() -> impl IntoView {
    view! {
        <svg
            class="doors"
            viewBox="0 0 320 150"
            role="img"
            aria-label="A line, the cell, runs from the previous letter to the next. The forget gate multiplies it, the input gate adds to it, the output gate reads it."
        >
            <path class="cell" d="M8 44H312m-7-5 7 5-7 5" />
            <g class="forget">
                <circle cx="76" cy="44" r="11" />
                <path d="M72 40l8 8m0-8-8 8M76 55v35" />
                <text x="76" y="108">"forget"</text>
                <text class="say" x="76" y="124">"keep or drop"</text>
            </g>
            <g class="input">
                <circle cx="160" cy="44" r="11" />
                <path d="M160 38v12m-6-6h12M160 55v35" />
                <text x="160" y="108">"input"</text>
                <text class="say" x="160" y="124">"write or skip"</text>
            </g>
            <g class="output">
                <circle cx="244" cy="44" r="3.5" />
                <path d="M244 48v42m-4-6 4 6 4-6" />
                <text x="244" y="108">"output"</text>
                <text class="say" x="244" y="124">"say or hide"</text>
            </g>
            <text class="cell-name" x="8" y="28">"cell"</text>
            <text class="say end" x="312" y="28">"to the next letter"</text>
        </svg>
    }
}

fn map_part(part: Part) -> impl IntoView {
    view! {
        <li>
            <h3>
                <span aria-hidden="true">{part.number()}</span>
                {part.title()}
            </h3>
            <ul>{part.sections().map(map_section).collect_view()}</ul>
        </li>
    }
}

fn map_section(section: Section) -> impl IntoView {
    let state = if section.is_live() { format!("live, {} min", section.minutes()) } else { "not built yet".into() };
    view! {
        <li class:soon=!section.is_live()>
            <a href=section_href(section)>{section.title()}</a>
            <small>{state}</small>
            <p>{section.promise()}</p>
        </li>
    }
}

//! The model, its sizes, the mask, and what may be broken by hand.

use super::{Page, shown};
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::{MaskKind, ModelKind, Number, TRAINED_KB};

pub fn controls(page: Page) -> Vec<AnyView> {
    let minimal = page.see(|lesson| lesson.model == ModelKind::Minimal);
    let pretrained = pretrained(page);
    vec![
        model(page),
        mask(page),
        when(minimal, move || block("transformer-knobs", minimal_only(page))),
        when(Signal::derive(move || !pretrained.get()), move || surgery(page)),
        remarks(page),
    ]
}

fn model(page: Page) -> AnyView {
    let stored = page.see(|lesson| MODELS.iter().position(|model| *model == lesson.model).unwrap_or(0));
    let selected = two_way(stored, move |at: usize| page.act(|lesson| lesson.set_model(MODELS[at])));
    let said = page.see(|lesson| match lesson.model {
        ModelKind::Minimal => "Drawn from a seed, never trained; every number can be changed.".into(),
        ModelKind::Induction => {
            format!("Two layers, trained by this project to complete A B … A with B. Its file has {TRAINED_KB} kB.")
        }
        ModelKind::MiniLm => {
            "Six layers of BERT's kind, trained by others on text. The lab shows one layer's numbers at a time.".into()
        }
    });
    block(
        "",
        vec![
            view! { <Choice name="transformer-model" label="Model" labels=vec!["Minimal", "Trained", "MiniLM"] selected /> }
                .into_any(),
            note(said),
            when(pretrained(page), move || block("transformer-place", vec![layer(page), head(page)])),
        ],
    )
}

const MODELS: [ModelKind; 3] = [ModelKind::Minimal, ModelKind::Induction, ModelKind::MiniLm];

fn pretrained(page: Page) -> Memo<bool> {
    page.see(|lesson| lesson.model == ModelKind::MiniLm)
}

const NUMBERS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];

fn layer(page: Page) -> AnyView {
    let selected = two_way(page.see(|lesson| lesson.chosen().0), move |layer| {
        page.act(|lesson| lesson.choose(layer, lesson.chosen().1));
    });
    view! { <Choice name="transformer-layer" label="Layer" labels=NUMBERS[..6].to_vec() selected /> }.into_any()
}

fn head(page: Page) -> AnyView {
    let selected = two_way(page.see(|lesson| lesson.chosen().1), move |head| {
        page.act(|lesson| lesson.choose(lesson.chosen().0, head));
    });
    view! { <Choice name="transformer-head" label="Head" labels=NUMBERS.to_vec() selected /> }.into_any()
}

fn mask(page: Page) -> AnyView {
    let trained = page.see(|lesson| lesson.model == ModelKind::Induction);
    let help = page.see(|lesson| lesson.mask.help().to_string());
    let fill = page.see(|lesson| lesson.infinite);
    let infinite = two_way(fill, move |on| page.act(|lesson| lesson.set_infinite(on)));
    block(
        "",
        vec![
            when(trained, move || mask_of(page, &OF_LETTERS)),
            // Padding belongs to sentences of different lengths; the trained model's all have one.
            when(Signal::derive(move || !trained.get()), move || mask_of(page, &MaskKind::ALL)),
            note(help),
            view! { <Switch label="Hide by −∞ instead of −1e9" on=infinite /> }.into_any(),
        ],
    )
}

const OF_LETTERS: [MaskKind; 3] = [MaskKind::None, MaskKind::Causal, MaskKind::Custom];

fn mask_of(page: Page, kinds: &'static [MaskKind]) -> AnyView {
    let mask = page.see(|lesson| lesson.mask);
    let stored = Memo::new(move |_| kinds.iter().position(|kind| *kind == mask.get()).unwrap_or(0));
    let selected = two_way(stored, move |at: usize| page.act(|lesson| lesson.set_mask(kinds[at])));
    let labels = kinds.iter().map(|kind| kind.label()).collect();
    view! { <Choice name="transformer-mask" label="Mask" labels selected /> }.into_any()
}

fn minimal_only(page: Page) -> Vec<AnyView> {
    let norm = page.see(|lesson| usize::from(lesson.pre_norm));
    let norm = two_way(norm, move |at| page.act(|lesson| lesson.set_pre_norm(at == 1)));
    let activation = page.see(|lesson| usize::from(lesson.gelu));
    let activation = two_way(activation, move |at| page.act(|lesson| lesson.set_gelu(at == 1)));
    let mut parts = vec![
        view! { <Choice name="transformer-norm" label="Layer norm" labels=vec!["After", "Before"] selected=norm /> }
            .into_any(),
        view! { <Choice name="transformer-act" label="Activation" labels=vec!["ReLU", "GELU"] selected=activation /> }
            .into_any(),
    ];
    parts.extend(Number::ALL.map(|number| knob(page, number)));
    parts
}

fn knob(page: Page, number: Number) -> AnyView {
    let info = number.info();
    let all = page.see(|lesson| Number::ALL.map(|number| lesson.get(number)));
    let stored = Memo::new(move |_| all.with(|all| all[number as usize]));
    let value = two_way(stored, move |value| page.act(|lesson| lesson.set_number(number, value)));
    let spec = KnobSpec::whole(info.min, info.max, 1.0);
    view! {
        <div title=info.help>
            <Knob label=info.label value spec />
        </div>
    }
    .into_any()
}

fn surgery(page: Page) -> AnyView {
    let scale = page.see(|lesson| lesson.surgery.without_scale);
    let scale = two_way(scale, move |on| page.act(|lesson| lesson.set_scale(on)));
    let residual = page.see(|lesson| lesson.surgery.without_residual);
    let residual = two_way(residual, move |on| page.act(|lesson| lesson.set_residual(on)));
    let positions = page.see(|lesson| lesson.surgery.without_positions);
    let positions = two_way(positions, move |on| page.act(|lesson| lesson.set_positions(on)));
    block(
        "transformer-knobs",
        vec![
            view! { <Switch label="Drop the scale" on=scale /> }.into_any(),
            view! { <Switch label="Cut the residual" on=residual /> }.into_any(),
            view! { <Switch label="Drop positions" on=positions /> }.into_any(),
        ],
    )
}

/// What follows from the numbers as they stand, in small print.
fn remarks(page: Page) -> AnyView {
    let remarks = page.see(|lesson| lesson.remarks());
    let list = move || remarks.get().into_iter().map(|remark| paragraph(fixed(&remark))).collect::<Vec<AnyView>>();
    view! { <div class="transformer-remarks" role="status">{list}</div> }.into_any()
}

pub fn text(page: Page) -> AnyView {
    let text = page.see(|lesson| match lesson.model {
        ModelKind::Minimal => lesson.sentence.clone(),
        ModelKind::Induction => lesson.letters.clone(),
        ModelKind::MiniLm => lesson.passage.clone(),
    });
    let label = page.see(|lesson| {
        match lesson.model {
            ModelKind::Minimal => "Sentence",
            ModelKind::Induction => "Letters A to P",
            ModelKind::MiniLm => "Text, to 512 tokens",
        }
        .to_string()
    });
    let said = page.see(|lesson| lesson.words_note());
    let predicted = shown(page, |lesson| {
        let predictions = lesson.predictions();
        if predictions.is_empty() {
            return String::new();
        }
        let one = |(letter, share): &(String, f32)| format!("{letter} {}", viz::number::fixed(f64::from(*share), 3));
        format!("Expected next: {}", predictions.iter().map(one).collect::<Vec<_>>().join(", "))
    });
    view! {
        {text_line(label, text, move |text| page.act(|lesson| lesson.set_text(text)))}
        {note(said)}
        {note(predicted)}
    }
    .into_any()
}

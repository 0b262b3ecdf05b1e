//! The state of the page.

use protocol::transformer::{
    Edit, MAX_WORDS, Mask, Model, Patched, Ran, Request, Setup, Shape, Surgery, Survey, Swapped, Weight,
};

use super::break_it::Trial;
use super::exercise::Exercises;
use super::explain::{Cell, Explained};
use super::mask::{MaskKind, PAD, PADS};
use super::number::Number;
use super::quantity::Place;
use super::race::Track;
use super::step::{Order, Step};
use crate::pack_store::Shelf;
use crate::{Notices, Shared};

pub const SENTENCE: &str = "the cat saw the dog";
pub const PASSAGE: &str = "The animal didn't cross the street because it was too tired.";
pub const LETTERS: &str = "K D A P F C D A M K D A P K";

/// What the trained model's file takes, in kB.
pub const TRAINED_KB: u32 = 80;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelKind {
    Minimal,
    Induction,
    MiniLm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The engine is on its way; at best a recorded run is on show.
    Waiting,
    Idle,
    Running,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub(super) numbers: [f64; 5],
    pub pre_norm: bool,
    pub gelu: bool,
    pub model: ModelKind,
    /// As typed, of the minimal model.
    pub sentence: String,
    /// As typed, of the trained model.
    pub letters: String,
    /// As typed, of the pretrained model.
    pub passage: String,
    /// The pretrained model on its way and there.
    pub shelf: Shelf,
    /// Of the pretrained model, the layer they belong to first.
    pub(super) layer_weights: Option<(u32, Shared<Vec<Weight>>)>,
    /// The layer whose weights were asked for last.
    pub(super) wanted_weights: Option<u32>,
    pub mask: MaskKind,
    /// Of the custom mask, `[tokens, tokens]`.
    pub(super) custom: Vec<bool>,
    /// Hidden scores become minus infinity instead of -1e9.
    pub infinite: bool,
    /// Of the minimal model.
    pub(super) edits: Vec<Edit>,
    pub surgery: Surgery,
    pub(super) position: usize,
    pub(super) layer: usize,
    pub(super) head: usize,
    /// The cell under the pointer or the keyboard's cursor.
    pub hover: Option<Cell>,
    /// The cell that stays explained, and whose weight can be changed.
    pub picked: Option<Cell>,
    pub phase: Phase,
    pub ran: Option<Shared<Ran>>,
    /// Whether that was not computed in this tab.
    pub recorded: bool,
    pub survey: Option<Survey>,
    /// The trained model's file, once fetched.
    pub(super) file: Option<Shared<Vec<u8>>>,
    pub trial: Option<Trial>,
    /// The token that waits for another to be swapped with.
    pub swapping: Option<usize>,
    pub swapped: Option<Shared<Swapped>>,
    /// The prompts of the patching, as typed.
    pub from: String,
    pub into: String,
    pub patched: Option<Shared<Patched>>,
    /// Which of its cells is told.
    pub patch_cell: Option<(usize, usize)>,
    pub track: Track,
    pub exercises: Exercises,
    pub(super) notices: Notices,
    /// Something changed while the engine was busy.
    pub(super) again: bool,
}

impl Default for Lesson {
    fn default() -> Self {
        Lesson {
            numbers: Number::ALL.map(|number| number.info().usual),
            pre_norm: false,
            gelu: false,
            model: ModelKind::Minimal,
            sentence: SENTENCE.into(),
            letters: LETTERS.into(),
            passage: PASSAGE.into(),
            shelf: Shelf::new("minilm"),
            layer_weights: None,
            wanted_weights: None,
            mask: MaskKind::None,
            custom: Vec::new(),
            infinite: false,
            edits: Vec::new(),
            surgery: Surgery::default(),
            // The scores: the first picture that is of this lesson alone.
            position: 4,
            layer: 0,
            head: 0,
            hover: None,
            picked: None,
            phase: Phase::Waiting,
            ran: None,
            recorded: false,
            survey: None,
            file: None,
            trial: None,
            swapping: None,
            swapped: None,
            from: super::patching::FROM.into(),
            into: super::patching::INTO.into(),
            patched: None,
            patch_cell: None,
            track: Track::default(),
            exercises: Exercises::default(),
            notices: Notices::default(),
            again: false,
        }
    }
}

impl Lesson {
    pub fn get(&self, number: Number) -> f64 {
        self.numbers[number as usize]
    }

    pub(super) fn whole(&self, number: Number) -> u32 {
        self.get(number) as u32
    }

    /// Heads as they can be: the largest number up to the wanted one that divides `d_model`.
    pub fn heads(&self) -> u32 {
        let (wanted, d_model) = (self.whole(Number::Heads), self.whole(Number::DModel));
        (1..=wanted).rev().find(|heads| d_model.is_multiple_of(*heads)).unwrap_or(1)
    }

    /// The tokens that run: what is typed, as far as the model takes it, and padding.
    pub fn words(&self) -> Vec<String> {
        match self.model {
            ModelKind::MiniLm => {
                let text = crate::bert::clip(&self.passage);
                if text.trim().is_empty() { Vec::new() } else { vec![text.into()] }
            }
            ModelKind::Induction => {
                let known = |letter: &char| algorithms::induction::LETTERS.contains(*letter);
                let letters = self.letters.chars().flat_map(char::to_uppercase).filter(known);
                letters.take(algorithms::induction::LENGTH).map(String::from).collect()
            }
            ModelKind::Minimal => {
                let room = if self.mask == MaskKind::Padding { MAX_WORDS - PADS } else { MAX_WORDS };
                let mut words: Vec<String> =
                    self.sentence.split_whitespace().take(room).map(|word| word.chars().take(40).collect()).collect();
                if self.mask == MaskKind::Padding && !words.is_empty() {
                    words.extend(std::iter::repeat_n(PAD.to_string(), PADS));
                }
                words
            }
        }
    }

    /// The tokens that a mask is drawn for.
    pub(super) fn masked_tokens(&self) -> Vec<String> {
        match (self.model, &self.ran) {
            (ModelKind::MiniLm, Some(ran)) => ran.tokens.clone(),
            (ModelKind::MiniLm, None) => Vec::new(),
            _ => self.words(),
        }
    }

    /// What was left out of what is typed.
    pub fn words_note(&self) -> String {
        let count = self.words().iter().filter(|word| *word != PAD).count();
        match self.model {
            _ if count == 0 => "Type something: there is no token to attend to.".into(),
            ModelKind::MiniLm => self.ran.as_ref().map_or(String::new(), |ran| super::minilm::note(ran)),
            ModelKind::Minimal => {
                let typed = self.sentence.split_whitespace().count();
                if typed > count {
                    format!("The first {count} words run; {} more are kept in the field.", typed - count)
                } else {
                    String::new()
                }
            }
            ModelKind::Induction => {
                let typed = self.letters.chars().filter(|letter| !letter.is_whitespace()).count();
                if typed > count {
                    format!(
                        "This model knows the letters A to P and takes {} of them; {} characters are left out.",
                        algorithms::induction::LENGTH,
                        typed - count
                    )
                } else {
                    String::new()
                }
            }
        }
    }

    pub(super) fn setup(&self) -> Setup {
        let words = self.words();
        let visible = match self.model {
            // It knows its tokens when it has cut the text.
            ModelKind::MiniLm if self.mask == MaskKind::Custom => Some(self.custom.clone()),
            ModelKind::MiniLm => (self.mask != MaskKind::None && self.infinite).then(Vec::new),
            _ => self.mask.visible(&words, &self.custom),
        };
        let mask = visible.map(|visible| Mask { visible, infinite: self.infinite });
        let model = match self.model {
            ModelKind::Induction => Model::Induction,
            ModelKind::MiniLm => Model::MiniLm {
                layer: self.layer as u32,
                head: self.head as u32,
                causal: self.mask == MaskKind::Causal,
                pads: if self.mask == MaskKind::Padding { PADS as u32 } else { 0 },
            },
            ModelKind::Minimal => Model::Minimal {
                shape: Shape {
                    d_model: self.whole(Number::DModel),
                    num_heads: self.heads(),
                    d_ff: self.whole(Number::DFf),
                    num_layers: self.whole(Number::Layers),
                    pre_norm: self.pre_norm,
                    gelu: self.gelu,
                },
                seed: self.whole(Number::Seed).into(),
            },
        };
        let edits = if self.model == ModelKind::Minimal { self.edits.clone() } else { Vec::new() };
        Setup { model, words, mask, edits, surgery: self.surgery.clone() }
    }

    /// The next run, or a note to ask again when the engine is free: only the newest question matters.
    pub(super) fn ask(&mut self) -> Vec<Request> {
        match self.phase {
            Phase::Waiting => Vec::new(),
            _ if self.wants_file() || self.wants_model() || self.words().is_empty() => Vec::new(),
            Phase::Running => {
                self.again = true;
                Vec::new()
            }
            Phase::Idle => {
                self.phase = Phase::Running;
                vec![Request::Run(self.setup())]
            }
        }
    }

    /// Whether the trained model's file has still to be fetched.
    pub fn wants_file(&self) -> bool {
        self.model == ModelKind::Induction && self.file.is_none()
    }

    /// Whether the reader has still to load the pretrained model.
    pub fn wants_model(&self) -> bool {
        self.model == ModelKind::MiniLm && self.shelf.store.facts().is_none()
    }

    pub fn order(&self) -> Order {
        self.ran.as_ref().map_or(Order { pre_norm: self.pre_norm, ..Order::default() }, |ran| Order::of(ran))
    }

    pub fn steps(&self) -> Vec<Step> {
        self.order().steps()
    }

    pub fn step(&self) -> Step {
        let steps = self.steps();
        steps[self.position.min(steps.len() - 1)]
    }

    /// The layer on show, within those of the last run.
    pub fn layer(&self) -> usize {
        self.ran.as_ref().map_or(0, |ran| match ran.setup.model {
            // What was asked for is what is there.
            Model::MiniLm { layer, .. } => layer as usize,
            _ => self.layer.min(ran.shape.num_layers as usize - 1),
        })
    }

    pub fn head(&self) -> usize {
        self.ran.as_ref().map_or(0, |ran| match ran.setup.model {
            Model::MiniLm { head, .. } => head as usize,
            _ => self.head.min(ran.shape.num_heads as usize - 1),
        })
    }

    /// The layer and head that the reader wants to see.
    pub fn chosen(&self) -> (usize, usize) {
        (self.layer, self.head)
    }

    pub fn place(&self) -> Option<Place<'_>> {
        let layer = self.layer();
        let weights = self.layer_weights.as_ref().filter(|(of, _)| *of as usize == layer);
        let weights = weights.filter(|_| self.model == ModelKind::MiniLm).map_or(&[][..], |(_, weights)| weights);
        self.ran.as_ref().map(|ran| Place { ran, weights, layer, head: self.head() })
    }

    /// The cell that is explained: under the pointer, or picked, or the first of what the step makes.
    pub fn cell(&self) -> Cell {
        let first = Cell { quantity: self.step().outputs()[0], row: 0, col: 0 };
        self.hover.or(self.picked).unwrap_or(first)
    }

    pub fn explained(&self) -> Option<Explained> {
        self.place()?.explain(self.cell())
    }

    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// One line on what the pictures show.
    pub fn status(&self) -> String {
        if self.words().is_empty() {
            return "Type something: there is no token to attend to.".into();
        }
        if self.wants_file() {
            return "The trained model is on its way.".into();
        }
        if self.wants_model() {
            return "Load the pretrained model: the pictures are its own, made in this tab.".into();
        }
        match (&self.ran, self.recorded, self.phase) {
            (Some(_), true, _) => "Recorded run. The live model is on its way.".into(),
            (None, ..) => "The model is on its way.".into(),
            (Some(_), _, Phase::Waiting) => "The model is being started again.".into(),
            (Some(ran), ..) => format!("Run live in {} ms", viz::number::fixed(ran.milliseconds, 1)),
        }
    }

    /// What the reader should know about the numbers as they stand.
    pub fn remarks(&self) -> Vec<String> {
        let mut said = Vec::new();
        let (wanted, heads) = (self.whole(Number::Heads), self.heads());
        if self.model == ModelKind::Minimal && heads != wanted {
            said.push(format!(
                "d_model {} does not split into {wanted} heads; {heads} are used. The guide's code stops here.",
                self.whole(Number::DModel)
            ));
        }
        let blind = self.ran.as_ref().and_then(|ran| ran.mask.as_ref()).map_or(0, super::mask::blind_rows);
        if blind > 0 {
            let what = if self.infinite { "no numbers (0/0)" } else { "equal shares for every key, hidden ones too" };
            let rows = if blind == 1 { "One token may".into() } else { format!("{blind} tokens may") };
            said.push(format!("{rows} look nowhere: softmax gives {what}."));
        }
        said
    }
}

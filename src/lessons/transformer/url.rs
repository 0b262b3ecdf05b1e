//! The part of the state that a link carries: what differs from the default, the seed, and the version of this format.

use protocol::transformer::Edit;
use viz::decimal;

use super::lesson::{Lesson, ModelKind};
use super::mask::{MaskKind, from_hex, to_hex};
use super::number::Number;
use crate::Notice;

const VERSION: &str = "1";
/// Edits that a link still carries, and letters of a sentence.
const MAX_EDITS: usize = 40;
const MAX_LETTERS: usize = 400;

impl Lesson {
    pub(super) fn is_too_long_for_a_link(&self) -> bool {
        self.edits.len() > MAX_EDITS
            || self.sentence.len().max(self.letters.len()).max(self.passage.len()) > MAX_LETTERS
    }

    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        let start = Lesson::default();
        let mut query = vec![("v", VERSION.to_string())];
        for number in Number::ALL {
            let value = self.get(number);
            if number == Number::Seed || value != number.info().usual {
                query.push((number.info().key, value.to_string()));
            }
        }
        let mut put = |key, differs: bool, value: String| {
            if differs {
                query.push((key, value));
            }
        };
        put("norm", self.pre_norm, "pre".into());
        put("act", self.gelu, "gelu".into());
        let induction = self.model == ModelKind::Induction;
        put("model", induction, "induction".into());
        put("model", self.model == ModelKind::MiniLm, "minilm".into());
        let usual = if induction { MaskKind::Causal } else { MaskKind::None };
        put("mask", self.mask != usual, self.mask.key().into());
        put("inf", self.infinite, "1".into());
        put("step", self.position != start.position, (self.position + 1).to_string());
        put("layer", self.layer != start.layer, (self.layer + 1).to_string());
        put("head", self.head != start.head, (self.head + 1).to_string());
        let surgery = &self.surgery;
        put("scale", surgery.without_scale, "0".into());
        put("residual", surgery.without_residual, "0".into());
        put("positions", surgery.without_positions, "0".into());
        let ablated: Vec<String> =
            surgery.ablated.iter().map(|(layer, head)| format!("{}.{}", layer + 1, head + 1)).collect();
        put("ablate", !ablated.is_empty(), ablated.join(","));
        if !self.is_too_long_for_a_link() {
            put("text", self.sentence != start.sentence, self.sentence.clone());
            put("passage", self.passage != start.passage, self.passage.clone());
            put("letters", self.letters != start.letters, self.letters.clone());
            put("seen", self.mask == MaskKind::Custom && !self.custom.is_empty(), to_hex(&self.custom));
            let edit = |edit: &Edit| format!("{}:{}:{}", edit.tensor, edit.index, edit.value);
            put("edits", !self.edits.is_empty(), self.edits.iter().map(edit).collect::<Vec<_>>().join(","));
        }
        query
    }

    /// Takes over a link's query (decoded). What makes no sense is left at its default and named in one notice.
    pub fn from_query(query: &[(String, String)]) -> Lesson {
        let mut lesson = Lesson::default();
        let value = |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let mut said = Vec::new();
        if let Some(other) = value("v").filter(|version| *version != VERSION) {
            said.push(format!("The link is of version {other}; this page reads version {VERSION}."));
        }
        for number in Number::ALL {
            let Some(text) = value(number.info().key) else { continue };
            match decimal::read(text.trim()) {
                Some(typed) => {
                    let (fitted, why) = number.fit(typed, number.info().usual);
                    lesson.numbers[number as usize] = fitted;
                    said.extend(why);
                }
                None => said.push(format!("{} “{text}” is no number; the usual one is used.", number.info().label)),
            }
        }
        lesson.pre_norm = value("norm") == Some("pre");
        lesson.gelu = value("act") == Some("gelu");
        match value("model") {
            None | Some("minimal") => {}
            Some("minilm") => lesson.model = ModelKind::MiniLm,
            Some("induction") => (lesson.model, lesson.mask) = (ModelKind::Induction, MaskKind::Causal),
            Some(other) => said.push(format!("There is no model “{other}”; the minimal one is shown.")),
        }
        if let Some(key) = value("mask") {
            match MaskKind::from_key(key) {
                Some(kind) => lesson.mask = kind,
                None => said.push(format!("There is no mask “{key}”; the usual one is used.")),
            }
        }
        lesson.infinite = value("inf") == Some("1");
        let whole = |key: &str| value(key).and_then(|text| text.trim().parse::<usize>().ok()).filter(|k| *k > 0);
        lesson.position = whole("step").map_or(lesson.position, |step| step.min(24) - 1);
        lesson.layer = whole("layer").unwrap_or(1).min(16) - 1;
        lesson.head = whole("head").unwrap_or(1).min(16) - 1;
        lesson.surgery.without_scale = value("scale") == Some("0");
        lesson.surgery.without_residual = value("residual") == Some("0");
        lesson.surgery.without_positions = value("positions") == Some("0");
        for text in value("ablate").iter().flat_map(|list| list.split(',')).filter(|text| !text.is_empty()) {
            let place = text.split_once('.').and_then(|(layer, head)| {
                Some((layer.parse::<u32>().ok()?.checked_sub(1)?, head.parse::<u32>().ok()?.checked_sub(1)?))
            });
            match place {
                Some(place) => lesson.surgery.ablated.push(place),
                None => said.push(format!("There is no head “{text}” to ablate.")),
            }
        }
        if let Some(text) = value("text").filter(|text| !text.trim().is_empty()) {
            lesson.sentence = text.into();
        }
        if let Some(text) = value("passage").filter(|text| !text.trim().is_empty()) {
            lesson.passage = text.into();
        }
        if let Some(text) = value("letters").filter(|text| !text.trim().is_empty()) {
            lesson.letters = text.into();
        }
        if let Some(text) = value("seen") {
            // The pretrained model has not cut the text yet: the square that fits is taken.
            let tokens =
                if lesson.model == ModelKind::MiniLm { (text.len() * 4).isqrt() } else { lesson.words().len() };
            match from_hex(text, tokens * tokens) {
                Some(cells) => lesson.custom = cells,
                None => said.push("The link's mask does not fit its tokens; nothing is hidden.".into()),
            }
        }
        for text in value("edits").iter().flat_map(|list| list.split(',')).filter(|text| !text.is_empty()) {
            match read_edit(text) {
                Some(edit) => lesson.edits.push(edit),
                None => said.push(format!("“{text}” is no edit of a weight and is left out.")),
            }
        }
        if !said.is_empty() {
            lesson.notices.add(Notice::warning(said.join(" ")));
        }
        lesson
    }
}

fn read_edit(text: &str) -> Option<Edit> {
    let mut parts = text.splitn(3, ':');
    let (tensor, index, value) = (parts.next()?.to_string(), parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    f32::is_finite(value).then_some(Edit { tensor, index, value })
}

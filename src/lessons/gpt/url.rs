//! The part of the state that a link carries: what differs from the default, the seed, and the version of this format.

use protocol::writing::Settings;
use viz::decimal;

use super::lesson::{DEFAULT_PROMPT, Lesson};
use super::settings::{Number, TrainSettings};
use crate::Notice;

const VERSION: &str = "1";

/// Name in the link, and range, of each setting of the draw.
const DRAW: [(&str, f64, f64); 6] = [
    ("t", 0.0, 100.0),
    ("k", 0.0, 100_000.0),
    ("p", 0.001, 1.0),
    ("min", 0.0, 1.0),
    ("penalty", 0.1, 10.0),
    ("draw", 0.0, 9_999.0),
];

fn drawn(settings: &Settings) -> [f64; 6] {
    let tidy = |value: f32| (f64::from(value) * 1e4).round() / 1e4;
    [
        tidy(settings.temperature),
        f64::from(settings.top_k),
        tidy(settings.top_p),
        tidy(settings.min_p),
        tidy(settings.repetition_penalty),
        settings.seed as f64,
    ]
}

fn set(settings: &mut Settings, which: usize, value: f64) {
    match which {
        0 => settings.temperature = value as f32,
        1 => settings.top_k = value as u32,
        2 => settings.top_p = value as f32,
        3 => settings.min_p = value as f32,
        4 => settings.repetition_penalty = value as f32,
        _ => settings.seed = value as u64,
    }
}

impl Lesson {
    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = vec![("v", VERSION.to_string())];
        let usual = TrainSettings::default();
        for number in Number::ALL {
            let value = number.get(&self.settings);
            if number == Number::Seed || value != number.get(&usual) {
                query.push((number.key(), value.to_string()));
            }
        }
        let switches = [
            ("bpe", self.settings.bpe),
            ("pre", self.settings.shape.pre_norm),
            ("gelu", self.settings.shape.gelu),
            ("nocache", !self.glass.cache),
        ];
        query.extend(switches.into_iter().filter(|(_, on)| *on).map(|(key, _)| (key, "1".to_string())));
        if self.glass.prompt != DEFAULT_PROMPT {
            query.push(("prompt", self.glass.prompt.clone()));
        }
        let values = drawn(&self.glass.settings).into_iter().zip(drawn(&Settings::default()));
        for ((key, ..), (value, usual)) in DRAW.into_iter().zip(values) {
            if value != usual {
                query.push((key, value.to_string()));
            }
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
            let Some(text) = value(number.key()) else { continue };
            let read = decimal::read(text.trim());
            if !read.is_some_and(|value| number.set(&mut lesson.settings, value)) {
                let (least, most) = number.range();
                said.push(format!(
                    "{} “{text}” is not a number from {least} to {most}; the default is used.",
                    number.label()
                ));
            }
        }
        for (which, (key, least, most)) in DRAW.into_iter().enumerate() {
            let Some(text) = value(key) else { continue };
            match decimal::read(text.trim()).filter(|value| (least..=most).contains(value)) {
                Some(value) => set(&mut lesson.glass.settings, which, value),
                None => {
                    said.push(format!("“{key}={text}” is not a number from {least} to {most}; the default is used."))
                }
            }
        }
        let on = |key: &str| value(key) == Some("1");
        lesson.settings.bpe = on("bpe");
        lesson.settings.shape.pre_norm = on("pre");
        lesson.settings.shape.gelu = on("gelu");
        lesson.glass.cache = !on("nocache");
        if let Some(prompt) = value("prompt") {
            lesson.glass.prompt = prompt.chars().take(2_000).collect();
        }
        if !said.is_empty() {
            lesson.notify(Notice::warning(said.join(" ")));
        }
        lesson
    }
}

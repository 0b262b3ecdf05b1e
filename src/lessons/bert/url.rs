//! The part of the state that a link carries: what differs from the default, and the version of this format.

use protocol::bert_classifier::Features;
use viz::decimal;

use super::classifier::{Classifier, Knob};
use super::lesson::{Lesson, OPENING, Picture};
use super::masked::Masked;
use crate::Notice;

const VERSION: &str = "1";

/// Bytes of both texts that a link still carries.
const MAX_BYTES: usize = 800;

impl Lesson {
    pub(super) fn is_too_long_for_a_link(&self) -> bool {
        self.first.len() + self.second.len() + self.classifier.probe.len() > MAX_BYTES
            || self.masked.is_too_long_for_a_link()
    }

    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        let start = Lesson::default();
        let mut query = vec![("v", VERSION.to_string())];
        let mut put = |key, differs: bool, value: String| {
            if differs {
                query.push((key, value));
            }
        };
        let fits = self.first.len() + self.second.len() <= MAX_BYTES;
        put("text", fits && self.first != start.first, self.first.clone());
        put("second", fits && self.second != start.second, self.second.clone());
        put("pair", self.pair, "1".into());
        put("layer", self.layer != OPENING.0, (self.layer + 1).to_string());
        put("head", self.head != OPENING.1, (self.head + 1).to_string());
        put("picture", self.picture == Picture::Lines, "lines".into());
        put("specials", !self.specials, "0".into());
        put("from", self.from.is_some(), self.from.unwrap_or_default().to_string());
        let (classifier, plain) = (&self.classifier, Classifier::default());
        put("features", classifier.settings.features == Features::Mean, "mean".into());
        for knob in Knob::ALL {
            let (value, usual) = (knob.get(&classifier.settings), knob.get(&plain.settings));
            put(knob.key(), value != usual, format!("{value}"));
        }
        put("probe", fits && classifier.probe != plain.probe, classifier.probe.clone());
        query.extend(self.masked.query());
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
        if let Some(text) = value("text") {
            lesson.first = text.into();
        }
        if let Some(text) = value("second") {
            lesson.second = text.into();
        }
        lesson.pair = value("pair") == Some("1");
        lesson.specials = value("specials") != Some("0");
        match value("picture") {
            None | Some("map") => {}
            Some("lines") => lesson.picture = Picture::Lines,
            Some(other) => said.push(format!("There is no picture “{other}”; the map is shown.")),
        }
        let mut number = |key: &str, most: usize| {
            let text = value(key)?;
            match text.parse::<usize>() {
                Ok(number) if (1..=most).contains(&number) => Some(number - 1),
                _ => {
                    said.push(format!("There is no {key} “{text}”; the first is shown."));
                    None
                }
            }
        };
        lesson.layer = number("layer", lesson.layers()).unwrap_or(OPENING.0);
        lesson.head = number("head", lesson.heads()).unwrap_or(OPENING.1);
        match value("features") {
            None | Some("pooler") => {}
            Some("mean") => lesson.classifier.settings.features = Features::Mean,
            Some(other) => said.push(format!("There are no features “{other}”; the pooler's are used.")),
        }
        for knob in Knob::ALL {
            let Some(text) = value(knob.key()) else { continue };
            match decimal::read(text).filter(|number| number.is_finite()) {
                Some(number) => knob.set(&mut lesson.classifier.settings, number),
                None => said.push(format!("“{text}” is no number for {}; it stays as it was.", knob.name())),
            }
        }
        if let Some(text) = value("probe") {
            lesson.classifier.probe = text.into();
        }
        // A place that the sentence does not have is dropped once the sentence is read.
        lesson.from = value("from").and_then(|text| text.parse().ok());
        lesson.masked = Masked::from_query(query, &mut said);
        if !said.is_empty() {
            lesson.notices.add(Notice::warning(said.join(" ")));
        }
        lesson
    }
}

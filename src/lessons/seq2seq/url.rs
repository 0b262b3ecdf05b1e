//! The state in the address: what differs from the default, the seed, and the format's version.

use protocol::seq2seq::{Attention, MAX_WIDTH, Which};
use viz::decimal;

use super::lesson::Lesson;
use super::settings::{Knob, TaskKind};
use crate::Notice;
use crate::format::setting;

const VERSION: &str = "1";
const ATTENTIONS: [&str; 4] = ["none", "additive", "dot", "general"];
/// Characters of a source that a link carries.
const LONGEST: usize = 200;

impl Lesson {
    pub(super) fn query_of_link(&self) -> Vec<(&'static str, String)> {
        let start = Lesson::default();
        let mut query = vec![("v", VERSION.to_owned())];
        for knob in Knob::ALL {
            let value = self.settings.get(knob);
            if value != start.settings.get(knob) || knob == Knob::Seed {
                query.push((knob.name(), setting(value).replace(',', "")));
            }
        }
        let mut say = |differs: bool, name, value: String| {
            if differs {
                query.push((name, value));
            }
        };
        let settings = &self.settings;
        say(settings.task != TaskKind::Dates, "task", settings.task.name().into());
        let attention = Attention::ALL.iter().position(|one| *one == settings.attention).unwrap_or(0);
        say(settings.attention != start.settings.attention, "attention", ATTENTIONS[attention].into());
        say(!settings.beside, "beside", "0".into());
        // The reader's own words stay here.
        let own = settings.task == TaskKind::Own;
        say(!own && self.source() != settings.task.source(), "source", self.source().chars().take(LONGEST).collect());
        say(self.which == Which::Plain, "show", "plain".into());
        say(self.beam.width != start.beam.width, "width", self.beam.width.to_string());
        say(self.beam.length_penalty != start.beam.length_penalty, "penalty", setting(self.beam.length_penalty));
        say(self.position != start.position, "at", self.position.to_string());
        query
    }

    /// Takes over a link's query (decoded). What makes no sense is left at its default and named in one notice.
    pub fn from_query(query: &[(String, String)]) -> Lesson {
        let mut lesson = Lesson::default();
        let value = |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let mut odd = Vec::new();
        if value("v").is_some_and(|version| version != VERSION) {
            odd.push("v");
        }
        for knob in Knob::ALL {
            let Some(text) = value(knob.name()) else { continue };
            let (least, most, _) = knob.range();
            match decimal::read(text).filter(|value| (least..=most).contains(value)) {
                Some(value) => lesson.settings.set(knob, value),
                None => odd.push(knob.name()),
            }
        }
        if let Some(text) = value("task") {
            match TaskKind::ALL.into_iter().find(|task| task.name() == text) {
                Some(task) => lesson.settings.task = task,
                None => odd.push("task"),
            }
        }
        if let Some(text) = value("attention") {
            match ATTENTIONS.iter().position(|name| *name == text) {
                Some(at) => lesson.settings.attention = Attention::ALL[at],
                None => odd.push("attention"),
            }
        }
        lesson.settings.beside = value("beside") != Some("0");
        if let Some(source) = value("source") {
            lesson.sources[lesson.settings.task as usize] = source.chars().take(LONGEST).collect();
        }
        if value("show") == Some("plain") {
            lesson.which = Which::Plain;
        }
        let number = |name: &str, most: f64| {
            value(name).map(|text| decimal::read(text).filter(|value| (0.0..=most).contains(value)))
        };
        match number("width", MAX_WIDTH.into()) {
            Some(Some(width)) if width >= 1.0 => lesson.beam.width = width as u32,
            Some(_) => odd.push("width"),
            None => {}
        }
        match number("penalty", 2.0) {
            Some(Some(penalty)) => lesson.beam.length_penalty = penalty,
            Some(None) => odd.push("penalty"),
            None => {}
        }
        match number("at", 100.0) {
            Some(Some(at)) => lesson.position = at as usize,
            Some(None) => odd.push("at"),
            None => {}
        }
        if !odd.is_empty() {
            let names = odd.join(", ");
            lesson.notify(Notice::warning(format!("Not understood in the link, and left as usual: {names}.")));
        }
        lesson
    }
}

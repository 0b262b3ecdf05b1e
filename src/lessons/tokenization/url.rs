//! The part of the state that a link carries: what differs from the default, and the version of this format.

use protocol::tokenization::{MAX_SHOWN, Ties};

use super::{
    lesson::{Lesson, Mode, Origin, VOCAB},
    sample::SENTENCE,
};
use crate::Notice;

const VERSION: &str = "1";
const TIES: [(Ties, &str); 3] = [(Ties::FirstMet, "first"), (Ties::LowestIds, "lowest"), (Ties::HighestIds, "highest")];
/// Longest text in a link, in characters.
const LINK_TEXT: usize = 300;

impl Lesson {
    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = vec![("v", VERSION.to_string())];
        if self.mode == Mode::Bytes {
            query.push(("mode", "bytes".into()));
        }
        let (settings, defaults) = (self.settings(), self.mode.defaults());
        if settings.vocab_size != defaults.vocab_size {
            query.push(("vocab", settings.vocab_size.to_string()));
        }
        if settings.ties != defaults.ties {
            let name = TIES.iter().find(|(ties, _)| *ties == settings.ties).map_or("", |(_, name)| name);
            query.push(("ties", name.into()));
        }
        if self.origin == Origin::Novel {
            query.push(("text", "stories".into()));
        }
        if !self.is_at_opening() {
            query.push(("at", self.position.to_string()));
        }
        if self.start > 0 {
            query.push(("from", self.start.to_string()));
        }
        if let Some(word) = self
            .word
            .as_ref()
            .filter(|word| self.word_is_picked && word.chars().count() <= LINK_TEXT && self.origin != Origin::Mine)
        {
            query.push(("word", word.clone()));
        }
        if self.probe != Lesson::default().probe && self.probe.chars().count() <= LINK_TEXT {
            query.push(("encode", self.probe.clone()));
        }
        if self.sentence != SENTENCE && self.sentence.chars().count() <= LINK_TEXT {
            query.push(("cut", self.sentence.clone()));
        }
        query.extend_from_slice(&self.vocabularies);
        query
    }

    /// Takes over a link's query (decoded). What makes no sense is left at its default and named in one notice. The second value says
    /// that the stories are asked for.
    pub fn from_query(query: &[(String, String)]) -> (Lesson, bool) {
        let mut lesson = Lesson::default();
        let value = |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let mut said = Vec::new();
        match value("v") {
            None | Some(VERSION) => {}
            Some(other) => said.push(format!("The link is of version {other}; this page reads version {VERSION}.")),
        }
        match value("mode") {
            None | Some("characters") => {}
            Some("bytes") => lesson.mode = Mode::Bytes,
            Some(other) => said.push(format!("There is no mode “{other}”; characters are used.")),
        }
        let mut whole = |key: &str, label: &str, min: u32, max: u32| -> Option<u32> {
            let text = value(key)?;
            let number = text.trim().parse::<u32>().ok().filter(|number| (min..=max).contains(number));
            if number.is_none() {
                said.push(format!("{label} “{text}” is not one of {min} to {max}; the default is used."));
            }
            number
        };
        if let Some(size) = whole("vocab", "Vocabulary size", VOCAB.0, VOCAB.1) {
            lesson.settings_mut().vocab_size = size;
        }
        if let Some(at) = whole("at", "Step", 0, VOCAB.1) {
            lesson.position = at as usize;
        }
        if let Some(from) = whole("from", "Place", 0, u32::MAX) {
            lesson.start = from;
        }
        match value("ties").map(|text| (text, TIES.iter().find(|(_, name)| *name == text))) {
            Some((_, Some((ties, _)))) => lesson.settings_mut().ties = *ties,
            Some((text, None)) => said.push(format!("There is no rule “{text}” for ties; the default is used.")),
            None => {}
        }
        let stories = match value("text") {
            None | Some("sample") => false,
            Some("stories") => true,
            Some(other) => {
                said.push(format!("There is no text “{other}”; the sample is used."));
                false
            }
        };
        lesson.word_is_picked = value("word").is_some_and(|word| !word.is_empty());
        lesson.word = value("word").filter(|word| !word.is_empty()).map(|word| cut(word, LINK_TEXT));
        if let Some(text) = value("encode") {
            lesson.probe = cut(text, MAX_SHOWN / 4);
        }
        if let Some(text) = value("cut") {
            lesson.sentence = cut(text, MAX_SHOWN / 4);
        }
        if !said.is_empty() {
            lesson.notices.add(Notice::warning(said.join(" ")));
        }
        (lesson, stories)
    }
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

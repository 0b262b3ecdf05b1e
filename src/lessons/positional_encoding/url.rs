//! The part of the state that a link carries: what differs from the default, the seed, and the version of this format.

use protocol::positional_encoding::Wiring;
use viz::decimal;

use super::{lesson::Lesson, number::Number, scheme::SchemeInfo, sentence};
use crate::Notice;

const VERSION: &str = "1";

/// Letters of a sentence that a link still carries.
const MAX_LETTERS: usize = 800;

impl Lesson {
    pub(super) fn is_too_long_for_a_link(&self) -> bool {
        self.words.iter().map(|word| word.len() + 1).sum::<usize>() > MAX_LETTERS
    }

    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        // An experiment is the reader's own: a link shows the lab as the experiment left it.
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
        put("causal", self.causal, "1".into());
        put("wiring", self.wiring == Wiring::Random, "random".into());
        put("at", self.position != start.position, self.position.to_string());
        put("pair", self.pair != start.pair, self.pair.to_string());
        put("scheme", self.scheme != start.scheme, SchemeInfo::of(self.scheme).key.into());
        put("head", self.head != start.head, (self.head + 1).to_string());
        if !self.is_too_long_for_a_link() {
            put("text", self.words != start.words, self.words.join(" "));
            let order: Vec<String> = self.order.iter().map(u32::to_string).collect();
            put("order", self.order != sentence::first_order(self.words.len()), order.join("."));
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
        lesson.causal = value("causal") == Some("1");
        match value("wiring") {
            None | Some("identity") => {}
            Some("random") => lesson.wiring = Wiring::Random,
            Some(other) => said.push(format!("There are no projections “{other}”; the identity is used.")),
        }
        if let Some(key) = value("scheme") {
            match SchemeInfo::from_key(key) {
                Some(info) => lesson.scheme = info.scheme,
                None => said.push(format!("There is no scheme “{key}”; sinusoids are shown.")),
            }
        }
        let whole = |key: &str| value(key).and_then(|text| text.trim().parse::<usize>().ok());
        lesson.position = whole("at").unwrap_or(lesson.position).min(lesson.max_len() - 1);
        lesson.pair = whole("pair").unwrap_or(lesson.pair).min(lesson.d_model());
        lesson.head = whole("head").unwrap_or(1).clamp(1, 8) - 1;
        if let Some(text) = value("text").filter(|text| !text.trim().is_empty()) {
            lesson.sentence = text.to_string();
            lesson.words = sentence::split(text).0;
            lesson.order = sentence::first_order(lesson.words.len());
        }
        if let Some(text) = value("order") {
            let order: Option<Vec<u32>> = text.split('.').map(|place| place.parse().ok()).collect();
            let names = |order: &Vec<u32>| (0..lesson.words.len() as u32).all(|word| order.contains(&word));
            if order.as_ref().is_some_and(|order| order.len() == lesson.words.len() && names(order)) {
                lesson.order = order.unwrap_or_default();
            } else {
                said.push("The link's word order does not fit its sentence; two words are exchanged instead.".into());
            }
        }
        if !said.is_empty() {
            lesson.notices.add(Notice::warning(said.join(" ")));
        }
        lesson
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lesson as _;
    use protocol::positional_encoding::Scheme;

    fn read(query: &[(&str, &str)]) -> Lesson {
        let owned: Vec<_> = query.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Lesson::from_query(&owned)
    }

    fn again(lesson: &Lesson) -> Lesson {
        let owned: Vec<_> = lesson.to_query().into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        Lesson::from_query(&owned)
    }

    #[test]
    fn a_fresh_page_needs_the_version_and_the_seed_only() {
        assert_eq!(Lesson::default().to_query(), [("v", "1".to_string()), ("seed", "7".to_string())]);
        assert_eq!(read(&[]), Lesson::default());
    }

    #[test]
    fn what_is_on_show_comes_back() {
        let mut lesson = Lesson::default();
        lesson.set_number(Number::Base, 12.5);
        lesson.set_number(Number::DModel, 48.0);
        lesson.set_number(Number::Shift, 17.0);
        lesson.set_causal(true);
        lesson.set_wiring(Wiring::Random);
        lesson.set_sentence("<b>a “é漢” & b</b> =?".into());
        lesson.reverse_words();
        lesson.set_scheme(Scheme::Rope);
        lesson.set_head(2);
        lesson.set_pair(5);
        lesson.position = 99;
        assert_eq!(again(&lesson), lesson);
    }

    #[test]
    fn nonsense_becomes_the_default_and_is_named() {
        let lesson = read(&[
            ("v", "9"),
            ("d", "5000"),
            ("base", "NaN"),
            ("len", "many"),
            ("scheme", "magic"),
            ("wiring", "copper"),
            ("order", "0.0.1"),
            ("at", "-4"),
        ]);
        let said = &lesson.notices()[0].text;
        let parts = ["version 9", "1,024 is used", "Base must be", "“many”", "“magic”", "“copper”", "word order"];
        for part in parts {
            assert!(said.contains(part), "{part} in {said}");
        }
        let mut expected = Lesson::default();
        expected.numbers[Number::DModel as usize] = 1024.0;
        expected.notices = lesson.notices.clone();
        assert_eq!(lesson, expected);
    }

    #[test]
    fn a_novel_does_not_fit_a_link() {
        let mut lesson = Lesson::default();
        lesson.set_sentence("incomprehensibilities ".repeat(48));
        assert!(lesson.link_note().is_some());
        assert_eq!(again(&lesson).words, Lesson::default().words);
    }
}

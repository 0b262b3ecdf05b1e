//! The state in the address: what differs from the default, and the format's version.

use viz::decimal;

use super::lesson::Lesson;
use super::settings::{Knob, Settings};
use crate::Notice;
use crate::format::setting;

const VERSION: &str = "1";

impl Lesson {
    pub(super) fn query_of_link(&self) -> Vec<(&'static str, String)> {
        let start = Lesson::default();
        let mut query = vec![("v", VERSION.to_owned())];
        for knob in Knob::ALL {
            let value = knob.get(&self.settings);
            if value != knob.get(&start.settings) || knob == Knob::Seed {
                query.push((knob.name(), setting(value).replace(',', "")));
            }
        }
        let mut say = |differs: bool, name, value: &str| {
            if differs {
                query.push((name, value.to_owned()));
            }
        };
        say(!self.settings.skip_gram, "sg", "0");
        say(self.settings.softmax, "softmax", "1");
        say(self.settings.shuffled, "shuffled", "1");
        say(self.word != start.word, "word", &self.word);
        say(self.question.similarity != start.question.similarity, "pair", &self.question.similarity.join(" "));
        say(self.question.analogy != start.question.analogy, "analogy", &self.question.analogy.join(" "));
        say(self.question.axis != start.question.axis, "axis", &self.question.axis.join(" "));
        say(self.perplexity != start.perplexity, "perplexity", &setting(self.perplexity));
        say(self.tsne_seed != start.tsne_seed, "tsne_seed", &setting(self.tsne_seed).replace(',', ""));
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
                Some(value) => knob.set(&mut lesson.settings, value),
                None => odd.push(knob.name()),
            }
        }
        let flag = |name: &str, usual: bool| value(name).map_or(usual, |text| text == "1");
        let Settings { skip_gram, softmax, shuffled, .. } = lesson.settings;
        lesson.settings.skip_gram = flag("sg", skip_gram);
        lesson.settings.softmax = flag("softmax", softmax);
        lesson.settings.shuffled = flag("shuffled", shuffled);
        if let Some(word) = value("word") {
            lesson.word = word.chars().take(100).collect();
        }
        let words = |name: &str| value(name).map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        for (name, place) in [("pair", &mut lesson.question.similarity), ("axis", &mut lesson.question.axis)] {
            match words(name).map(TryInto::try_into) {
                Some(Ok(two)) => *place = two,
                Some(Err(_)) => odd.push(name),
                None => {}
            }
        }
        match words("analogy").map(TryInto::try_into) {
            Some(Ok(three)) => lesson.question.analogy = three,
            Some(Err(_)) => odd.push("analogy"),
            None => {}
        }
        let number = |name: &str, least: f64, most: f64| {
            value(name).map(|text| decimal::read(text).filter(|value| (least..=most).contains(value)))
        };
        match number("perplexity", 1.0, 500.0) {
            Some(Some(perplexity)) => lesson.perplexity = perplexity,
            Some(None) => odd.push("perplexity"),
            None => {}
        }
        match number("tsne_seed", 0.0, 9999.0) {
            Some(Some(seed)) => lesson.tsne_seed = seed,
            Some(None) => odd.push("tsne_seed"),
            None => {}
        }
        if !odd.is_empty() {
            let names = odd.join(", ");
            lesson.notify(Notice::warning(format!("Not understood in the link, and left as usual: {names}.")));
        }
        lesson
    }
}

//! The part of the state that a link carries: what differs from the default, and the version of this format. Nothing here is random,
//! so there is no seed.

use protocol::vectorization::{Norm, Options, Order, Representation, Split};

use super::lesson::Lesson;
use super::limit::{read_limit, read_most, read_words, write_limit};
use super::stages::stages;
use crate::Notice;

const VERSION: &str = "1";
/// Words to a term, at most.
const MOST_WORDS: usize = 5;

/// Options that are on or off, with their names in the address.
type Flag = (&'static str, fn(&mut Options) -> &mut bool);
const FLAGS: [Flag; 6] = [
    ("lowercase", |options| &mut options.lowercase),
    ("stop", |options| &mut options.stop_words),
    ("binary", |options| &mut options.binary),
    ("idf", |options| &mut options.use_idf),
    ("smooth", |options| &mut options.smooth_idf),
    ("sublinear", |options| &mut options.sublinear_tf),
];

impl Lesson {
    pub(super) fn query_of_link(&self) -> Vec<(&'static str, String)> {
        let start = Lesson::default();
        let mut query = vec![("v", VERSION.to_string())];
        let mut say = |differs: bool, name: &'static str, value: String| {
            if differs {
                query.push((name, value));
            }
        };
        let kind = match self.setup.representation {
            Representation::OneHot => "one-hot",
            Representation::Counts => "counts",
            Representation::TfIdf => "tfidf",
        };
        say(self.setup.representation != start.setup.representation, "as", kind.into());
        say(self.split != start.split, "split", "paragraphs".into());
        let (mut options, mut defaults) = (self.setup.options.clone(), start.setup.options.clone());
        for (name, flag) in FLAGS {
            let on = *flag(&mut options);
            say(on != *flag(&mut defaults), name, u8::from(on).to_string());
        }
        say(!options.own_stop_words.is_empty(), "without", options.own_stop_words.join(","));
        let (from, to) = options.ngram_range;
        say(options.ngram_range != defaults.ngram_range, "ngrams", format!("{from}-{to}"));
        say(options.min_df != defaults.min_df, "min_df", write_limit(options.min_df));
        say(options.max_df != defaults.max_df, "max_df", write_limit(options.max_df));
        say(options.max_features.is_some(), "terms", options.max_features.unwrap_or_default().to_string());
        let norm = match options.norm {
            Some(Norm::L2) => "l2",
            Some(Norm::L1) => "l1",
            None => "none",
        };
        say(options.norm != defaults.norm, "norm", norm.into());
        let order = match self.view.order {
            Order::Alphabet => "alphabet".into(),
            Order::Common => "common".into(),
            Order::Rare => "rare".into(),
            Order::Document(document) => (document + 1).to_string(),
        };
        say(self.view.order != start.view.order, "order", order);
        say(self.view.by_rank, "by", "rank".into());
        say(self.query != start.query, "q", self.query.clone());
        let pair = format!("{}-{}", self.pair.0 + 1, self.pair.1 + 1);
        say(self.pair != start.pair, "pair", pair);
        say(self.followed != start.followed, "doc", (self.followed + 1).to_string());
        say(self.position + 1 != stages(self.setup.representation).len(), "at", self.position.to_string());
        query
    }

    /// Takes over a link's query (decoded). What makes no sense is left at its default and named in one notice.
    pub fn from_query(query: &[(String, String)]) -> Lesson {
        let mut lesson = Lesson::default();
        let value = |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let mut said = Vec::new();
        let mut odd = |name: &str, text: &str, instead: &str| {
            said.push(format!("“{name}={text}” in the link is not understood; {instead} is used."));
        };
        match value("v") {
            None | Some(VERSION) => {}
            Some(other) => odd("v", other, "version 1"),
        }
        match value("as") {
            None | Some("tfidf") => {}
            Some("one-hot") => lesson.setup.representation = Representation::OneHot,
            Some("counts") => lesson.setup.representation = Representation::Counts,
            Some(other) => odd("as", other, "TF-IDF"),
        }
        match value("split") {
            None | Some("lines") => {}
            Some("paragraphs") => lesson.split = Split::Paragraphs,
            Some(other) => odd("split", other, "one document a line"),
        }
        let options = &mut lesson.setup.options;
        for (name, flag) in FLAGS {
            match value(name) {
                None => {}
                Some("0") => *flag(options) = false,
                Some("1") => *flag(options) = true,
                Some(other) => odd(name, other, "the default"),
            }
        }
        if let Some(text) = value("ngrams") {
            let range = text.split_once('-').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
            match range.filter(|(from, to)| *from >= 1 && from <= to && *to <= MOST_WORDS) {
                Some(range) => options.ngram_range = range,
                None => odd("ngrams", text, "1-1"),
            }
        }
        for (name, limit) in [("min_df", &mut options.min_df), ("max_df", &mut options.max_df)] {
            match value(name).map(|text| (text, read_limit(text))) {
                None => {}
                Some((_, Ok(read))) => *limit = read,
                Some((text, Err(_))) => odd(name, text, "the default"),
            }
        }
        match value("without").map(|text| (text, read_words(text))) {
            None => {}
            Some((_, Ok(words))) => options.own_stop_words = words,
            Some((text, Err(_))) => odd("without", text, "no word of its own"),
        }
        match value("terms").map(|text| (text, read_most(text))) {
            None => {}
            Some((_, Ok(most))) => options.max_features = most,
            Some((text, Err(_))) => odd("terms", text, "no limit"),
        }
        match value("norm") {
            None | Some("l2") => {}
            Some("l1") => options.norm = Some(Norm::L1),
            Some("none") => options.norm = None,
            Some(other) => odd("norm", other, "l2"),
        }
        // Documents are counted from 1 where a reader sees them; that they exist is seen to once the text is read.
        let document = |text: &str| text.parse::<usize>().ok()?.checked_sub(1);
        match value("order") {
            None | Some("common") => {}
            Some("alphabet") => lesson.view.order = Order::Alphabet,
            Some("rare") => lesson.view.order = Order::Rare,
            Some(text) => match document(text) {
                Some(document) => lesson.view.order = Order::Document(document),
                None => odd("order", text, "the order by df"),
            },
        }
        lesson.view.by_rank = value("by") == Some("rank");
        if let Some(text) = value("q") {
            lesson.query = text.chars().take(1000).collect();
        }
        if let Some(text) = value("pair") {
            let pair = text.split_once('-').and_then(|(a, b)| Some((document(a)?, document(b)?)));
            match pair {
                Some(pair) => lesson.pair = pair,
                None => odd("pair", text, "1-2"),
            }
        }
        if let Some(text) = value("doc") {
            match document(text) {
                Some(document) => lesson.followed = document,
                None => odd("doc", text, "document 4"),
            }
        }
        lesson.position = stages(lesson.setup.representation).len() - 1;
        if let Some(text) = value("at") {
            match text.parse::<usize>().ok().filter(|at| *at < stages(lesson.setup.representation).len()) {
                Some(at) => lesson.position = at,
                None => odd("at", text, "the last step"),
            }
        }
        if !said.is_empty() {
            lesson.notify(Notice::warning(said.join(" ")));
        }
        lesson
    }
}

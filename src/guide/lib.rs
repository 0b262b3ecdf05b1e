//! The list of pages: the six parts of the guide, its sections, and what is said about each of them.
//!
//! Navigation, routes, titles, search and the pre-rendered folders all iterate [`Section::ALL`]: a section is added here once.

/// One of the six parts of the guide, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Architectures,
    NlpBasics,
    LlmConcepts,
    Evaluation,
    Responsibility,
    Practice,
}

impl Part {
    pub const ALL: &'static [Part] = &[
        Part::Architectures,
        Part::NlpBasics,
        Part::LlmConcepts,
        Part::Evaluation,
        Part::Responsibility,
        Part::Practice,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            Part::Architectures => "Model architectures",
            Part::NlpBasics => "NLP basics",
            Part::LlmConcepts => "LLM concepts",
            Part::Evaluation => "Evaluation and optimization",
            Part::Responsibility => "Security and responsible AI",
            Part::Practice => "Practice",
        }
    }

    /// Counted from one, as the guide numbers its parts.
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    pub fn sections(self) -> impl Iterator<Item = Section> {
        Section::ALL.iter().copied().filter(move |section| section.part() == self)
    }
}

/// One section of the guide: one page, one slug, one name in every layer of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    Lstm,
    Seq2seq,
    Bert,
    Gpt,
    Transformer,
    Tokenization,
    Vectorization,
    Embeddings,
    PositionalEncoding,
    Rag,
    Llmops,
    Evaluation,
    Optimization,
    Security,
    ResponsibleAi,
    Assistant,
}

/// What is said about a section wherever it is named.
struct Entry {
    section: Section,
    part: Part,
    slug: &'static str,
    title: &'static str,
    /// The name in the guide first, then what the section is about in plain words.
    heading: &'static str,
    promise: &'static str,
    minutes: u32,
    live: bool,
    /// Words a reader may search for that neither the title nor the promise contains.
    keywords: &'static str,
}

mod table;
use table::TABLE;

impl Section {
    /// Every section in reading order.
    pub const ALL: &'static [Section] = &{
        let mut all = [Section::Lstm; TABLE.len()];
        let mut i = 0;
        while i < TABLE.len() {
            all[i] = TABLE[i].section;
            assert!(all[i] as usize == i, "the table must stand in the order of the enum");
            i += 1;
        }
        all
    };

    const fn entry(self) -> &'static Entry {
        &TABLE[self as usize]
    }

    /// The last part of the page's address.
    pub const fn slug(self) -> &'static str {
        self.entry().slug
    }

    /// The short name, for navigation.
    pub const fn title(self) -> &'static str {
        self.entry().title
    }

    /// The `h1` of the page.
    pub const fn heading(self) -> &'static str {
        self.entry().heading
    }

    /// What the reader will be able to do there, in one sentence.
    pub const fn promise(self) -> &'static str {
        self.entry().promise
    }

    /// About how long the page takes to work through.
    pub const fn minutes(self) -> u32 {
        self.entry().minutes
    }

    pub const fn part(self) -> Part {
        self.entry().part
    }

    /// Whether the lesson exists. Sections without one still have a page that says so.
    pub const fn is_live(self) -> bool {
        self.entry().live
    }

    pub const fn keywords(self) -> &'static str {
        self.entry().keywords
    }

    pub fn from_slug(slug: &str) -> Option<Section> {
        Section::ALL.iter().copied().find(|section| section.slug() == slug)
    }

    pub fn next(self) -> Option<Section> {
        Section::ALL.get(self as usize + 1).copied()
    }

    pub fn previous(self) -> Option<Section> {
        Section::ALL.get((self as usize).checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn slugs_are_unique_url_safe_and_lead_back() {
        let mut seen = HashSet::new();
        for &section in Section::ALL {
            let slug = section.slug();
            assert!(seen.insert(slug), "{slug} twice");
            assert!(
                !slug.is_empty() && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            );
            assert_eq!(Section::from_slug(slug), Some(section));
        }
        assert_eq!(Section::from_slug("LSTM"), None);
        assert_eq!(Section::from_slug(""), None);
    }

    #[test]
    fn parts_are_numbered_filled_and_in_order() {
        let mut order = Vec::new();
        for (i, &part) in Part::ALL.iter().enumerate() {
            assert_eq!(part.number(), i + 1);
            assert!(part.sections().next().is_some(), "{} is empty", part.title());
            order.extend(part.sections());
        }
        assert_eq!(order, Section::ALL, "a part's sections must stand together");
    }

    #[test]
    fn texts_are_sentences_of_bearable_length() {
        for &section in Section::ALL {
            let promise = section.promise();
            assert!(promise.ends_with('.') && promise.chars().count() <= 160, "{promise}");
            assert!(section.heading().starts_with(section.title()), "{}", section.heading());
            assert!(section.minutes() > 0);
            assert_eq!(section.keywords(), section.keywords().to_lowercase());
        }
    }

    #[test]
    fn next_and_previous_walk_the_whole_list() {
        let forward: Vec<_> = std::iter::successors(Some(Section::Lstm), |s| s.next()).collect();
        let mut backward: Vec<_> = std::iter::successors(Some(Section::Assistant), |s| s.previous()).collect();
        backward.reverse();
        assert_eq!(forward, Section::ALL);
        assert_eq!(backward, Section::ALL);
    }
}

//! Words and sentences by rule, as strips to be shown one under the other.

use protocol::tokenization::{Cut, Difference, Kind, Span};

/// Texts on which simple rules go wrong, and what each shows.
pub const CASES: [(&str, &str); 7] = [
    ("Abbreviation, money", "Dr. Smith paid $3.14."),
    ("Apostrophes", "don't, it's rock'n'roll"),
    ("Emoji", "Go 🚀 now 👩‍👩‍👧‍👦 🇩🇪!"),
    ("Chinese", "我们去北京。你呢?"),
    ("Arabic", "كيف حالك؟ أنا بخير."),
    ("Hindi", "हिन्दी भाषा। नमस्ते!"),
    ("Code", "x_1 += 3.0e-5; // e.g. this"),
];

/// A stretch of text: a word or sentence of the rule, or what lies between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    /// Nothing the rule keeps.
    pub dropped: bool,
    /// The other rule cuts differently here.
    pub differs: bool,
}

/// The words of the guide's rule and of Unicode's.
pub fn word_parts(cut: &Cut) -> [Vec<Part>; 2] {
    let guide: Vec<Span> = cut.guide_words.iter().map(|(_, span)| *span).collect();
    let kept = cut.unicode_words.iter().filter(|(_, kind)| matches!(kind, Kind::Word | Kind::Emoji));
    let unicode: Vec<Span> = kept.map(|(span, _)| *span).collect();
    [parts(&cut.text, &guide, &cut.word_differences), parts(&cut.text, &unicode, &cut.word_differences)]
}

/// The sentences of the guide's rule and of Unicode's.
pub fn sentence_parts(cut: &Cut) -> [Vec<Part>; 2] {
    [
        parts(&cut.text, &cut.guide_sentences, &cut.sentence_differences),
        parts(&cut.text, &cut.unicode_sentences, &cut.sentence_differences),
    ]
}

fn parts(text: &str, spans: &[Span], differences: &[Difference]) -> Vec<Part> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut push = |start: u32, end: u32, dropped: bool| {
        if let Some(text) = text.get(start as usize..end as usize).filter(|text| !text.is_empty()) {
            // White space between two parts is dropped by everyone.
            let differs = (!dropped || !text.trim().is_empty())
                && differences.iter().any(|one| one.span.0 < end && start < one.span.1);
            found.push(Part { text: text.into(), dropped, differs });
        }
    };
    for &(start, end) in spans {
        push(at, start, true);
        push(start, end, false);
        at = end;
    }
    push(at, text.len() as u32, true);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_text_and_differences_are_marked_on_both_sides() {
        let cut = Cut {
            text: "a 3.1!".into(),
            guide_words: vec![("a".into(), (0, 1)), ("3".into(), (2, 3)), ("1".into(), (4, 5))],
            unicode_words: vec![
                ((0, 1), Kind::Word),
                ((1, 2), Kind::Space),
                ((2, 5), Kind::Word),
                ((5, 6), Kind::Punctuation),
            ],
            word_differences: vec![Difference { span: (2, 5), guide: vec![(2, 3), (4, 5)], unicode: vec![(2, 5)] }],
            guide_sentences: vec![],
            unicode_sentences: vec![],
            sentence_differences: vec![],
        };
        let [guide, unicode] = word_parts(&cut);
        let marked = |parts: &[Part]| {
            parts.iter().map(|part| (part.text.clone(), part.dropped, part.differs)).collect::<Vec<_>>()
        };
        let own = |text: &str, dropped, differs| (text.to_string(), dropped, differs);
        assert_eq!(
            marked(&guide),
            [
                own("a", false, false),
                own(" ", true, false),
                own("3", false, true),
                own(".", true, true),
                own("1", false, true),
                own("!", true, false)
            ]
        );
        assert_eq!(marked(&unicode)[2], own("3.1", false, true));
    }
}

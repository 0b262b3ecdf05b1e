//! The packaged handbook and its questions: every answer stands where it is said to, and search by words has something to do.

use std::ops::Range;

use algorithms::chunking::{Settings, headings, recursive};
use algorithms::retrieval::bm25::{Bm25, Parameters};
use algorithms::retrieval::ranking::{Relevant, mean, measures};

const HANDBOOK: &str = include_str!("../../../assets/documents/handbook.md");
const QUESTIONS: &str = include_str!("../../../assets/documents/questions.tsv");

/// The path of each section below the title, and its text.
fn sections() -> Vec<(String, &'static str)> {
    let all = headings(HANDBOOK);
    let mut part = "";
    let mut found = Vec::new();
    for (place, heading) in all.iter().enumerate() {
        let end = all.get(place + 1).map_or(HANDBOOK.len(), |next| next.range.start);
        match heading.level {
            2 => part = &heading.title,
            3 => found.push((format!("{part} > {}", heading.title), HANDBOOK[heading.range.end..end].trim())),
            _ => {}
        }
    }
    found
}

/// Question, the sentence that answers it, and the path of the section that has the sentence; those without an answer left out.
fn questions() -> Vec<(&'static str, &'static str, String)> {
    let sections = sections();
    let fields = |line: &'static str| -> [&'static str; 5] {
        line.split('\t').collect::<Vec<_>>().try_into().expect("five fields")
    };
    let answered = QUESTIONS.lines().skip(1).map(fields).filter(|fields| !fields[4].is_empty());
    let section = |sentence: &str| {
        let holder = sections.iter().find(|(_, text)| text.contains(sentence));
        holder.expect("a section of the handbook").0.clone()
    };
    answered
        .map(|[_, _, question, answer, sentence]| {
            assert!(sentence.contains(answer) && !question.contains(answer), "{question}");
            (question, sentence, section(sentence))
        })
        .collect()
}

#[test]
fn the_sentence_that_answers_stands_in_its_section_and_in_no_other() {
    let sections = sections();
    assert!((200..=300).contains(&sections.len()));
    for (path, text) in &sections {
        let words = text.split_whitespace().count();
        assert!((30..=80).contains(&words), "{path} has {words} words");
    }
    assert!(questions().len() >= 15);
    for (question, sentence, section) in questions() {
        let holders: Vec<&str> =
            sections.iter().filter(|(_, text)| text.contains(sentence)).map(|(path, _)| path.as_str()).collect();
        assert_eq!(holders, [section], "{question}");
    }
}

#[test]
fn search_by_words_finds_most_sections_but_not_all_at_once() {
    let sections = sections();
    let index = Bm25::new(sections.iter().map(|(_, text)| text));
    let all: Vec<_> = questions()
        .iter()
        .map(|(question, _, section)| {
            let found = index.search(question, 10, Parameters::default());
            let ranking: Vec<usize> = found.hits.iter().map(|hit| hit.index).collect();
            let gold = sections.iter().position(|(path, _)| path == section).expect("a section of the handbook");
            measures(&ranking, &[Relevant { index: gold, gain: 1.0 }], 10)
        })
        .collect();
    let mean = mean(&all);
    assert!(mean.hit >= 0.8, "{mean:?}");
    assert!(mean.reciprocal_rank < 1.0, "a set of questions that is answered perfectly teaches nothing: {mean:?}");
}

#[test]
fn a_chunk_of_the_handbook_stands_under_its_section() {
    let words: Vec<Range<usize>> = {
        let mut at = 0;
        let parts = HANDBOOK.split_inclusive(char::is_whitespace);
        parts.map(|part| (at..at + part.trim_end().len(), at += part.len()).0).filter(|word| !word.is_empty()).collect()
    };
    let chunking = recursive(HANDBOOK, &words, Settings { size: 80, overlap: 0 }).unwrap();
    assert!(chunking.chunks.len() >= 200);
    for (question, sentence, section) in questions() {
        let holder = chunking.chunks.iter().find(|chunk| {
            chunking.path(chunk).join(" > ").ends_with(&section) && HANDBOOK[chunk.range.clone()].contains(sentence)
        });
        assert!(holder.is_some(), "{question}");
    }
}

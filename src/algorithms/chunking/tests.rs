//! What must hold for every text, and the cases that are easily got wrong.

use std::ops::Range;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::reference::tokens;
use super::*;

const HANDBOOK: &str = "# Library\n\nIt opens at nine. It closes at six.\n\n## Rooms\n\nThe hall seats forty. Ask Dr. Vane for a key.\n\
    \n# Rules\n\n```\n# not a heading\n```\nNo food.";

fn settings(size: usize, overlap: usize) -> Settings {
    Settings { size, overlap }
}

/// All four ways; similarities fall and rise.
fn all(text: &str, tokens: &[Range<usize>], settings: Settings) -> [Chunking; 4] {
    let sentences = sentence_pieces(text, tokens).unwrap().len();
    let similarities: Vec<f32> = (1..sentences).map(|place| (place % 7) as f32 / 7.0).collect();
    [
        fixed(text, tokens, settings).unwrap(),
        sentence(text, tokens, settings).unwrap(),
        recursive(text, tokens, settings).unwrap(),
        semantic(text, tokens, &similarities, 80.0, settings).unwrap(),
    ]
}

#[track_caller]
fn holds(text: &str, tokens: &[Range<usize>], settings: Settings, chunking: &Chunking) {
    let mut reached = 0;
    for chunk in &chunking.chunks {
        assert!(chunk.tokens.start <= reached && chunk.tokens.end > reached, "{chunk:?} behind {reached}");
        assert_eq!(chunk.overlap, reached - chunk.tokens.start);
        assert!(chunk.overlap <= settings.overlap, "{chunk:?}");
        assert!(text.get(chunk.range.clone()).is_some() && text.get(chunk.shared.clone()).is_some(), "{chunk:?}");
        let (first, last) = (&tokens[chunk.tokens.start], &tokens[chunk.tokens.end - 1]);
        assert!(chunk.range.start <= first.start && chunk.range.end >= last.end);
        assert_eq!(chunk.cut == Cut::End, chunk.tokens.end == tokens.len());
        let within = |place: usize| !text.is_char_boundary(tokens[place].start);
        let inner = chunk.tokens.start + 1..chunk.tokens.end;
        assert!(
            chunk.tokens.len() <= settings.size || inner.clone().all(within),
            "{chunk:?} is larger than {settings:?}"
        );
        reached = chunk.tokens.end;
    }
    assert_eq!(reached, tokens.len(), "every token is in a chunk");
}

#[test]
fn chunks_know_their_headings_and_why_they_end() {
    let tokens = tokens(HANDBOOK);
    let chunking = recursive(HANDBOOK, &tokens, settings(13, 0)).unwrap();
    let found: Vec<_> = chunking.chunks.iter().map(|chunk| (chunking.path(chunk).join(" > "), chunk.cut)).collect();
    let expected = [
        ("Library", Cut::Heading),
        ("Library > Rooms", Cut::Paragraph),
        ("Library > Rooms", Cut::Heading),
        ("Rules", Cut::Paragraph),
        ("Rules", Cut::End),
    ];
    assert_eq!(found, expected.map(|(path, cut)| (path.to_owned(), cut)));
    assert_eq!(&HANDBOOK[chunking.chunks[0].range.clone()], "# Library\n\nIt opens at nine. It closes at six.");
    assert_eq!(chunking.headings.len(), 3, "what stands in a block of code is no heading");
}

#[test]
fn an_overlap_is_whole_sentences() {
    let text = "One two three. Four five. Six seven eight nine. Ten.";
    let chunking = sentence(text, &tokens(text), settings(9, 3)).unwrap();
    let found: Vec<_> =
        chunking.chunks.iter().map(|chunk| (&text[chunk.range.clone()], &text[chunk.shared.clone()])).collect();
    let expected = [
        ("One two three. Four five.", ""),
        ("Four five. Six seven eight nine.", "Four five."),
        ("Six seven eight nine. Ten.", ""),
    ];
    assert_eq!(found[..2], expected[..2]);
    assert_eq!(found[2], ("Ten.", ""));
    assert_eq!(chunking.pieces.len(), 4);
}

#[test]
fn sentences_survive_wrapped_lines_titles_and_initials() {
    let text = "Mr. Vane met J. R. Hall there. He had a very long way to go through the town\nThen he slept.\nShort line\nNext one. \
                It cost 3.50 at No. 7, e.g. twice.";
    let found: Vec<&str> = sentences(text).into_iter().map(|range| text[range].trim_end()).collect();
    let expected = [
        "Mr. Vane met J. R. Hall there.",
        "He had a very long way to go through the town\nThen he slept.",
        "Short line",
        "Next one.",
        "It cost 3.50 at No. 7, e.g. twice.",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_subject_changes_at_the_largest_distance() {
    let text = "Cats purr. Cats sleep. Trains run. Trains stop.";
    let tokens = tokens(text);
    assert_eq!(sentence_pieces(text, &tokens).unwrap().len(), 4);
    let vectors = [1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.6, 0.8];
    let chunking = semantic(text, &tokens, &neighbours(&vectors, 2), 90.0, settings(50, 0)).unwrap();
    let found: Vec<_> = chunking.chunks.iter().map(|chunk| (&text[chunk.range.clone()], chunk.cut)).collect();
    assert_eq!(found, [("Cats purr. Cats sleep.", Cut::Topic), ("Trains run. Trains stop.", Cut::End)]);
    assert_eq!(chunking.semantic.unwrap().breaks, [1]);
    let ranges = [0..10, 11..22, 23..34];
    assert_eq!(windows(&ranges, 1), [0..22, 0..34, 11..34]);
    let refused = semantic(text, &tokens, &[0.5], 90.0, settings(50, 0));
    assert_eq!(refused, Err(Unfit::Similarities { wanted: 3, given: 1 }));
}

#[test]
fn a_character_of_many_tokens_stays_whole() {
    let text = "🦊🦊 a";
    // Byte for byte, as a byte-level vocabulary has what it never saw.
    let bytes: Vec<Range<usize>> = (0..text.len()).map(|at| at..at + 1).collect();
    for chunking in all(text, &bytes, settings(3, 1)) {
        holds(text, &bytes, settings(3, 1), &chunking);
        assert_eq!(chunking.chunks[0].tokens, 0..4);
    }
}

#[test]
fn settings_that_cannot_be_met_are_refused_in_words() {
    let tokens = tokens("a b");
    assert_eq!(fixed("a b", &tokens, settings(0, 0)), Err(Unfit::NoSize));
    assert_eq!(recursive("a b", &tokens, settings(4, 4)), Err(Unfit::Overlap(settings(4, 4))));
    assert_eq!(sentence("a", &tokens, settings(4, 0)), Err(Unfit::Token(1)));
    assert!(Unfit::Overlap(settings(4, 4)).to_string().contains("smaller than the chunk"));
    for chunking in all("", &[], settings(4, 0)).into_iter().chain(all(" \n", &[], settings(4, 0))) {
        assert!(chunking.chunks.is_empty());
    }
}

#[test]
fn a_line_of_50_000_characters_and_a_megabyte_take_no_time() {
    let line = "wort ".repeat(10_000);
    let one_word = "w".repeat(50_000);
    let megabyte = include_str!("../../../assets/text/sherlock-holmes.txt").repeat(4);
    for text in [&line, &one_word, &megabyte] {
        // As fine as any vocabulary: a token of at most four letters.
        let tokens: Vec<Range<usize>> = tokens(text)
            .into_iter()
            .flat_map(|word| word.clone().step_by(4).map(move |at| at..word.end.min(at + 4)))
            .filter(|token| text.is_char_boundary(token.start) && text.is_char_boundary(token.end))
            .collect();
        let start = Instant::now();
        let all = all(text, &tokens, settings(128, 32));
        let took = start.elapsed();
        all.iter().for_each(|chunking| holds(text, &tokens, settings(128, 32), chunking));
        assert!(took < Duration::from_secs(4), "{} bytes four ways: {took:?}", text.len());
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(#{1,7} [a-c]{1,3}\n|[a-c]{1,5}[ .!]|\n|\n\n| \n|```\n|é|🦊| ){0,60}",
        "([A-Z][a-z]{1,6} ([a-z]{1,6} ){0,9}[a-z]{1,5}[.!?] ?\n?\n?){0,12}",
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn whatever_the_text_and_the_vocabulary(text in text(), size in 1..40_usize, share in 0.0..1.0_f64, width in 1..6_usize) {
        let settings = settings(size, (size as f64 * share) as usize);
        let bytes: Vec<Range<usize>> = (0..text.len()).step_by(width).map(|at| at..text.len().min(at + width)).collect();
        for tokens in [tokens(&text), bytes] {
            for chunking in all(&text, &tokens, settings) {
                holds(&text, &tokens, settings, &chunking);
            }
        }
        let parts = sentences(&text);
        prop_assert_eq!(parts.iter().map(|range| &text[range.clone()]).collect::<String>(), text);
    }
}

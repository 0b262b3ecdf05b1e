//! Laws of the word embeddings lesson's algorithms, on random texts.

use algorithms::embeddings::windows::Rules;
use algorithms::embeddings::{Vectors, Vocabulary, Window, Windows, sentences};
use algorithms::pca::Pca;
use proptest::prelude::*;

fn text() -> impl Strategy<Value = Vec<Vec<u32>>> {
    prop::collection::vec(prop::collection::vec(0u32..12, 1..9), 1..12)
}

proptest! {
    /// Whatever is typed: words have letters or digits, no spaces, one case, and reading them again changes nothing.
    #[test]
    fn words_are_words(typed in "\\PC{0,60}(\n\\PC{0,30}){0,3}") {
        for sentence in sentences(&typed) {
            prop_assert!(!sentence.is_empty());
            for word in &sentence {
                prop_assert!(word.chars().any(char::is_alphanumeric) && !word.contains(char::is_whitespace), "{word:?}");
            }
            prop_assert_eq!(sentences(&sentence.join(" ")), vec![sentence]);
        }
    }

    #[test]
    fn a_vocabulary_counts_every_word_once(text in text(), min_count in 1u64..4) {
        let words: Vec<Vec<String>> = text.iter().map(|line| line.iter().map(|id| format!("w{id}")).collect()).collect();
        let vocabulary = Vocabulary::build(&words, min_count);
        let kept: usize = vocabulary.encode(&words).iter().map(Vec::len).sum();
        prop_assert_eq!(vocabulary.counts().iter().sum::<u64>(), kept as u64);
        prop_assert!(vocabulary.counts().windows(2).all(|pair| pair[0] >= pair[1]));
        prop_assert!(vocabulary.counts().iter().all(|count| *count >= min_count));
        for (id, word) in vocabulary.words().iter().enumerate() {
            prop_assert_eq!(vocabulary.id(word), Some(id as u32));
        }
    }

    /// Without thinning every word with company is a centre once; its context is what stands within reach, itself left out.
    #[test]
    fn windows_hold_what_is_within_reach(text in text(), most in 1usize..6, shrink_windows: bool, seed: u64) {
        let mut windows = Windows::new(Rules { window: most, shrink_windows }, &[1.0; 12], seed);
        let (mut window, mut centres) = (Window::default(), Vec::new());
        while windows.next(&text, &mut window) {
            let sentence = &text[window.sentence];
            prop_assert!((1..=most).contains(&window.reach) && (shrink_windows || window.reach == most));
            let around = (0..sentence.len()).filter(|at| *at != window.place && at.abs_diff(window.place) <= window.reach);
            prop_assert_eq!(&window.places, &around.collect::<Vec<_>>());
            prop_assert_eq!(&window.context, &window.places.iter().map(|at| sentence[*at]).collect::<Vec<_>>());
            prop_assert_eq!(window.center, sentence[window.place]);
            centres.push((window.sentence, window.place));
        }
        let lines = text.iter().enumerate().filter(|(_, line)| line.len() > 1);
        let all = lines.flat_map(|(at, line)| (0..line.len()).map(move |place| (at, place)));
        prop_assert_eq!(centres, all.collect::<Vec<_>>());
    }

    /// Neighbours are those of a full sort, cosines stay within 1, and similarity does not care who is asked first.
    #[test]
    fn neighbours_are_those_of_a_full_sort(rows in prop::collection::vec(prop::array::uniform3(-1f32..1.0), 2..30)) {
        let vectors = Vectors::new(rows.as_flattened(), 3);
        let mut sorted: Vec<(u32, f32)> = (1..rows.len() as u32).map(|word| (word, vectors.similarity(0, word))).collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
        sorted.truncate(5);
        prop_assert_eq!(vectors.neighbours(0, 5), sorted);
        for word in 0..rows.len() as u32 {
            prop_assert!(vectors.similarity(0, word).abs() <= 1.0 + 1e-6);
            prop_assert_eq!(vectors.similarity(0, word), vectors.similarity(word, 0));
        }
    }

    /// Moving all points together moves nothing on the map, and the first axis holds at least as much as the second.
    #[test]
    fn a_map_does_not_depend_on_the_origin(rows in prop::collection::vec(prop::array::uniform4(-1f32..1.0), 3..20)) {
        let pca = Pca::fit(rows.as_flattened(), 4);
        let points: Vec<[f32; 2]> = rows.iter().map(|row| pca.project(row)).collect();
        let moved: Vec<[f32; 4]> = rows.iter().map(|row| row.map(|value| value + 3.0)).collect();
        let again = Pca::fit(moved.as_flattened(), 4);
        let spread = |axis: usize| points.iter().map(|point| point[axis] * point[axis]).sum::<f32>();
        prop_assert!(spread(0) >= spread(1) * (1.0 - 1e-3));
        // Distances, since two axes with the same spread may turn.
        let total = |pca: &Pca, rows: &[[f32; 4]]| rows.iter().map(|row| pca.project(row)).map(|[x, y]| x * x + y * y).sum::<f32>();
        let (before, after) = (total(&pca, &rows), total(&again, &moved));
        prop_assert!((before - after).abs() <= 1e-3 * before.max(1e-3), "{before} {after}");
    }
}

//! Which modules travel in one file.
//!
//! The splitter makes a module for each set of lessons that share something: a hundred, most of them small. Each costs a request, and small
//! files compress badly; but in a larger one a reader also gets what only other lessons need. So two files are joined as long as that makes
//! the lessons smaller in the sum, each counted as somebody's first, and a large lesson more than a small one.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::ops::Range;

use flate2::{Compression, write::GzEncoder};

/// Bytes that a request costs both ways, its headers compressed.
const REQUEST: usize = 200;

/// What joining can save of the smaller file: seen are 5 to 15 %. Pairs that would have to save more are not tried.
const SAVED_AT_MOST: f64 = 0.3;

/// A module that several lessons share.
pub struct Shared {
    pub name: String,
    pub module: Vec<u8>,
    pub lessons: BTreeSet<String>,
}

/// A file in the making.
struct Bundle {
    /// Places among all modules.
    members: Vec<usize>,
    lessons: BTreeSet<String>,
    /// Bytes, compressed.
    size: usize,
}

/// Groups modules into files; each list holds places in `modules`, in their order. `own` has the compressed bytes of what each lesson
/// shares with none.
pub fn group(modules: &[Shared], own: &BTreeMap<String, usize>) -> Vec<Vec<usize>> {
    // Those that were joined leave an empty place behind.
    let mut bundles: Vec<Option<Bundle>> = modules.iter().enumerate().map(single).map(Some).collect();
    let weights = weights(bundles.iter().flatten(), own);
    let weight = |lessons: &BTreeSet<String>| -> f64 { lessons.iter().filter_map(|lesson| weights.get(lesson)).sum() };
    let cost = |bundle: &Bundle| weight(&bundle.lessons) * (bundle.size + REQUEST) as f64;
    let join = |a: &Bundle, b: &Bundle| -> Option<(Bundle, f64)> {
        let lessons: BTreeSet<String> = a.lessons.union(&b.lessons).cloned().collect();
        let (all, of_a, of_b) = (weight(&lessons), weight(&a.lessons), weight(&b.lessons));
        let extra = (all - of_a) * a.size as f64 + (all - of_b) * b.size as f64;
        if extra > all * (REQUEST as f64 + SAVED_AT_MOST * a.size.min(b.size) as f64) {
            return None;
        }
        let mut members = [a.members.clone(), b.members.clone()].concat();
        members.sort_unstable();
        let size = gzip_size(members.iter().map(|&place| modules[place].module.as_slice()));
        let joined = Bundle { members, lessons, size };
        let saved = cost(a) + cost(b) - cost(&joined);
        (saved > 0.0).then_some((joined, saved))
    };
    let mut pairs: Vec<(usize, usize, Bundle, f64)> = Vec::new();
    let mut fresh = 1;
    loop {
        for b in fresh..bundles.len() {
            for a in 0..b {
                if let (Some(one), Some(other)) = (&bundles[a], &bundles[b])
                    && let Some((joined, saved)) = join(one, other)
                {
                    pairs.push((a, b, joined, saved));
                }
            }
        }
        let Some(best) = (0..pairs.len()).max_by(|&a, &b| pairs[a].3.total_cmp(&pairs[b].3)) else { break };
        let (a, b, joined, _) = pairs.swap_remove(best);
        (bundles[a], bundles[b]) = (None, None);
        pairs.retain(|pair| ![pair.0, pair.1].iter().any(|place| [a, b].contains(place)));
        fresh = bundles.len();
        bundles.push(Some(joined));
    }
    bundles.into_iter().flatten().map(|bundle| bundle.members).collect()
}

fn single((place, shared): (usize, &Shared)) -> Bundle {
    let size = gzip_size([shared.module.as_slice()].into_iter());
    Bundle { members: vec![place], lessons: shared.lessons.clone(), size }
}

/// What a byte more in a lesson weighs: one that is a tenth larger than the mean, half as much again.
fn weights<'a>(bundles: impl Iterator<Item = &'a Bundle>, own: &BTreeMap<String, usize>) -> BTreeMap<String, f64> {
    let mut sizes = own.clone();
    for bundle in bundles {
        for lesson in &bundle.lessons {
            *sizes.entry(lesson.clone()).or_default() += bundle.size;
        }
    }
    let mean = sizes.values().sum::<usize>() as f64 / sizes.len().max(1) as f64;
    sizes.into_iter().map(|(lesson, size)| (lesson, (size as f64 / mean).powi(4))).collect()
}

/// One file of several modules, and where each lies in it. It is WebAssembly itself, a custom section for each: hosts compress a file by its
/// type.
pub fn file(modules: &[&[u8]]) -> (Vec<u8>, Vec<Range<usize>>) {
    let mut file = b"\0asm\x01\0\0\0".to_vec();
    let mut places = Vec::new();
    for module in modules {
        // Its id, the length of what follows, and a name of no letters.
        file.push(0);
        let mut length = module.len() + 1;
        while length > 0x7f {
            file.push(length as u8 | 0x80);
            length >>= 7;
        }
        file.push(length as u8);
        file.push(0);
        places.push(file.len()..file.len() + module.len());
        file.extend_from_slice(module);
    }
    (file, places)
}

/// As most hosts compress.
pub fn gzip_size<'a>(parts: impl Iterator<Item = &'a [u8]>) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    parts.for_each(|part| encoder.write_all(part).expect("memory takes it"));
    encoder.finish().expect("memory takes it").len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `seed` decides the bytes; what is the same compresses together.
    fn shared(lessons: &[&str], seed: u32, length: usize) -> Shared {
        let mut state = seed;
        let module = (0..length).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        Shared {
            name: seed.to_string(),
            module: module.collect(),
            lessons: lessons.iter().map(|lesson| lesson.to_string()).collect(),
        }
    }

    #[test]
    fn small_files_are_joined_and_large_ones_burden_no_other_lesson() {
        let modules = [
            shared(&["a", "b"], 1, 40),
            shared(&["a", "b", "c"], 2, 30),
            shared(&["a", "b"], 3, 50_000),
            shared(&["b", "c"], 4, 50_000),
        ];
        // The small ones go where they cost nobody more than a request; the large ones stay apart.
        let groups = group(&modules, &BTreeMap::new());
        assert!(groups.iter().all(|members| !(members.contains(&2) && members.contains(&3))), "{groups:?}");
        assert!(groups.len() < modules.len(), "{groups:?}");
        let mut all = groups.concat();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3]);
    }

    #[test]
    fn what_repeats_itself_travels_together() {
        let modules = [shared(&["a", "b", "c"], 7, 20_000), shared(&["a", "b", "c", "d"], 7, 20_000)];
        assert_eq!(group(&modules, &BTreeMap::new()), [[0, 1]]);
    }

    #[test]
    fn a_file_of_modules_is_a_module_with_each_where_it_is_said_to_be() {
        let modules: [&[u8]; 3] = [&[1; 5], &[2; 300], &[3; 20_000]];
        let (file, places) = file(&modules);
        for (module, place) in modules.iter().zip(&places) {
            assert_eq!(&file[place.clone()], *module);
        }
        let sections = wasmparser::Parser::new(0).parse_all(&file).map(|payload| payload.expect("WebAssembly"));
        let data: Vec<Vec<u8>> = sections
            .filter_map(|payload| match payload {
                wasmparser::Payload::CustomSection(section) => Some(section.data().to_vec()),
                _ => None,
            })
            .collect();
        assert_eq!(data, modules.map(<[u8]>::to_vec));
    }
}

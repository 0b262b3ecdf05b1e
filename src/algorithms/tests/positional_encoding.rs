//! Positions beside NumPy and PyTorch, on fixtures made by `tests/reference/positional_encoding.py`, and the laws they obey.

use algorithms::positional_encoding::{BASE, Layout, Rope, Sinusoid, Stretch, bias, slopes};
use proptest::prelude::*;
use safetensors::SafeTensors;

/// Tables against the formula in 64 bits; half a unit in the last place of an `f32` near 1 is 6e-8.
const FORMULA: f64 = 1e-6;

struct Fixture(Vec<u8>);

impl Fixture {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/positional_encoding.safetensors");
        Fixture(std::fs::read(path).expect("the fixtures are committed"))
    }

    fn floats(&self, name: &str) -> (Vec<usize>, Vec<f32>) {
        let file = SafeTensors::deserialize(&self.0).unwrap();
        let view = file.tensor(name).unwrap_or_else(|_| panic!("the fixtures have no {name}"));
        let values = view.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        (view.shape().to_vec(), values.collect())
    }

    fn metadata(&self, key: &str) -> String {
        let (_, header) = SafeTensors::read_metadata(&self.0).unwrap();
        header.metadata().as_ref().unwrap()[key].clone()
    }
}

fn largest_difference(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs()).fold(0.0, f64::max)
}

#[test]
fn sinusoids_are_the_formulas() {
    let fixture = Fixture::read();
    for (case, base) in [("even", BASE), ("wide", BASE), ("odd", BASE), ("one", BASE), ("base10", 10.0)] {
        let (shape, expected) = fixture.floats(&format!("sinusoid.{case}"));
        let table = Sinusoid::new(shape[1], base).unwrap().table((0..shape[0]).map(|p| p as f64));
        let difference = largest_difference(&table, &expected);
        assert!(difference <= FORMULA, "{case}: {difference}");
    }
}

#[test]
fn five_thousand_positions_are_exact_where_32_bit_angles_are_not() {
    let fixture = Fixture::read();
    let rows = [0, 1, 2, 10, 100, 1000, 2500, 4999];
    assert_eq!(fixture.metadata("far_rows"), format!("{rows:?}"));
    let ours = Sinusoid::new(512, BASE).unwrap().table(rows.into_iter().map(f64::from));
    assert!(largest_difference(&ours, &fixture.floats("sinusoid.far").1) <= FORMULA);
    // What tutorials compute is the same at the first positions and drifts with the size of the angle.
    let usual = fixture.floats("usual.far").1;
    assert!(largest_difference(&ours[..2 * 512], &usual[..2 * 512]) <= FORMULA);
    let drift = largest_difference(&ours, &usual);
    assert!((1e-4..1e-3).contains(&drift), "{drift}");
}

#[test]
fn the_usual_module_fails_for_an_odd_width() {
    assert!(Fixture::read().metadata("odd_d_model").contains("must match the existing size"));
}

#[test]
fn slopes_follow_the_rule_for_any_number_of_heads() {
    let fixture = Fixture::read();
    for heads in 1..=32 {
        let ours: Vec<f32> = slopes(heads).into_iter().map(|slope| slope as f32).collect();
        assert!(largest_difference(&ours, &fixture.floats(&format!("alibi.{heads}")).1) <= 1e-7, "{heads} heads");
    }
}

#[test]
fn both_layouts_turn_as_complex_numbers_do() {
    let fixture = Fixture::read();
    let positions = fixture.floats("rope.positions").1;
    for (case, layout) in [("interleaved", Layout::Interleaved), ("half_split", Layout::HalfSplit)] {
        let rope = Rope::new(8, BASE, layout).unwrap();
        let (_, vectors) = fixture.floats(&format!("rope.{case}.x"));
        let turned: Vec<f32> = vectors
            .chunks(8)
            .zip(&positions)
            .flat_map(|(vector, position)| rope.rotate(vector, f64::from(*position)))
            .collect();
        let difference = largest_difference(&turned, &fixture.floats(&format!("rope.{case}.turned")).1);
        assert!(difference <= FORMULA, "{case}: {difference}");
    }
}

#[test]
fn stretched_rotations_turn_as_transformers_computes_them() {
    let fixture = Fixture::read();
    let cases = [
        ("llama", 128, BASE, 4.0, 4096.0),
        ("small", 8, BASE, 8.0, 128.0),
        ("steep", 64, 500_000.0, 2.5, 8192.0),
        ("short", 16, BASE, 16.0, 5.0),
    ];
    for (case, width, base, factor, trained) in cases {
        for (how, name) in [(Stretch::Positions, "linear"), (Stretch::Base, "ntk"), (Stretch::Parts, "yarn")] {
            let rope = Rope::new(width, base, Layout::HalfSplit).unwrap().stretched(how, factor, trained);
            for (pair, expected) in fixture.floats(&format!("stretch.{case}.{name}")).1.into_iter().enumerate() {
                let ratio = rope.frequency(pair) / f64::from(expected);
                assert!((ratio - 1.0).abs() < 1e-6, "{case} {name} {pair}: {ratio}");
            }
        }
        let expected = f64::from(fixture.floats(&format!("stretch.{case}.yarn_factor")).1[0]);
        assert!((Stretch::Parts.amplitude(factor) - expected).abs() < 1e-6);
    }
}

/// Vectors as a head has them: numbers of about 1.
fn head(width: usize) -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec(-2.0_f32..2.0, width)
}

proptest! {
    #[test]
    fn a_rotation_takes_any_position_to_the_one_k_further(
        d_model in 1_usize..65, base in 1.5_f64..1e5, p in 0_u32..5000, k in -500_i32..500,
    ) {
        let pe = Sinusoid::new(d_model, base).unwrap();
        let (p, k) = (f64::from(p), f64::from(k));
        for pair in 0..pe.pairs() {
            let (sin, cos) = (pe.value(p, 2 * pair), pe.value(p, 2 * pair + 1));
            for (row, dimension) in pe.rotation(pair, k).into_iter().zip([2 * pair, 2 * pair + 1]) {
                prop_assert!((row[0] * sin + row[1] * cos - pe.value(p + k, dimension)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn products_of_an_even_width_depend_on_the_distance_only(
        half in 1_usize..33, p in 0_u32..2000, q in 0_u32..2000, shift in 0_u32..2000,
    ) {
        let pe = Sinusoid::new(2 * half, BASE).unwrap();
        let (p, q, shift) = (f64::from(p), f64::from(q), f64::from(shift));
        let by_rows: f64 = (0..2 * half).map(|k| pe.value(p, k) * pe.value(q, k)).sum();
        prop_assert!((pe.dot(p, q) - by_rows).abs() < 1e-9);
        prop_assert!((pe.dot(p, q) - pe.dot(p + shift, q + shift)).abs() < 1e-9);
    }

    #[test]
    fn products_of_an_odd_width_are_those_of_the_rows(half in 0_usize..9, p in 0_u32..300, q in 0_u32..300) {
        let pe = Sinusoid::new(2 * half + 1, BASE).unwrap();
        let (p, q) = (f64::from(p), f64::from(q));
        let by_rows: f64 = (0..pe.d_model()).map(|k| pe.value(p, k) * pe.value(q, k)).sum();
        prop_assert!((pe.dot(p, q) - by_rows).abs() < 1e-9);
    }

    #[test]
    fn a_rotary_score_depends_on_the_distance_only(
        q in head(16), k in head(16), m in 0_u32..2000, n in 0_u32..2000, shift in 0_u32..2000, half_split: bool,
    ) {
        let layout = if half_split { Layout::HalfSplit } else { Layout::Interleaved };
        let rope = Rope::new(16, BASE, layout).unwrap();
        let (m, n, shift) = (f64::from(m), f64::from(n), f64::from(shift));
        let (here, there) = (rope.score(&q, &k, m, n), rope.score(&q, &k, m + shift, n + shift));
        prop_assert!((here - there).abs() < 1e-5, "{here} and {there}");
        let products: f64 = rope.products(&q, &k, m, n).iter().map(|pair| pair.product).sum();
        prop_assert!((here - products).abs() < 1e-9);
    }

    #[test]
    fn a_stretched_score_depends_on_the_distance_only_and_a_factor_of_one_changes_nothing(
        q in head(16), k in head(16), m in 0_u32..2000, n in 0_u32..2000, shift in 0_u32..2000, factor in 1.0_f64..64.0,
        how in prop::sample::select(vec![Stretch::Positions, Stretch::Base, Stretch::Parts]),
    ) {
        let plain = Rope::new(16, BASE, Layout::Interleaved).unwrap();
        let (m, n, shift) = (f64::from(m), f64::from(n), f64::from(shift));
        let rope = plain.stretched(how, factor, 512.0);
        let (here, there) = (rope.score(&q, &k, m, n), rope.score(&q, &k, m + shift, n + shift));
        prop_assert!((here - there).abs() < 1e-4, "{here} and {there}");
        for pair in 0..8 {
            let slowed = plain.frequency(pair) / rope.frequency(pair);
            prop_assert!((0.999999..factor * 1.000001).contains(&slowed), "{slowed}");
            prop_assert!((plain.stretched(how, 1.0, 512.0).frequency(pair) / plain.frequency(pair) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_rotation_keeps_the_length(width in 1_usize..20, position in 0_u32..100_000, seed: u64) {
        let mut rng = algorithms::rng::Rng::new(seed);
        let vector: Vec<f32> = (0..width).map(|_| rng.normal()).collect();
        let turned = Rope::new(width, BASE, Layout::Interleaved).unwrap().rotate(&vector, f64::from(position));
        let length = |vector: &[f32]| vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        prop_assert!((length(&vector) - length(&turned)).abs() < 1e-5);
        // The last number of an odd head has no partner to turn with.
        prop_assert!(width % 2 == 0 || turned[width - 1] == vector[width - 1]);
    }

    #[test]
    fn the_tables_hold_the_rotation(width in 1_usize..20, position in 0_u32..5000, half_split: bool) {
        let layout = if half_split { Layout::HalfSplit } else { Layout::Interleaved };
        let rope = Rope::new(width, BASE, layout).unwrap();
        let vector: Vec<f32> = (0..width).map(|k| k as f32 - 3.0).collect();
        let (cos, sin) = rope.tables(&[f64::from(position)]);
        let mut turned: Vec<f32> = vector.iter().zip(&cos).map(|(x, cos)| x * cos).collect();
        for pair in 0..rope.pairs() {
            let (a, b) = rope.members(pair);
            turned[a] -= vector[b] * sin[a];
            turned[b] += vector[a] * sin[b];
        }
        for (a, b) in turned.iter().zip(rope.rotate(&vector, f64::from(position))) {
            prop_assert!((a - b).abs() < 1e-5);
        }
    }

    #[test]
    fn alibis_penalty_is_linear_in_the_distance(heads in 1_usize..40, i in 0_u32..5000, j in 0_u32..5000, shift in 0_u32..100) {
        let (i, j, shift) = (f64::from(i), f64::from(j), f64::from(shift));
        for slope in slopes(heads) {
            prop_assert!(slope > 0.0 && slope < 1.0);
            prop_assert_eq!(bias(slope, i, j), slope * bias(1.0, i, j));
            prop_assert_eq!(bias(slope, i + shift, j + shift), bias(slope, i, j));
            prop_assert!((bias(slope, i, i + 2.0 * shift) - 2.0 * bias(slope, i, i + shift)).abs() < 1e-9);
        }
    }
}

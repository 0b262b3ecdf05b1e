//! word2vec's updates beside PyTorch's, in place and in tensors; PCA and t-SNE beside scikit-learn's. Fixtures made by
//! `tests/reference/embeddings.py`.

use algorithms::pca::Pca;
use algorithms::tsne::Tsne;
use burn::tensor::Device;
use engine::embeddings::descend;
use models::kernels::word2vec::{self as kernel, LossSum};
use models::word2vec::{Architecture, Examples, Objective, Tables, Word2Vec, Word2VecConfig};
use pollster::block_on;
use safetensors::SafeTensors;

/// Forty steps of descent apart from 64-bit numbers of about 1.
const VALUES: f32 = 2e-5;
const ALPHA: f32 = 0.3;

const CASES: [(&str, Architecture, Objective); 4] = [
    ("skip_gram", Architecture::SkipGram, Objective::NegativeSampling(4)),
    ("cbow", Architecture::Cbow, Objective::NegativeSampling(4)),
    ("skip_gram_softmax", Architecture::SkipGram, Objective::Softmax),
    ("cbow_softmax", Architecture::Cbow, Objective::Softmax),
];

fn config(architecture: Architecture, objective: Objective) -> Word2VecConfig {
    Word2VecConfig { words: 12, vector_size: 10, architecture, objective }
}

/// Inputs and targets of every example.
fn rows(fixture: &Fixture, case: &str) -> Vec<(Vec<u32>, Vec<u32>)> {
    let words = |row: &[i32]| row.iter().filter(|word| **word >= 0).map(|word| *word as u32).collect::<Vec<_>>();
    fixture.ints(&format!("{case}.rows")).chunks(9).map(|row| (words(&row[..4]), words(&row[4..]))).collect()
}

#[test]
fn updates_in_place_are_pytorchs() {
    let fixture = Fixture::read();
    for (case, architecture, objective) in CASES {
        let config = config(architecture, objective);
        let weights = ["input", "output"].map(|name| fixture.floats(&format!("{case}.{name}")));
        let (mut input, mut output) = padded(&weights);
        let stride = kernel::stride(10);
        let (mut hidden, mut error, mut scores) = (vec![0.0; stride], vec![0.0; stride], Vec::new());
        for ((inputs, targets), expected) in rows(&fixture, case).iter().zip(fixture.floats(&format!("{case}.losses")))
        {
            let mut loss = LossSum::default();
            kernel::mean(&input, inputs, &mut hidden);
            match config.objective {
                Objective::NegativeSampling(_) => {
                    kernel::negative_sampling(&hidden, &mut output, targets, ALPHA, &mut scores, &mut error, &mut loss);
                }
                Objective::Softmax => {
                    kernel::softmax(&hidden, &mut output, targets[0], ALPHA, &mut scores, &mut error, &mut loss);
                }
            }
            kernel::correct(&mut input, inputs, &error);
            assert!((loss.nats() as f32 - expected).abs() < VALUES, "{case}: {} is not {expected}", loss.nats());
        }
        let cut = |rows: &[f32]| rows.chunks(stride).flat_map(|row| row[..10].to_vec()).collect::<Vec<f32>>();
        close(&format!("{case}, input"), &cut(&input), &fixture.floats(&format!("{case}.input_after")), VALUES);
        close(&format!("{case}, output"), &cut(&output), &fixture.floats(&format!("{case}.output_after")), VALUES);
    }
}

#[test]
fn updates_in_tensors_are_pytorchs() {
    let fixture = Fixture::read();
    let device = Device::flex().autodiff();
    for (case, architecture, objective) in CASES {
        let weights = ["input", "output"].map(|name| fixture.floats(&format!("{case}.{name}")));
        let mut model = Word2Vec::new(config(architecture, objective), &weights, &device);
        for (row, expected) in rows(&fixture, case).into_iter().zip(fixture.floats(&format!("{case}.losses"))) {
            let (moved, loss) = block_on(descend(model, &Examples::new(&[row]), ALPHA, &device));
            model = moved;
            assert!((loss - expected).abs() < VALUES, "{case}: {loss} is not {expected}");
        }
        let [input, output] = block_on(model.weights());
        close(&format!("{case}, input"), &input, &fixture.floats(&format!("{case}.input_after")), VALUES);
        close(&format!("{case}, output"), &output, &fixture.floats(&format!("{case}.output_after")), VALUES);
    }
}

#[test]
fn a_batch_is_the_sum_of_its_examples() {
    let fixture = Fixture::read();
    let device = Device::flex().autodiff();
    let (case, architecture, objective) = CASES[1];
    let weights = ["input", "output"].map(|name| fixture.floats(&format!("{case}.{name}")));
    let rows = rows(&fixture, case);
    let model = Word2Vec::new(config(architecture, objective), &weights, &device);
    let loss = |rows: &[(Vec<u32>, Vec<u32>)]| block_on(descend(model.clone(), &Examples::new(rows), 0.0, &device)).1;
    let apart: f32 = rows.iter().map(|row| loss(std::slice::from_ref(row))).sum();
    assert!((loss(&rows) - apart).abs() < 1e-4 * apart, "{} is not {apart}", loss(&rows));
}

#[test]
fn tables_give_back_what_they_were_given() {
    let weights = [(0..120).map(|k| k as f32).collect::<Vec<f32>>(), vec![0.5; 120]];
    let tables = Tables::new(config(Architecture::SkipGram, Objective::Softmax), &weights);
    assert_eq!(tables.weights(), weights);
    assert_eq!(tables.vector(1)[0], 10.0);
}

#[test]
fn principal_components_are_scikit_learns() {
    let fixture = Fixture::read();
    let points = fixture.floats("maps.points");
    let pca = Pca::fit(&points, 12);
    let axes: Vec<f32> = pca.axes.iter().flatten().map(|value| *value as f32).collect();
    close("axes", &axes, &fixture.floats("maps.axes"), 1e-5);
    close("variance", &pca.variance.map(|value| value as f32), &fixture.floats("maps.variance"), 1e-4);
    close("ratio", &pca.variance.map(|value| (value / pca.total_variance) as f32), &fixture.floats("maps.ratio"), 1e-6);
    let projected: Vec<f32> = points.chunks(12).flat_map(|row| pca.project(row)).collect();
    close("projected", &projected, &fixture.floats("maps.projected"), 1e-4);
}

#[test]
fn t_sne_agrees_with_scikit_learn() {
    let fixture = Fixture::read();
    let points = fixture.floats("maps.points");
    let n = points.len() / 12;
    let start: Vec<[f32; 2]> = fixture.floats("maps.projected").as_chunks::<2>().0.to_vec();
    let mut tsne = Tsne::new(points, 12, 15.0, &start);
    (0..n).for_each(|_| tsne.step());
    let joint: Vec<f32> = (0..n * n).map(|k| if k / n == k % n { 0.0 } else { tsne.joint(k / n, k % n) }).collect();
    // Both searches stop at an entropy within 1e-5 nats; the probabilities are about 1e-4.
    close("joint probabilities", &joint, &fixture.floats("maps.joint"), 1e-6);
    while !tsne.is_done() {
        tsne.step();
    }
    let (ours, theirs) = (tsne.cost(), fixture.floats("maps.cost")[0]);
    assert!((ours - theirs).abs() < 0.02 * theirs, "{ours} nats is not {theirs}");
}

fn padded([input, output]: &[Vec<f32>; 2]) -> (Vec<f32>, Vec<f32>) {
    let pad = |rows: &[f32]| {
        rows.chunks(10)
            .flat_map(|row| {
                let mut row = row.to_vec();
                row.resize(kernel::stride(10), 0.0);
                row
            })
            .collect()
    };
    (pad(input), pad(output))
}

fn close(what: &str, ours: &[f32], theirs: &[f32], tolerance: f32) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let worst = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst <= tolerance, "{what}: {worst} apart");
}

struct Fixture(Vec<u8>);

impl Fixture {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/embeddings.safetensors");
        Fixture(std::fs::read(path).expect("the fixture is committed"))
    }

    fn bytes(&self, name: &str) -> Vec<[u8; 4]> {
        let file = SafeTensors::deserialize(&self.0).expect("the fixture is sound");
        file.tensor(name).unwrap_or_else(|_| panic!("no {name}")).data().as_chunks::<4>().0.to_vec()
    }

    fn floats(&self, name: &str) -> Vec<f32> {
        self.bytes(name).into_iter().map(f32::from_le_bytes).collect()
    }

    fn ints(&self, name: &str) -> Vec<i32> {
        self.bytes(name).into_iter().map(i32::from_le_bytes).collect()
    }
}

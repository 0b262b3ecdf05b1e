//! Words in the plane.

use algorithms::embeddings::Vectors;
use algorithms::pca::{Pca, align};
use algorithms::rng::Rng;
use algorithms::tsne::Tsne;
use protocol::embeddings::{Layout, MOST_MAPPED, Map};

/// The plane the map is drawn on: the two principal components of the most frequent words' unit vectors, turned to agree with the map
/// before, so that training moves the words and not the paper.
#[derive(Clone, Debug, Default)]
pub struct Plane {
    pca: Option<Pca>,
    /// Columns of the turn in the plane: where its first and second axis go.
    turn: [[f32; 2]; 2],
    points: Vec<[f32; 2]>,
}

impl Plane {
    /// Computes the plane anew.
    pub fn place(&mut self, vectors: &Vectors) -> Map {
        let count = vectors.len().min(MOST_MAPPED);
        let pca = Pca::fit(&vectors.all()[..count * vectors.size()], vectors.size());
        // The two unit points behind the words learn how the whole is turned.
        let mut points: Vec<[f32; 2]> = (0..count).map(|word| pca.project(vectors.unit(word as u32))).collect();
        let mut axes = [[1.0, 0.0], [0.0, 1.0]];
        if self.points.len() == count {
            let mut both = points.clone();
            both.extend(axes);
            align(&mut both, &self.points);
            axes = [both[count], both[count + 1]];
            both.truncate(count);
            points = both;
        }
        let explained =
            if pca.total_variance > 0.0 { (pca.variance[0] + pca.variance[1]) / pca.total_variance } else { 0.0 };
        self.pca = Some(pca);
        self.turn = axes;
        self.points.clone_from(&points);
        Map { layout: Layout::Pca, points, explained: explained as f32 }
    }

    /// Where a vector of length 1 falls on the plane as it was last placed.
    pub fn project(&self, unit: &[f32]) -> Option<[f32; 2]> {
        let [x, y] = self.pca.as_ref()?.project(unit);
        let [first, second] = self.turn;
        Some([x * first[0] + y * second[0], x * first[1] + y * second[1]])
    }

    pub fn points(&self) -> &[[f32; 2]] {
        &self.points
    }
}

/// A run over the mapped words, from their plane with a little noise: another seed is another start.
///
/// # Errors
/// In words for the reader.
pub fn tsne(vectors: &Vectors, plane: &Plane, perplexity: f64, seed: u64) -> Result<Tsne, String> {
    let count = plane.points().len();
    if count < 4 {
        return Err(format!("t-SNE needs at least 4 words; the map has {count}"));
    }
    // Each point needs more neighbours than it is to attend to.
    let most = (count - 1) as f64 / 3.0;
    if !(1.0..=most).contains(&perplexity) {
        return Err(format!("perplexity is {perplexity}; with {count} words it must be between 1 and {most:.0}"));
    }
    let mut rng = Rng::fork(seed, "t-SNE");
    let spread = plane.points().iter().flatten().map(|value| value * value).sum::<f32>() / (2 * count) as f32;
    let noise = 0.5 * spread.sqrt().max(1e-6);
    let start: Vec<[f32; 2]> =
        plane.points().iter().map(|p| [p[0] + noise * rng.normal(), p[1] + noise * rng.normal()]).collect();
    let rows = vectors.all()[..count * vectors.size()].to_vec();
    Ok(Tsne::new(rows, vectors.size(), perplexity, &start))
}

//! t-SNE (van der Maaten and Hinton, 2008), exact, with scikit-learn's schedule, a piece of work at a time.

use crate::embeddings::vectors::dot;

/// Attraction is this many times stronger in the first [`EXAGGERATED`] iterations, so that clusters form before they settle.
pub const EXAGGERATION: f32 = 12.0;
pub const EXAGGERATED: u32 = 250;
/// Iterations of a whole run.
pub const ITERATIONS: u32 = 1000;

/// A run: first the neighbourhoods of the points row by row, then gradient descent on the map.
#[derive(Clone, Debug)]
pub struct Tsne {
    points: Vec<f32>,
    width: usize,
    n: usize,
    perplexity: f64,
    /// Conditional probabilities while rows are prepared, then joint ones, `[n, n]`.
    p: Vec<f32>,
    rows_done: usize,
    /// The map, coordinates apart.
    at: [Vec<f32>; 2],
    velocity: [Vec<f32>; 2],
    gains: [Vec<f32>; 2],
    pub iteration: u32,
}

impl Tsne {
    /// Of `points` `[n, width]`, starting from `start` scaled as scikit-learn scales a PCA: the first coordinate's deviation is 1e-4.
    /// `perplexity` is about the number of neighbours each point attends to; it must be below the number of points.
    pub fn new(points: Vec<f32>, width: usize, perplexity: f64, start: &[[f32; 2]]) -> Self {
        let n = start.len();
        let mean = start.iter().map(|p| p[0]).sum::<f32>() / n as f32;
        let deviation = (start.iter().map(|p| (p[0] - mean).powi(2)).sum::<f32>() / n as f32).sqrt();
        let scale = if deviation > 0.0 { 1e-4 / deviation } else { 1.0 };
        let coordinate = |k: usize| start.iter().map(|p| p[k] * scale).collect::<Vec<f32>>();
        Tsne {
            points,
            width,
            n,
            perplexity,
            p: vec![0.0; n * n],
            rows_done: 0,
            at: [coordinate(0), coordinate(1)],
            velocity: [vec![0.0; n], vec![0.0; n]],
            gains: [vec![1.0; n], vec![1.0; n]],
            iteration: 0,
        }
    }

    pub fn is_done(&self) -> bool {
        self.iteration >= ITERATIONS
    }

    /// Share of the whole work that is done, roughly.
    pub fn progress(&self) -> f32 {
        let prepared = self.rows_done as f32 / self.n.max(1) as f32;
        0.1 * prepared + 0.9 * self.iteration as f32 / ITERATIONS as f32
    }

    /// The map of now, its centre at the origin.
    pub fn map(&self) -> Vec<[f32; 2]> {
        let mean = self.at.each_ref().map(|values| values.iter().sum::<f32>() / self.n.max(1) as f32);
        self.at[0].iter().zip(&self.at[1]).map(|(x, y)| [x - mean[0], y - mean[1]]).collect()
    }

    /// One row of neighbourhoods, or one iteration.
    pub fn step(&mut self) {
        if self.rows_done < self.n {
            self.neighbourhood(self.rows_done);
            self.rows_done += 1;
            if self.rows_done == self.n {
                self.join();
            }
        } else if !self.is_done() {
            self.descend();
        }
    }

    /// Probabilities that point `i` would pick each other as a neighbour: a Gaussian whose width gives the wanted perplexity.
    fn neighbourhood(&mut self, i: usize) {
        let row = |k: usize| &self.points[k * self.width..][..self.width];
        let own = row(i);
        let own_square = dot(own, own);
        let distances: Vec<f64> = (0..self.n)
            .map(|j| f64::from((own_square + dot(row(j), row(j)) - 2.0 * dot(own, row(j))).max(0.0)))
            .collect();
        let wanted = self.perplexity.ln();
        let (mut beta, mut low, mut high) = (1.0f64, f64::NEG_INFINITY, f64::INFINITY);
        let mut weights = vec![0.0f64; self.n];
        // scikit-learn's search: 100 steps, to 1e-5 nats.
        for _ in 0..100 {
            let mut sum = 0.0;
            let mut moment = 0.0;
            for (j, (weight, distance)) in weights.iter_mut().zip(&distances).enumerate() {
                *weight = if j == i { 0.0 } else { (-distance * beta).exp() };
                sum += *weight;
                moment += distance * *weight;
            }
            sum = if sum == 0.0 { 1e-8 } else { sum };
            weights.iter_mut().for_each(|weight| *weight /= sum);
            let entropy = sum.ln() + beta * moment / sum;
            let excess = entropy - wanted;
            if excess.abs() <= 1e-5 {
                break;
            }
            if excess > 0.0 {
                low = beta;
                beta = if high.is_infinite() { beta * 2.0 } else { (beta + high) / 2.0 };
            } else {
                high = beta;
                beta = if low.is_infinite() { beta / 2.0 } else { (beta + low) / 2.0 };
            }
        }
        self.p[i * self.n..][..self.n].iter_mut().zip(&weights).for_each(|(p, weight)| *p = *weight as f32);
    }

    /// Joint probabilities: each pair as strong as both sides say together, all of them summing to 1.
    fn join(&mut self) {
        let n = self.n;
        let scale = 1.0 / (2.0 * n as f32);
        for i in 0..n {
            for j in i + 1..n {
                let joint = ((self.p[i * n + j] + self.p[j * n + i]) * scale).max(f32::MIN_POSITIVE);
                (self.p[i * n + j], self.p[j * n + i]) = (joint, joint);
            }
        }
    }

    /// The joint probability of two points, once all rows are prepared.
    pub fn joint(&self, i: usize, j: usize) -> f32 {
        self.p[i * self.n + j]
    }

    /// Gradient descent with momentum and a gain for each coordinate (Jacobs, 1988), as in scikit-learn.
    fn descend(&mut self) {
        let early = self.iteration < EXAGGERATED;
        if self.iteration == EXAGGERATED {
            self.velocity.iter_mut().for_each(|values| values.fill(0.0));
            self.gains.iter_mut().for_each(|values| values.fill(1.0));
        }
        let (exaggeration, momentum) = if early { (EXAGGERATION, 0.5) } else { (1.0, 0.8) };
        let rate = (self.n as f32 / EXAGGERATION / 4.0).max(50.0);
        let gradient = self.gradient(exaggeration);
        for (k, gradient) in gradient.iter().enumerate() {
            let values = self.at[k].iter_mut().zip(&mut self.velocity[k]).zip(&mut self.gains[k]).zip(gradient);
            for (((at, velocity), gain), slope) in values {
                *gain = if *velocity * slope < 0.0 { *gain + 0.2 } else { (*gain * 0.8).max(0.01) };
                *velocity = momentum * *velocity - rate * *gain * slope;
                *at += *velocity;
            }
        }
        self.iteration += 1;
    }

    /// `4 Σ (e p - q) w (y_i - y_j)` with `w = 1 / (1 + |y_i - y_j|²)` and `q = w / Z`: attraction and repulsion are summed apart, since
    /// `Z` is known only at the end.
    fn gradient(&self, exaggeration: f32) -> [Vec<f32>; 2] {
        let n = self.n;
        let [xs, ys] = [&self.at[0][..], &self.at[1][..]];
        let mut sums = vec![Forces::<1>::default(); n];
        let mut z = 0.0f64;
        for (i, sum) in sums.iter_mut().enumerate() {
            let here = [xs[i], ys[i]];
            let row = &self.p[i * n..][..n];
            let ((x8, x1), (y8, y1), (p8, p1)) = (xs.as_chunks::<8>(), ys.as_chunks::<8>(), row.as_chunks::<8>());
            let mut wide = Forces::<8>::default();
            for ((x, y), p) in x8.iter().zip(y8).zip(p8) {
                wide.add(here, x, y, p);
            }
            for ((x, y), p) in x1.iter().zip(y1).zip(p1) {
                sum.add(here, &[*x], &[*y], &[*p]);
            }
            wide.into(sum);
            // The point itself has weight 1.
            z += f64::from(sum.weight[0] - 1.0);
        }
        // A single point has no other to be pushed by.
        let z = (z as f32).max(f32::MIN_POSITIVE);
        let force = |pull: fn(&Forces<1>) -> [f32; 2]| {
            sums.iter().map(|sum| 4.0 * (exaggeration * pull(sum)[0] - pull(sum)[1] / z)).collect()
        };
        [force(|sum| [sum.attract_x[0], sum.repel_x[0]]), force(|sum| [sum.attract_y[0], sum.repel_y[0]])]
    }

    /// The Kullback-Leibler divergence that is minimised, `Σ p ln(p / q)`, in nats; without exaggeration.
    pub fn cost(&self) -> f32 {
        let n = self.n;
        let (mut z, mut sum) = (0.0f64, 0.0f64);
        for i in 0..n {
            for j in i + 1..n {
                let square = (self.at[0][i] - self.at[0][j]).powi(2) + (self.at[1][i] - self.at[1][j]).powi(2);
                let p = self.p[i * n + j];
                z += f64::from(2.0 / (1.0 + square));
                sum += f64::from(2.0 * p * (p.ln() + square.ln_1p()));
            }
        }
        (sum + z.ln()) as f32
    }
}

/// What `N` points at a time do to one point.
#[derive(Clone, Copy, Debug)]
struct Forces<const N: usize> {
    weight: [f32; N],
    attract_x: [f32; N],
    attract_y: [f32; N],
    repel_x: [f32; N],
    repel_y: [f32; N],
}

impl<const N: usize> Default for Forces<N> {
    fn default() -> Self {
        Forces { weight: [0.0; N], attract_x: [0.0; N], attract_y: [0.0; N], repel_x: [0.0; N], repel_y: [0.0; N] }
    }
}

impl<const N: usize> Forces<N> {
    #[inline(always)]
    fn add(&mut self, here: [f32; 2], x: &[f32; N], y: &[f32; N], p: &[f32; N]) {
        for k in 0..N {
            let (dx, dy) = (here[0] - x[k], here[1] - y[k]);
            let weight = 1.0 / (1.0 + dx * dx + dy * dy);
            let (attract, repel) = (p[k] * weight, weight * weight);
            self.weight[k] += weight;
            self.attract_x[k] += attract * dx;
            self.attract_y[k] += attract * dy;
            self.repel_x[k] += repel * dx;
            self.repel_y[k] += repel * dy;
        }
    }

    fn into(self, sum: &mut Forces<1>) {
        sum.weight[0] += self.weight.iter().sum::<f32>();
        sum.attract_x[0] += self.attract_x.iter().sum::<f32>();
        sum.attract_y[0] += self.attract_y.iter().sum::<f32>();
        sum.repel_x[0] += self.repel_x.iter().sum::<f32>();
        sum.repel_y[0] += self.repel_y.iter().sum::<f32>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    /// Three clusters of ten in five dimensions.
    fn run() -> Tsne {
        let mut rng = Rng::new(2);
        let mut value =
            |k: usize| (0..5).map(|d| if d == k / 10 { 8.0 } else { 0.0 } + rng.normal()).collect::<Vec<f32>>();
        let points: Vec<f32> = (0..30).flat_map(&mut value).collect();
        let start: Vec<[f32; 2]> = points.chunks(5).map(|p| [p[0], p[1]]).collect();
        Tsne::new(points, 5, 5.0, &start)
    }

    #[test]
    fn probabilities_sum_to_one_and_are_symmetric() {
        let mut tsne = run();
        (0..30).for_each(|_| tsne.step());
        let sum: f32 = (0..30).flat_map(|i| (0..30).map(move |j| (i, j))).map(|(i, j)| tsne.joint(i, j)).sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        assert_eq!(tsne.joint(3, 17), tsne.joint(17, 3));
        assert_eq!(tsne.iteration, 0);
    }

    #[test]
    fn clusters_stay_together() {
        let mut tsne = run();
        while !tsne.is_done() {
            tsne.step();
        }
        let map = tsne.map();
        let square = |a: usize, b: usize| (map[a][0] - map[b][0]).powi(2) + (map[a][1] - map[b][1]).powi(2);
        for i in 0..30 {
            let nearest = (0..30).filter(|j| *j != i).min_by(|a, b| square(i, *a).total_cmp(&square(i, *b))).unwrap();
            assert_eq!(nearest / 10, i / 10, "point {i}");
        }
        assert!(tsne.cost() < 0.5, "{}", tsne.cost());
    }

    #[test]
    fn a_few_points_do_not_break_it() {
        for n in [1, 2] {
            let mut tsne = Tsne::new(vec![1.0; n], 1, 1.0, &vec![[0.0, 0.0]; n]);
            (0..40).for_each(|_| tsne.step());
            assert!(tsne.map().iter().flatten().all(|value| value.is_finite()), "{n} points");
        }
    }
}

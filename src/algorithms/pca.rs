//! Principal components: the plane in which a cloud of points is widest.

use crate::rng::Rng;

/// The first two principal components of a cloud (Pearson, 1901).
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    /// `[width]`
    pub mean: Vec<f64>,
    /// Unit directions, the widest first; each one's largest entry is positive (scikit-learn's convention). Zero if there is none.
    pub axes: [Vec<f64>; 2],
    /// Variance along them, with n - 1 in the denominator.
    pub variance: [f64; 2],
    /// Of all directions together.
    pub total_variance: f64,
}

/// Two more directions than wanted make the iteration converge where neighbouring variances are alike.
const BLOCK: usize = 6;
const MOST_ROUNDS: usize = 300;

impl Pca {
    /// Of `rows` `[points, width]`.
    pub fn fit(rows: &[f32], width: usize) -> Self {
        let points = (rows.len() / width.max(1)) as f64;
        let mut mean = vec![0.0; width];
        for row in rows.chunks_exact(width) {
            mean.iter_mut().zip(row).for_each(|(mean, value)| *mean += f64::from(*value) / points);
        }
        let covariance = covariance(rows, width, &mean);
        let total_variance = (0..width).map(|k| covariance[k * width + k]).sum();
        let (axes, variance) = largest_two(&covariance, width, total_variance);
        Pca { mean, axes, variance, total_variance }
    }

    /// Where a point falls in the plane.
    pub fn project(&self, row: &[f32]) -> [f32; 2] {
        let along = |axis: &[f64]| {
            let centred = row.iter().zip(&self.mean).map(|(value, mean)| f64::from(*value) - mean);
            centred.zip(axis).map(|(value, axis)| value * axis).sum::<f64>() as f32
        };
        [along(&self.axes[0]), along(&self.axes[1])]
    }
}

/// `[width, width]`, the upper triangle mirrored.
fn covariance(rows: &[f32], width: usize, mean: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; width * width];
    let mut centred = vec![0.0; width];
    let points = rows.len() / width;
    for row in rows.chunks_exact(width) {
        centred.iter_mut().zip(row.iter().zip(mean)).for_each(|(out, (value, mean))| *out = f64::from(*value) - mean);
        for k in 0..width {
            let factor = centred[k];
            let sums = &mut sums[k * width + k..(k + 1) * width];
            sums.iter_mut().zip(&centred[k..]).for_each(|(sum, value)| *sum += factor * value);
        }
    }
    let scale = 1.0 / (points.max(2) - 1) as f64;
    for k in 0..width {
        for j in k..width {
            let value = sums[k * width + j] * scale;
            (sums[k * width + j], sums[j * width + k]) = (value, value);
        }
    }
    sums
}

/// Orthogonal iteration from a fixed start: multiply a block of directions by the matrix, make them orthonormal, until the plane stays.
fn largest_two(matrix: &[f64], width: usize, total: f64) -> ([Vec<f64>; 2], [f64; 2]) {
    let block = BLOCK.min(width);
    let mut rng = Rng::new(1);
    let mut basis: Vec<Vec<f64>> = (0..block).map(|_| (0..width).map(|_| f64::from(rng.normal())).collect()).collect();
    orthonormalise(&mut basis);
    let mut before = [0.0; 2];
    let mut values = [0.0; 2];
    for _ in 0..MOST_ROUNDS {
        let mut images: Vec<Vec<f64>> = basis.iter().map(|direction| times(matrix, direction)).collect();
        // The images' lengths are what the matrix stretches by.
        for (value, image) in values.iter_mut().zip(&images) {
            *value = dot(image, image).sqrt();
        }
        orthonormalise(&mut images);
        basis = images;
        let change = (0..2).map(|k| (values[k] - before[k]).abs()).sum::<f64>();
        if change <= 1e-13 * total.max(f64::MIN_POSITIVE) {
            break;
        }
        before = values;
    }
    // Within the block the directions still mix: the small problem is solved exactly.
    rotate_to_axes(matrix, &mut basis);
    let mut axes = [vec![0.0; width], vec![0.0; width]];
    let mut variance = [0.0; 2];
    for (k, direction) in basis.into_iter().take(2).enumerate() {
        variance[k] = dot(&direction, &times(matrix, &direction)).max(0.0);
        let largest = direction.iter().copied().fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
        axes[k] = direction.into_iter().map(|value| if largest < 0.0 { -value } else { value }).collect();
    }
    (axes, variance)
}

/// Rayleigh and Ritz: turns the basis to the eigenvectors of the matrix within its span, by Jacobi's rotations, the largest first.
fn rotate_to_axes(matrix: &[f64], basis: &mut Vec<Vec<f64>>) {
    let n = basis.len();
    for _ in 0..60 {
        let images: Vec<Vec<f64>> = basis.iter().map(|direction| times(matrix, direction)).collect();
        let small = |i: usize, j: usize| dot(&basis[i], &images[j]);
        let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
        let Some((i, j)) = pairs.max_by(|a, b| small(a.0, a.1).abs().total_cmp(&small(b.0, b.1).abs())) else { break };
        let (a, b, off) = (small(i, i), small(j, j), small(i, j));
        if off.abs() <= 1e-14 * (a.abs() + b.abs()) {
            break;
        }
        let (sin, cos) = (0.5 * (2.0 * off).atan2(a - b)).sin_cos();
        let turned =
            |p: f64, q: f64| basis[i].iter().zip(&basis[j]).map(move |(x, y)| p * x + q * y).collect::<Vec<f64>>();
        let (first, second) = (turned(cos, sin), turned(-sin, cos));
        (basis[i], basis[j]) = (first, second);
    }
    let mut keyed: Vec<(f64, Vec<f64>)> =
        basis.drain(..).map(|direction| (dot(&direction, &times(matrix, &direction)), direction)).collect();
    keyed.sort_by(|a, b| b.0.total_cmp(&a.0));
    basis.extend(keyed.into_iter().map(|(_, direction)| direction));
}

/// Gram and Schmidt. A direction that vanishes (the cloud is flatter than the block) stays zero.
fn orthonormalise(basis: &mut [Vec<f64>]) {
    for k in 0..basis.len() {
        let (done, rest) = basis.split_at_mut(k);
        let now = &mut rest[0];
        let before = dot(now, now).sqrt();
        // Twice: once loses digits when the directions are nearly parallel.
        for other in done.iter().chain(done.iter()) {
            let share = dot(now, other);
            now.iter_mut().zip(other).for_each(|(value, other)| *value -= share * other);
        }
        let norm = dot(now, now).sqrt();
        let scale = if norm > 1e-12 * before && norm > 0.0 { 1.0 / norm } else { 0.0 };
        now.iter_mut().for_each(|value| *value *= scale);
    }
}

fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    matrix.chunks_exact(vector.len()).map(|row| dot(row, vector)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Turns or mirrors `points` as a whole so that they lie as near as can be to where they were `before` (orthogonal Procrustes in the
/// plane, without scaling): a map that is computed anew must not spin under the reader. Both clouds have their centre at the origin.
pub fn align(points: &mut [[f32; 2]], before: &[[f32; 2]]) {
    let (mut turn, mut mirror) = ([0.0f64; 2], [0.0f64; 2]);
    for (p, q) in points.iter().zip(before) {
        let [x, y, u, v] = [p[0], p[1], q[0], q[1]].map(f64::from);
        turn = [turn[0] + x * u + y * v, turn[1] + x * v - y * u];
        mirror = [mirror[0] + x * u - y * v, mirror[1] + x * v + y * u];
    }
    let length = |[a, b]: [f64; 2]| a.hypot(b);
    let mirrored = length(mirror) > length(turn);
    let best = if mirrored { mirror } else { turn };
    let size = length(best);
    if size == 0.0 {
        return;
    }
    let (cos, sin) = ((best[0] / size) as f32, (best[1] / size) as f32);
    for p in points {
        let [x, y] = *p;
        *p = if mirrored { [cos * x + sin * y, sin * x - cos * y] } else { [cos * x - sin * y, sin * x + cos * y] };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cloud(points: usize, scales: &[f32]) -> Vec<f32> {
        let mut rng = Rng::new(3);
        (0..points).flat_map(|_| scales.iter().map(|scale| scale * rng.normal()).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn the_widest_directions_are_found() {
        let pca = Pca::fit(&cloud(4000, &[0.5, 3.0, 1.0, 2.0, 0.1, 0.2, 0.3, 0.4]), 8);
        assert!(pca.axes[0][1] > 0.99 && pca.axes[1][3] > 0.99, "{:?}", pca.axes);
        assert!((pca.variance[0].sqrt() - 3.0).abs() < 0.1 && (pca.variance[1].sqrt() - 2.0).abs() < 0.1);
        let trace = 0.25 + 9.0 + 1.0 + 4.0 + 0.01 + 0.04 + 0.09 + 0.16;
        assert!((pca.total_variance - trace).abs() < 0.5);
    }

    #[test]
    fn flat_clouds_have_fewer_axes() {
        let line = Pca::fit(&[0.0, 1.0, 2.0, 3.0], 1);
        assert_eq!(line.axes, [vec![1.0], vec![0.0]]);
        assert_eq!(line.project(&[3.0]), [1.5, 0.0]);
        let point = Pca::fit(&[1.0, 2.0], 2);
        assert_eq!((point.variance, point.project(&[1.0, 2.0])), ([0.0, 0.0], [0.0, 0.0]));
    }

    #[test]
    fn a_turned_and_mirrored_map_is_brought_back() {
        let before: Vec<[f32; 2]> = cloud(50, &[2.0, 1.0]).as_chunks::<2>().0.to_vec();
        for mirror in [1.0, -1.0] {
            let (sin, cos) = 2.0f32.sin_cos();
            let mut points: Vec<[f32; 2]> =
                before.iter().map(|[x, y]| [cos * x - sin * mirror * y, sin * x + cos * mirror * y]).collect();
            align(&mut points, &before);
            for (p, q) in points.iter().zip(&before) {
                assert!((p[0] - q[0]).abs() < 1e-5 && (p[1] - q[1]).abs() < 1e-5);
            }
        }
    }
}

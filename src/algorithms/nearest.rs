//! Classes by what is near: nothing is trained, a text gets the class of the labelled texts whose vectors point its way.
//!
//! Nearest centroid (the prototypes of Snell, Swersky and Zemel, 2017, with cosines) and k nearest neighbours (Cover and Hart, 1967).

/// Labelled vectors of one width.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// One after the other.
    pub vectors: Vec<f32>,
    pub width: usize,
    /// As many as there are vectors, each below `num_classes`.
    pub classes: Vec<u32>,
    pub num_classes: usize,
}

/// The cosine of the angle between two vectors; 0 if one has no length.
pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let length = (dot(a, a) * dot(b, b)).sqrt();
    if length > 0.0 { dot(a, b) / length } else { 0.0 }
}

/// The place of the largest value, the first of equal ones; 0 if there is none.
pub fn largest(values: &[f32]) -> usize {
    let mut best = 0;
    for (place, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = place;
        }
    }
    best
}

impl Labelled {
    /// The mean vector of each class, one after the other; zeros where a class has none.
    pub fn centroids(&self) -> Vec<f32> {
        let mut sums = vec![0.0; self.num_classes * self.width];
        let mut counts = vec![0.0_f32; self.num_classes];
        for (vector, &class) in self.vectors.chunks(self.width.max(1)).zip(&self.classes) {
            let sum = &mut sums[class as usize * self.width..][..self.width];
            sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
            counts[class as usize] += 1.0;
        }
        for (sum, count) in sums.chunks_mut(self.width.max(1)).zip(counts) {
            sum.iter_mut().for_each(|value| *value /= count.max(1.0));
        }
        sums
    }

    /// Cosines of a vector to each centroid of `centroids`, `[classes]`.
    pub fn to_centroids(&self, centroids: &[f32], vector: &[f32]) -> Vec<f32> {
        centroids.chunks(self.width.max(1)).map(|centroid| cosine(vector, centroid)).collect()
    }

    /// The `count` nearest labelled vectors by their places, with their cosines, the nearest first.
    pub fn nearest(&self, vector: &[f32], count: usize) -> Vec<(u32, f32)> {
        let cosines = self.vectors.chunks(self.width.max(1)).map(|other| cosine(vector, other));
        let mut all: Vec<(u32, f32)> = (0..).zip(cosines).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all.truncate(count);
        all
    }

    /// The class that most neighbours have; of equally many the one whose cosines add up to more.
    pub fn vote(&self, neighbours: &[(u32, f32)]) -> usize {
        let mut votes = vec![(0_usize, 0.0_f32); self.num_classes];
        for &(place, cosine) in neighbours {
            let (count, sum) = &mut votes[self.classes[place as usize] as usize];
            (*count, *sum) = (*count + 1, *sum + cosine);
        }
        let best = |a: &usize, b: &usize| votes[*a].0.cmp(&votes[*b].0).then(votes[*a].1.total_cmp(&votes[*b].1));
        // Of equal ones the first.
        (0..self.num_classes).rev().max_by(best).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled() -> Labelled {
        Labelled {
            vectors: vec![1.0, 0.0, 0.8, 0.6, 0.0, 2.0, -0.6, 0.8],
            width: 2,
            classes: vec![0, 0, 1, 1],
            num_classes: 3,
        }
    }

    #[test]
    fn centroids_are_means_and_an_empty_class_has_none() {
        let all = labelled();
        assert_eq!(all.centroids(), [0.9, 0.3, -0.3, 1.4, 0.0, 0.0]);
        let cosines = all.to_centroids(&all.centroids(), &[3.0, 1.0]);
        assert!((cosines[0] - 1.0).abs() < 1e-6 && cosines[2] == 0.0, "{cosines:?}");
        assert_eq!((largest(&cosines), largest(&[0.5, 0.5]), largest(&[])), (0, 0, 0));
    }

    #[test]
    fn neighbours_are_by_angle_and_vote() {
        let all = labelled();
        let near = all.nearest(&[0.1, 1.0], 3);
        assert_eq!(near.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [2, 3, 1]);
        assert_eq!(all.vote(&near), 1);
        // One against one: the nearer decides; none at all: the first class.
        assert_eq!(all.vote(&[(1, 0.9), (2, 0.8)]), 0);
        assert_eq!(all.vote(&[(1, 0.8), (2, 0.9)]), 1);
        assert_eq!(all.vote(&[]), 0);
        assert_eq!(all.nearest(&[1.0, 0.0], 9).len(), 4);
    }
}

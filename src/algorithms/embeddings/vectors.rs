//! What can be asked of word vectors: who is near, what completes an analogy, where a word stands between two others. All of it by
//! angles, so vectors are brought to length 1 first.

/// Vectors of length 1, one a word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vectors {
    size: usize,
    /// `[words, size]`
    unit: Vec<f32>,
    /// Lengths before, `[words]`.
    norms: Vec<f32>,
}

/// An analogy "a is to b as c is to ?", solved as gensim does: the unit vectors of b and c minus that of a (3CosAdd, Mikolov et al. 2013;
/// Levy and Goldberg 2014).
#[derive(Clone, Debug, PartialEq)]
pub struct Analogy {
    /// Words and cosines, the three of the question left out, nearest first.
    pub answers: Vec<(u32, f32)>,
    /// The same with the three left in: often one of them is nearest, and the offset has changed little.
    pub with_question_words: Vec<(u32, f32)>,
}

impl Vectors {
    /// Of rows `[words, size]`.
    pub fn new(rows: &[f32], size: usize) -> Self {
        let mut unit = rows.to_vec();
        let norms = unit.chunks_exact_mut(size).map(normalise).collect();
        Vectors { size, unit, norms }
    }

    pub fn len(&self) -> usize {
        self.norms.len()
    }

    pub fn is_empty(&self) -> bool {
        self.norms.is_empty()
    }

    pub fn size(&self) -> usize {
        self.size
    }

    /// The word's vector at length 1.
    pub fn unit(&self, word: u32) -> &[f32] {
        &self.unit[word as usize * self.size..][..self.size]
    }

    /// All of them, `[words, size]`.
    pub fn all(&self) -> &[f32] {
        &self.unit
    }

    pub fn norm(&self, word: u32) -> f32 {
        self.norms[word as usize]
    }

    /// The cosine of the angle between two words.
    pub fn similarity(&self, a: u32, b: u32) -> f32 {
        dot(self.unit(a), self.unit(b))
    }

    /// The `count` words nearest to a word, itself left out; of equals the more frequent one.
    pub fn neighbours(&self, word: u32, count: usize) -> Vec<(u32, f32)> {
        self.nearest(self.unit(word), &[word], count)
    }

    /// The `count` words whose cosine with `query` is largest. The length of `query` must be 1 for that to be a cosine.
    pub fn nearest(&self, query: &[f32], without: &[u32], count: usize) -> Vec<(u32, f32)> {
        let mut found: Vec<(u32, f32)> = Vec::with_capacity(count + 1);
        for (id, row) in self.unit.chunks_exact(self.size).enumerate() {
            let id = id as u32;
            let cosine = dot(query, row);
            if without.contains(&id) || (found.len() == count && found.last().is_none_or(|last| cosine <= last.1)) {
                continue;
            }
            let at = found.partition_point(|other| other.1 >= cosine);
            found.insert(at, (id, cosine));
            found.truncate(count);
        }
        found
    }

    /// "a is to b as c is to ?"
    pub fn analogy(&self, [a, b, c]: [u32; 3], count: usize) -> Analogy {
        let rows = self.unit(a).iter().zip(self.unit(b)).zip(self.unit(c));
        let mut query: Vec<f32> = rows.map(|((a, b), c)| b - a + c).collect();
        normalise(&mut query);
        Analogy {
            answers: self.nearest(&query, &[a, b, c], count),
            with_question_words: self.nearest(&query, &[], count),
        }
    }

    /// Where words stand on the line from one word to another: 0 at `from`, 1 at `to`, everything else by its shadow on that line.
    /// `None` if the two words have the same direction.
    pub fn axis(&self, from: u32, to: u32, words: impl Iterator<Item = u32>) -> Option<Vec<(u32, f32)>> {
        let start = self.unit(from);
        let direction: Vec<f32> = self.unit(to).iter().zip(start).map(|(to, from)| to - from).collect();
        let square = dot(&direction, &direction);
        let offset = dot(start, &direction);
        (square > 1e-12)
            .then(|| words.map(|word| (word, (dot(self.unit(word), &direction) - offset) / square)).collect())
    }
}

/// Scales to length 1 and returns the length before; a zero vector stays one.
fn normalise(row: &mut [f32]) -> f32 {
    let norm = dot(row, row).sqrt();
    if norm > 0.0 {
        row.iter_mut().for_each(|value| *value /= norm);
    }
    norm
}

/// Eight sums at a time, which the compiler turns into SIMD.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0f32; 8];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// man, woman, king, queen, apple in two directions: gender and royalty.
    fn court() -> Vectors {
        let rows = [[1.0, 0.2, 0.0], [-1.0, 0.2, 0.0], [1.0, 3.0, 0.0], [-1.0, 3.0, 0.0], [0.0, 0.0, 3.0]];
        Vectors::new(rows.as_flattened(), 3)
    }

    #[test]
    fn neighbours_are_sorted_by_cosine_without_the_word() {
        let vectors = court();
        let near = vectors.neighbours(2, 10);
        assert_eq!(near.len(), 4);
        assert_eq!((near[0].0, near[1].0), (3, 0));
        assert!((near[0].1 - 0.8).abs() < 1e-6);
        assert_eq!(vectors.similarity(2, 4), 0.0);
        assert_eq!(vectors.norm(4), 3.0);
    }

    #[test]
    fn analogies_leave_the_question_out_and_say_what_that_hides() {
        let analogy = court().analogy([0, 1, 2], 2);
        assert_eq!(analogy.answers[0].0, 3);
        assert_eq!(analogy.with_question_words.len(), 2);
        // b - a + c with b = a is c itself.
        let trivial = court().analogy([0, 0, 2], 1);
        assert_eq!(trivial.with_question_words[0].0, 2);
        assert_ne!(trivial.answers[0].0, 2);
    }

    #[test]
    fn an_axis_runs_from_nought_to_one() {
        let at = court().axis(0, 1, 0..5).unwrap();
        assert!(at[0].1.abs() < 1e-6 && (at[1].1 - 1.0).abs() < 1e-6, "{at:?}");
        assert!((at[4].1 - 0.5).abs() < 1e-6 && at[2].1 < 0.5 && at[3].1 > 0.5);
        assert!(court().axis(2, 2, 0..5).is_none());
    }

    #[test]
    fn a_zero_vector_is_near_to_nothing() {
        let vectors = Vectors::new(&[0.0, 0.0, 1.0, 0.0], 2);
        assert_eq!(vectors.similarity(0, 1), 0.0);
    }
}

//! A word in the spaces of counted words, to set beside a learned one.

/// The words of a text as columns of its TF-IDF matrix: a document is a line, a word is described by the documents it is in. Weights are
/// scikit-learn's `TfidfVectorizer` defaults: count times `ln((1 + n) / (1 + df)) + 1`, every document scaled to length 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TfIdf {
    /// For every document its words and weights, by word.
    documents: Vec<Vec<(u32, f32)>>,
    /// For every word the documents it is in and its weight there.
    columns: Vec<Vec<(u32, f32)>>,
}

impl TfIdf {
    /// Of documents as ids below `words`.
    pub fn new(documents: &[Vec<u32>], words: usize) -> Self {
        let counts: Vec<Vec<(u32, f32)>> = documents.iter().map(|document| count(document)).collect();
        let mut frequency = vec![0u32; words];
        counts.iter().flatten().for_each(|(word, _)| frequency[*word as usize] += 1);
        let n = documents.len() as f32;
        let idf: Vec<f32> = frequency.iter().map(|df| ((1.0 + n) / (1.0 + *df as f32)).ln() + 1.0).collect();
        let mut columns = vec![Vec::new(); words];
        let mut weighted = counts;
        for (place, document) in weighted.iter_mut().enumerate() {
            document.iter_mut().for_each(|(word, weight)| *weight *= idf[*word as usize]);
            let norm = document.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            for (word, weight) in document {
                *weight /= norm;
                columns[*word as usize].push((place as u32, *weight));
            }
        }
        TfIdf { documents: weighted, columns }
    }

    /// How many documents there are: the dimensions of a word.
    pub fn dimensions(&self) -> usize {
        self.documents.len()
    }

    /// The documents a word is in, and its weight there.
    pub fn column(&self, word: u32) -> &[(u32, f32)] {
        &self.columns[word as usize]
    }

    /// The `count` words whose columns have the largest cosine with this one's, without it; only words that share a document.
    pub fn neighbours(&self, word: u32, count: usize) -> Vec<(u32, f32)> {
        let mut cosines = self.products(word);
        let own = self.norm(word);
        for (other, cosine) in cosines.iter_mut().enumerate().filter(|(_, product)| **product > 0.0) {
            *cosine /= own * self.norm(other as u32);
        }
        cosines[word as usize] = 0.0;
        let mut found: Vec<(u32, f32)> =
            cosines.into_iter().enumerate().filter(|(_, c)| *c > 0.0).map(|(id, c)| (id as u32, c)).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(count);
        found
    }

    pub fn similarity(&self, a: u32, b: u32) -> f32 {
        self.products(a)[b as usize] / (self.norm(a) * self.norm(b))
    }

    /// Of a word's column with every column: only the documents it is in can contribute.
    fn products(&self, word: u32) -> Vec<f32> {
        let mut products = vec![0.0; self.columns.len()];
        for (document, weight) in self.column(word) {
            for (other, other_weight) in &self.documents[*document as usize] {
                products[*other as usize] += weight * other_weight;
            }
        }
        products
    }

    fn norm(&self, word: u32) -> f32 {
        self.column(word).iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt()
    }
}

/// Different words and how often each occurs, by word.
fn count(document: &[u32]) -> Vec<(u32, f32)> {
    let mut words = document.to_vec();
    words.sort_unstable();
    words.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_scikit_learns() {
        // TfidfVectorizer().fit_transform(["good film", "excellent film", "good good day"]) of scikit-learn 1.9,
        // columns day, excellent, film, good as 3, 2, 1, 0 here.
        let tfidf = TfIdf::new(&[vec![0, 1], vec![2, 1], vec![0, 0, 3]], 4);
        let close = |column: &[(u32, f32)], expected: &[(u32, f32)]| {
            assert_eq!(column.len(), expected.len());
            for (ours, theirs) in column.iter().zip(expected) {
                assert!(ours.0 == theirs.0 && (ours.1 - theirs.1).abs() < 1e-6, "{column:?}");
            }
        };
        close(tfidf.column(0), &[(0, 0.707_106_77), (2, 0.835_592_1)]);
        close(tfidf.column(1), &[(0, 0.707_106_77), (1, 0.605_348_5)]);
        close(tfidf.column(2), &[(1, 0.795_960_5)]);
        close(tfidf.column(3), &[(2, 0.549_351_3)]);
    }

    #[test]
    fn words_that_share_no_document_are_orthogonal() {
        let tfidf = TfIdf::new(&[vec![0, 1], vec![2, 1], vec![0, 0, 3]], 4);
        assert_eq!(tfidf.similarity(0, 2), 0.0);
        assert!((tfidf.similarity(1, 1) - 1.0).abs() < 1e-6);
        let near: Vec<u32> = tfidf.neighbours(0, 9).into_iter().map(|(word, _)| word).collect();
        assert_eq!(near, [3, 1]);
    }
}

//! What can be asked of vectors that stand still, and one window looked at closely.

use algorithms::embeddings::spaces::TfIdf;
use protocol::embeddings::{Analogy, Axis, Event, Neighbours, Pair, Request, Space, Spaces, Step};

use super::Lab;

const NEIGHBOURS: usize = 10;
/// Words around the centre that a step shows on either side.
const AROUND: usize = 20;
/// Coordinates of a vector that are shown.
const SAMPLE: usize = 8;

impl Lab {
    /// Needs current vectors ([`Lab::refresh`]).
    pub(super) fn answer(&mut self, request: Request) -> Result<Event, String> {
        match request {
            Request::Neighbours { word } => Ok(Event::Neighbours(self.neighbours(word))),
            Request::Spaces { word } => Ok(Event::Spaces(self.spaces(word))),
            Request::Similarity { a, b } => {
                let ids = self.id(&a).zip(self.id(&b));
                let cosine = ids.and_then(|(a, b)| Some(self.vectors.as_ref()?.similarity(a, b)));
                Ok(Event::Similarity { a, b, cosine })
            }
            Request::Analogy { words } => Ok(Event::Analogy(self.analogy(words))),
            Request::Axis { from, to } => self.axis(from, to).map(Event::Axis),
            _ => Err("this cannot be asked here; reload the page".into()),
        }
    }

    /// As it is typed, or in the form in which words are kept.
    fn id(&self, word: &str) -> Option<u32> {
        let kept = algorithms::embeddings::corpus::words(word);
        match &kept[..] {
            [one] => self.vocabulary.id(one),
            _ => None,
        }
    }

    fn named(&self, found: Vec<(u32, f32)>) -> Vec<(String, f32)> {
        found.into_iter().map(|(id, value)| (self.vocabulary.word(id).to_owned(), value)).collect()
    }

    fn unknown(&self, words: &[&String]) -> Vec<String> {
        words.iter().filter(|word| self.id(word).is_none()).map(|word| (*word).clone()).collect()
    }

    fn neighbours(&self, word: String) -> Neighbours {
        let near = self.id(&word).and_then(|id| Some(self.vectors.as_ref()?.neighbours(id, NEIGHBOURS)));
        Neighbours { found: near.map(|near| self.named(near)), word }
    }

    fn spaces(&mut self, word: String) -> Spaces {
        let Some(id) = self.id(&word) else { return Spaces { word, spaces: None } };
        if self.tfidf.is_none() {
            self.tfidf = Some(TfIdf::new(self.walk.text(), self.vocabulary.len()));
        }
        let (Some(tfidf), Some(vectors)) = (&self.tfidf, &self.vectors) else { return Spaces { word, spaces: None } };
        let column = tfidf.column(id);
        let sample = |values: &mut dyn Iterator<Item = (usize, f32)>| values.take(SAMPLE).collect::<Vec<_>>();
        let one_hot = Space {
            dimensions: self.vocabulary.len(),
            non_zero: 1,
            sample: vec![(id as usize, 1.0)],
            neighbours: Vec::new(),
        };
        let counted = Space {
            dimensions: tfidf.dimensions(),
            non_zero: column.len(),
            sample: sample(&mut column.iter().map(|(document, weight)| (*document as usize, *weight))),
            neighbours: self.named(tfidf.neighbours(id, NEIGHBOURS)),
        };
        let vector = vectors.unit(id);
        let learned = Space {
            dimensions: vector.len(),
            non_zero: vector.iter().filter(|value| **value != 0.0).count(),
            sample: sample(&mut vector.iter().copied().enumerate()),
            neighbours: self.named(vectors.neighbours(id, NEIGHBOURS)),
        };
        Spaces { word, spaces: Some([one_hot, counted, learned]) }
    }

    fn analogy(&self, words: [String; 3]) -> Analogy {
        let ids = words.each_ref().map(|word| self.id(word));
        let unknown = self.unknown(&words.each_ref());
        let (answers, with_question_words) = match (ids, &self.vectors) {
            ([Some(a), Some(b), Some(c)], Some(vectors)) => {
                let found = vectors.analogy([a, b, c], 5);
                (self.named(found.answers), self.named(found.with_question_words))
            }
            _ => (Vec::new(), Vec::new()),
        };
        Analogy { words, unknown, answers, with_question_words }
    }

    fn axis(&self, from: String, to: String) -> Result<Axis, String> {
        let unknown = self.unknown(&[&from, &to]);
        let (Some(a), Some(b), Some(vectors)) = (self.id(&from), self.id(&to), &self.vectors) else {
            return Ok(Axis { from, to, unknown, places: Vec::new() });
        };
        let mapped = 0..self.plane.points().len() as u32;
        let mut places = vectors
            .axis(a, b, mapped)
            .ok_or_else(|| format!("“{from}” and “{to}” point the same way: there is no line between them"))?;
        places.sort_by(|a, b| a.1.total_cmp(&b.1));
        // The two ends say the most; the crowd in the middle says that the axis is not about it.
        if places.len() > 24 {
            places.drain(12..places.len() - 12);
        }
        Ok(Axis { from, to, unknown, places: self.named(places) })
    }

    pub(super) async fn step(&mut self) -> Result<Vec<Event>, String> {
        if self.running || self.tsne.is_some() {
            return Err("a step needs the training and t-SNE to stand still: pause first".into());
        }
        self.refresh().await;
        let before = self.vectors.take();
        let Some((window, alpha, trace)) = self.walk.step(&mut self.trainer).await else {
            self.vectors = before;
            return Ok(vec![Event::Paused { reason: String::new(), finished: true }]);
        };
        self.refresh().await;
        let sentence = &self.walk.text()[window.sentence];
        let first = window.place.saturating_sub(AROUND);
        let end = (window.place + AROUND + 1).min(sentence.len());
        let kept: Vec<usize> = self.walk.kept().iter().map(|(place, _)| *place).collect();
        let inside = |place: &usize| (first..end).contains(place);
        let mut touched = window.context.clone();
        touched.push(window.center);
        touched.sort_unstable();
        touched.dedup();
        let at = |vectors: &Option<algorithms::embeddings::Vectors>, word: u32| {
            vectors.as_ref().and_then(|vectors| self.plane.project(vectors.unit(word)))
        };
        let moves = touched.into_iter().filter(|word| (*word as usize) < self.plane.points().len());
        let word = |id: u32| self.vocabulary.word(id).to_owned();
        let step = Step {
            number: self.walk.steps(),
            epoch: self.walk.epoch(),
            sentence: sentence[first..end].iter().map(|id| word(*id)).collect(),
            place: window.place - first,
            context: window.places.iter().filter(|place| inside(place)).map(|place| place - first).collect(),
            dropped: (first..end).filter(|place| !kept.contains(place)).map(|place| place - first).collect(),
            reach: window.reach,
            alpha,
            pairs: trace
                .pairs
                .iter()
                .map(|pair| Pair {
                    input: word(pair.input),
                    target: word(pair.target),
                    positive: pair.positive,
                    score: pair.score,
                    probability: pair.probability,
                })
                .collect(),
            loss: (trace.loss / trace.examples.max(1) as f64) as f32,
            moves: moves.filter_map(|word| Some((word, at(&before, word)?, at(&self.vectors, word)?))).collect(),
        };
        Ok(vec![Event::Step(step)])
    }
}

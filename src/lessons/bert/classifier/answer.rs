//! What is said of the reader's new text: the head's probabilities, the nearest texts, and the tokens that moved the head.

use algorithms::nearest::largest;
use viz::number::fixed;
use viz::scale::Scale;

use super::state::Classifier;

/// A class as an answer shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub name: String,
    /// The head's probability.
    pub probability: f32,
    /// Cosine to the class's centroid.
    pub cosine: f32,
    /// How many of the nearest texts are of it.
    pub votes: usize,
}

impl Classifier {
    /// Whether the answer is about the text in the field.
    pub fn is_answered(&self) -> bool {
        self.predicted.as_ref().is_some_and(|it| it.text == self.probe)
    }

    pub fn bars(&self) -> Vec<Bar> {
        let (Some(predicted), Some(run)) = (&self.predicted, &self.run) else { return Vec::new() };
        let votes = |class: usize| {
            let of = |place: u32| run.examples.train.get(place as usize).is_some_and(|it| it.class as usize == class);
            predicted.neighbours.iter().filter(|(place, _)| of(*place)).count()
        };
        let names = run.examples.classes.iter().enumerate();
        let bar = |(class, name): (usize, &String)| {
            Some(Bar {
                name: name.clone(),
                probability: *predicted.probabilities.get(class)?,
                cosine: *predicted.centroids.get(class)?,
                votes: votes(class),
            })
        };
        names.filter_map(bar).collect()
    }

    /// The nearest training texts: text, class, cosine.
    pub fn neighbour_rows(&self) -> Vec<Vec<String>> {
        let (Some(predicted), Some(run)) = (&self.predicted, &self.run) else { return Vec::new() };
        let row = |&(place, cosine): &(u32, f32)| {
            let example = run.examples.train.get(place as usize)?;
            let class = run.examples.classes.get(example.class as usize)?;
            Some(vec![example.text.clone(), class.clone(), fixed(f64::from(cosine), 3)])
        };
        predicted.neighbours.iter().filter_map(row).collect()
    }

    /// The tokens as the model reads them.
    pub fn probe_tokens(&self) -> Vec<String> {
        self.predicted.as_ref().map_or(Vec::new(), |it| it.tokens.iter().map(|token| token.text.clone()).collect())
    }

    /// Gradient x input of each token.
    pub fn contributions(&self) -> Vec<f32> {
        self.predicted.as_ref().map_or(Vec::new(), |it| it.contributions.clone())
    }

    pub fn contribution_scale(&self) -> Scale {
        Scale::diverging_over(&self.contributions())
    }

    /// Token, gradient x input.
    pub fn contribution_rows(&self) -> Vec<Vec<String>> {
        let numbers = self.contributions();
        self.probe_tokens()
            .into_iter()
            .zip(numbers)
            .map(|(token, number)| vec![token, fixed(f64::from(number), 4)])
            .collect()
    }

    /// The answer in a sentence or two.
    pub fn answer(&self) -> String {
        let bars = self.bars();
        let Some(predicted) = self.predicted.as_ref().filter(|_| !bars.is_empty()) else { return String::new() };
        let head = &bars[largest(&predicted.probabilities)];
        let centroid = &bars[largest(&predicted.centroids)];
        let agree = if head.name == centroid.name {
            "and the nearest centroid says the same".to_string()
        } else {
            format!("but the nearest centroid is “{}”", centroid.name)
        };
        format!(
            "The head says “{}” with {} %, {agree} (cosine {}).",
            head.name,
            fixed(100.0 * f64::from(head.probability), 1),
            fixed(f64::from(centroid.cosine), 2)
        )
    }

    /// How sure the head is where the nearest centroid says another class; nothing where they agree.
    pub fn disagreement(&self) -> Option<f32> {
        let predicted = self.predicted.as_ref().filter(|_| !self.recorded)?;
        let (head, centroid) = (largest(&predicted.probabilities), largest(&predicted.centroids));
        (head != centroid).then(|| predicted.probabilities.get(head).copied())?
    }
}

//! The run on show as pictures and words.

use protocol::bert_classifier::{Epoch, Example, Features};
use viz::axes::Axis;
use viz::heatmap::Grid;
use viz::line_chart::{LineChart, Series, Stroke};
use viz::number::fixed;
use viz::scale::Scale;

use super::state::{Classifier, Finished, Phase, right};
use crate::format::{count, setting};

/// Who gives the held-out texts their classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    Head,
    Centroid,
    Neighbours,
}

impl Judge {
    pub const ALL: [Judge; 3] = [Judge::Head, Judge::Centroid, Judge::Neighbours];

    pub fn name(self) -> &'static str {
        match self {
            Judge::Head => "Trained head",
            Judge::Centroid => "Nearest centroid",
            Judge::Neighbours => "3 nearest texts",
        }
    }
}

pub fn features_name(features: Features) -> &'static str {
    match features {
        Features::Pooler => "pooler of [CLS]",
        Features::Mean => "mean of all tokens",
    }
}

fn percent(share: f32) -> String {
    if share.is_finite() { format!("{} %", fixed(100.0 * f64::from(share), 1)) } else { "–".into() }
}

impl Classifier {
    pub fn class_names(&self) -> Vec<String> {
        self.run.as_ref().map_or(Vec::new(), |run| run.examples.classes.clone())
    }

    fn held_out(&self) -> &[Example] {
        self.run.as_ref().map_or(&[], |run| &run.examples.held_out)
    }

    /// The classes that a judge gives the held-out texts.
    fn given(&self, judge: Judge) -> Option<&[u32]> {
        match judge {
            Judge::Head => self.trained.as_ref().map(|it| &it.held_out[..]),
            Judge::Centroid => self.read.as_ref().map(|it| &it.centroid[..]),
            Judge::Neighbours => self.read.as_ref().map(|it| &it.neighbours[..]),
        }
    }

    /// Share of the held-out texts that a judge gets right.
    pub fn accuracy(&self, judge: Judge) -> Option<f32> {
        Some(right(self.given(judge)?, self.held_out())).filter(|share| share.is_finite())
    }

    /// Held-out texts by their class (rows) and the class that a judge gives them (columns); nothing where nothing is held out.
    pub fn confusion(&self, judge: Judge) -> Grid {
        let classes = self.run.as_ref().map_or(0, |run| run.examples.classes.len());
        let Some(given) = self.given(judge).filter(|given| !given.is_empty()) else {
            return Grid::new(0, 0, Vec::new());
        };
        let mut counts = vec![0.0; classes * classes];
        for (example, given) in self.held_out().iter().zip(given) {
            counts[example.class as usize * classes + *given as usize] += 1.0;
        }
        Grid::new(classes, classes, counts)
    }

    /// Of one scale for all judges: the texts of the largest class.
    pub fn confusion_scale(&self) -> Scale {
        let of = |class: usize| self.held_out().iter().filter(|example| example.class as usize == class).count();
        let classes = self.run.as_ref().map_or(0, |run| run.examples.classes.len());
        Scale::Sequential { min: 0.0, max: (0..classes).map(of).max().unwrap_or(1).max(1) as f64 }
    }

    /// Held-out texts that a judge gets wrong: text, class, class given.
    pub fn mistakes(&self, judge: Judge) -> Vec<Vec<String>> {
        let names = self.class_names();
        let wrong = self
            .held_out()
            .iter()
            .zip(self.given(judge).unwrap_or(&[]))
            .filter(|(example, given)| example.class != **given);
        let name = |class: u32| names.get(class as usize).cloned().unwrap_or_default();
        wrong.map(|(example, given)| vec![example.text.clone(), name(example.class), name(*given)]).collect()
    }

    pub fn loss_chart(&self) -> LineChart {
        self.chart("loss (nats)", Axis::new("loss (nats)"), |epoch| epoch.loss, |epoch| epoch.held_out_loss)
    }

    pub fn accuracy_chart(&self) -> LineChart {
        let axis = Axis::new("right").range(0.0, 1.0);
        self.chart("right", axis, |epoch| epoch.accuracy, |epoch| epoch.held_out_accuracy)
    }

    fn chart(&self, _name: &str, y: Axis, train: fn(&Epoch) -> f32, held_out: fn(&Epoch) -> f32) -> LineChart {
        let line = |name: &str, token, stroke, value: fn(&Epoch) -> f32| Series {
            name: name.into(),
            token,
            stroke,
            points: self.epochs.iter().enumerate().map(|(at, epoch)| (at as f64, f64::from(value(epoch)))).collect(),
        };
        let mut series = vec![line("training", "--accent", Stroke::Solid, train)];
        if !self.held_out().is_empty() {
            series.push(line("held out", "--warn", Stroke::Dashed, held_out));
        }
        LineChart { x: Axis::new("epoch"), y, series, marker: None }
    }

    /// What the classifier is doing, in a line.
    pub fn status(&self, is_loaded: bool) -> String {
        match self.phase {
            Phase::Reading { done, of } => format!("The encoder reads {of} texts, each once: {done} so far."),
            Phase::Training => format!(
                "Training: epoch {} of {}.",
                self.epochs.len(),
                self.run.as_ref().map_or(0, |run| run.settings.epochs)
            ),
            Phase::Idle => match (&self.trained, &self.run) {
                (Some(trained), Some(run)) => {
                    let what = if self.recorded { "Recorded: trained" } else { "Trained" };
                    let time = if self.recorded {
                        String::new()
                    } else {
                        format!(" in {} ms", fixed(trained.milliseconds, 0))
                    };
                    format!(
                        "{what} {} numbers on {} texts, {} epochs{time}.",
                        count(trained.parameters as usize),
                        run.examples.train.len(),
                        trained.epochs
                    )
                }
                _ if is_loaded => "Ready to train.".into(),
                _ => "Load the model above: it reads the texts, and the head is trained on what it says.".into(),
            },
        }
    }

    /// What the reader should know about the run on show.
    pub fn remarks(&self) -> Vec<String> {
        let mut said = match &self.examples {
            Ok(examples) => examples.remarks(),
            Err(problem) => vec![problem.clone()],
        };
        let cut = self.read.as_ref().map_or(0, |read| read.cut);
        if cut > 0 {
            said.push(format!(
                "{cut} of the texts are longer than the 256 tokens that this model reads; their ends are not seen."
            ));
        }
        if self.epochs.last().is_some_and(|epoch| !epoch.loss.is_finite()) {
            said.push("The loss is no number any more: the learning rate is too high.".into());
        }
        said
    }

    /// One line a judge: name, right, share.
    pub fn judge_rows(&self) -> Vec<Vec<String>> {
        let of = self.held_out().len();
        let row = |judge: Judge| {
            let share = self.accuracy(judge);
            let right =
                share.map_or("–".into(), |share| format!("{} of {of}", fixed(f64::from(share) * of as f64, 0)));
            vec![judge.name().into(), right, share.map_or("–".into(), percent)]
        };
        Judge::ALL.into_iter().map(row).collect()
    }

    /// One line a run of this tab.
    pub fn run_rows(&self) -> Vec<Vec<String>> {
        let row = |(at, run): (usize, &Finished)| {
            let Finished { settings, shots, epochs, train, held_out: [head, centroid, neighbours], .. } = run;
            let hidden = if settings.hidden_size == 0 { "none".into() } else { settings.hidden_size.to_string() };
            vec![
                (at + 1).to_string(),
                shots.to_string(),
                features_name(settings.features).into(),
                hidden,
                setting(settings.dropout),
                setting(settings.learning_rate),
                epochs.to_string(),
                percent(*train),
                percent(*head),
                percent(*centroid),
                percent(*neighbours),
            ]
        };
        self.finished.iter().enumerate().map(row).collect()
    }
}

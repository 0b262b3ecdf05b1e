//! What came with the site: shown until the reader has loaded the model.

use protocol::bert::Event;

use super::classifier::{Run, Settings};
use super::heads;
use super::lesson::{FIRST, Lesson};
use crate::Shared;

impl Lesson {
    /// Shows the recorded events, unless something is there already. The packaged texts must have arrived: the recorded head was
    /// trained on them.
    pub fn show_recorded(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Attended(attended) if self.is_loaded() || self.is_own() || attended.request.first != FIRST => {}
                Event::Attended(attended) if attended.request.causal => {
                    self.causal = Some(Shared::new(attended.as_ref().clone()));
                }
                Event::Attended(attended) => {
                    self.recorded = true;
                    self.scores = Some(Shared::new(heads::all_scores(attended)));
                    self.attended = Some(Shared::new(attended.as_ref().clone()));
                }
                _ => {}
            }
        }
        self.show_recorded_head(events);
    }

    /// Whether the reader, or a link, has put other texts there.
    fn is_own(&self) -> bool {
        self.first != FIRST || self.pair
    }

    fn show_recorded_head(&mut self, events: &[Event]) {
        let classifier = &mut self.classifier;
        let Ok(examples) = classifier.examples.clone() else { return };
        if classifier.run.is_some() || !classifier.is_sample() {
            return;
        }
        let settings = Settings::default();
        let examples = super::classifier::Examples::clone(&examples).at_most(settings.shots);
        classifier.begin(Run { number: RECORDED, settings, examples, is_sample: true });
        for event in events {
            if let Event::Classifier(event) = event {
                // It asks for nothing: no engine knows this head.
                classifier.apply(event);
            }
        }
        classifier.lost();
        classifier.finished.clear();
        classifier.recorded = true;
    }
}

/// The run that was recorded: pages count theirs from 1.
pub const RECORDED: u32 = 0;

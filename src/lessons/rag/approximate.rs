//! The approximate index beside the exact search: what was asked for, and what came of it.

use protocol::rag::{Approximate, Approximated, Approximating, MOST_MADE, Over, Request, Step};
use viz::axes::Axis;
use viz::line_chart::{LineChart, Series};
use viz::number::fixed;

use super::Lesson;
use crate::Shared;
use crate::format::count;

/// What the index can be built over.
pub const OVERS: [Over; 4] = [Over::Chunks, Over::Made(2_000), Over::Made(10_000), Over::Made(MOST_MADE)];

/// Breadths of search that are measured beside the reader's.
const EFS: [u32; 6] = [10, 20, 50, 100, 200, 400];

/// Nearest vectors that both searches look for.
const K: u32 = 10;

#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Of [`OVERS`].
    pub over: usize,
    pub m: u32,
    pub ef_construction: u32,
    pub ef_search: u32,
    /// While it runs.
    pub progress: Option<Approximating>,
    pub told: Option<Shared<Approximated>>,
}

impl Default for Comparison {
    fn default() -> Self {
        // hnswlib's usual settings.
        Comparison { over: 0, m: 16, ef_construction: 100, ef_search: 50, progress: None, told: None }
    }
}

impl Comparison {
    pub(super) fn apply(&mut self, told: &Approximated) {
        self.progress = None;
        self.told = Some(Shared::new(told.clone()));
    }

    /// What is made of the reader's chunks goes with them.
    pub(super) fn forget_chunks(&mut self) {
        if self.told.as_ref().is_some_and(|told| told.request.over == Over::Chunks) {
            self.told = None;
        }
        self.progress = None;
    }

    fn request(&self) -> Approximate {
        let mut ef_search: Vec<u32> = EFS.into_iter().chain([self.ef_search]).collect();
        ef_search.sort_unstable();
        ef_search.dedup();
        let over = OVERS[self.over.min(OVERS.len() - 1)];
        Approximate { over, m: self.m, ef_construction: self.ef_construction, ef_search, k: K }
    }

    /// What it is doing, in words; empty while it does nothing.
    pub fn doing(&self) -> String {
        let Some(Approximating { step, done, of }) = self.progress else { return String::new() };
        let what = match step {
            Step::Making => "Making vectors up",
            Step::Linking => "Linking each vector to its neighbours",
            Step::Asking => "Asking both",
        };
        format!("{what}: {} of {}", count(done as usize), count(of as usize))
    }

    /// A row for each breadth: ef, recall, vectors compared, milliseconds, how many times faster than exact.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let Some(told) = &self.told else { return Vec::new() };
        let faster = |milliseconds: f64| {
            if milliseconds > 0.0 { format!("{} ×", fixed(told.exact / milliseconds, 1)) } else { "–".into() }
        };
        let exact =
            vec!["exact".into(), fixed(1.0, 3), count(told.vectors as usize), fixed(told.exact, 3), faster(told.exact)];
        let walk = |walk: &protocol::rag::Walk| {
            let mark = if walk.ef == self.ef_search { " (yours)" } else { "" };
            vec![
                format!("{}{mark}", walk.ef),
                fixed(walk.recall, 3),
                fixed(walk.compared, 0),
                fixed(walk.milliseconds, 3),
                faster(walk.milliseconds),
            ]
        };
        std::iter::once(exact).chain(told.walks.iter().map(walk)).collect()
    }

    /// Recall over what a search costs.
    pub fn chart(&self) -> LineChart {
        let points = self.told.iter().flat_map(|told| &told.walks).map(|walk| (walk.compared, walk.recall));
        let series = Series { name: "recall".into(), token: "--accent", points: points.collect(), ..Series::default() };
        let chosen = self.told.iter().flat_map(|told| &told.walks).find(|walk| walk.ef == self.ef_search);
        LineChart {
            x: Axis::new("vectors compared for one question"),
            y: Axis::new(format!("recall@{K}")),
            series: vec![series],
            marker: chosen.map(|walk| walk.compared),
        }
    }

    /// What was measured, and what it means, in a few sentences.
    pub fn said(&self) -> String {
        let Some(told) = &self.told else { return String::new() };
        let vectors = count(told.vectors as usize);
        let begin = format!(
            "{vectors} vectors linked in {} ms: {} layers, {} links. {} questions; an exact search takes {} ms.",
            fixed(told.build, 0),
            told.layers,
            count(told.links as usize),
            told.questions,
            fixed(told.exact, 3)
        );
        let searches = told
            .walks
            .iter()
            .find(|walk| walk.ef == self.ef_search && walk.milliseconds > 0.0 && walk.milliseconds < told.exact)
            .map(|walk| told.build / (told.exact - walk.milliseconds));
        let worth = match searches {
            Some(searches) => format!(
                "At ef {} the graph has saved the time it took to build after {} searches.",
                self.ef_search,
                count(searches.ceil() as usize)
            ),
            None => format!(
                "At ef {} the graph is no faster than looking at every vector: so few need none.",
                self.ef_search
            ),
        };
        format!("{begin} {worth}")
    }
}

impl Lesson {
    /// Builds the index and asks both searches.
    pub fn compare_indexes(&mut self) -> Vec<Request> {
        self.problem = None;
        self.comparison.progress = Some(Approximating { step: Step::Asking, done: 0, of: 0 });
        vec![Request::Approximate(self.comparison.request())]
    }

    /// What stands in the way of that, in words.
    pub fn no_index(&self) -> Option<&'static str> {
        let over = OVERS[self.comparison.over.min(OVERS.len() - 1)];
        (over == Over::Chunks && self.embedded.is_none()).then_some(
            "Your chunks have no vectors yet: load the model under Embeddings, or take vectors that are made up.",
        )
    }

    pub fn stop_comparing(&mut self) -> Vec<Request> {
        self.comparison.progress = None;
        vec![Request::Stop]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lesson as _;
    use protocol::rag::{Chunked, Event, Stage, Walk};

    fn told(lesson: &Lesson, over: Over) -> Approximated {
        let walk = |ef, recall, milliseconds| Walk { ef, recall, compared: 3.0 * f64::from(ef), milliseconds };
        Approximated {
            request: Approximate { over, ..lesson.comparison.request() },
            vectors: 2000,
            width: 384,
            questions: 100,
            build: 400.0,
            layers: 3,
            links: 60_000,
            exact: 0.5,
            walks: vec![walk(10, 0.7, 0.05), walk(50, 0.95, 0.1)],
        }
    }

    #[test]
    fn recall_and_cost_are_told_and_when_the_graph_is_worth_it() {
        let mut lesson = Lesson::default();
        assert!(lesson.no_index().is_some());
        lesson.comparison.over = 1;
        assert_eq!(lesson.no_index(), None);
        lesson.comparison.ef_search = 30;
        let asked = lesson.compare_indexes();
        let [Request::Approximate(request)] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!((request.over, &request.ef_search[..]), (Over::Made(2000), &[10, 20, 30, 50, 100, 200, 400][..]));
        lesson.comparison.ef_search = 50;
        let event = Event::Approximated(told(&lesson, Over::Made(2000)));
        lesson.apply(&protocol::Event::Rag(event));
        assert_eq!(lesson.comparison.doing(), "");
        assert_eq!(lesson.comparison.rows().len(), 3);
        assert_eq!(lesson.comparison.rows()[2][..2], ["50 (yours)", "0.950"]);
        // 400 ms to build, 0.4 ms saved a search.
        assert!(lesson.comparison.said().ends_with("after 1,000 searches."), "{}", lesson.comparison.said());
        assert_eq!(lesson.comparison.chart().marker, Some(150.0));
    }

    #[test]
    fn an_index_over_chunks_is_forgotten_with_them_and_a_failure_ends_the_waiting() {
        let mut lesson = Lesson::default();
        let event = Event::Approximated(told(&lesson, Over::Chunks));
        lesson.apply(&protocol::Event::Rag(event));
        assert!(lesson.comparison.told.is_some());
        let chunked = Chunked { chunking: lesson.setup.chunking, ..Chunked::default() };
        lesson.apply(&protocol::Event::Rag(Event::Chunked(chunked)));
        assert_eq!(lesson.comparison.told, None);
        lesson.compare_indexes();
        let message = "no vectors".into();
        lesson.apply(&protocol::Event::Rag(Event::Failed { stage: Stage::Retrieval, message }));
        assert_eq!(lesson.comparison.progress, None);
    }
}

//! What the engine says, taken into the lesson; the answer is what to ask next.

use protocol::{
    Event,
    lstm::{self, Progress, Request, Sampling, TraceInput},
};

use super::{
    bench::{Checkpoint, Ranking, Standing},
    connectivity::reach,
    exercise::{Exercise, FORGET_WITHIN, SMALL_PARAMETERS, SMALL_TEXT},
    lesson::{ExportFor, Lesson, Phase},
    settings::TaskKind,
};
use crate::{Notice, Shared};

/// While training, connectivity (which costs a backward pass) is asked for at every eighth progress report only.
const CONNECT_EVERY: u32 = 8;
/// About twice a minute at the engine's twenty reports a second.
const SAVE_EVERY: u32 = 600;
/// Characters of a sample.
pub(super) const SAMPLE_LENGTH: usize = 160;

impl Lesson {
    pub fn apply(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Lstm(event) => self.apply_lstm(event),
            Event::Refused { message } => self.refused(message),
            _ => Vec::new(),
        }
    }

    fn apply_lstm(&mut self, event: &lstm::Event) -> Vec<Request> {
        // Answers about the model that is being replaced; its weights alone are still of use.
        if self.setups_under_way > 0 && !matches!(event, lstm::Event::Prepared(_) | lstm::Event::Exported { .. }) {
            return Vec::new();
        }
        match event {
            lstm::Event::Prepared(prepared) => return self.prepared(prepared.clone()),
            lstm::Event::Progress(progress) => return self.progress(progress),
            lstm::Event::Paused { step, reason } => return self.paused(*step, reason),
            lstm::Event::Sample(sample) => self.sampled(sample.clone()),
            lstm::Event::Trace(trace) => return self.traced(trace.clone()),
            lstm::Event::Connection(connection) => return self.connected(connection.clone()),
            lstm::Event::Ranking { property, scores } => {
                self.bench_mut().ranking = Some(Ranking { property: *property, scores: Shared::new(scores.clone()) });
                self.grade_selection();
                let (_, next) = self.rank_ask.answered();
                return next.map(rank).into_iter().collect();
            }
            lstm::Event::Spots(spots) => {
                self.bench_mut().spots = Some(Shared::new(spots.clone()));
                let (_, next) = self.spots_ask.answered();
                return next
                    .map(|(layer, signal, neuron)| Request::Spots { layer, signal, neuron })
                    .into_iter()
                    .collect();
            }
            lstm::Event::Evaluation { intact, clamped } => self.evaluated(*intact, *clamped),
            lstm::Event::Forecast(forecast) => self.bench_mut().forecast = Some(Shared::new(forecast.clone())),
            lstm::Event::Exported { safetensors } => self.exported(safetensors.clone()),
        }
        Vec::new()
    }

    fn refused(&mut self, message: &str) -> Vec<Request> {
        self.forget_questions();
        self.notify(Notice::warning(message));
        if self.setups_under_way > 0 {
            self.setups_under_way = 0;
            self.train_after_setup = None;
            self.phase = Phase::Failed(message.into());
            // Weights that cannot be read must not keep the reader from a model.
            if self.loading_weights {
                self.pretrained = None;
                self.bench_mut().checkpoint = None;
                return self.set_up(true);
            }
        }
        Vec::new()
    }

    fn prepared(&mut self, prepared: lstm::Prepared) -> Vec<Request> {
        self.setups_under_way = self.setups_under_way.saturating_sub(1);
        if self.setups_under_way > 0 {
            return Vec::new();
        }
        self.phase = Phase::Idle;
        let bench = self.bench_mut();
        bench.step = prepared.step;
        let settings = bench.settings.clone();
        let neurons = settings.hidden_size;
        bench.standing = Some(Standing { settings, prepared });
        self.view.neuron = self.view.neuron.filter(|&neuron| neuron < neurons);
        self.surgery.draft.neuron = self.surgery.draft.neuron.filter(|&neuron| neuron < neurons);
        if let Some(note) = self.alphabet_note() {
            self.notify(Notice::info(note));
        }
        match self.train_after_setup.take() {
            Some(steps) => self.train(steps),
            None => self.refresh(),
        }
    }

    fn progress(&mut self, progress: &Progress) -> Vec<Request> {
        if self.phase != Phase::Training {
            return Vec::new();
        }
        let bench = self.bench_mut();
        bench.step = progress.step;
        bench.speed = progress.tokens_per_second;
        bench.unsaved = true;
        for report in &progress.steps {
            bench.history.record(report);
        }
        if bench.history.diverged_at.is_some() {
            return vec![Request::Pause];
        }
        self.grade_training();
        self.progress_count = self.progress_count.wrapping_add(1);
        let mut requests = Vec::new();
        requests.extend(self.ask_trace(true));
        if self.progress_count.is_multiple_of(CONNECT_EVERY) {
            match self.task {
                TaskKind::Text => requests.extend(self.ask_connection(true)),
                TaskKind::Series => requests.push(Request::Forecast),
            }
        }
        if self.progress_count.is_multiple_of(SAVE_EVERY) {
            requests.push(self.save());
        }
        requests
    }

    fn paused(&mut self, step: u32, reason: &str) -> Vec<Request> {
        let bench = self.bench_mut();
        bench.step = step;
        if let Some(at) = bench.history.diverged_at {
            self.notify(Notice::warning(format!(
                "At step {at} the loss was no number any more: the steps were too large. Lower the learning rate, keep clipping on, then reset."
            )));
        } else if !reason.is_empty() {
            self.notify(Notice::warning(reason));
        }
        // A new run may have been asked for meanwhile; what it says comes after this.
        if self.phase == Phase::Training {
            self.phase = Phase::Idle;
        }
        let mut requests = Vec::new();
        if self.bench().unsaved && self.bench().history.diverged_at.is_none() {
            requests.push(self.save());
        }
        requests.extend(self.refresh());
        requests
    }

    fn sampled(&mut self, sample: lstm::Sample) {
        if let Some(operation) = &mut self.surgery.operation {
            if sample.clamped {
                operation.clamped = Some(sample);
                return;
            }
            if operation.intact.is_none() && sample.prompt == operation.prompt {
                operation.intact = Some(sample);
                return;
            }
        }
        if !sample.clamped {
            self.bench_mut().sample = Some(sample);
        }
    }

    fn traced(&mut self, trace: lstm::Trace) -> Vec<Request> {
        if trace.clamps.is_empty() {
            let bench = self.bench_mut();
            bench.trace = Some(Shared::new(trace));
            bench.recorded = false;
            let (_, next) = self.trace_ask.answered();
            return next.map(|(text, window)| self.trace_request(text, window)).into_iter().collect();
        }
        if let Some(operation) = self.surgery.operation.as_mut().filter(|operation| operation.clamps == trace.clamps) {
            operation.trace = Some(Shared::new(trace));
        }
        Vec::new()
    }

    fn connected(&mut self, connection: lstm::Connection) -> Vec<Request> {
        if connection.clamps.is_empty() {
            self.bench_mut().connection = Some(Shared::new(connection));
            let (_, next) = self.connect_ask.answered();
            return next.map(|(text, position)| connect(text, position)).into_iter().collect();
        }
        if let Some(operation) =
            self.surgery.operation.as_mut().filter(|operation| operation.clamps == connection.clamps)
        {
            // Near the beginning there is nothing further back that could be forgotten.
            if connection.position > 2 * FORGET_WITHIN
                && let Some(reach) = reach(&connection.lstm, FORGET_WITHIN)
            {
                self.exercises.measure(Exercise::Forget, reach.beyond);
            }
            operation.connection = Some(Shared::new(connection));
        }
        Vec::new()
    }

    fn evaluated(&mut self, intact: f32, clamped: f32) {
        let Some(operation) = &mut self.surgery.operation else { return };
        operation.losses = Some((intact, clamped));
        let one_neuron = operation.clamps.len() == 1 && operation.clamps[0].neuron.is_some();
        if one_neuron && self.task == TaskKind::Text {
            self.exercises.measure(Exercise::OneNeuron, clamped - intact);
        }
    }

    fn exported(&mut self, safetensors: Vec<u8>) {
        let weights = Shared::new(safetensors);
        match self.exports.pop_front() {
            Some(ExportFor::Checkpoint(task)) => {
                let bench = match task {
                    TaskKind::Text => &mut self.text,
                    TaskKind::Series => &mut self.series,
                };
                if let Some(standing) = &bench.standing {
                    let settings = standing.settings.clone();
                    bench.checkpoint = Some(Checkpoint { settings, step: bench.step, weights });
                    bench.unsaved = false;
                }
            }
            Some(ExportFor::Reader) => self.export = Some(weights),
            None => {}
        }
    }

    /// The exercises that training alone can solve.
    fn grade_training(&mut self) {
        let Some(standing) = &self.bench().standing else { return };
        let long_enough = standing.prepared.training_size + standing.prepared.validation_size >= SMALL_TEXT;
        let small_enough = standing.prepared.num_parameters < SMALL_PARAMETERS;
        if self.task == TaskKind::Text
            && long_enough
            && small_enough
            && let Some(best) = self.bench().history.validation.best()
        {
            self.exercises.measure(Exercise::SmallModel, best);
        }
    }

    /// Whether the neuron the reader clicked counts letters.
    pub(super) fn grade_selection(&mut self) {
        let (Some(ranking), Some(neuron)) = (&self.text.ranking, self.view.neuron) else { return };
        if ranking.property != lstm::Property::PositionInWord || self.task != TaskKind::Text {
            return;
        }
        let layer = self.layer();
        let of_the_neuron = ranking.scores.iter().filter(|score| score.layer == layer && score.neuron == neuron);
        if let Some(best) = of_the_neuron.map(|score| score.correlation.abs()).max_by(f32::total_cmp) {
            self.exercises.measure(Exercise::Letters, best);
        }
    }

    /// Asks anew for all that is on show: the weights have changed.
    pub(super) fn refresh(&mut self) -> Vec<Request> {
        let mut requests = Vec::new();
        requests.extend(self.ask_trace(false));
        match self.task {
            TaskKind::Text => {
                requests.extend(self.ask_connection(false));
                requests.extend(self.view.property.and_then(|property| self.rank_ask.want(property)).map(rank));
                requests.extend(self.ask_spots());
                if self.text.step > 0 {
                    requests.push(self.sample_request());
                }
            }
            TaskKind::Series => requests.push(Request::Forecast),
        }
        requests
    }

    pub(super) fn ask_trace(&mut self, only_if_idle: bool) -> Option<Request> {
        if self.setups_under_way > 0 || self.bench().standing.is_none() {
            return None;
        }
        if self.task == TaskKind::Text && self.probe.is_empty() {
            return None;
        }
        let question = (self.probe.clone(), self.window);
        let (text, window) =
            if only_if_idle { self.trace_ask.want_if_idle(question) } else { self.trace_ask.want(question) }?;
        Some(self.trace_request(text, window))
    }

    fn trace_request(&self, text: String, window: usize) -> Request {
        let input = match self.task {
            TaskKind::Text => TraceInput::Text(text),
            TaskKind::Series => TraceInput::Window(window),
        };
        Request::Trace { input, clamps: Vec::new() }
    }

    pub(super) fn ask_connection(&mut self, only_if_idle: bool) -> Option<Request> {
        if self.task != TaskKind::Text || self.setups_under_way > 0 || self.text.standing.is_none() {
            return None;
        }
        let length = self.probe.chars().take(lstm::MAX_TRACE_STEPS).count();
        let question = (self.probe.clone(), self.position.min(length.checked_sub(1)?));
        let (text, position) =
            if only_if_idle { self.connect_ask.want_if_idle(question) } else { self.connect_ask.want(question) }?;
        Some(connect(text, position))
    }

    pub(super) fn ask_spots(&mut self) -> Option<Request> {
        let neuron = self.view.neuron?;
        if self.task != TaskKind::Text || self.setups_under_way > 0 || self.text.standing.is_none() {
            return None;
        }
        let (layer, signal, neuron) = self.spots_ask.want((self.layer(), self.view.signal, neuron))?;
        Some(Request::Spots { layer, signal, neuron })
    }

    pub(super) fn sample_request(&self) -> Request {
        Request::Sample(Sampling {
            prompt: self.probe.clone(),
            length: SAMPLE_LENGTH,
            temperature: self.text.settings.temperature as f32,
            seed: self.text.settings.seed,
            clamps: Vec::new(),
        })
    }

    /// Asks for the weights, to have something to go back to.
    pub(super) fn save(&mut self) -> Request {
        self.exports.push_back(ExportFor::Checkpoint(self.task));
        Request::Export
    }

    pub(super) fn forget_questions(&mut self) {
        self.trace_ask.forget();
        self.connect_ask.forget();
        self.rank_ask.forget();
        self.spots_ask.forget();
        self.exports.clear();
    }
}

pub(super) fn rank(property: lstm::Property) -> Request {
    Request::Rank { property, clamps: Vec::new() }
}

fn connect(text: String, position: usize) -> Request {
    Request::Connect { text, position, clamps: Vec::new() }
}

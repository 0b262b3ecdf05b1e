//! Looking at many sequences: what a neuron tracks, where it peaks, what surgery costs.

use algorithms::correlation::pearson;
use algorithms::property;
use models::lstm::{self as model, LayerTrace};
use models::recurrent::Cell;
use protocol::lstm::{Clamp, Event, Forecast, Gate, Property, Score, Signal, Spot, Spots};

use super::Lab;
use super::data::{Data, spread};
use super::inspect::{clamps_of, floats};
use crate::device::Devices;
use crate::fused;
use crate::trainer::loss_of;

/// Windows of a survey, and their length. A state needs a few characters to settle: the first [`SETTLING`] of a window do not count.
const WINDOWS: usize = 16;
const LENGTH: usize = 256;
const SETTLING: usize = 16;

const SIGNALS: [Signal; 6] = [
    Signal::Gate(Gate::Forget),
    Signal::Gate(Gate::Input),
    Signal::Gate(Gate::Candidate),
    Signal::Gate(Gate::Output),
    Signal::Cell,
    Signal::Hidden,
];

/// Spots listed at each end, and the least distance between two of them in characters.
const SPOTS: usize = 12;
const APART: usize = 12;

/// A run over windows of a text with every gate kept.
struct Survey {
    starts: Vec<usize>,
    length: usize,
    layers: Vec<LayerTrace>,
}

impl Lab {
    async fn survey(&self, tokens: &[usize], clamps: &[Clamp], devices: &Devices) -> Result<Survey, String> {
        let text = self.text()?;
        let length = LENGTH.min(tokens.len() - 1);
        let newline = text.alphabet.characters().iter().position(|c| *c == '\n');
        let starts: Vec<usize> = spread(tokens.len() - length, WINDOWS)
            .into_iter()
            .map(|start| line_start(tokens, newline, start, tokens.len() - length))
            .collect();
        let input = text.windows(tokens, &starts, length).input;
        let copy = self.copy(devices).await;
        let layers =
            model::trace(&copy, input.enter(&copy, &devices.cpu, fused::operations(Cell::Lstm)), &clamps_of(clamps));
        Ok(Survey { starts, length, layers })
    }

    pub(super) async fn rank(&self, property: Property, clamps: &[Clamp], devices: &Devices) -> Result<Event, String> {
        let text = self.text()?;
        let survey = self.survey(&text.validation, clamps, devices).await?;
        let characters: Vec<char> = text.alphabet.decode(&text.validation).chars().collect();
        let of_text = match property {
            Property::InsideQuotes => property::inside_quotes(&characters),
            Property::AfterNewline => property::after_newline(&characters),
            Property::PositionInWord => property::position_in_word(&characters),
            Property::UpperCase => property::upper_case(&characters),
            Property::PositionInLine => property::position_in_line(&characters),
        };
        let truth: Vec<f32> = survey.places().map(|(_, _, at)| of_text[at]).collect();
        let mut scores = Vec::new();
        for layer in 0..survey.layers.len() {
            for signal in SIGNALS {
                let values = survey.values(layer, signal);
                let [_, batch, hidden] = survey.layers[layer].cell.dims();
                for neuron in 0..hidden {
                    let tracked: Vec<f32> =
                        survey.places().map(|(t, row, _)| values[(t * batch + row) * hidden + neuron]).collect();
                    scores.push(Score { layer, signal, neuron, correlation: pearson(&tracked, &truth) });
                }
            }
        }
        scores.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
        Ok(Event::Ranking { property, scores })
    }

    pub(super) async fn spots(
        &self,
        layer: usize,
        signal: Signal,
        neuron: usize,
        devices: &Devices,
    ) -> Result<Spots, String> {
        let text = self.text()?;
        let survey = self.survey(&text.training, &[], devices).await?;
        let [_, batch, hidden] = match survey.layers.get(layer) {
            Some(layer) => layer.cell.dims(),
            None => return Err(format!("the model has no layer {}", layer + 1)),
        };
        if neuron >= hidden {
            return Err(format!("layer {} has no neuron {neuron}; it has {hidden}", layer + 1));
        }
        let values = survey.values(layer, signal);
        let mut places: Vec<(f32, usize)> =
            survey.places().map(|(t, row, at)| (values[(t * batch + row) * hidden + neuron], at)).collect();
        places.sort_by(|a, b| b.0.total_cmp(&a.0));
        let pick = |places: &mut dyn Iterator<Item = &(f32, usize)>| {
            let mut picked: Vec<(f32, usize)> = Vec::new();
            for place in places {
                if picked.iter().all(|other| other.1.abs_diff(place.1) >= APART) {
                    picked.push(*place);
                }
                if picked.len() == SPOTS {
                    break;
                }
            }
            picked.into_iter().map(|(value, at)| spot(text, value, at)).collect()
        };
        Ok(Spots { layer, signal, neuron, highest: pick(&mut places.iter()), lowest: pick(&mut places.iter().rev()) })
    }

    pub(super) async fn evaluate(&self, clamps: &[Clamp], devices: &Devices) -> Result<Event, String> {
        let copy = self.copy(devices).await;
        let from_input = self.validation.input.enter(&copy, &devices.cpu, fused::operations(Cell::Lstm));
        let intact = copy.forward(from_input.clone(), fused::operations(Cell::Lstm), |x| x);
        let clamped = model::trace(&copy, from_input, &clamps_of(clamps)).pop().expect("a model has a layer").hidden;
        let loss = |hidden| floats(loss_of(&copy, hidden, &self.validation.target, fused::operations(Cell::Lstm)))[0];
        Ok(Event::Evaluation { intact: loss(intact), clamped: loss(clamped) })
    }

    pub(super) async fn forecast(&self, devices: &Devices) -> Result<Forecast, String> {
        let Data::Series(windows) = &self.data else {
            return Err("a text has no signal to forecast; switch to the signal task".into());
        };
        let copy = self.copy(devices).await;
        let from_input =
            windows.batch(&windows.validation).input.enter(&copy, &devices.cpu, fused::operations(Cell::Lstm));
        let hidden = copy.forward(from_input, fused::operations(Cell::Lstm), |x| x);
        Ok(Forecast {
            step: self.step,
            truth: windows.validation.iter().map(|window| window.target).collect(),
            prediction: floats(copy.head_last(hidden, fused::operations(Cell::Lstm))),
        })
    }
}

impl Survey {
    /// Every character that counts, as (step, window, place in the text).
    fn places(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let settled = if self.length > 4 * SETTLING { SETTLING } else { 0 };
        let rows = self.starts.iter().enumerate();
        rows.flat_map(move |(row, start)| (settled..self.length).map(move |t| (t, row, start + t)))
    }

    /// `[steps, batch, hidden]`
    fn values(&self, layer: usize, signal: Signal) -> Vec<f32> {
        let layer = &self.layers[layer];
        let tensor = match signal {
            Signal::Gate(Gate::Input) => &layer.input,
            Signal::Gate(Gate::Forget) => &layer.forget,
            Signal::Gate(Gate::Candidate) => &layer.candidate,
            Signal::Gate(Gate::Output) => &layer.output,
            Signal::Cell => &layer.cell,
            Signal::Hidden => &layer.hidden,
        };
        floats(tensor.clone())
    }
}

/// The first start of a line from `start` on, below `end` and not further than a window; else `start`. A window that begins with a line
/// lets the model know what the reader knows, for example that no quotation is open.
fn line_start(tokens: &[usize], newline: Option<usize>, start: usize, end: usize) -> usize {
    let places = start..end.min(start + LENGTH);
    places.into_iter().find(|at| *at > 0 && Some(tokens[at - 1]) == newline).unwrap_or(start)
}

fn spot(text: &super::data::Text, value: f32, at: usize) -> Spot {
    let part = |range: std::ops::Range<usize>| text.alphabet.decode(&text.training[range]);
    let end = text.training.len();
    Spot {
        before: part(at.saturating_sub(28)..at),
        character: text.alphabet.characters()[text.training[at]],
        after: part(at + 1..(at + 13).min(end)),
        value,
    }
}

//! The part of the state that a link carries: what differs from the default, the seed, and the version of this format.

use protocol::lstm::{MAX_TRACE_STEPS, Optimizer, Property, SeriesKind};
use viz::decimal;

use crate::Notice;

use super::{
    Corpus,
    knob::Knob,
    lesson::{DEFAULT_PROBE, Lesson},
    settings::{Settings, TaskKind},
    signal::SignalInfo,
};

const VERSION: &str = "1";

const PROPERTIES: [(Property, &str); 5] = [
    (Property::InsideQuotes, "quotes"),
    (Property::AfterNewline, "newline"),
    (Property::PositionInWord, "word"),
    (Property::UpperCase, "capital"),
    (Property::PositionInLine, "line"),
];

impl Lesson {
    /// The query of a link to what is on show, as names and values that are not yet percent-encoded.
    pub fn to_query(&self) -> Vec<(&'static str, String)> {
        let mut query = vec![("v", VERSION.to_string())];
        if self.task == TaskKind::Series {
            query.push(("task", "series".into()));
        }
        let defaults = Settings::default_for(self.task);
        let settings = &self.bench().settings;
        for knob in Knob::ALL.into_iter().filter(|knob| knob.is_for(self.task)) {
            let value = knob.get(settings);
            if knob == Knob::Seed || value != knob.get(&defaults) {
                query.push((knob.key(), value.to_string()));
            }
        }
        if settings.optimizer != defaults.optimizer {
            query.push(("optimizer", "sgd".into()));
        }
        if settings.with_rnn != defaults.with_rnn {
            query.push(("rnn", "0".into()));
        }
        if settings.series_kind != defaults.series_kind {
            query.push(("signal", "spike".into()));
        }
        let start = Lesson::default();
        if self.task == TaskKind::Text && self.probe != DEFAULT_PROBE {
            query.push(("probe", self.probe.clone()));
        }
        if self.task == TaskKind::Series && self.window != 0 {
            query.push(("window", self.window.to_string()));
        }
        if self.position != start.position {
            query.push(("at", self.position.to_string()));
        }
        if self.view.layer != start.view.layer {
            query.push(("layer", (self.view.layer + 1).to_string()));
        }
        if let Some(neuron) = self.view.neuron {
            query.push(("show", SignalInfo::of(self.view.signal).key.into()));
            query.push(("neuron", neuron.to_string()));
        }
        if let Some(property) = self.view.property {
            let name = PROPERTIES.iter().find(|(other, _)| *other == property).map_or("", |(_, name)| name);
            query.push(("find", name.into()));
        }
        query
    }

    /// What a link cannot carry, to be said beside it.
    pub fn link_note(&self) -> Option<&'static str> {
        let mine = self.corpus.as_ref().is_some_and(Corpus::is_mine);
        (mine && self.task == TaskKind::Text).then_some(
            "Your text stays in this browser: whoever opens the link sees these settings with the sample text.",
        )
    }

    /// Takes over a link's query (decoded). What makes no sense is left at its default and named in one notice.
    pub fn from_query(query: &[(String, String)]) -> Lesson {
        let mut lesson = Lesson::default();
        let value = |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let mut said = Vec::new();
        match value("v") {
            None | Some(VERSION) => {}
            Some(other) => said.push(format!("The link is of version {other}; this page reads version {VERSION}.")),
        }
        match value("task") {
            None | Some("text") => {}
            Some("series") => lesson.task = TaskKind::Series,
            Some(other) => said.push(format!("There is no task “{other}”; the text is used.")),
        }
        let task = lesson.task;
        let settings = &mut lesson.bench_mut().settings;
        for knob in Knob::ALL.into_iter().filter(|knob| knob.is_for(task)) {
            let Some(text) = value(knob.key()) else { continue };
            match decimal::read(text.trim()) {
                Some(number) => said.extend(knob.set(settings, number)),
                None => said.push(format!(
                    "{} “{text}” is no number; {} is used.",
                    knob.label(),
                    crate::format::setting(knob.get(settings))
                )),
            }
        }
        match value("optimizer") {
            None | Some("adam") => {}
            Some("sgd") => settings.optimizer = Optimizer::Sgd,
            Some(other) => said.push(format!("There is no optimizer “{other}”; Adam is used.")),
        }
        if value("rnn") == Some("0") {
            settings.with_rnn = false;
        }
        match value("signal") {
            None | Some("sines") => {}
            Some("spike") => settings.series_kind = SeriesKind::Spike,
            Some(other) => said.push(format!("There is no signal “{other}”; the sines are used.")),
        }
        let layers = settings.num_layers;
        let neurons = settings.hidden_size;
        let mut whole = |key: &str, label: &str, min: usize, max: usize| -> Option<usize> {
            let text = value(key)?;
            let number = text.trim().parse::<usize>().ok().filter(|number| (min..=max).contains(number));
            if number.is_none() {
                said.push(format!("{label} “{text}” is not one of {min} to {max}; the default is used."));
            }
            number
        };
        if let Some(position) = whole("at", "Position", 0, MAX_TRACE_STEPS - 1) {
            lesson.position = position;
        }
        if let Some(window) = whole("window", "Window", 0, 9_999) {
            lesson.window = window;
        }
        if let Some(layer) = whole("layer", "Layer", 1, layers) {
            lesson.view.layer = layer - 1;
        }
        lesson.view.neuron = whole("neuron", "Neuron", 0, neurons - 1);
        match value("show").map(|name| (name, SignalInfo::from_key(name))) {
            Some((_, Some(info))) => lesson.view.signal = info.signal,
            Some((name, None)) => said.push(format!("There is no signal “{name}” in a neuron; the cell is shown.")),
            None => {}
        }
        match value("find").map(|text| (text, PROPERTIES.iter().find(|(_, name)| *name == text))) {
            Some((_, Some((property, _)))) => lesson.view.property = Some(*property),
            Some((text, None)) => said.push(format!("The finder knows no “{text}”.")),
            None => {}
        }
        if let Some(probe) = value("probe").filter(|probe| !probe.is_empty()) {
            lesson.probe = probe.chars().take(MAX_TRACE_STEPS).collect();
        }
        if !said.is_empty() {
            lesson.notify(Notice::warning(said.join(" ")));
        }
        lesson
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::lstm::{Gate, Signal};

    fn read(query: &[(&str, &str)]) -> Lesson {
        let owned: Vec<_> = query.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Lesson::from_query(&owned)
    }

    fn again(lesson: &Lesson) -> Lesson {
        let owned: Vec<_> = lesson.to_query().into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        Lesson::from_query(&owned)
    }

    #[test]
    fn a_fresh_page_needs_the_version_and_the_seed_only() {
        assert_eq!(Lesson::default().to_query(), [("v", "1".to_string()), ("seed", "7".to_string())]);
        assert_eq!(read(&[]), Lesson::default());
    }

    #[test]
    fn what_is_on_show_comes_back() {
        let mut lesson = Lesson::default();
        lesson.set_knob(Knob::HiddenSize, 32.0);
        lesson.set_knob(Knob::LearningRate, 0.0005);
        lesson.set_optimizer(Optimizer::Sgd);
        lesson.set_probe("<b>“é漢”&=?</b>".into());
        lesson.set_position(4);
        lesson.set_layer(0);
        lesson.select(Signal::Gate(Gate::Candidate), Some(17));
        lesson.find(Some(Property::UpperCase));
        assert_eq!(again(&lesson), lesson);

        let mut series = Lesson::default();
        series.set_task(TaskKind::Series);
        series.set_series_kind(SeriesKind::Spike);
        series.set_knob(Knob::SeriesNoise, 0.25);
        series.set_window(3);
        assert_eq!(again(&series), series);
    }

    #[test]
    fn nonsense_becomes_the_default_and_is_named() {
        let lesson = read(&[
            ("hidden", "9999"),
            ("layers", "two"),
            ("rate", "NaN"),
            ("task", "poetry"),
            ("neuron", "-1"),
            ("layer", "9"),
            ("find", "verbs"),
            ("unheard", "of"),
        ]);
        let said = &lesson.notices[0].text;
        for part in [
            "Hidden size 9,999 is outside 4 to 256; 256 is used.",
            "Layers “two” is no number; 2 is used.",
            "0.004 stays",
            "“poetry”",
            "Neuron “-1” is not one of 0 to 255",
            "Layer “9” is not one of 1 to 2",
            "“verbs”",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
        assert_eq!(lesson.notices.len(), 1);
        let mut expected = Lesson::default();
        expected.text.settings.hidden_size = 256;
        expected.notices = lesson.notices.clone();
        assert_eq!(lesson, expected);
    }

    #[test]
    fn a_probe_is_cut_to_what_a_trace_reads() {
        let lesson = read(&[("probe", &"漢".repeat(5000))]);
        assert_eq!(lesson.probe.chars().count(), MAX_TRACE_STEPS);
        assert_eq!(read(&[("probe", "")]).probe, DEFAULT_PROBE);
    }
}

//! What the reader expects a broken model to do, and what it did.

/// How much a clamp costs on held-out text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Hardly,
    Worse,
    Collapse,
}

/// Nats of extra loss above which the effect counts as [`Effect::Worse`].
const WORSE: f32 = 0.05;
/// Nats of extra loss above which the effect counts as [`Effect::Collapse`].
const COLLAPSE: f32 = 0.5;

impl Effect {
    pub const ALL: [Effect; 3] = [Effect::Hardly, Effect::Worse, Effect::Collapse];

    pub fn label(self) -> &'static str {
        match self {
            Effect::Hardly => "Hardly changes: less than 0.05 nats",
            Effect::Worse => "Gets worse: 0.05 to 0.5 nats",
            Effect::Collapse => "Falls apart: more than 0.5 nats",
        }
    }
}

/// The effect that was measured; a loss that is no number counts as a collapse.
pub fn effect(intact: f32, clamped: f32) -> Effect {
    let cost = clamped - intact;
    if cost < WORSE {
        Effect::Hardly
    } else if cost < COLLAPSE {
        Effect::Worse
    } else {
        Effect::Collapse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_decides() {
        assert_eq!(effect(1.5, 1.4), Effect::Hardly);
        assert_eq!(effect(1.5, 1.52), Effect::Hardly);
        assert_eq!(effect(1.5, 1.7), Effect::Worse);
        assert_eq!(effect(1.5, 3.0), Effect::Collapse);
        assert_eq!(effect(1.5, f32::NAN), Effect::Collapse);
    }
}

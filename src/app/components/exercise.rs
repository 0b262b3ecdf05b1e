//! A task that is graded from what the model does, never from what is typed.

use super::icons::{Icon, icon};
use super::page::Page;
use leptos::prelude::*;
use lessons::{Graded, Lesson};
use viz::number::fixed;

/// When a measured value counts as reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    pub fn value(self) -> f64 {
        match self {
            Goal::AtLeast(goal) | Goal::AtMost(goal) => goal,
        }
    }

    pub fn reached(self, value: f64) -> bool {
        match self {
            Goal::AtLeast(goal) => value >= goal,
            Goal::AtMost(goal) => value <= goal,
        }
    }

    /// The nearer of two tries; a try that is not a number never counts.
    pub fn better(self, a: Option<f64>, b: Option<f64>) -> Option<f64> {
        let real = |value: &f64| value.is_finite();
        match (a.filter(real), b.filter(real)) {
            (Some(a), Some(b)) => Some(if matches!(self, Goal::AtLeast(_)) { a.max(b) } else { a.min(b) }),
            (a, b) => a.or(b),
        }
    }

    /// How full the meter is, 0 to 1.
    fn share(self, value: f64) -> f64 {
        let share = match self {
            _ if self.reached(value) => 1.0,
            Goal::AtLeast(goal) => value / goal,
            Goal::AtMost(goal) => goal / value,
        };
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// A card for each of a lesson's exercises. `best` is what the lesson has measured of one so far.
pub fn exercises<L: Lesson, E: Graded + Send + Sync + 'static, const N: usize>(
    page: Page<L>,
    all: [E; N],
    best: fn(&L, E) -> Option<f64>,
) -> AnyView {
    let cards = all.map(|exercise| {
        let value = page.see_of(move |lesson| best(lesson, exercise));
        let target = exercise.target();
        let goal = if exercise.is_upward() { Goal::AtLeast(target) } else { Goal::AtMost(target) };
        view! {
            <ExerciseCard
                statement=exercise.statement()
                value
                best=RwSignal::new(value.get_untracked())
                goal
                digits=exercise.digits()
                unit=exercise.unit()
                hint=exercise.hint()
            />
        }
        .into_any()
    });
    cards.into_iter().collect::<Vec<AnyView>>().into_any()
}

/// An exercise: the task, a meter with the best measured value so far, and "solved" when it is.
///
/// The page owns `best`, so that it can be kept or shared; the card only ever improves it.
///
/// Usage: `<ExerciseCard statement="Find a …" value best goal=Goal::AtLeast(0.5) digits=2 hint="Look at …" />`.
#[component]
pub fn ExerciseCard(
    #[prop(into)] statement: String,
    /// The value measured right now, if there is one.
    #[prop(into)]
    value: Signal<Option<f64>>,
    best: RwSignal<Option<f64>>,
    goal: Goal,
    #[prop(default = 2)] digits: usize,
    #[prop(into, optional)] unit: String,
    #[prop(into, optional)] hint: String,
) -> impl IntoView {
    Effect::new(move || {
        let better = goal.better(best.get_untracked(), value.get());
        if better != best.get_untracked() {
            best.set(better);
        }
    });
    let solved = move || best.get().is_some_and(|best| goal.reached(best));
    let unit = StoredValue::new(unit);
    let write = move |value: f64| format!("{} {}", fixed(value, digits), unit.get_value()).trim_end().to_string();
    let target = format!("{} {}", if matches!(goal, Goal::AtLeast(_)) { "≥" } else { "≤" }, write(goal.value()));
    let so_far =
        move || best.get().map_or_else(|| "no try yet".to_string(), |best| format!("best so far {}", write(best)));
    let spoken = format!(
        "Goal: {} {}",
        if matches!(goal, Goal::AtLeast(_)) { "at least" } else { "at most" },
        write(goal.value())
    );
    let hint = (!hint.is_empty()).then(|| {
        view! {
            <details class="exercise-hint">
                <summary>"Hint"</summary>
                <p>{hint}</p>
            </details>
        }
    });
    view! {
        <article class="exercise" class:solved=solved>
            <div class="exercise-task">
                <p>{statement}</p>
                {hint}
            </div>
            <div class="exercise-state">
                <div class="exercise-words">
                    <span>{so_far}</span>
                    <span>{target}</span>
                </div>
                <div
                    class="meter"
                    role="progressbar"
                    aria-label=spoken
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow=move || best.get().map_or(0.0, |best| (goal.share(best) * 100.0).round()).to_string()
                    aria-valuetext=so_far
                >
                    <span style:width=move || format!("{:.1}%", best.get().map_or(0.0, |best| goal.share(best) * 100.0))></span>
                </div>
                <p class="exercise-done" role="status">
                    {move || solved().then(|| view! { {icon(Icon::Check)} "Solved" })}
                </p>
            </div>
        </article>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_work_both_ways() {
        assert!(Goal::AtLeast(0.5).reached(0.5) && !Goal::AtMost(1.5).reached(1.6));
        assert_eq!(Goal::AtMost(1.5).better(Some(2.0), Some(1.7)), Some(1.7));
        assert_eq!(Goal::AtLeast(0.5).better(None, Some(f64::NAN)), None);
        assert_eq!(Goal::AtMost(1.0).share(2.0), 0.5);
        assert_eq!(Goal::AtLeast(0.5).share(-1.0), 0.0);
    }
}

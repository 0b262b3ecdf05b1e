//! The clocks as drawings and as numbers.

use viz::number::fixed;
use viz::table::Table;

use super::lesson::Lesson;
use super::picture::Clock;

/// Length of a hand in the drawing's own units; the face has the radius 20.
const HAND: f64 = 17.0;

/// The two hands around the middle of a face, from 12 o'clock to the right as the hands of a clock go: first the dashed one of `p + k`.
pub fn hands(clock: Clock) -> String {
    let hand = |class: &str, dashes: &str, angle: f64| {
        format!("<line class=\"{class}\" x2=\"{:.2}\" y2=\"{:.2}\"{dashes}/>", HAND * angle.sin(), -HAND * angle.cos())
    };
    hand("ahead", " stroke-dasharray=\"3 3\"", clock.ahead) + &hand("here", "", clock.angle)
}

/// One row a clock; angles in radians, from 12 o'clock to the right and without whole turns.
pub fn clocks_table(lesson: &Lesson) -> Table {
    let columns = ["pair", "positions a turn", "angle at p", "angle at p + k", "sine at p", "cosine at p"];
    let row = |clock: &Clock| {
        let within = |angle: f64| fixed(angle.rem_euclid(std::f64::consts::TAU), 6);
        vec![
            clock.pair.to_string(),
            clock.wavelength.to_string(),
            within(clock.angle),
            within(clock.ahead),
            fixed(clock.angle.sin(), 6),
            fixed(clock.angle.cos(), 6),
        ]
    };
    Table { columns: columns.map(String::from).to_vec(), rows: lesson.clocks().iter().map(row).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clock_is_in_the_table() {
        let lesson = Lesson::default();
        let table = clocks_table(&lesson);
        assert_eq!(table.rows.len(), lesson.clocks().len());
        // Position 20 of the fastest pair: one radian a position, 20 radians are 3 turns and 1.150 more.
        assert_eq!(table.rows[0][..3], ["0", &std::f64::consts::TAU.to_string(), "1.150444"].map(String::from));
        assert!(hands(lesson.clocks()[0]).matches("<line").count() == 2);
    }
}

//! From points to strokes: as many as the screen can show, in dashes if wanted.

use crate::axes::Frame;

/// Unbroken runs of places. A pixel column holds at most its first, lowest, highest and last point: a hundred thousand points
/// cost no more than the screen is wide, and no spike is lost.
pub fn places(points: &[(f64, f64)], frame: &Frame, log: bool) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut column: Vec<(f64, f64)> = Vec::new();
    for (x, y) in points {
        if !x.is_finite() || !y.is_finite() || (log && *y <= 0.0) {
            flush(&mut column, &mut runs);
            runs.push(Vec::new());
            continue;
        }
        let place = (frame.x(*x), frame.y(*y));
        if column.first().is_some_and(|first| first.0.floor() != place.0.floor()) {
            flush(&mut column, &mut runs);
        }
        column.push(place);
    }
    flush(&mut column, &mut runs);
    runs.retain(|run| run.len() > 1);
    runs
}

fn flush(column: &mut Vec<(f64, f64)>, runs: &mut [Vec<(f64, f64)>]) {
    let Some(run) = runs.last_mut() else { return };
    if column.len() <= 4 {
        run.append(column);
        return;
    }
    let by_y = |a: &usize, b: &usize| column[*a].1.total_cmp(&column[*b].1);
    let low = (0..column.len()).min_by(by_y).unwrap_or(0);
    let high = (0..column.len()).max_by(by_y).unwrap_or(0);
    let mut keep = [0, low, high, column.len() - 1];
    keep.sort_unstable();
    run.extend(keep.iter().map(|k| column[*k]));
    column.clear();
}

/// Cuts a line into dashes by its length on the sheet.
pub fn dash(run: &[(f64, f64)], on: f64, off: f64) -> Vec<Vec<(f64, f64)>> {
    let mut dashes: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut current: Vec<(f64, f64)> = run.first().copied().into_iter().collect();
    let (mut drawing, mut left) = (true, on);
    for pair in run.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length <= left {
                left -= length;
                if drawing {
                    current.push(to);
                }
                break;
            }
            let t = left / length;
            from = (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t);
            if drawing {
                current.push(from);
                dashes.push(std::mem::take(&mut current));
            } else {
                current = vec![from];
            }
            drawing = !drawing;
            left = if drawing { on } else { off };
        }
    }
    if drawing && current.len() > 1 {
        dashes.push(current);
    }
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axes::{self, Axis};

    #[test]
    fn a_hundred_thousand_points_cost_a_screen() {
        let mut points: Vec<(f64, f64)> = (0..100_000).map(|k| (f64::from(k), (f64::from(k) * 0.01).sin())).collect();
        points[50_000].1 = 40.0;
        let axis = Axis::default();
        let frame = axes::frame((400.0, 160.0), (&axis, (0.0, 100_000.0)), (&axis, (-1.0, 40.0)), 8.0);
        let runs = places(&points, &frame, false);
        assert!(runs[0].len() < 4 * 400);
        let top = runs[0].iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
        assert!((top - frame.y(40.0)).abs() < 1e-9, "the spike is kept");
    }

    #[test]
    fn dashes_cover_their_share() {
        let dashes = dash(&[(0.0, 0.0), (90.0, 0.0)], 5.0, 4.0);
        assert_eq!(dashes.len(), 10);
        assert_eq!(dashes[1], [(9.0, 0.0), (14.0, 0.0)]);
    }
}

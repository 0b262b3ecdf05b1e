//! How smoothly a page runs: its longest tasks and how often its pictures are drawn anew.

use super::Tab;
use std::{thread, time::Duration};

/// Runs before the page: notes long tasks, and the times at which each canvas is cleared or filled.
const RECORD: &str = "(() => {
    const activity = window.activity = { tasks: [], draws: new Map() };
    new PerformanceObserver(list => list.getEntries().forEach(entry => activity.tasks.push([entry.startTime, entry.duration])))
        .observe({ type: 'longtask', buffered: true });
    for (const name of ['clearRect', 'putImageData']) {
        const draw = CanvasRenderingContext2D.prototype[name];
        CanvasRenderingContext2D.prototype[name] = function (...args) {
            const times = activity.draws.get(this.canvas) ?? [];
            activity.draws.set(this.canvas, times);
            times.push(performance.now());
            return draw.apply(this, args);
        };
    }
})()";

/// Runs before the page: notes when tokens and a painted heatmap first stand on it, and what the lab says then.
const NOTE_FIRST_PICTURE: &str = "(() => {
    const look = () => {
        const painted = [...document.querySelectorAll('.heat canvas')].some(canvas => canvas.width > 1);
        if (painted && document.querySelector('.tokens i')) {
            window.firstPicture = [performance.now(), document.querySelector('.lab header').innerText];
        } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()";

#[derive(Clone, Copy, Debug)]
pub struct Activity {
    /// Of the main thread, in milliseconds; tasks up to 50 ms are not reported by the browser and count as 0.
    pub longest_task: f64,
    /// Frames a second in which the busiest canvas was drawn.
    pub pictures_per_second: f64,
}

impl Activity {
    /// To be called before the page is opened.
    #[track_caller]
    pub fn record(tab: &Tab) {
        tab.before_load(RECORD);
    }

    /// To be called before the page is opened.
    #[track_caller]
    pub fn note_first_picture(tab: &Tab) {
        tab.before_load(NOTE_FIRST_PICTURE);
    }

    /// When a lab first showed something, in milliseconds from the start of the navigation, and what it said of itself then.
    #[track_caller]
    pub fn first_picture(tab: &Tab, seconds: f32) -> (f64, String) {
        let first = tab.wait_for("the first picture", seconds, "window.firstPicture");
        (first[0].as_f64().unwrap_or(f64::NAN), first[1].as_str().unwrap_or_default().to_string())
    }

    /// What happens in the next `seconds`.
    #[track_caller]
    pub fn watch(tab: &Tab, seconds: f64) -> Activity {
        let start = tab.eval("performance.now()");
        thread::sleep(Duration::from_secs_f64(seconds));
        let report = tab.eval(&format!(
            "(start => {{
                const seconds = (performance.now() - start) / 1000;
                const recent = times => new Set(times.filter(time => time >= start).map(time => Math.round(time / 16))).size;
                const tasks = activity.tasks.filter(([at]) => at >= start).map(([, duration]) => duration);
                const draws = [...activity.draws].filter(([canvas]) => canvas.isConnected).map(([, times]) => recent(times));
                return [Math.max(0, ...tasks), Math.max(0, ...draws) / seconds];
            }})({start})"
        ));
        Activity {
            longest_task: report[0].as_f64().unwrap_or(f64::NAN),
            pictures_per_second: report[1].as_f64().unwrap_or(f64::NAN),
        }
    }
}

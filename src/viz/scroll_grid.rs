//! Where the cells of a large matrix stand when only a part of it is drawn: heads above and names at the left stay, the rest scrolls.
//! All lengths are CSS pixels.

use std::ops::Range;

/// No browser scrolls an element much longer than this; beyond it a step of the scroll bar moves by more than a pixel.
const LONGEST: f64 = 8_000_000.0;

/// A matrix in a scrolling box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollGrid {
    pub rows: usize,
    pub cols: usize,
    /// Width and height of a cell.
    pub cell: (f64, f64),
    /// Width of the names at the left and height of the heads above.
    pub margin: (f64, f64),
    /// What is seen of the box.
    pub seen: (f64, f64),
    /// Where the box's scroll bars stand.
    pub scroll: (f64, f64),
}

impl ScrollGrid {
    /// The size of the element inside the scrolling box.
    pub fn element(&self) -> (f64, f64) {
        let (width, height) = self.whole();
        (width.min(LONGEST), height.min(LONGEST))
    }

    /// The cells that are seen at least in part: rows and columns.
    pub fn visible(&self) -> (Range<usize>, Range<usize>) {
        let (left, top) = self.offset();
        let range = |offset: f64, cell: f64, seen: f64, all: usize| {
            let first = ((offset / cell) as usize).min(all);
            let last = ((offset + seen.max(0.0)) / cell).ceil() as usize;
            first..last.clamp(first, all)
        };
        (
            range(top, self.cell.1, self.seen.1 - self.margin.1, self.rows),
            range(left, self.cell.0, self.seen.0 - self.margin.0, self.cols),
        )
    }

    /// The corner of a cell in what is seen; cells further up or left lie under the heads and names.
    pub fn corner(&self, (row, col): (usize, usize)) -> (f64, f64) {
        let (left, top) = self.offset();
        (self.margin.0 + col as f64 * self.cell.0 - left, self.margin.1 + row as f64 * self.cell.1 - top)
    }

    /// The cell under a point of what is seen.
    pub fn hit(&self, (x, y): (f64, f64)) -> Option<(usize, usize)> {
        if x < self.margin.0 || y < self.margin.1 || x >= self.seen.0 || y >= self.seen.1 {
            return None;
        }
        let (left, top) = self.offset();
        let col = ((x - self.margin.0 + left) / self.cell.0) as usize;
        let row = ((y - self.margin.1 + top) / self.cell.1) as usize;
        (row < self.rows && col < self.cols).then_some((row, col))
    }

    /// Where the scroll bars must stand for a cell to be seen whole, moving as little as possible.
    pub fn reveal(&self, (row, col): (usize, usize)) -> (f64, f64) {
        let (left, top) = self.offset();
        let nearest = |offset: f64, start: f64, cell: f64, seen: f64| {
            if start < offset {
                start
            } else if start + cell > offset + seen {
                (start + cell - seen).max(0.0)
            } else {
                offset
            }
        };
        let left = nearest(left, col as f64 * self.cell.0, self.cell.0, self.seen.0 - self.margin.0);
        let top = nearest(top, row as f64 * self.cell.1, self.cell.1, self.seen.1 - self.margin.1);
        let (across, down) = self.ratio();
        (left / across, top / down)
    }

    fn whole(&self) -> (f64, f64) {
        (self.margin.0 + self.cols as f64 * self.cell.0, self.margin.1 + self.rows as f64 * self.cell.1)
    }

    /// Pixels of the matrix for a pixel of the scroll bar: 1 unless the matrix is longer than an element can be.
    fn ratio(&self) -> (f64, f64) {
        let (whole, element) = (self.whole(), self.element());
        let ratio = |whole: f64, element: f64, seen: f64| {
            if whole > element && element > seen { (whole - seen) / (element - seen) } else { 1.0 }
        };
        (ratio(whole.0, element.0, self.seen.0), ratio(whole.1, element.1, self.seen.1))
    }

    fn offset(&self) -> (f64, f64) {
        let (across, down) = self.ratio();
        (self.scroll.0.max(0.0) * across, self.scroll.1.max(0.0) * down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: usize, cols: usize, scroll: (f64, f64)) -> ScrollGrid {
        ScrollGrid { rows, cols, cell: (30.0, 20.0), margin: (100.0, 80.0), seen: (400.0, 280.0), scroll }
    }

    #[test]
    fn only_what_is_seen_is_visible() {
        assert_eq!(grid(2000, 20_000, (0.0, 0.0)).visible(), (0..10, 0..10));
        assert_eq!(grid(2000, 20_000, (45.0, 30.0)).visible(), (1..12, 1..12));
        assert_eq!(grid(3, 2, (0.0, 0.0)).visible(), (0..3, 0..2));
        assert_eq!(grid(0, 0, (0.0, 0.0)).visible(), (0..0, 0..0));
        let end = grid(2000, 20_000, (599_700.0, 39_800.0));
        assert_eq!(end.element(), (600_100.0, 40_080.0));
        assert_eq!(end.visible(), (1990..2000, 19_990..20_000));
    }

    #[test]
    fn points_and_corners_agree() {
        let grid = grid(2000, 20_000, (45.0, 30.0));
        let (x, y) = grid.corner((7, 5));
        assert_eq!(grid.hit((x + 0.5, y + 0.5)), Some((7, 5)));
        assert_eq!(grid.hit((99.0, 150.0)), None);
        assert_eq!(grid.hit((150.0, 79.0)), None);
        assert_eq!(ScrollGrid { rows: 2, cols: 2, ..grid }.hit((390.0, 270.0)), None);
    }

    #[test]
    fn a_cell_comes_into_view_by_the_shortest_way() {
        let grid = grid(2000, 20_000, (300.0, 200.0));
        assert_eq!(grid.reveal((12, 12)), (300.0, 200.0));
        assert_eq!(grid.reveal((2, 3)), (90.0, 40.0));
        assert_eq!(grid.reveal((30, 40)), (930.0, 420.0));
    }

    #[test]
    fn a_matrix_longer_than_any_element_is_reached_to_its_end() {
        let tall = grid(3_000_000, 4, (0.0, 0.0));
        assert_eq!(tall.element().1, LONGEST);
        let end = ScrollGrid { scroll: (0.0, LONGEST - 280.0), ..tall };
        assert_eq!(end.visible().0, 2_999_990..3_000_000);
        let there = ScrollGrid { scroll: tall.reveal((1_500_000, 0)), ..tall };
        assert!(there.visible().0.contains(&1_500_000));
    }
}

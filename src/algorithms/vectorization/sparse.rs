//! A matrix that stores only what is not zero.

/// Compressed sparse rows: the entries of row `r` are those from `offsets[r]` to `offsets[r + 1]`, by ascending column.
#[derive(Clone, Debug, PartialEq)]
pub struct Csr<T> {
    pub width: usize,
    /// One more than there are rows.
    pub offsets: Vec<usize>,
    pub columns: Vec<u32>,
    pub values: Vec<T>,
}

impl<T: Copy> Csr<T> {
    pub fn new(width: usize) -> Self {
        Self { width, offsets: vec![0], columns: Vec::new(), values: Vec::new() }
    }

    /// Appends a row. Columns must ascend.
    pub fn push(&mut self, entries: impl IntoIterator<Item = (u32, T)>) {
        for (column, value) in entries {
            self.columns.push(column);
            self.values.push(value);
        }
        self.offsets.push(self.columns.len());
    }

    pub fn height(&self) -> usize {
        self.offsets.len() - 1
    }

    /// How many entries are stored.
    pub fn stored(&self) -> usize {
        self.columns.len()
    }

    pub fn columns(&self, row: usize) -> &[u32] {
        &self.columns[self.offsets[row]..self.offsets[row + 1]]
    }

    pub fn values(&self, row: usize) -> &[T] {
        &self.values[self.offsets[row]..self.offsets[row + 1]]
    }

    /// The entries of one row: column and value.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (u32, T)> + '_ {
        self.columns(row).iter().copied().zip(self.values(row).iter().copied())
    }

    /// What stands in a cell, if something does.
    pub fn get(&self, row: usize, column: u32) -> Option<T> {
        let at = self.columns(row).binary_search(&column).ok()?;
        Some(self.values(row)[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back() {
        let mut matrix = Csr::new(4);
        matrix.push([(0, 2), (3, 1)]);
        matrix.push([]);
        matrix.push([(1, 5)]);
        assert_eq!((matrix.height(), matrix.width, matrix.stored()), (3, 4, 3));
        assert_eq!(matrix.row(0).collect::<Vec<_>>(), [(0, 2), (3, 1)]);
        assert_eq!((matrix.get(0, 3), matrix.get(1, 1), matrix.get(2, 1)), (Some(1), None, Some(5)));
    }
}

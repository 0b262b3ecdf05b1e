//! The numbers behind a picture, for the table beside it and the CSV file.

/// Column heads and rows of cells, already as text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// CSV as RFC 4180 describes it: CRLF, and quotes around what holds a comma, a quote or a line break.
    pub fn csv(&self) -> String {
        let mut out = String::new();
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            for (k, cell) in row.iter().enumerate() {
                if k > 0 {
                    out.push(',');
                }
                push_cell(&mut out, cell);
            }
            out.push_str("\r\n");
        }
        out
    }
}

fn push_cell(out: &mut String, cell: &str) {
    let spaced = cell.starts_with(' ') || cell.ends_with(' ');
    if spaced || cell.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_only_where_needed() {
        let table = Table {
            columns: vec!["step".into(), "said".into()],
            rows: vec![vec!["1".into(), "“a, b”".into()], vec!["2".into(), "he said \"no\"\nand left".into()]],
        };
        assert_eq!(table.csv(), "step,said\r\n1,\"“a, b”\"\r\n2,\"he said \"\"no\"\"\nand left\"\r\n");
    }

    #[test]
    fn a_token_that_is_a_space_survives() {
        let table = Table { columns: vec![" ".into()], rows: vec![] };
        assert_eq!(table.csv(), "\" \"\r\n");
    }
}

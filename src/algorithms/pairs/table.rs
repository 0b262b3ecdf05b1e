//! The reader's own pairs: a line each, source and target with a tab between them.

use super::Pair;

/// A line that is no pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub problem: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub pairs: Vec<Pair>,
    /// Lines left out.
    pub odd: Vec<Row>,
}

/// Reads lines of source, tab, target. Empty lines are passed over; a line that is no pair, or whose sides are longer than `most`
/// characters, is left out and named.
pub fn read_table(text: &str, most: usize) -> Table {
    let mut table = Table::default();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match read_line(line, most) {
            Ok(pair) => table.pairs.push(pair),
            Err(problem) => table.odd.push(Row { line: index + 1, problem }),
        }
    }
    table
}

fn read_line(line: &str, most: usize) -> Result<Pair, String> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    match cells[..] {
        [_] => Err("has no tab: write the source, a tab, and the target".into()),
        ["", _] => Err("has no source before the tab: write one, or take the line out".into()),
        [_, ""] => Err("has no target after the tab: write one, or take the line out".into()),
        [source, target] => {
            for (name, side) in [("source", source), ("target", target)] {
                let count = side.chars().count();
                if count > most {
                    return Err(format!("has a {name} of {count} characters: shorten it to {most}"));
                }
            }
            Ok(Pair { source: source.into(), target: target.into() })
        }
        _ => Err(format!("has {} columns: keep two, source and target, with one tab between them", cells.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ragged_lines_are_named_and_the_others_read() {
        let text = "one\t1\r\n\ntwo 2\n\t3\nfour\t\nfive\t5\tV\n six \t 6 \nnine nine nine\t9\n";
        let table = read_table(text, 8);
        let pairs: Vec<(&str, &str)> = table.pairs.iter().map(|pair| (&*pair.source, &*pair.target)).collect();
        assert_eq!(pairs, [("one", "1"), ("six", "6")]);
        let lines: Vec<usize> = table.odd.iter().map(|row| row.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 8]);
        assert!(table.odd[0].problem.contains("a tab") && table.odd[3].problem.contains("3 columns"));
        assert!(table.odd[4].problem.contains("14 characters"));
    }

    #[test]
    fn nothing_is_no_pair() {
        assert_eq!(read_table(" \n\r\n", 8), Table::default());
    }
}

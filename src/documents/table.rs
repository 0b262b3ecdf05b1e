//! Tables as text: each row a paragraph that says which column each value stands in, so that a row is understood without the others.

use csv::{ReaderBuilder, StringRecord};

use crate::{Document, Format, Part};

pub(crate) fn read(source: &str, tabs: bool, document: &mut Document) {
    document.format = Format::Csv;
    let delimiter = if tabs { b'\t' } else { delimiter(source) };
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(source.as_bytes());
    let mut record = StringRecord::new();
    let (mut names, mut rows, mut odd): (Vec<String>, usize, usize) = (Vec::new(), 0, 0);
    // The reader takes anything that is UTF-8; an error could only be its end.
    while reader.read_record(&mut record).unwrap_or(false) {
        if names.is_empty() {
            names = record.iter().map(|name| one_line(name.trim())).collect();
            continue;
        }
        rows += 1;
        odd += usize::from(record.len() != names.len());
        if !document.text.is_empty() {
            document.text.push_str("\n\n");
        }
        let start = document.text.len();
        let mut first = true;
        for (place, value) in record.iter().enumerate().filter(|(_, value)| !value.trim().is_empty()) {
            if !first {
                document.text.push('\n');
            }
            first = false;
            match names.get(place).filter(|name| !name.is_empty()) {
                Some(name) => document.text.push_str(name),
                None => document.text.push_str(&format!("Column {}", place + 1)),
            }
            document.text.push_str(": ");
            document.text.push_str(&one_line(value.trim()));
        }
        document.parts.push(Part { number: rows, range: start..document.text.len() });
    }
    if rows == 0 {
        // A single line is no table.
        document.text = names.join(", ");
    }
    if odd > 0 {
        let rows = if odd == 1 { "1 row has".into() } else { format!("{odd} rows have") };
        document.notes.push(format!("{rows} more or fewer values than there are names of columns."));
    }
}

/// An empty line within a value would look like the end of the row.
fn one_line(value: &str) -> String {
    value.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The mark that stands in the first line most often, outside quotation marks.
fn delimiter(source: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in source.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(mark, _)| *mark == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(mark, _)| *mark)
}

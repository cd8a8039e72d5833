//! Tables in the pages of `docs/`: the parts of the documentation that tests compare with what is real.

use crate::workspace::read;

/// A row of a table: its cells, without the backticks around them.
pub type Row = Vec<String>;

/// The rows of the table of a page that begins with these headings.
pub fn table(page: &str, headings: &[&str]) -> Vec<Row> {
    let text = read(page);
    let mut lines = text.lines().skip_while(|line| cells(line) != headings);
    assert!(lines.next().is_some(), "`{page}` has no table with the columns {}", headings.join(", "));
    let rows: Vec<Row> = lines.skip(1).take_while(|line| line.starts_with('|')).map(cells).collect();
    for row in &rows {
        assert_eq!(row.len(), headings.len(), "`{page}` has a row with another number of cells: {row:?}");
    }
    assert!(!rows.is_empty(), "`{page}` has an empty table with the columns {}", headings.join(", "));
    rows
}

/// The words of a cell, separated by commas or spaces.
pub fn words(cell: &str) -> Vec<&str> {
    cell.split([',', ' ']).filter(|word| !word.is_empty()).collect()
}

fn cells(line: &str) -> Row {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    if line.starts_with('|') {
        inner.split('|').map(|cell| cell.replace('`', "").trim().to_owned()).collect()
    } else {
        Row::new()
    }
}

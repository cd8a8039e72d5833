use std::io::{BufReader, Read};

use super::*;

fn all(text: &[u8], limit: usize, buffer: usize) -> Vec<Result<String, u64>> {
    let mut reader = BufReader::with_capacity(buffer, text);
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    loop {
        match read(&mut reader, limit, &mut line).unwrap() {
            Next::Line => lines.push(Ok(String::from_utf8(line.clone()).unwrap())),
            Next::TooLong(length) => lines.push(Err(length)),
            Next::End => return lines,
        }
    }
}

/// Guards against line numbers that are not those of an editor: an empty line is one, the end of the last one makes no other.
#[test]
fn lines_are_those_of_an_editor() {
    for buffer in [1, 2, 3, 64] {
        let lines = |text: &str| all(text.as_bytes(), 10, buffer).into_iter().map(Result::unwrap).collect::<Vec<_>>();
        assert_eq!(lines("a\nb\n"), ["a", "b"]);
        assert_eq!(lines("a\nb"), ["a", "b"]);
        assert_eq!(lines("a\r\n\r\nb\rc\r\n"), ["a", "", "b\rc"]);
        assert_eq!(lines("\n\na"), ["", "", "a"]);
        assert!(lines("").is_empty());
    }
}

/// Guards against a line that takes all memory, and against losing the place behind it.
#[test]
fn a_line_that_is_too_long_is_skipped_and_counted() {
    for buffer in [1, 4, 64] {
        assert_eq!(
            all(b"12345\n123456\nx\n123456789", 5, buffer),
            [Ok("12345".to_owned()), Err(6), Ok("x".to_owned()), Err(9)]
        );
        assert_eq!(all(b"12345\r\n", 5, buffer), [Ok("12345".to_owned())]);
    }
    let mut reader = BufReader::new(io::repeat(b'x').take(1 << 20));
    let mut line = Vec::new();
    assert_eq!(read(&mut reader, 1 << 10, &mut line).unwrap(), Next::TooLong(1 << 20));
    assert!(line.capacity() < 1 << 17, "{}", line.capacity());
}

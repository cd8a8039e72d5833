//! The lines of a reader, in memory that no line can exhaust.

use std::io::{self, BufRead, ErrorKind};

/// Longer lines are skipped: EventBridge takes 256 KB, and a corpus of pretty-printed or binary data is none.
pub(crate) const MAX_LINE: usize = 32 << 20;

/// What the next line is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// It is in the buffer, without its end.
    Line,
    /// It has so many bytes, and was skipped.
    TooLong(u64),
    /// There is none.
    End,
}

/// Reads the next line into `line`, without `\n` or `\r\n`. One longer than `limit` is read to its end and not kept.
///
/// # Errors
/// Those of the reader.
pub(crate) fn read(reader: &mut impl BufRead, limit: usize, line: &mut Vec<u8>) -> io::Result<Next> {
    line.clear();
    let (mut length, mut ended) = (0_u64, false);
    while !ended {
        let bytes = match reader.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if bytes.is_empty() {
            if length == 0 {
                return Ok(Next::End);
            }
            break;
        }
        // Position and length of a slice: neither can be out of bounds.
        let (part, used) = match bytes.iter().position(|&byte| byte == b'\n') {
            Some(at) => {
                ended = true;
                (bytes.get(..at).unwrap_or_default(), at + 1)
            }
            None => (bytes, bytes.len()),
        };
        length += part.len() as u64;
        if length <= limit as u64 + 1 {
            line.extend_from_slice(part);
        }
        reader.consume(used);
    }
    let line_end = u64::from(length == line.len() as u64 && line.last() == Some(&b'\r'));
    if length - line_end > limit as u64 {
        line.clear();
        line.shrink_to(limit);
        return Ok(Next::TooLong(length));
    }
    if line_end == 1 {
        line.pop();
    }
    Ok(Next::Line)
}

#[cfg(test)]
#[path = "lines.test.rs"]
mod tests;

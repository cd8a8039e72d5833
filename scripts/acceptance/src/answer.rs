//! What the API answered, and the checks that every test makes of it.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// Headers that differ from one answer to the next without saying anything about it.
const OF_THE_MOMENT: &[&str] = &[
    // Between two hops: a server closes a connection after so many requests (RFC 9110, 7.6.1).
    "connection",
    "date",
    "x-amzn-requestid",
    "x-amzn-request-id",
    "x-amz-request-id",
    "x-amz-id-2",
    "x-amz-apigw-id",
    "x-amzn-trace-id",
];

/// An answer of the API.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked, for messages.
    asked: String,
    /// The status.
    pub status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Everything of an answer that a client can tell it by: status, headers, body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Essence {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    pub(crate) const fn new(asked: String, status: u16, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { asked, status, headers, body }
    }

    /// The answer, if it has the status.
    ///
    /// # Panics
    /// When it has another one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "the status of {self}");
        self
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body.
    ///
    /// # Panics
    /// When it is not JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{self} is not JSON: {error}"))
    }

    /// A text in the body.
    ///
    /// # Panics
    /// When it is not there.
    #[must_use]
    #[track_caller]
    pub fn string(&self, pointer: &str) -> String {
        let text = self.json().pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        text.unwrap_or_else(|| panic!("{self} has no text at `{pointer}`"))
    }

    /// A header, if it is there once.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        }
    }

    /// The id of the record in the body.
    #[must_use]
    #[track_caller]
    pub fn id(&self) -> String {
        self.string("/id")
    }

    /// The version of the record: in the body, and the same in the `ETag`.
    ///
    /// # Panics
    /// When they differ, or one is not there.
    #[must_use]
    #[track_caller]
    pub fn version(&self) -> u64 {
        let version = self.json().get("version").and_then(Value::as_u64);
        let version = version.unwrap_or_else(|| panic!("{self} has no version"));
        assert_eq!(self.header("etag"), Some(format!("\"{version}\"").as_str()), "the ETag of {self}");
        version
    }

    /// The answer, if it is this problem in the form of RFC 9457 with everything that clients rely on.
    ///
    /// # Panics
    /// When it is anything else.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "the type of {answer}");
        assert_eq!(answer.string("/code"), code, "the code of {answer}");
        assert_eq!(answer.json().get("status").and_then(Value::as_u64), Some(status.into()), "the status in {answer}");
        for member in ["/type", "/title", "/trace_id"] {
            assert!(!answer.string(member).is_empty(), "`{member}` of {answer}");
        }
        answer
    }

    /// What a client can tell the answer by. The trace id and the headers of the moment are left out.
    #[must_use]
    pub fn essence(&self) -> Essence {
        let text = self.text();
        let trace_id = serde_json::from_str::<Value>(&text).ok();
        let trace_id = trace_id.as_ref().and_then(|body| body.get("trace_id")).and_then(Value::as_str);
        let body = trace_id.map_or(text.clone(), |id| text.replace(id, "{trace_id}"));
        let said = self.headers.iter().filter(|(name, _)| !OF_THE_MOMENT.contains(&name.as_str()));
        let mut headers: Vec<_> = said
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        headers.sort();
        Essence { status: self.status, headers, body }
    }
}

impl Essence {
    /// The same without an id that the question named: an answer may name it as well.
    #[must_use]
    pub fn about(mut self, id: &str) -> Self {
        self.body = self.body.replace(id, "{id}");
        self
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the answer to {}: {} {:?} {}", self.asked, self.status, self.headers, self.text())
    }
}

#[cfg(test)]
#[path = "answer.test.rs"]
mod tests;

//! A program as Rust source, for build scripts.

use std::fmt::{self, Debug, Write as _};

use crate::table::{Program, Rows};

/// The names in the debug forms of the rows.
const IMPORTS: &str = "#[allow(unused_imports, reason = \"not every program has rows of every kind\")]
    use schema_program::table::{
        ArrayRule, Automaton, Combo, ComboKind::{All, Any, One}, Field, Form::{Fixed, Free, Walked},
        Format::{Date, DateTime, Ipv4, Ipv6, Time, Uri, Uuid}, Literal::{Bool, Null, Number, Text}, Node,
        Number::{Float, Int}, NumberRule, ObjectRule, Program, Route::{Direct, Keep, Never}, Routes, Span, TextRule,
    };
    use std::borrow::Cow;";

impl Program {
    /// An expression of the type `Program` that needs no work when a process starts: bind it to a `static`.
    #[must_use]
    pub fn to_rust(&self) -> String {
        let mut code = format!("{{\n    {IMPORTS}\n    Program {{\n");
        // Writing to a String cannot fail.
        let _ = self.write(&mut code);
        code.push_str("    }\n}");
        code
    }

    fn write(&self, code: &mut String) -> fmt::Result {
        rows(code, "nodes", &self.nodes)?;
        rows(code, "routes", &self.routes)?;
        rows(code, "texts", &self.texts)?;
        rows(code, "numbers", &self.numbers)?;
        rows(code, "arrays", &self.arrays)?;
        rows(code, "objects", &self.objects)?;
        rows(code, "fields", &self.fields)?;
        rows(code, "places", &self.places)?;
        rows(code, "combos", &self.combos)?;
        rows(code, "choices", &self.choices)?;
        rows(code, "literals", &self.literals)?;
        rows(code, "sets", &self.sets)?;
        rows(code, "positions", &self.positions)?;
        rows(code, "automata", &self.automata)?;
        rows(code, "classes", &self.classes)?;
        rows(code, "steps", &self.steps)?;
        writeln!(code, "        text: Cow::Borrowed({:?}),", self.text)
    }
}

/// The debug form of the rows is their source: they are plain numbers in structs and enums.
fn rows<T: Debug + Clone>(code: &mut String, name: &str, rows: &Rows<T>) -> fmt::Result {
    writeln!(code, "        {name}: Cow::Borrowed(&{rows:?}),")
}

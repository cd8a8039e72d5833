//! Lists that can be asked for in the order of names.

use api::Problem;
use kernel::{KeyName, Listing, SortName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::PageQuery;

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Sort {
    /// Oldest first.
    Created,
    /// By name, whatever its case; equal names oldest first.
    Name,
}

/// Which page is asked for of a list that can be ordered by name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedPageQuery {
    /// How many rows at most: 1 to 200, by default 50.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200), example = 50)]
    pub limit: Option<usize>,
    /// The `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// `true` lists the archived records instead of those in use.
    #[serde(default)]
    #[schemars(example = true)]
    pub archived: Option<bool>,
    /// The order: `created`, oldest first, which is the default, or `name`. Of a name the first 64 bytes count (UTF-8, NFKC, case folded).
    #[serde(default)]
    #[schemars(example = &"name")]
    pub sort: Option<Sort>,
    /// Only those whose name begins so, in any case; in the order of their names.
    #[serde(default)]
    #[schemars(length(min = 1), example = &"acme")]
    pub name_prefix: Option<String>,
}

impl NamedPageQuery {
    /// The list in the order that is asked for.
    ///
    /// # Errors
    /// 400 for a prefix that is empty or longer than what counts of a name, and for one in the order of creation.
    pub fn listing(&self, list: KeyName) -> Result<Listing, Problem> {
        match (self.sort, &self.name_prefix) {
            (None | Some(Sort::Created), None) => Ok(Listing::All(list)),
            (Some(Sort::Name), None) => Ok(Listing::ByName { list, prefix: None }),
            (None | Some(Sort::Name), Some(text)) => {
                let detail = format!("expected the beginning of a name, at most {} bytes", SortName::MAX_BYTES);
                let prefix = SortName::prefix(text);
                let prefix = prefix.ok_or_else(|| Problem::invalid_parameter("name_prefix", detail))?;
                Ok(Listing::ByName { list, prefix: Some(prefix) })
            }
            (Some(Sort::Created), Some(_)) => {
                let detail = "expected `name`, or nothing: what is looked for by `name_prefix` is ordered by name";
                Err(Problem::invalid_parameter("sort", detail))
            }
        }
    }

    /// Which page of it.
    #[must_use]
    pub fn page(self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor, archived: self.archived }
    }
}

#[cfg(test)]
#[path = "names.test.rs"]
mod tests;

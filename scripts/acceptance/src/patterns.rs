//! The examples of `docs/patterns`, as documentation tests: one module per page, so that the name of a failing test says which page it is.

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/01-entity.md"))]
mod entity {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/02-isolation.md"))]
mod isolation {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/03-nested-isolation.md"))]
mod nested_isolation {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/04-platform-level.md"))]
mod platform_level {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/05-keys-and-indexes.md"))]
mod keys_and_indexes {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/06-references.md"))]
mod references {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/07-commands-and-events.md"))]
mod commands_and_events {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/08-event-naming-and-versions.md"))]
mod event_naming_and_versions {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/09-repository.md"))]
mod repository {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/10-route-parameters.md"))]
mod route_parameters {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/11-permissions.md"))]
mod permissions {}

#[cfg_attr(doctest, doc = include_str!("../../../docs/patterns/12-errors.md"))]
mod errors {}

#[cfg(test)]
#[path = "patterns.test.rs"]
mod tests;

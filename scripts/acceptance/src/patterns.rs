//! The examples of `docs/patterns`, as tests: one item per page, so that the name of a failing test says which page it is.

#[doc = include_str!("../../../docs/patterns/01-entity.md")]
struct Entity;

#[doc = include_str!("../../../docs/patterns/02-isolation.md")]
struct Isolation;

#[doc = include_str!("../../../docs/patterns/03-nested-isolation.md")]
struct NestedIsolation;

#[doc = include_str!("../../../docs/patterns/04-platform-level.md")]
struct PlatformLevel;

#[doc = include_str!("../../../docs/patterns/05-keys-and-indexes.md")]
struct KeysAndIndexes;

#[doc = include_str!("../../../docs/patterns/06-references.md")]
struct References;

#[doc = include_str!("../../../docs/patterns/07-commands-and-events.md")]
struct CommandsAndEvents;

#[doc = include_str!("../../../docs/patterns/08-event-naming-and-versions.md")]
struct EventNamingAndVersions;

#[doc = include_str!("../../../docs/patterns/09-repository.md")]
struct Repository;

#[doc = include_str!("../../../docs/patterns/10-route-parameters.md")]
struct RouteParameters;

#[doc = include_str!("../../../docs/patterns/11-permissions.md")]
struct Permissions;

#[doc = include_str!("../../../docs/patterns/12-errors.md")]
struct Errors;

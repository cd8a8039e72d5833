//! The page of access patterns names every key of every entity, and no other.

use std::collections::BTreeSet;

use dynamodb_entity::{DynamoDbEntity, Projection};
use dynamodb_store::{
    AnchorItem, ClaimItem, CommandItem, EdgeItem, EventItem, PublishedItem, QuarantineItem, StateItem,
};
use governance::{SchemaItem, ViolationItem};

use crate::page::{table, words};

const PAGE: &str = "docs/access-patterns.md";
const SCOPE: &str = "TENANT#{tenant_id}#CAPSULE#{capsule_id}";

/// Where an item stands: `table` or an index, partition key, sort key, as the page writes them.
type Place = [String; 3];

fn places<E: DynamoDbEntity>() -> Vec<Place> {
    let text = |key: &str| key.replace(SCOPE, "S");
    let own = ["table".to_owned(), text(E::PK.text()), text(E::SK.text())];
    let listed = E::INDEXES.iter().map(|index| [index.name.to_owned(), text(index.pk.text()), text(index.sk.text())]);
    std::iter::once(own).chain(listed).collect()
}

/// A query that the page does not know is one whose cost and consistency nobody thought about.
#[test]
fn the_page_names_every_key_of_every_entity() {
    let of_entities: BTreeSet<Place> = [
        places::<EventItem>(),
        places::<StateItem>(),
        places::<EdgeItem>(),
        places::<AnchorItem>(),
        places::<PublishedItem>(),
        places::<ClaimItem>(),
        places::<CommandItem>(),
        places::<QuarantineItem>(),
        places::<SchemaItem>(),
        places::<ViolationItem>(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let columns = ["access", "where", "partition key", "sort key", "call", "consistency", "who"];
    let of_page: BTreeSet<Place> =
        table(PAGE, &columns).into_iter().map(|row| [row[1].clone(), row[2].clone(), row[3].clone()]).collect();
    assert_eq!(of_page, of_entities, "{PAGE} (left) and the entities (right) differ");
}

/// A projection that lacks an attribute answers half of a list; one more is written with every row. That the template's are these
/// is a house rule.
#[test]
fn the_page_names_what_the_indexes_project() {
    let of_page: Vec<_> = table(PAGE, &["index", "projects"])
        .into_iter()
        .map(|row| (row[0].clone(), words(&row[1]).into_iter().map(str::to_owned).collect::<BTreeSet<_>>()))
        .collect();
    let of_entities = [StateItem::GSI1, EdgeItem::GSI2, StateItem::GSI3, ViolationItem::GSI4].map(|index| {
        let Projection::Include(attributes) = index.projection else { panic!("an index carries what its list shows") };
        (index.name.to_owned(), attributes.iter().map(|name| (*name).to_owned()).collect())
    });
    assert_eq!(of_page, of_entities, "{PAGE} (left) and the entities (right) differ");
}

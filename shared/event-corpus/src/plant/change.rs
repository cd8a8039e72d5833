//! Other places, names, types and forms for a field.

use crate::{
    dice::Dice,
    event::Draft,
    naming::FieldCase,
    node::Node,
    words::{HEX, invented},
};

/// Another place for a field: beside other fields of the event, or in an object of its own.
pub(super) fn place(dice: &mut Dice, draft: &Draft, at: &[String]) -> Option<Vec<String>> {
    let (name, inside) = at.split_last()?;
    let mut places: Vec<Vec<String>> = vec![Vec::new(), vec![invented(dice, 2)]];
    for slot in &draft.slots {
        let place = slot.at.get(..slot.at.len().saturating_sub(1)).unwrap_or_default();
        if !places.iter().any(|known| known == place) {
            places.push(place.to_vec());
        }
    }
    places.retain(|place| place != inside);
    let place = dice.pick(&places)?;
    let at: Vec<_> = place.iter().cloned().chain([name.clone()]).collect();
    is_free(draft, &at).then_some(at)
}

/// Another name for a field: of another style, shorter, longer, or mistyped.
pub(super) fn name(dice: &mut Dice, draft: &Draft, at: &[String]) -> Option<Vec<String>> {
    let (name, inside) = at.split_last()?;
    let words = words_of(name);
    let mut names: Vec<String> = FieldCase::ALL.iter().map(|case| case.name(&words)).collect();
    names.push(format!("{name}2"));
    names.push(format!("_{name}"));
    names.push(name.trim_end_matches("_id").trim_end_matches("Id").to_owned());
    names.push(format!("{}{name}", invented(dice, 1)));
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() > 3 {
        let first = 1 + dice.below(letters.len() - 2);
        letters.swap(first, first + 1);
        names.push(letters.into_iter().collect());
    }
    names.retain(|other| other != name && !other.is_empty());
    let other = dice.pick(&names)?.clone();
    let at: Vec<_> = inside.iter().cloned().chain([other]).collect();
    is_free(draft, &at).then_some(at)
}

/// `tenantId`, `TENANT_ID` and `tenant-id` as words.
fn words_of(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for character in name.chars() {
        if character.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.push(if "_-".contains(character) { ' ' } else { character.to_ascii_lowercase() });
        before = character;
    }
    words
}

/// Whether nothing stands at a place, above it or below.
fn is_free(draft: &Draft, at: &[String]) -> bool {
    !draft.slots.iter().any(|slot| slot.at.starts_with(at) || at.starts_with(&slot.at))
}

/// A value of another JSON type that says the same.
pub(super) fn json_type(dice: &mut Dice, value: &Node) -> Node {
    match value {
        Node::Text(text) => match dice.below(4) {
            0 => Node::List(vec![Node::text(text)]),
            1 => Node::Object(vec![("value".to_owned(), Node::text(text))]),
            2 => Node::Flag(true),
            _ => Node::number(dice.between(1, 99_999)),
        },
        Node::Number(number) if dice.chance(0.7) => Node::text(number),
        Node::Flag(flag) if dice.chance(0.7) => Node::text(if *flag { "true" } else { "false" }),
        Node::Number(_) | Node::Flag(_) | Node::Null => Node::List(vec![value.clone()]),
        Node::List(_) | Node::Object(_) => Node::text(value.json()),
    }
}

/// An id or a time of another form.
pub(super) fn format(dice: &mut Dice, value: &Node, time: bool) -> Option<Node> {
    let Node::Text(text) = value else { return None };
    if time {
        return Some(Node::text(match dice.below(3) {
            0 => text.get(..10).unwrap_or_default().replace('-', "/"),
            1 => text.replace('T', " ").trim_end_matches('Z').replace('-', "."),
            _ => "yesterday".to_owned(),
        }));
    }
    let changed = match (dice.below(4), text.split_once(['_', '-'])) {
        (0, Some((_, rest))) => format!("{}_{rest}", invented(dice, 1)),
        (0, None) => format!("{}_{text}", invented(dice, 1)),
        (1, _) => text.get(..text.len() / 2).unwrap_or_default().to_owned(),
        (2, _) => format!("{} {}", invented(dice, 2), dice.below(1000)),
        _ => dice.text(HEX, 11),
    };
    (changed != *text).then_some(Node::Text(changed))
}

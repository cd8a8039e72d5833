//! Fields of the data, and the words for them.

use std::collections::BTreeSet;

use super::{Entity, Field, KeyStyle, Plan, Presence, Shape, Standing};
use crate::{
    dice::Dice,
    naming::FieldCase,
    words::{
        BEGINNINGS, CHANGES, COUNTS, DATES, DOMAINS, EMAILS, ENDINGS, ENUMS, FLAGS, INSTANTS, ITEMS, KEYS, MAPS, MONEY,
        NAMES, OBJECTS, PROSE, RATIOS, TAGS, URLS, VALUES, invented, words,
    },
};

/// The words of a corpus.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    /// Whether nouns, actions and fields are words of no language.
    pub invents: bool,
    /// Whether the names of roles and boundaries are, too.
    pub invents_roles: bool,
    pub case: FieldCase,
    /// Nouns that are left.
    nouns: Vec<&'static str>,
    /// Names that mean something in the envelope.
    reserved: BTreeSet<String>,
}

impl Vocabulary {
    pub fn draw(dice: &mut Dice, case: FieldCase) -> Self {
        let nouns = words(dice.word(&DOMAINS));
        Self {
            invents: dice.chance(0.3),
            invents_roles: dice.chance(0.08),
            case,
            nouns: dice.some(&nouns, nouns.len()),
            reserved: BTreeSet::new(),
        }
    }

    /// Keeps the names of the envelope from the data.
    pub fn reserve(&mut self, plan: &Plan) {
        self.reserved = plan.envelope.iter().flat_map(|part| part.at.iter().cloned()).collect();
    }

    /// A noun that was not drawn before.
    pub fn noun(&mut self, dice: &mut Dice) -> String {
        match self.nouns.pop() {
            Some(noun) if !self.invents => noun.to_owned(),
            _ => invented(dice, 2) + if dice.chance(0.2) { " unit" } else { "" },
        }
    }

    /// What happens first, some changes and an end.
    pub fn actions(&self, dice: &mut Dice, beginning: &str, changes: usize) -> Vec<String> {
        let mut actions = vec![beginning.to_owned()];
        let known = dice.some(&words(CHANGES), changes);
        actions.extend(known.into_iter().map(|word| if self.invents { invented(dice, 2) } else { word.to_owned() }));
        let end = dice.word(&words(ENDINGS));
        actions.push(if self.invents { invented(dice, 2) } else { end.to_owned() });
        actions
    }

    /// The word for how things come into being: mostly one for the whole corpus.
    pub fn beginning(&self, dice: &mut Dice) -> String {
        if self.invents { invented(dice, 2) } else { dice.word(&words(BEGINNINGS)).to_owned() }
    }
}

/// Draws the fields of one entity.
pub(super) struct Fields<'v> {
    vocabulary: &'v Vocabulary,
    taken: BTreeSet<String>,
    /// What stands before the entity and can be referred to.
    pub targets: Vec<usize>,
    /// What all tenants share.
    pub shared: Vec<usize>,
    /// The words of all entities before.
    pub nouns: Vec<String>,
}

impl<'v> Fields<'v> {
    pub fn new(vocabulary: &'v Vocabulary, entity: &str, before: &[Entity]) -> Self {
        let mut taken = vocabulary.reserved.clone();
        // `id`, `order` and `order_id` of other fields would be read as the thing's own id.
        taken.insert(vocabulary.case.name("id"));
        taken.insert(vocabulary.case.name(entity));
        taken.insert(vocabulary.case.name(&format!("{entity} id")));
        let common = |entity: &Entity| entity.opened.is_empty() && entity.standing == Standing::Scoped;
        let indices = |wanted: &dyn Fn(&Entity) -> bool| {
            before.iter().enumerate().filter(|(_, entity)| wanted(entity)).map(|(index, _)| index).collect()
        };
        Self {
            vocabulary,
            taken,
            targets: indices(&common),
            shared: indices(&|entity| entity.standing == Standing::Global),
            nouns: before.iter().map(|entity| entity.words.clone()).collect(),
        }
    }

    /// Keeps a name from being given again.
    pub fn keep(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }

    /// A name that no other field of the entity has.
    pub fn name(&mut self, dice: &mut Dice, pool: &'static str) -> String {
        let drawn = if self.vocabulary.invents { invented(dice, 2) } else { dice.word(&words(pool)).to_owned() };
        self.fresh(dice, &drawn)
    }

    pub fn fresh(&mut self, dice: &mut Dice, words: &str) -> String {
        let mut name = self.vocabulary.case.name(words);
        while !self.taken.insert(name.clone()) {
            name = self.vocabulary.case.name(&format!("{} {words}", invented(dice, 1)));
        }
        name
    }

    /// Some fields of all shapes.
    pub fn body(&mut self, dice: &mut Dice, count: usize) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for _ in 0..count {
            let field = if dice.chance(0.3) { self.reference(dice) } else { self.plain(dice, 0) };
            let depends = dice.chance(0.08) && fields.last().is_some_and(|last| can_be_depended_on(&last.shape));
            let value = match fields.last().map(|last| &last.shape) {
                Some(Shape::Enum(values)) => values.first().cloned(),
                _ => None,
            };
            fields.push(if depends { Field { presence: Presence::With(value), ..field } } else { field });
        }
        fields
    }

    /// A field that says something about the thing.
    pub fn plain(&mut self, dice: &mut Dice, depth: u32) -> Field {
        let (pool, shape) = match dice.below(if depth == 0 { 19 } else { 14 }) {
            0 | 1 => (NAMES, Shape::Name),
            2 => (PROSE, Shape::Prose),
            3 | 4 => (ENUMS, Shape::Enum(self.values(dice))),
            5 | 6 => (MONEY, Shape::Money),
            7 => (COUNTS, Shape::Count(0, dice.pick(&[9, 100, 5_000]).copied().unwrap_or(9))),
            8 => (RATIOS, Shape::Ratio),
            9 => (FLAGS, Shape::Flag),
            10 => (DATES, Shape::Date),
            11 => (INSTANTS, Shape::Instant),
            12 => (EMAILS, Shape::Email),
            13 => (TAGS, Shape::Tags(self.values(dice))),
            14 => (MAPS, Shape::Map),
            15 => (URLS, Shape::Url),
            16 => (KEYS, Shape::Key(key_style(dice))),
            17 => (OBJECTS, Shape::Object(self.inner(dice, depth))),
            _ => (ITEMS, Shape::Items(self.inner(dice, depth))),
        };
        Field { name: self.name(dice, pool), shape, presence: presence(dice) }
    }

    fn inner(&mut self, dice: &mut Dice, depth: u32) -> Vec<Field> {
        let mut fields: Vec<_> = (0..2 + dice.below(3)).map(|_| self.plain(dice, depth + 1)).collect();
        if dice.chance(0.4) {
            fields.push(self.reference(dice));
        }
        if let Some(first) = fields.first_mut() {
            first.presence = Presence::Always;
        }
        fields
    }

    /// A field that names something else.
    pub fn reference(&mut self, dice: &mut Dice) -> Field {
        let end = dice.word(&[" id", " id", " id", " ref", ""]);
        let target = dice.pick(&self.targets).copied();
        let shared = dice.pick(&self.shared).copied();
        let noun = |index: usize| self.nouns.get(index).cloned().unwrap_or_default();
        let (words, shape) = match (dice.below(10), target, shared) {
            (0..=5, Some(target), _) => (noun(target) + end, Shape::Reference(target)),
            (6, Some(target), _) => (noun(target) + " ids", Shape::References(target)),
            (7, Some(target), _) if self.targets.len() > 1 => {
                let other = self.targets.iter().copied().find(|other| *other != target);
                ("related".to_owned(), Shape::Any([Some(target), other].into_iter().flatten().collect()))
            }
            (_, _, Some(shared)) => (noun(shared) + end, Shape::Shared(shared)),
            _ => (dice.word(&["owner", "assignee", "reviewer", "contact person"]).to_owned() + end, Shape::Person),
        };
        let presence = if dice.chance(0.8) { Presence::Always } else { presence(dice) };
        Field { name: self.fresh(dice, &words), shape, presence }
    }

    fn values(&self, dice: &mut Dice) -> Vec<String> {
        let count = 3 + dice.below(5);
        let values = dice.some(&words(VALUES), count);
        let upper = dice.chance(0.3);
        let written = |word: &str| if upper { word.to_uppercase() } else { word.to_owned() };
        values
            .into_iter()
            .map(|word| written(&if self.vocabulary.invents { invented(dice, 2) } else { word.to_owned() }))
            .collect()
    }
}

/// Mostly there; sometimes in 10 to 90 % of the events, sometimes null.
fn presence(dice: &mut Dice) -> Presence {
    match dice.below(20) {
        0..=3 => Presence::Optional(dice.range(0.1, 0.9)),
        4 | 5 => Presence::Nullable(dice.range(0.1, 0.9)),
        _ => Presence::Always,
    }
}

const fn can_be_depended_on(shape: &Shape) -> bool {
    matches!(shape, Shape::Enum(_) | Shape::Date | Shape::Instant | Shape::Name | Shape::Reference(_))
}

pub(super) fn key_style(dice: &mut Dice) -> KeyStyle {
    *dice.pick(&[KeyStyle::Hash, KeyStyle::Path, KeyStyle::Arn, KeyStyle::Colon]).unwrap_or(&KeyStyle::Hash)
}

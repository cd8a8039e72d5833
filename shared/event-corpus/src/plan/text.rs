//! A plan in words, for people who wonder why something was not found.

use std::fmt;

use super::{Plan, Role, Shape, Standing, Values};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<_> = self.kinds.iter().map(|kind| kind.name()).collect();
        writeln!(
            f,
            "seed {}: {} events, {:.3} % violations of {}",
            self.seed,
            self.events,
            self.rate * 100.0,
            kinds.join(", ")
        )?;
        writeln!(
            f,
            "wire {:?}, types {:?}, fields {:?}, shuffled {}",
            self.wire, self.naming, self.case, self.shuffled
        )?;
        writeln!(
            f,
            "data at /{}, own id {:?}, money {:?}, times {:?}",
            self.payload().join("/"),
            self.own_id,
            self.money,
            self.times
        )?;
        for part in self.envelope.iter().filter(|part| part.role != Role::Payload) {
            writeln!(f, "  /{:<30} {:?}", part.at.join("/"), part.role)?;
        }
        for level in &self.levels {
            let values = match &level.values {
                Values::Ids(format) => format!("ids {format:?}"),
                Values::Names(names) => format!("names {}", names.join(", ")),
            };
            writeln!(f, "boundary `{}`: {values}, {} to {} each", level.words, level.count.0, level.count.1)?;
        }
        for (index, entity) in self.entities.iter().enumerate() {
            let standing = match entity.standing {
                Standing::Scoped if entity.deviates => "lacks the innermost boundary".to_owned(),
                Standing::Scoped => "within all boundaries".to_owned(),
                Standing::Root(level) => format!("is boundary {level}"),
                Standing::Global => "outside of all".to_owned(),
            };
            let often =
                if entity.opened.is_empty() { String::new() } else { format!(", {} streams", entity.opened.len()) };
            writeln!(
                f,
                "entity {index} `{}`: {:?}, {standing}, {} to {} events{often}",
                entity.words, entity.id, entity.life.0, entity.life.1
            )?;
            let names: Vec<_> = entity.shared.iter().map(|field| field.name.as_str()).collect();
            if !names.is_empty() {
                writeln!(f, "  in all: {}", names.join(", "))?;
            }
            for action in &entity.actions {
                let fields: Vec<_> =
                    action.fields.iter().map(|field| format!("{} {}", field.name, short(&field.shape))).collect();
                let name = self.naming.name(&entity.words, &action.words, 1);
                writeln!(f, "  {name}: {}", fields.join(", "))?;
                if let Some(next) = &action.next {
                    let added: Vec<_> = next.added.iter().map(|field| field.name.as_str()).collect();
                    let (from, dropped, renamed) = (next.from, &next.dropped, &next.renamed);
                    writeln!(f, "    from {from:.2} on: adds {added:?}, drops {dropped:?}, renames {renamed:?}")?;
                }
            }
        }
        writeln!(f, "{:?}", self.traps)
    }
}

/// The first word of a shape's form, and what it refers to.
fn short(shape: &Shape) -> String {
    match shape {
        Shape::Enum(_) => "Enum".to_owned(),
        Shape::Tags(_) => "Tags".to_owned(),
        Shape::Object(_) => "Object".to_owned(),
        Shape::Items(_) => "Items".to_owned(),
        other => format!("{other:?}"),
    }
}

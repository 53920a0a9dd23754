//! Which events of a store are meant: the filters that commands share.

use anyhow::{Context, Result, bail};
use record::{Family, Grade, Standing, SubEventType};
use store::{Order, Query};

use crate::args::{Filter, OrderArg};

/// The query of these filters, for at most `limit` events where they do not say how many.
pub fn query(args: &Filter, limit: Option<usize>) -> Result<Query> {
    let kind = args.kind.as_deref();
    let sub_event_type = kind.and_then(SubEventType::from_code);
    let family = kind.and_then(Family::from_code);
    if let Some(kind) = kind.filter(|_| sub_event_type.is_none() && family.is_none()) {
        bail!("--type: {kind:?} is no type of event and no family; `dateline codes` lists them");
    }
    Ok(Query {
        from: args.from,
        to: args.to,
        country: args.country.as_ref().map(|code| code.to_uppercase()),
        place: args.place.clone(),
        actor: args.actor.clone(),
        sub_event_type,
        family,
        standing: code("--standing", args.standing.as_deref(), Standing::from_code, Standing::ALL)?,
        grade: code("--grade", args.grade.as_deref(), Grade::from_code, Grade::ALL)?,
        killed_at_least: args.killed,
        text: args.text.clone(),
        outlet: args.outlet.clone(),
        order: match args.order {
            OrderArg::Latest => Order::Latest,
            OrderArg::Earliest => Order::Earliest,
            OrderArg::Deadliest => Order::Deadliest,
            OrderArg::MostTold => Order::MostTold,
        },
        limit: args.limit.or(limit),
        offset: 0,
    })
}

/// A code of a fixed list; an error names the list.
fn code<T: std::fmt::Display>(
    option: &str,
    word: Option<&str>,
    known: impl Fn(&str) -> Option<T>,
    all: &[T],
) -> Result<Option<T>> {
    let Some(word) = word else { return Ok(None) };
    let listed = || all.iter().map(|code| code.to_string()).collect::<Vec<_>>().join(", ");
    known(word).map(Some).with_context(|| format!("{option}: {word:?} is none of {}", listed()))
}

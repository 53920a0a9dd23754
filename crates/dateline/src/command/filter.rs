//! Which events of a store are meant: the filters that commands share.

use anyhow::{Result, anyhow};
use dateline::asking::Asked;
use store::{Order, Query};

use crate::args::{Filter, OrderArg};

/// The query of these filters, for at most `limit` events where they do not say how many.
pub fn query(args: &Filter, limit: Option<usize>) -> Result<Query> {
    let asked = Asked {
        from: args.from,
        to: args.to,
        country: args.country.clone(),
        place: args.place.clone(),
        actor: args.actor.clone(),
        kind: args.kind.clone(),
        standing: args.standing.clone(),
        grade: args.grade.clone(),
        killed: args.killed,
        outlet: args.outlet.clone(),
        text: args.text.clone(),
        order: match args.order {
            OrderArg::Latest => Order::Latest,
            OrderArg::Earliest => Order::Earliest,
            OrderArg::Deadliest => Order::Deadliest,
            OrderArg::MostTold => Order::MostTold,
        },
        limit: args.limit.or(limit),
        offset: 0,
    };
    asked.query().map_err(|wrong| anyhow!("--{}: {}", wrong.filter, wrong.reason))
}

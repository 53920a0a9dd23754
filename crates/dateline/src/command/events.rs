//! `dateline events` and `dateline show`: what a store holds.

use std::io::{self, IsTerminal, Write};

use anyhow::{Context, Result, bail};
use dateline::asking::{Surroundings, events, why};
use dateline::linking;
use linkage::Chain;
use publish::Around;
use record::{Event, Key, Telling};
use serde_json::{Value, json};
use store::{Found, Query, Store};

use super::filter::query;
use super::store::reading;
use crate::Outcome;
use crate::args::{EventFormat, EventsArgs, ShowArgs};

/// Events in a table, unless more are asked for.
const LISTED: usize = 50;

/// Lists the events that fit.
pub fn list(args: &EventsArgs) -> Result<Outcome> {
    let store = reading(&args.store.path)?;
    let format = args.format.unwrap_or(match io::stdout().is_terminal() {
        true => EventFormat::Table,
        false => EventFormat::Jsonl,
    });
    if args.tallies {
        return tallies(&store, format);
    }
    let query = query(&args.filter, (format == EventFormat::Table).then_some(LISTED))?;
    let keys = store.query_keys(&query)?;
    let mut out: Box<dyn Write> = match format {
        EventFormat::Table => Box::new(anstream::stdout().lock()),
        _ => Box::new(io::BufWriter::new(io::stdout().lock())),
    };
    write(&mut out, &store, &keys, format)?;
    out.flush()?;
    drop(out);
    if format == EventFormat::Table {
        let all = store.count(&Query { limit: None, ..query })?;
        let pending = store.pending()?;
        let waiting = match pending.changed.len() + pending.gone.len() {
            0 => String::new(),
            n => format!("; {n} event reports wait for `dateline link`"),
        };
        anstream::eprintln!("{} of {all} events{waiting}", keys.len());
    }
    Ok(if keys.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn write(out: &mut dyn Write, store: &Store, keys: &[Key], format: EventFormat) -> Result<()> {
    match format {
        EventFormat::Csv => out.write_all(publish::event_head().as_bytes())?,
        EventFormat::Json => out.write_all(b"[\n")?,
        EventFormat::Table | EventFormat::Jsonl => {}
    }
    for (n, &key) in keys.iter().enumerate() {
        let Some(event) = store.event(key)? else { continue };
        let tellings = store.tellings(&event.tellings)?;
        let text = match format {
            EventFormat::Table => publish::event_lines(&event, &tellings),
            EventFormat::Csv => publish::event_row(&event, &tellings),
            EventFormat::Jsonl => format!("{}\n", publish::event_json(&event, &tellings)),
            EventFormat::Json => {
                let between = if n + 1 < keys.len() { "," } else { "" };
                format!("{:#}{between}\n", publish::event_json(&event, &tellings))
            }
        };
        out.write_all(text.as_bytes())?;
    }
    if format == EventFormat::Json {
        out.write_all(b"]\n")?;
    }
    Ok(())
}

/// Lists the running totals, each as it was told over time, with how many such events are held for the same time.
fn tallies(store: &Store, format: EventFormat) -> Result<Outcome> {
    let series = store.series()?;
    let mut events: Vec<Event> = Vec::new();
    store.each_event(|event| events.push(event))?;
    let mut out = anstream::stdout().lock();
    let mut rows = Vec::new();
    for series in &series {
        let own = linkage::own_count(series, &events);
        match format {
            EventFormat::Table => {
                let held: Vec<Option<usize>> =
                    own.iter().map(|own| own.from.and(own.to).map(|_| own.events.len())).collect();
                write!(out, "{}", publish::series_lines(series, &held))?;
            }
            EventFormat::Csv => bail!("running totals are written as table, json or jsonl"),
            EventFormat::Json | EventFormat::Jsonl => rows.push(json!({ "series": series, "held": own })),
        }
    }
    match format {
        EventFormat::Json => writeln!(out, "{:#}", Value::Array(rows))?,
        _ => rows.iter().try_for_each(|row| writeln!(out, "{row}"))?,
    }
    Ok(if series.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// Shows an event, the event of an event report, or a report with its events.
pub fn show(args: &ShowArgs) -> Result<Outcome> {
    let store = reading(&args.store.path)?;
    if let Some(day) = args.as_of {
        return show_as_of(&store, day, args);
    }
    match store.resolve(&args.key)? {
        Found::EventReport { event: Some(event), key } => {
            if event != key && event.to_string() != args.key {
                anstream::eprintln!("dateline: {key} tells the event {event}");
            }
            show_event(&store, event, args)
        }
        Found::EventReport { event: None, key } => {
            anstream::eprintln!("dateline: {key} is not linked yet; `dateline link` does it");
            let told = store.tellings(&[key])?;
            let alone = linkage::reconcile(&told).with_context(|| format!("{key} no longer tells an event"))?;
            print_event(&alone, &told, &Around::default(), args)
        }
        Found::Report(report) => show_report(&store, report, args),
        Found::Tally { series, .. } => {
            let all = store.series()?;
            let series = all.iter().find(|known| Some(known.key) == series);
            let series = series.context("this total is not linked yet; `dateline link` does it")?;
            write!(anstream::stdout(), "{}", publish::series_lines(series, &[]))?;
            Ok(Outcome::Done)
        }
    }
}

/// The event as it stood at the end of a day: what was stated, edited and judged by then, linked anew.
fn show_as_of(store: &Store, day: record::Date, args: &ShowArgs) -> Result<Outcome> {
    let Found::EventReport { key, .. } = store.resolve(&args.key)? else {
        bail!("{} is neither an event nor an event report", args.key);
    };
    let Some((event, tellings)) = linking::as_of(store, key, day)? else {
        anstream::eprintln!("dateline: {key} was not known by {day}");
        return Ok(Outcome::NothingFound);
    };
    let why = why(&tellings);
    print_event(&event, &tellings, &Around { why: &why, ..Around::default() }, args)
}

fn show_event(store: &Store, key: Key, args: &ShowArgs) -> Result<Outcome> {
    let of = Surroundings::of(store, key)?.with_context(|| format!("{key} is no event"))?;
    print_event(&of.event, &of.tellings, &of.around(), args)?;
    if args.chain {
        print_chain(store, key)?;
    }
    Ok(Outcome::Done)
}

fn print_event(event: &Event, tellings: &[Telling], around: &Around, args: &ShowArgs) -> Result<Outcome> {
    let text = match args.json {
        true => format!("{:#}\n", publish::event_json(event, tellings)),
        false => publish::dossier(event, tellings, around, width()),
    };
    anstream::stdout().write_all(text.as_bytes())?;
    Ok(Outcome::Done)
}

/// The exchange of blows that the event belongs to, by reports' own words of answer.
fn print_chain(store: &Store, key: Key) -> Result<()> {
    let mut answers = std::collections::BTreeMap::new();
    store.each_event(|event| {
        if !event.answers.is_empty() {
            answers.insert(event.key, event.answers);
        }
    })?;
    let Chain { back, forward } = linkage::chain(&answers, key);
    let mut steps: Vec<_> = back.iter().rev().chain(&forward).collect();
    steps.dedup();
    let mut out = anstream::stdout().lock();
    writeln!(out, "\n  Chain of answers")?;
    for step in steps {
        let shown = events(store, [step.event, step.answered])?;
        let lines: Vec<String> = shown.iter().map(publish::event_line).collect();
        writeln!(out, "    {}", lines.join("\n      answered "))?;
    }
    Ok(())
}

fn show_report(store: &Store, key: Key, args: &ShowArgs) -> Result<Outcome> {
    let today = store.standing_version(key)?.unwrap_or(key);
    if today != key {
        anstream::eprintln!("dateline: {key} was corrected by {today}");
    }
    let coded = store.report(key)?.with_context(|| format!("{key} is no report"))?;
    let mut out = anstream::stdout().lock();
    if args.json {
        writeln!(out, "{:#}", publish::record_json(&coded))?;
        return Ok(Outcome::Done);
    }
    write!(out, "{}", publish::table(&coded, width()))?;
    for copy in store.copies(key)? {
        writeln!(
            out,
            "  reprinted by {} ({})",
            publish::plain(&copy.outlets.join(", ")),
            publish::plain(&copy.input_id)
        )?;
    }
    for shared in store.shared(key)? {
        writeln!(out, "  {:.0} % of it stands in the report {}", 100.0 * shared.share, shared.other)?;
    }
    for telling in store.tellings_of(key)? {
        let event = store.event_of(telling.key)?.map_or("not linked yet".to_string(), |event| event.to_string());
        writeln!(out, "  {} {} tells the event {event}", telling.key, telling.event_report.id)?;
    }
    Ok(Outcome::Done)
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}

//! The program `dateline`: it reads the command line and hands over to the command.

mod args;
mod command;
mod output;
mod page;
mod progress;
mod written;

use std::io;
use std::process::ExitCode;

use clap::Parser;
use dateline::codebook;

use crate::args::{Cli, Command, StoreCommand};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All was done.
    Done,
    /// All was done, and there was nothing.
    NothingFound,
    /// Some inputs failed, the rest was done.
    SomeFailed,
    /// The user stopped it.
    Interrupted,
}

fn main() -> ExitCode {
    let ended = match Cli::parse().command {
        Command::Code(args) => command::code::run(args),
        Command::Init(args) => command::store::init(&args),
        Command::Import(args) => command::add::import(&args),
        Command::Link(args) => command::link::run(&args),
        Command::Events(args) => command::events::list(&args),
        Command::Export(args) => command::export::run(&args),
        Command::Show(args) => command::events::show(&args),
        Command::Changes(args) => command::store::changes(&args),
        Command::Store(StoreCommand::Copy(args)) => command::store::copy(&args),
        Command::Merge(args) => command::decide::merge(&args),
        Command::Split(args) => command::decide::split(&args),
        Command::Undo(args) => command::decide::undo(&args),
        Command::Explain(args) => command::explain::run(&args),
        Command::Score(args) => command::score::run(&args),
        Command::Bench(args) => command::bench::run(&args),
        Command::Review(args) => command::review::run(&args),
        Command::Serve(args) => command::serve::run(args),
        Command::Mcp(args) => command::mcp::run(&args),
        #[cfg(feature = "watch")]
        Command::Watch(args) => command::watch::run(args),
        Command::Toponyms(args) => command::toponyms::run(&args),
        Command::Codes(args) => command::codes::run(&args),
        Command::Actors(args) => command::actors::run(&args),
        Command::Gazetteer(args) => command::gazetteer::run(&args),
        Command::Doctor(args) => command::doctor::run(&args),
        Command::Completions(args) => command::completions::run(&args),
    };
    match ended {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NothingFound) => ExitCode::from(1),
        Ok(Outcome::SomeFailed) => ExitCode::from(2),
        Ok(Outcome::Interrupted) => ExitCode::from(130),
        // Whoever read our output has seen enough: `dateline code … | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("dateline: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

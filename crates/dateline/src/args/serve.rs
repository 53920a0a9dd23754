//! The arguments of the desk, and of answering programs.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{CodebookArg, ReaderArg, StoreArg};

const MCP_EXAMPLES: &str = "\
Examples:
  dateline mcp --store may.sqlite          a client starts this and speaks to it; docs/mcp.md has its configuration

The store is only read. Nothing is asked of any other machine.";

#[derive(Args)]
#[command(after_help = MCP_EXAMPLES)]
pub struct McpArgs {
    #[command(flatten)]
    pub store: StoreArg,
}

const SERVE_EXAMPLES: &str = "\
Examples:
  dateline serve                          the desk on http://localhost:8470, for this machine alone
  dateline serve --read-only              to look, not to decide
  dateline serve --listen 0.0.0.0:8470 --token-file token.txt
                                          for others too, who sign in with what token.txt holds

Nothing is ever asked of another machine. Ctrl-C ends it; everything decided is kept at once.";

#[derive(Args)]
#[command(after_help = SERVE_EXAMPLES)]
pub struct ServeArgs {
    /// Where to listen; any address that is not of this machine alone demands a token
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8470")]
    pub listen: SocketAddr,
    /// File with the token that whoever comes in must know
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Nothing can be changed
    #[arg(long)]
    pub read_only: bool,
    /// Who decides, unless a browser names somebody else [default: your user name]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Base map in place of the built-in coastlines and borders, as one PMTiles file
    #[arg(long, value_name = "FILE")]
    pub basemap: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArg,
    #[command(flatten)]
    pub reader: ReaderArg,
    #[command(flatten)]
    pub codebook: CodebookArg,
}

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::output::part_of;

/// Where an export goes: standard output, or a file that appears when all of it is written.
pub enum Destination {
    /// Standard output.
    Pipe(BufWriter<io::Stdout>),
    /// A file, and the name that it takes in the end.
    File { writer: BufWriter<File>, part: PathBuf, path: PathBuf },
}

impl Destination {
    /// Opens it; standard output for `None`.
    pub fn open(path: Option<&Path>) -> Result<Destination> {
        let Some(path) = path else { return Ok(Destination::Pipe(BufWriter::with_capacity(1 << 16, io::stdout()))) };
        // A device or a named pipe can only be written to where it is.
        let device = fs::metadata(path).is_ok_and(|file| !file.is_file());
        let part = if device { path.to_path_buf() } else { part_of(path) };
        let file = File::create(&part).with_context(|| format!("{}: cannot be written", part.display()))?;
        Ok(Destination::File { writer: BufWriter::with_capacity(1 << 16, file), part, path: path.to_path_buf() })
    }

    /// Hands everything over; a file takes its name now.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        if let Destination::File { writer, part, path } = self {
            drop(writer);
            if part != path {
                fs::rename(&part, &path).with_context(|| format!("{}: cannot take its name", path.display()))?;
            }
        }
        Ok(())
    }

    fn writer(&mut self) -> &mut (dyn Write + Send) {
        match self {
            Destination::Pipe(writer) => writer,
            Destination::File { writer, .. } => writer,
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}

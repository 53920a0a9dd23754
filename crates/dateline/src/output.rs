//! Where records go: standard output, or a file that appears whole when all is done.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use anyhow::{Context, Result, bail};
use publish::Layout;

use crate::written::{self, Written};

/// An open output in one layout.
pub struct Output {
    to: To,
    layout: Layout,
    any: bool,
}

enum To {
    Terminal(AutoStream<io::Stdout>),
    Pipe(BufWriter<io::Stdout>),
    File { writer: BufWriter<File>, part: PathBuf, path: PathBuf },
}

/// Name of the file that is written to until the run is done.
pub fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    path.with_file_name(name)
}

impl Output {
    /// Standard output; tables lose their colours where it is no terminal or `NO_COLOR` is set.
    pub fn stdout(layout: Layout) -> Result<Output> {
        let to = match layout.format {
            publish::Format::Table => To::Terminal(AutoStream::auto(io::stdout())),
            _ => To::Pipe(BufWriter::with_capacity(1 << 16, io::stdout())),
        };
        Output { to, layout, any: false }.begun()
    }

    /// A file, written beside its place and moved there by [`Output::finish`].
    ///
    /// # Errors
    /// If it cannot be written, or if an interrupted run left records there that could be continued.
    pub fn file(path: &Path, layout: Layout) -> Result<Output> {
        // A device or a named pipe can only be written to where it is.
        let device = fs::metadata(path).is_ok_and(|file| !file.is_file());
        let part = if device { path.to_path_buf() } else { part_of(path) };
        let held = fs::metadata(&part).is_ok_and(|file| file.len() > 0);
        if held && layout.format == publish::Format::Jsonl && layout.content == publish::Content::Records {
            bail!("{} is left from an interrupted run: continue it with --resume, or delete it", part.display());
        }
        let file = File::create(&part).with_context(|| format!("{}: cannot be written", part.display()))?;
        let to = To::File { writer: BufWriter::with_capacity(1 << 16, file), part, path: path.to_path_buf() };
        Output { to, layout, any: false }.begun()
    }

    /// The file of an interrupted run, and what it holds already. What comes after its last complete record is cut.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn resumed(path: &Path, layout: Layout) -> Result<(Output, Written)> {
        let part = part_of(path);
        let open = OpenOptions::new().read(true).append(true).create(true).open(&part);
        let file = open.with_context(|| format!("{}: cannot be opened", part.display()))?;
        let (written, bytes) = written::read(&file).with_context(|| format!("{}: cannot be read", part.display()))?;
        file.set_len(bytes).with_context(|| format!("{}: cannot be cut", part.display()))?;
        let to = To::File { writer: BufWriter::with_capacity(1 << 16, file), part, path: path.to_path_buf() };
        Ok((Output { to, layout, any: bytes > 0 }, written))
    }

    fn begun(mut self) -> Result<Output> {
        let head = self.layout.head();
        self.put(&head)?;
        Ok(self)
    }

    /// Writes one report as it was laid out.
    pub fn report(&mut self, text: &str) -> Result<()> {
        if self.any && !text.is_empty() {
            let between = self.layout.between();
            self.put(between)?;
        }
        self.any |= !text.is_empty();
        self.put(text)
    }

    /// Hands everything written so far to the system, so that a kill loses none of it.
    pub fn flush(&mut self) -> Result<()> {
        Ok(self.writer().flush()?)
    }

    /// Writes the end; a file takes its name now.
    pub fn finish(mut self) -> Result<()> {
        let tail = self.layout.tail(self.any);
        self.put(tail)?;
        self.flush()?;
        if let To::File { writer, part, path } = self.to {
            drop(writer);
            if part != path {
                fs::rename(&part, &path).with_context(|| format!("{}: cannot take its name", path.display()))?;
            }
        }
        Ok(())
    }

    fn put(&mut self, text: &str) -> Result<()> {
        if let (To::File { writer, .. }, publish::Format::Table) = (&mut self.to, self.layout.format) {
            return Ok(write!(writer, "{}", anstream::adapter::strip_str(text))?);
        }
        Ok(self.writer().write_all(text.as_bytes())?)
    }

    fn writer(&mut self) -> &mut dyn Write {
        match &mut self.to {
            To::Terminal(stream) => stream,
            To::Pipe(stream) => stream,
            To::File { writer, .. } => writer,
        }
    }
}

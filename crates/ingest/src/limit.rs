use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// A limit that was passed, as it travels through an [`io::Error`].
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(crate) enum Exceeded {
    /// One report is longer than allowed.
    #[error("a report of more than {limit} bytes")]
    Report {
        /// The limit in bytes.
        limit: u64,
    },
    /// An archive unpacked to more than allowed.
    #[error("unpacked to {unpacked} bytes")]
    Unpacked {
        /// Bytes that had come out.
        unpacked: u64,
    },
}

/// Below this many unpacked bytes no ratio is suspicious.
const RATIO_COUNTS_FROM: u64 = 16 << 20;

/// How many times its packed size a file may unpack to. News text packs 3 to 10 times, its indexes up to 50.
const MAX_RATIO: u64 = 200;

/// What may come out of one file of the user, over all the archives inside it.
///
/// The count is shared by every layer, so that an archive of archives cannot multiply a permitted ratio.
#[derive(Clone)]
pub(crate) struct Budget {
    unpacked: Rc<Cell<u64>>,
    packed: Rc<Cell<u64>>,
    max_unpacked: u64,
}

impl Budget {
    /// `packed` is the file's size on disk, 0 where it is not known yet (standard input).
    pub(crate) fn new(packed: u64, max_unpacked: u64) -> Budget {
        Budget { unpacked: Rc::default(), packed: Rc::new(Cell::new(packed)), max_unpacked }
    }

    fn spend(&self, bytes: usize) -> io::Result<()> {
        let unpacked = self.unpacked.get() + bytes as u64;
        self.unpacked.set(unpacked);
        let ratio_broken = unpacked > RATIO_COUNTS_FROM && unpacked / MAX_RATIO > self.packed.get();
        if ratio_broken || unpacked > self.max_unpacked {
            return Err(io::Error::other(Exceeded::Unpacked { unpacked }));
        }
        Ok(())
    }
}

/// Counts what comes out of a decompressor against a [`Budget`].
pub(crate) struct Unpacked<R> {
    inner: R,
    budget: Budget,
}

impl<R> Unpacked<R> {
    pub(crate) fn new(inner: R, budget: &Budget) -> Unpacked<R> {
        Unpacked { inner, budget: budget.clone() }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.budget.spend(bytes)?;
        Ok(bytes)
    }
}

/// Counts packed bytes as they are read, for input whose size is not known beforehand.
pub(crate) struct Packed<R> {
    inner: R,
    budget: Budget,
}

impl<R> Packed<R> {
    pub(crate) fn new(inner: R, budget: &Budget) -> Packed<R> {
        Packed { inner, budget: budget.clone() }
    }
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.budget.packed.set(self.budget.packed.get() + bytes as u64);
        Ok(bytes)
    }
}

/// Reads to the end; an error if there are more than `limit` bytes.
pub(crate) fn read_all(reader: &mut dyn Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(io::Error::other(Exceeded::Report { limit })) } else { Ok(bytes) }
}

/// One line, as [`read_line`] found it.
pub(crate) enum Line {
    /// The line, its end included.
    Whole(Vec<u8>),
    /// A line beyond the limit; it was read past and thrown away.
    TooLong,
    /// There are no more lines.
    End,
}

/// The next line of at most `limit` bytes; the memory used never exceeds the limit.
pub(crate) fn read_line(reader: &mut dyn BufRead, limit: u64) -> io::Result<Line> {
    let mut line = Vec::new();
    reader.take(limit).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(Line::End);
    }
    if line.ends_with(b"\n") || (line.len() as u64) < limit {
        return Ok(Line::Whole(line));
    }
    drop(line);
    skip_line(reader)?;
    Ok(Line::TooLong)
}

fn skip_line(reader: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|&byte| byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

/// Counts the bytes read since the count was last set to 0; an error beyond the limit.
pub(crate) struct Capped<R> {
    inner: R,
    read: Rc<Cell<u64>>,
    limit: u64,
}

impl<R> Capped<R> {
    pub(crate) fn new(inner: R, limit: u64) -> Capped<R> {
        Capped { inner, read: Rc::default(), limit }
    }

    /// The count, for the one who knows where an entry ends.
    pub(crate) fn handle(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.read)
    }
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.read.set(self.read.get() + bytes as u64);
        let limit = self.limit;
        if self.read.get() > limit { Err(io::Error::other(Exceeded::Report { limit })) } else { Ok(bytes) }
    }
}

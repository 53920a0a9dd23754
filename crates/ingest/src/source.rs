use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use record::{Date, Report};

use crate::draft::Draft;
use crate::kind::{self, Kind};
use crate::limit::{self, Budget, Packed};
use crate::{Error, OutletBook, Place, archive, format};

/// How reports are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The date of publication of every report, over whatever they say themselves; `None` to let them say it.
    pub published: Option<Date>,
    /// The most bytes one report may have, unpacked; 64 MiB unless set. What is longer is an error.
    pub max_report_bytes: u64,
    /// The most bytes that may come out of one archive, over all that is inside it; 64 GiB unless set.
    pub max_unpacked_bytes: u64,
    /// Wordings of furniture, agencies and outlets; `None` for those that come with the program.
    pub book: Option<Arc<OutletBook>>,
}

impl Default for Options {
    fn default() -> Options {
        Options { published: None, max_report_bytes: 64 << 20, max_unpacked_bytes: 64 << 30, book: None }
    }
}

impl Options {
    pub(crate) fn book(&self) -> &OutletBook {
        self.book.as_deref().unwrap_or_else(|| OutletBook::builtin())
    }
}

/// A file, or standard input, that holds one report or many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    path: PathBuf,
}

/// The files behind `paths`: folders are expanded, all the way down, sorted by name; `-` is standard input.
///
/// Names that begin with a dot are left out inside folders. A path that does not exist becomes a source whose
/// reading is an error, so that nothing goes missing in silence. A folder reached twice by a link is read once.
pub fn sources(paths: &[PathBuf]) -> Vec<Source> {
    let mut found = Vec::new();
    for path in paths {
        if is_stdin(path) || !path.is_dir() {
            found.push(Source { path: path.clone() });
        } else {
            expand(path, &mut BTreeSet::new(), &mut found);
        }
    }
    found
}

fn expand(folder: &Path, seen: &mut BTreeSet<PathBuf>, found: &mut Vec<Source>) {
    if !folder.canonicalize().is_ok_and(|real| seen.insert(real)) {
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else {
        found.push(Source { path: folder.to_path_buf() });
        return;
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() { expand(&path, seen, found) } else { found.push(Source { path }) }
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

impl Source {
    /// The path as the user named it, or as it was found under the folder that the user named; `-` for standard input.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The reports in it, one after the other. Memory stays flat over a container of any length.
    ///
    /// After an error for one entry the next follows where that can be found; an error that ends the file is the
    /// last item. Containers and pages are read on a thread of their own, a few reports ahead.
    pub fn read(&self, options: &Options) -> Reports {
        let place = Place::file(&self.path);
        if is_stdin(&self.path) {
            return Reports::spawn(place, options.clone(), None, 0);
        }
        match self.open(&place, options) {
            Ok(Opened::Report(report)) => Reports::ready(Ok(*report)),
            Ok(Opened::Other(file, bytes)) => Reports::spawn(place, options.clone(), Some(file), bytes),
            Err(error) => Reports::ready(Err(error)),
        }
    }

    /// A plain text is read here and now: a thread for each would cost more than the reading.
    fn open(&self, place: &Place, options: &Options) -> Result<Opened, Error> {
        let unreadable = |reason| Error::Unreadable { place: place.clone(), reason };
        let mut file = File::open(&self.path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        if !is_regular(&file) {
            return Ok(Opened::Other(file, bytes));
        }
        let mut head = Vec::with_capacity(kind::HEAD);
        file.by_ref().take(kind::HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
        let kind = kind::of(&place.path, &head).map_err(|what| Error::Binary { place: place.clone(), what })?;
        if kind != Kind::Text {
            file.rewind().map_err(unreadable)?;
            return Ok(Opened::Other(file, bytes));
        }
        let limit = options.max_report_bytes;
        if bytes > limit {
            return Err(Error::TooLong { place: place.clone(), limit });
        }
        let text = limit::read_all(&mut Cursor::new(head).chain(file), limit);
        let text = text.map_err(|reason| Error::from_io(place, reason))?;
        format::text::draft(place, text)?.finish(place, options).map(|report| Opened::Report(Box::new(report)))
    }
}

/// Whether a file can be read in any order; a pipe or a device cannot.
fn is_regular(file: &File) -> bool {
    file.metadata().is_ok_and(|metadata| metadata.is_file())
}

enum Opened {
    Report(Box<Report>),
    Other(File, u64),
}

/// The reports of one source, in the order of the file.
pub struct Reports(State);

enum State {
    Ready(Option<Box<Result<Report, Error>>>),
    Running { place: Place, receiver: Receiver<Result<Report, Error>>, thread: Option<JoinHandle<()>> },
}

/// How many reports the reading thread may be ahead.
const AHEAD: usize = 16;

/// Parsers of pages call themselves for every element inside another.
pub(crate) const STACK: usize = 64 << 20;

impl Reports {
    fn ready(report: Result<Report, Error>) -> Reports {
        Reports(State::Ready(Some(Box::new(report))))
    }

    /// Reads `file`, or standard input, on a thread.
    fn spawn(place: Place, options: Options, file: Option<File>, packed: u64) -> Reports {
        let (sender, receiver) = sync_channel(AHEAD);
        let thread_place = place.clone();
        let run = move || Run::new(&options, packed, sender).source(&thread_place, file);
        match std::thread::Builder::new().name("ingest".into()).stack_size(STACK).spawn(run) {
            Ok(thread) => Reports(State::Running { place, receiver, thread: Some(thread) }),
            Err(reason) => Reports::ready(Err(Error::Unreadable { place, reason })),
        }
    }
}

impl Iterator for Reports {
    type Item = Result<Report, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            State::Ready(report) => report.take().map(|report| *report),
            State::Running { place, receiver, thread } => receiver.recv().ok().or_else(|| {
                let panicked = thread.take()?.join().is_err();
                let reason = "its reader failed".to_string();
                panicked.then(|| Err(Error::Malformed { place: place.clone(), format: "input", reason }))
            }),
        }
    }
}

/// The bytes of a file or of a member of an archive.
pub(crate) enum Input<'a> {
    /// A file on disk, which can be read in any order.
    File(File),
    /// Anything else.
    Stream(Box<dyn Read + 'a>),
}

/// Why reading ended before the end.
pub(crate) enum Stop {
    /// The rest cannot be read.
    Failed(Error),
    /// Nobody wants more reports.
    Closed,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

/// How many archives may be inside one another.
const MAX_ARCHIVES: usize = 4;

/// The reading of one source: its options, what it may still unpack, and where its reports go.
pub(crate) struct Run<'a> {
    pub(crate) options: &'a Options,
    pub(crate) budget: Budget,
    archives: usize,
    sender: SyncSender<Result<Report, Error>>,
}

impl<'a> Run<'a> {
    fn new(options: &'a Options, packed: u64, sender: SyncSender<Result<Report, Error>>) -> Run<'a> {
        Run { options, budget: Budget::new(packed, options.max_unpacked_bytes), archives: 0, sender }
    }

    fn source(&mut self, place: &Place, file: Option<File>) {
        let input = match file {
            Some(file) if is_regular(&file) => Input::File(file),
            Some(pipe) => Input::Stream(Box::new(Packed::new(pipe, &self.budget))),
            None => Input::Stream(Box::new(Packed::new(io::stdin(), &self.budget))),
        };
        if let Err(Stop::Failed(error)) = self.input(place, input) {
            let _ = self.deliver(Err(error));
        }
    }

    /// Hands on one report, or the error in its place.
    pub(crate) fn deliver(&mut self, report: Result<Report, Error>) -> Result<(), Stop> {
        self.sender.send(report).map_err(|_| Stop::Closed)
    }

    /// Finishes a draft and hands it on.
    pub(crate) fn finish(&mut self, place: &Place, draft: Result<Draft, Error>) -> Result<(), Stop> {
        let options = self.options;
        self.deliver(draft.and_then(|draft| draft.finish(place, options)))
    }

    /// Reads a member of an archive; what goes wrong in it is delivered, and the archive goes on.
    pub(crate) fn member(&mut self, place: &Place, input: Input) -> Result<(), Stop> {
        if self.archives == MAX_ARCHIVES {
            return self.deliver(Err(Error::TooDeep { place: place.clone(), what: "archives", limit: MAX_ARCHIVES }));
        }
        self.archives += 1;
        let read = self.input(place, input);
        self.archives -= 1;
        match read {
            // A bomb ends the whole file: its budget is spent.
            Err(Stop::Failed(error)) if !matches!(error, Error::Bomb { .. }) => self.deliver(Err(error)),
            other => other,
        }
    }

    fn input(&mut self, place: &Place, input: Input) -> Result<(), Stop> {
        let (head, input) = head_of(input).map_err(|reason| Error::from_io(place, reason))?;
        if head.is_empty() {
            return Err(Error::Empty { place: place.clone() }.into());
        }
        let kind = kind::of(&place.path, &head).map_err(|what| Error::Binary { place: place.clone(), what })?;
        match kind {
            Kind::Zip => return archive::read_zip(place, input, self),
            Kind::Gzip => return archive::read_gzip(place, input.stream(), self),
            Kind::Warc => return format::warc::read(place, input.stream(), self),
            Kind::Csv => return format::csv::read(place, input.stream(), self),
            Kind::Json => return format::json::read_values(place, input.stream(), self),
            Kind::JsonLines => return format::json::read_lines(place, input.stream(), self),
            _ => {}
        }
        let bytes = limit::read_all(&mut input.stream(), self.options.max_report_bytes);
        let bytes = bytes.map_err(|reason| Error::from_io(place, reason))?;
        let draft = match kind {
            Kind::Feed => return format::feed::read(place, &bytes, self),
            Kind::Articles => return format::articles::read(place, bytes, self),
            Kind::Html => format::html::draft(place, bytes, None, self.options),
            Kind::Mail => format::mail::draft(place, &bytes),
            Kind::Markdown => format::markdown::draft(place, bytes),
            _ => format::text::draft(place, bytes),
        };
        self.finish(place, draft)
    }
}

impl<'a> Input<'a> {
    /// The bytes from here to the end, in order.
    pub(crate) fn stream(self) -> Box<dyn Read + 'a> {
        match self {
            Input::File(file) => Box::new(file),
            Input::Stream(stream) => stream,
        }
    }
}

/// The first bytes of an input, and the input as it was.
fn head_of(input: Input) -> io::Result<(Vec<u8>, Input)> {
    let mut head = Vec::with_capacity(kind::HEAD);
    match input {
        Input::File(mut file) => {
            file.by_ref().take(kind::HEAD as u64).read_to_end(&mut head)?;
            file.rewind()?;
            Ok((head, Input::File(file)))
        }
        Input::Stream(mut stream) => {
            // What a cut-off archive gave before its end is still read; the error comes after it.
            let failed = stream.by_ref().take(kind::HEAD as u64).read_to_end(&mut head).err();
            if head.is_empty()
                && let Some(reason) = failed
            {
                return Err(reason);
            }
            let rest = Resumed { head: Cursor::new(head.clone()), failed, rest: stream };
            Ok((head, Input::Stream(Box::new(rest))))
        }
    }
}

/// A stream whose first bytes were read before: they come again, then the error that ended them, or the rest.
struct Resumed<'a> {
    head: Cursor<Vec<u8>>,
    failed: Option<io::Error>,
    rest: Box<dyn Read + 'a>,
}

impl Read for Resumed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.head.read(buffer)? {
            0 if !buffer.is_empty() => match self.failed.take() {
                Some(reason) => Err(reason),
                None => self.rest.read(buffer),
            },
            bytes => Ok(bytes),
        }
    }
}

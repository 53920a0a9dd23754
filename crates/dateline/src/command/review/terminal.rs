//! Pages and keys: on the whole screen of a terminal, or printed one after the other where keys come from a pipe.

use std::io::{self, BufRead, Read, StdinLock, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, Result};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, size,
};
use crossterm::{cursor, execute, queue};

/// Columns of a page that goes to no terminal, unless `COLUMNS` says otherwise.
const COLUMNS: usize = 100;
/// Rows of a screen that does not tell how many it has.
const ROWS: usize = 24;
/// How often it is looked whether the program was stopped and goes on.
const PATIENCE: Duration = Duration::from_millis(200);

/// Whether the terminal is ours: its keys come one by one and the screen is our page.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the program was stopped and goes on, so that the screen has to be drawn anew.
static RESUMED: AtomicBool = AtomicBool::new(false);

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A letter, digit or sign.
    Char(char),
    /// Enter; in a pipe a carriage return.
    Enter,
    /// Escape.
    Escape,
    /// Ctrl-C.
    Interrupt,
    /// There will be no more keys.
    End,
}

/// What became of a line that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// What was typed.
    Typed(String),
    /// Nothing, or Escape.
    Left,
    /// Ctrl-C.
    Interrupt,
}

/// Where pages are shown and keys come from.
pub enum Terminal {
    /// A screen.
    Screen(Screen),
    /// Standard input and output, of which one is no terminal.
    Pipe(Pipe),
}

impl Terminal {
    /// Takes the terminal, if there is one. It is given back when this value is dropped, on a panic, and when a signal ends or
    /// stops the program.
    pub fn open() -> Result<Terminal> {
        use std::io::IsTerminal;
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if dumb || !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Ok(Terminal::Pipe(Pipe { keys: io::stdin().lock() }));
        }
        Ok(Terminal::Screen(Screen::open().context("the terminal cannot be taken")?))
    }

    /// Shows a page, laid out for so many columns, with a few lines at its foot, and waits for a key.
    pub fn ask(&mut self, page: &dyn Fn(usize) -> String, foot: &str) -> Result<Key> {
        match self {
            Terminal::Screen(screen) => screen.ask(page, foot),
            Terminal::Pipe(pipe) => {
                pipe.show(&page(columns()), foot)?;
                pipe.key()
            }
        }
    }

    /// Shows a page and waits for a line. A screen offers `present` for editing; from a pipe the whole line is read.
    pub fn line(&mut self, page: &dyn Fn(usize) -> String, prompt: &str, present: &str) -> Result<Line> {
        match self {
            Terminal::Screen(screen) => screen.line(page, prompt, present),
            Terminal::Pipe(pipe) => {
                pipe.show(&page(columns()), &format!("{prompt} [{present}]"))?;
                pipe.line()
            }
        }
    }

    /// Has one of a few options chosen by its digit.
    pub fn choose(&mut self, question: &str, options: &[String]) -> Result<Option<usize>> {
        let lines = options.iter().zip(1..).map(|(option, n)| format!("  {n}  {}\n", publish::plain(option)));
        let page = format!("{}\n\n{}", publish::plain(question), lines.collect::<String>());
        loop {
            match self.ask(&|_| page.clone(), "a digit chooses; Esc none")? {
                Key::Char(digit @ '1'..='9') => {
                    let n = digit as usize - '1' as usize;
                    if n < options.len() {
                        return Ok(Some(n));
                    }
                }
                Key::Char('q') | Key::Escape | Key::End | Key::Interrupt => return Ok(None),
                Key::Char(_) | Key::Enter => {}
            }
        }
    }
}

/// Columns where there is no terminal.
fn columns() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    told.unwrap_or(COLUMNS)
}

/// Keys from a pipe, pages one below the other.
pub struct Pipe {
    keys: StdinLock<'static>,
}

impl Pipe {
    fn show(&mut self, page: &str, foot: &str) -> Result<()> {
        let mut out = anstream::stdout();
        write!(out, "{page}\n{foot}\n\n")?;
        Ok(out.flush()?)
    }

    /// The next character. A line break is none: it would decide what nobody has seen, where a line was typed.
    fn key(&mut self) -> Result<Key> {
        loop {
            return Ok(match self.character()? {
                None => Key::End,
                Some('\n') => continue,
                Some('\r') => Key::Enter,
                Some('\u{1b}') => Key::Escape,
                Some('\u{3}') => Key::Interrupt,
                Some(c) => Key::Char(c),
            });
        }
    }

    fn character(&mut self) -> Result<Option<char>> {
        let mut bytes = Vec::with_capacity(4);
        let mut byte = [0];
        while bytes.len() < 4 && self.keys.read(&mut byte)? == 1 {
            bytes.push(byte[0]);
            if let Ok(text) = std::str::from_utf8(&bytes) {
                return Ok(text.chars().next());
            }
        }
        Ok((!bytes.is_empty()).then_some(char::REPLACEMENT_CHARACTER))
    }

    fn line(&mut self) -> Result<Line> {
        let mut bytes = Vec::new();
        self.keys.read_until(b'\n', &mut bytes)?;
        let line = String::from_utf8_lossy(&bytes).trim().to_string();
        Ok(if line.is_empty() || line.starts_with('\u{1b}') { Line::Left } else { Line::Typed(line) })
    }
}

/// A terminal that shows one page at a time.
pub struct Screen {
    out: Stdout,
    colours: bool,
    /// Lines of the page above the first that is seen.
    above: usize,
}

/// What came from the terminal.
enum Came {
    Key(KeyEvent),
    /// The page has to be drawn anew.
    Changed,
}

impl Screen {
    fn open() -> Result<Screen> {
        let earlier = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            earlier(panic);
        }));
        give_back_on_signals()?;
        take()?;
        let colours = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
        Ok(Screen { out: io::stdout(), colours, above: 0 })
    }

    fn ask(&mut self, page: &dyn Fn(usize) -> String, foot: &str) -> Result<Key> {
        self.above = 0;
        loop {
            let rows = self.draw(page, foot)?;
            let Came::Key(key) = self.next()? else { continue };
            let control = key.modifiers.contains(KeyModifiers::CONTROL);
            match key.code {
                KeyCode::Char('c') if control => return Ok(Key::Interrupt),
                KeyCode::Char('d') if control => return Ok(Key::End),
                KeyCode::Char('z') if control => suspend()?,
                KeyCode::Char(_) if control => {}
                KeyCode::Char(c) => return Ok(Key::Char(c)),
                KeyCode::Enter => return Ok(Key::Enter),
                KeyCode::Esc => return Ok(Key::Escape),
                KeyCode::Down => self.above += 1,
                KeyCode::Up => self.above = self.above.saturating_sub(1),
                KeyCode::PageDown => self.above += rows,
                KeyCode::PageUp => self.above = self.above.saturating_sub(rows),
                _ => {}
            }
        }
    }

    fn line(&mut self, page: &dyn Fn(usize) -> String, prompt: &str, present: &str) -> Result<Line> {
        let mut typed: Vec<char> = present.chars().collect();
        let mut at = typed.len();
        loop {
            let (before, after) = (&typed[..at], &typed[at..]);
            let line = format!("{}█{}", before.iter().collect::<String>(), after.iter().collect::<String>());
            self.draw(page, &format!("{prompt}\n> {line}\nEnter keeps it, Esc leaves it as it was"))?;
            let Came::Key(key) = self.next()? else { continue };
            let control = key.modifiers.contains(KeyModifiers::CONTROL);
            match key.code {
                KeyCode::Char('c') if control => return Ok(Line::Interrupt),
                KeyCode::Char('z') if control => suspend()?,
                KeyCode::Esc => return Ok(Line::Left),
                KeyCode::Enter => return Ok(Line::Typed(typed.into_iter().collect())),
                code => change(&mut typed, &mut at, code, control),
            }
        }
    }

    /// Draws what fits of the page from `above` on, and the foot; how many lines of the page fit.
    fn draw(&mut self, page: &dyn Fn(usize) -> String, foot: &str) -> Result<usize> {
        let told = size().ok().filter(|&(columns, rows)| columns > 0 && rows > 0);
        let (columns, height) = told.map_or((COLUMNS, ROWS), |(w, h)| (usize::from(w), usize::from(h)));
        let page = page(columns);
        let lines: Vec<&str> = page.lines().collect();
        let foot: Vec<String> =
            foot.lines().flat_map(|line| textwrap::wrap(line, columns.max(20))).map(|l| l.into_owned()).collect();
        let rows = height.saturating_sub(foot.len() + 1).max(1);
        self.above = self.above.min(lines.len().saturating_sub(rows));
        let below = lines.len().saturating_sub(self.above + rows);
        queue!(self.out, cursor::MoveTo(0, 0))?;
        for line in lines.iter().skip(self.above).take(rows) {
            self.put(line)?;
        }
        let more = if below > 0 { format!("── {below} more lines: ↓ PgDn") } else { String::new() };
        queue!(self.out, Clear(ClearType::FromCursorDown))?;
        queue!(self.out, cursor::MoveTo(0, u16::try_from(rows).unwrap_or(u16::MAX)))?;
        self.put(&more)?;
        for (n, line) in foot.iter().enumerate() {
            queue!(self.out, Clear(ClearType::UntilNewLine))?;
            let end = if n + 1 < foot.len() { "\r\n" } else { "" };
            write!(self.out, "{}{end}", self.shown(line))?;
        }
        self.out.flush()?;
        Ok(rows)
    }

    fn put(&mut self, line: &str) -> Result<()> {
        queue!(self.out, Clear(ClearType::UntilNewLine))?;
        Ok(write!(self.out, "{}\r\n", self.shown(line))?)
    }

    fn shown(&self, line: &str) -> String {
        if self.colours { line.to_string() } else { anstream::adapter::strip_str(line).to_string() }
    }

    /// The next key, or that the page has to be drawn anew.
    fn next(&mut self) -> Result<Came> {
        loop {
            if RESUMED.swap(false, Ordering::Relaxed) {
                return Ok(Came::Changed);
            }
            if !event::poll(PATIENCE)? {
                continue;
            }
            match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => return Ok(Came::Key(key)),
                Event::Resize(..) => return Ok(Came::Changed),
                _ => {}
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Changes a line as keys do.
fn change(typed: &mut Vec<char>, at: &mut usize, code: KeyCode, control: bool) {
    match code {
        KeyCode::Char('a') if control => *at = 0,
        KeyCode::Char('e') if control => *at = typed.len(),
        KeyCode::Char('u') if control => {
            typed.drain(..*at);
            *at = 0;
        }
        KeyCode::Char('k') if control => typed.truncate(*at),
        KeyCode::Char(_) if control => {}
        KeyCode::Char(c) => {
            typed.insert(*at, c);
            *at += 1;
        }
        KeyCode::Backspace if *at > 0 => {
            *at -= 1;
            typed.remove(*at);
        }
        KeyCode::Delete if *at < typed.len() => drop(typed.remove(*at)),
        KeyCode::Left => *at = at.saturating_sub(1),
        KeyCode::Right => *at = (*at + 1).min(typed.len()),
        KeyCode::Home => *at = 0,
        KeyCode::End => *at = typed.len(),
        _ => {}
    }
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, DisableLineWrap, cursor::Hide)
}

/// Leaves the terminal as it was found; nothing if it was not taken.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // There is nobody left to tell of a failure.
        let _ = execute!(io::stdout(), cursor::Show, EnableLineWrap, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}

/// Gives the terminal back before a signal ends or stops the program, and takes it again when it goes on.
#[cfg(unix)]
fn give_back_on_signals() -> Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM, SIGTSTP])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            give_back();
            // It ends the program, or returns when a stopped one goes on. That it cannot be done is nobody's to hear.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
            RESUMED.store(take().is_ok(), Ordering::Relaxed);
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn give_back_on_signals() -> Result<()> {
    Ok(())
}

/// Stops the program as Ctrl-Z does; `fg` in the shell has it go on.
#[cfg(unix)]
fn suspend() -> Result<()> {
    Ok(signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?)
}

#[cfg(not(unix))]
fn suspend() -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_changes_as_keys_are_pressed() {
        let mut typed: Vec<char> = "2024-01-05".chars().collect();
        let mut at = typed.len();
        for code in [KeyCode::Backspace, KeyCode::Char('7'), KeyCode::Home, KeyCode::Delete, KeyCode::Char('1')] {
            change(&mut typed, &mut at, code, false);
        }
        assert_eq!((typed.iter().collect::<String>().as_str(), at), ("1024-01-07", 1));
        change(&mut typed, &mut at, KeyCode::Char('k'), true);
        assert_eq!(typed, ['1']);
    }
}

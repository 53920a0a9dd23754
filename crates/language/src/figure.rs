//! Reads the words of a number: "at least two dozen", "1.2 million", "between five and seven".

use std::ops::Range;

use record::Figure;

use crate::number_words::{
    AMOUNT, FILLER, Follow, HEDGE, HEDGE_AFTER, Limit, NumberWord, OVER_GOVERNOR, amount_at, hedge_after_at, hedge_at,
    suffix,
};
use crate::piece::Piece;

/// How the number itself is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Figures.
    Digits,
    /// Number words.
    Words,
    /// Figures that cannot be a count: "7.62", "30mm", "5th", "1980s", "10:30", "1/2".
    Odd,
    /// An amount without a numeral, with what has to follow.
    Amount(Follow),
}

/// A number that was read, in pieces of its sentence.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// With hedges.
    pub(crate) pieces: Range<usize>,
    /// Without hedges and fillers.
    pub(crate) core: Range<usize>,
    /// What it allows, hedges applied.
    pub(crate) figure: Figure,
    /// How it is written.
    pub(crate) form: Form,
    /// Whether it is a range ("5-7").
    pub(crate) range: bool,
}

/// A sentence's pieces with what each can be in a number.
#[derive(Clone, Copy)]
pub(crate) struct Figures<'s, 'd> {
    /// The pieces of the sentence.
    pub(crate) pieces: &'s [Piece<'d>],
    /// What each can be.
    pub(crate) words: &'s [NumberWord],
}

/// A number without hedges: its end, value and form.
#[derive(Clone, Copy)]
struct Core {
    end: usize,
    figure: Figure,
    form: Form,
    range: bool,
    /// The multiplier that closes it ("dozen" of "two dozen"), 1 without one.
    multiplier: u64,
}

impl Core {
    fn exact(end: usize, n: u64, form: Form, multiplier: u64) -> Core {
        Core { end, figure: Figure::exactly(n), form, range: false, multiplier }
    }

    fn value(&self) -> Option<u64> {
        self.figure.min.filter(|_| self.figure.min == self.figure.max)
    }
}

impl<'d> Figures<'_, 'd> {
    /// The number that begins at piece `at`, hedges included; `None` if none does.
    pub(crate) fn read(&self, at: usize) -> Option<Reading> {
        let (start, limit) = self.hedges(at);
        // "some of them": a hedge with no number behind it may be an amount itself.
        let (start, limit, core) = match self.core(start) {
            Some(core) => (start, limit, core),
            None => (at, None, self.core(at)?),
        };
        let (end, after) = self.hedge_after(core.end);
        let figure = [limit, after].into_iter().flatten().fold(core.figure, |figure, limit| limit.apply(figure));
        Some(Reading { pieces: at..end, core: start..core.end, figure, form: core.form, range: core.range })
    }

    /// Whether piece `at` is of a class.
    pub(crate) fn is(&self, at: usize, class: u32) -> bool {
        self.words.get(at).is_some_and(|w| w.is(class))
    }

    /// The lower-case words of piece `at`; empty past the end.
    pub(crate) fn lower(&self, at: usize) -> &'d str {
        self.pieces.get(at).map_or("", |p| p.lower)
    }

    /// Whether a number could begin at piece `at`: cheap, and never wrongly `false`.
    pub(crate) fn may_begin(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        word.is(AMOUNT | HEDGE) || self.is_numeral(at)
    }

    /// Whether piece `at` is a numeral, a number word or a collective.
    pub(crate) fn is_numeral(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        word.cardinal.is_some()
            || word.collective.is_some()
            || word.multiplier.is_some()
            || matches!(self.lower(at), "a" | "an" | "between")
            || self.lower(at).starts_with(|c: char| c.is_ascii_digit())
    }

    /// Hedges before a number: where they end, and the strongest of them.
    fn hedges(&self, at: usize) -> (usize, Option<Limit>) {
        let mut end = at;
        let mut limit = None;
        while self.is(end, HEDGE) {
            let Some((len, found)) = hedge_at(&self.pieces[end..]) else { break };
            if self.lower(end) == "over" && end > 0 && self.is(end - 1, OVER_GOVERNOR) {
                break;
            }
            limit = limit.filter(|&l| l != Limit::Exact).or(Some(found));
            end += len;
        }
        if limit.is_none() {
            return (at, None);
        }
        // "at least another five": the filler only where a number follows it and does not need it.
        while self.is(end, FILLER) && self.core(end).is_none() && end + 1 < self.pieces.len() {
            end += 1;
        }
        (end, limit)
    }

    fn hedge_after(&self, at: usize) -> (usize, Option<Limit>) {
        let skip = usize::from(self.lower(at) == "," && self.lower(at + 1) == "or");
        if !self.is(at + skip, HEDGE_AFTER) {
            return (at, None);
        }
        match hedge_after_at(&self.pieces[at + skip..]) {
            Some((len, limit)) => (at + skip + len, Some(limit)),
            None => (at, None),
        }
    }

    fn core(&self, at: usize) -> Option<Core> {
        if self.lower(at) == "between" {
            let low = self.cardinal(at + 1)?;
            return self.range(low, &["and", "to"]);
        }
        let core = self.amount(at).or_else(|| self.collective(at)).or_else(|| self.cardinal(at))?;
        Some(self.range(core, &["to", "or"]).unwrap_or(core))
    }

    /// "several", "a few hundred", "a couple of dozen".
    fn amount(&self, at: usize) -> Option<Core> {
        if !self.is(at, AMOUNT) {
            return None;
        }
        let (len, amount) = amount_at(&self.pieces[at..])?;
        let end = at + len;
        let figure = Figure { min: Some(amount.min), max: amount.max };
        if amount.follow == Follow::Any
            && let Some(m) = self.words.get(end).and_then(|w| w.multiplier)
        {
            let figure = Figure { min: amount.min.checked_mul(m), max: amount.max.and_then(|n| n.checked_mul(m)) };
            return Some(Core { end: end + 1, figure, form: Form::Amount(Follow::Any), range: false, multiplier: m });
        }
        Some(Core { end, figure, form: Form::Amount(amount.follow), range: false, multiplier: 1 })
    }

    /// "dozens", "tens of thousands".
    fn collective(&self, at: usize) -> Option<Core> {
        let mut min = self.words.get(at)?.collective?;
        let mut end = at + 1;
        if self.lower(end) == "of"
            && let Some(next) = self.words.get(end + 1).and_then(|w| w.collective)
        {
            // "tens of thousands" counts thousands, not two thousands.
            min = min.checked_mul(power_of_ten(next))?;
            end += 2;
        }
        let figure = Figure::at_least(min);
        Some(Core { end, figure, form: Form::Amount(Follow::Any), range: false, multiplier: 1 })
    }

    /// Figures or number words, with their multipliers.
    fn cardinal(&self, at: usize) -> Option<Core> {
        if self.lower(at).starts_with(|c: char| c.is_ascii_digit()) {
            return Some(self.digits(at));
        }
        let word = self.words.get(at)?;
        if matches!(self.lower(at), "a" | "an") {
            let m = self.words.get(at + 1)?.multiplier?;
            return self.number_words(at + 1, Some(1)).map(|core| Core { multiplier: m, ..core });
        }
        if word.cardinal.is_none() && word.multiplier.is_none_or(|m| m < 100) {
            return None;
        }
        self.number_words(at, word.multiplier.map(|_| 1))
    }

    /// Figures with what is written onto them and multipliers after them.
    fn digits(&self, at: usize) -> Core {
        let lower = self.lower(at);
        let odd = |end| Core::exact(end, 0, Form::Odd, 1);
        let plain = lower.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(lower.len());
        let (number, letters) = lower.split_at(plain);
        let factor = match letters {
            "" => Some(1),
            letters => suffix(letters),
        };
        let (Some((mantissa, decimals)), Some(mut multiplier)) = (mantissa(number), factor) else {
            return odd(at + 1);
        };
        let mut end = at + 1;
        while let Some(m) = self.words.get(end).and_then(|w| w.multiplier) {
            multiplier = multiplier.saturating_mul(m);
            end += 1;
        }
        let scale = 10_u64.checked_pow(decimals).unwrap_or(u64::MAX);
        match mantissa.checked_mul(multiplier) {
            Some(n) if n % scale == 0 && (decimals == 0 || multiplier > 1) => {
                Core::exact(end, n / scale, Form::Digits, multiplier)
            }
            _ => odd(end),
        }
    }

    /// "two hundred and five", "twenty-five", "three dozen"; `begun` is what "a" or nothing before a multiplier counts as.
    fn number_words(&self, at: usize, begun: Option<u64>) -> Option<Core> {
        let mut sum = WordSum { total: 0, current: begun.unwrap_or(0), last: None };
        let mut end = at;
        loop {
            // "and" and hyphens belong to the number only where it goes on after them.
            let joint = match self.lower(end) {
                "and" if sum.last.is_some_and(|last| last >= 100) => 1,
                "-" if end > at => 1,
                _ => 0,
            };
            let Some(word) = self.words.get(end + joint) else { break };
            if !sum.add(word, joint > 0 && self.lower(end) == "and") {
                break;
            }
            end += joint + 1;
        }
        let n = sum.total.checked_add(sum.current)?;
        (end > at).then(|| Core::exact(end, n, Form::Words, sum.last.filter(|&m| m == 12 || m >= 100).unwrap_or(1)))
    }

    /// The range that `low` opens, if a higher number follows one of the joints or a dash.
    fn range(&self, low: Core, joints: &[&str]) -> Option<Core> {
        let joint = self.pieces.get(low.end)?;
        if !(joint.is_dash() || joints.contains(&joint.lower)) || low.form == Form::Odd {
            return None;
        }
        let high = self.cardinal(low.end + 1)?;
        let (mut first, last) = (low.value()?, high.value()?);
        // "two or three dozen": the multiplier belongs to both.
        if low.multiplier == 1 && high.multiplier > 1 && first < last / high.multiplier {
            first = first.checked_mul(high.multiplier)?;
        }
        let fits = first < last && high.form != Form::Odd;
        let figure = Figure { min: Some(first), max: Some(last) };
        fits.then_some(Core { figure, range: true, form: low.form, ..high })
    }
}

/// Number words added up from left to right.
struct WordSum {
    total: u64,
    current: u64,
    /// The value of the last word.
    last: Option<u64>,
}

impl WordSum {
    /// Adds a word; `false` if the number cannot go on with it.
    fn add(&mut self, word: &NumberWord, after_and: bool) -> bool {
        if let Some(n) = word.cardinal {
            let fits = match self.last {
                None => self.current == 0,
                Some(last) if last >= 100 => n > 0,
                Some(last) => !after_and && (20..100).contains(&last) && (1..10).contains(&n),
            };
            if fits {
                self.current += n;
                self.last = Some(n);
            }
            return fits;
        }
        let Some(m) = word.multiplier.filter(|_| !after_and && self.current > 0) else { return false };
        // "one thousand dozen" and the like overflow only in nonsense; a number that does not fit ends here.
        let Some(product) = self.current.checked_mul(m) else { return false };
        if m <= 100 {
            self.current = product;
        } else {
            let Some(total) = self.total.checked_add(product) else { return false };
            self.total = total;
            self.current = 0;
        }
        self.last = Some(m);
        true
    }
}

/// The collective's own word as a power of ten: "thousands" → 1,000.
fn power_of_ten(collective: u64) -> u64 {
    10_u64.checked_pow(collective.checked_ilog10().unwrap_or(0)).unwrap_or(1)
}

/// Digits with commas and at most one decimal point: all digits as one number, and how many stand after the point.
fn mantissa(number: &str) -> Option<(u64, u32)> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if decimals.contains(['.', ',']) {
        return None;
    }
    let digits: String = whole.chars().filter(|c| *c != ',').chain(decimals.chars()).collect();
    Some((digits.parse().ok()?, u32::try_from(decimals.len()).ok()?))
}

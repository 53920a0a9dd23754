//! Counts of slots and the figures that follow from them.

use std::ops::AddAssign;

/// Slots given and slots of the reference, each with how many of them are right. One entity of the reference may be given
/// twice in a template, so that the two numbers of right ones differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Given.
    pub given: usize,
    /// Of those, right.
    pub right: usize,
    /// In the reference.
    pub gold: usize,
    /// Of those, found.
    pub found: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.given += other.given;
        self.right += other.right;
        self.gold += other.gold;
        self.found += other.found;
    }
}

impl Counts {
    /// Share of the given that is right; 0 if nothing is given.
    pub fn precision(self) -> f64 {
        share(self.right, self.given)
    }

    /// Share of the reference that is found; 0 if it is empty.
    pub fn recall(self) -> f64 {
        share(self.found, self.gold)
    }

    /// Harmonic mean of the two; 0 if both are.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }

    /// All of them together.
    pub fn sum(counts: impl IntoIterator<Item = Counts>) -> Counts {
        let mut out = Counts::default();
        counts.into_iter().for_each(|c| out += c);
        out
    }
}

fn share(part: usize, of: usize) -> f64 {
    if of > 0 { part as f64 / of as f64 } else { 0.0 }
}

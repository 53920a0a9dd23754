//! Chance that is the same on every machine.

/// SplitMix64.
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    /// The chance of these numbers, in this order.
    pub fn of(parts: &[u64]) -> Random {
        let mut random = Random(0);
        for part in parts {
            random.0 ^= part;
            random.0 = random.next();
        }
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, but not with, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// A number below `n`, which is above 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// What happens how often: picks numbers by their share.
pub struct Shares(Vec<f64>);

impl Shares {
    pub fn new(shares: impl IntoIterator<Item = f64>) -> Shares {
        let mut sum = 0.0;
        Shares(
            shares
                .into_iter()
                .map(|share| {
                    sum += share;
                    sum
                })
                .collect(),
        )
    }

    /// `n` numbers by Zipf's law: the first is picked most.
    pub fn zipf(n: usize, exponent: f64) -> Shares {
        Shares::new((1..=n).map(|rank| (rank as f64).powf(-exponent)))
    }

    pub fn pick(&self, random: &mut Random) -> usize {
        let at = random.unit() * self.0.last().copied().unwrap_or(0.0);
        self.0.partition_point(|&sum| sum <= at).min(self.0.len() - 1)
    }

    /// The share of one number in all.
    pub fn of(&self, number: usize) -> f64 {
        let before = number.checked_sub(1).map_or(0.0, |before| self.0[before]);
        (self.0[number] - before) / self.0.last().copied().unwrap_or(1.0)
    }
}

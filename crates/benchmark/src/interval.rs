//! 95 % intervals of a bootstrap over documents. The seed is fixed, so that the same counts give the same interval.

use crate::slot::Counts;

const RESAMPLES: usize = 2000;
const SEED: u64 = 20_260_801;

/// Between which figures the F1 of all slots lies in 95 of 100 draws of as many documents; `None` without documents.
pub(crate) fn of_f1(documents: &[Counts]) -> Option<(f64, f64)> {
    let n = documents.len();
    let mut state = SEED;
    let mut draw = || {
        let drawn = (0..n).map(|_| documents[(next(&mut state) % n as u64) as usize]);
        Counts::sum(drawn).f1()
    };
    if n == 0 {
        return None;
    }
    let mut drawn: Vec<f64> = (0..RESAMPLES).map(|_| draw()).collect();
    drawn.sort_by(f64::total_cmp);
    Some((drawn[RESAMPLES * 25 / 1000], drawn[RESAMPLES * 975 / 1000 - 1]))
}

/// The next number of SplitMix64 (Steele, Lea and Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interval_holds_the_figure_and_narrows_with_more_documents() {
        let one = |i: usize| Counts { given: 2, right: i % 3, gold: 2, found: i % 3 };
        let width = |n: usize| {
            let documents: Vec<Counts> = (0..n).map(one).collect();
            let (low, high) = of_f1(&documents).expect("there are documents");
            let all = Counts::sum(documents).f1();
            assert!(low < all && all < high, "{low} {all} {high}");
            high - low
        };
        assert!(width(900) < width(90) / 2.0);
        assert_eq!(of_f1(&[]), None);
    }

    #[test]
    fn interval_of_documents_that_are_alike_is_a_point() {
        let documents = [Counts { given: 4, right: 1, gold: 4, found: 1 }; 20];
        assert_eq!(of_f1(&documents), Some((0.25, 0.25)));
    }
}

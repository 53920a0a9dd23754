//! What two tellings can have in common or against each other, and how much each of that weighs.

use serde::Deserialize;

/// Declares the features with their names in the file of weights.
macro_rules! features {
    ($($(#[$meta:meta])* $variant:ident = $name:literal,)+) => {
        /// Something that two tellings have in common or against each other. Its value is 1 where none is told.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Feature { $($(#[$meta])* $variant,)+ }

        impl Feature {
            /// Every feature, in the order of the file of weights.
            pub const ALL: &'static [Feature] = &[$(Feature::$variant,)+];

            /// Its name in the file of weights.
            pub fn name(self) -> &'static str {
                match self { $(Feature::$variant => $name,)+ }
            }

            /// The feature of this name; `None` if there is none.
            pub fn from_name(name: &str) -> Option<Feature> {
                match name { $($name => Some(Feature::$variant),)+ _ => None }
            }
        }
    };
}

features! {
    /// Of every pair: how likely two tellings that meet in a block are of one event before anything is known of them.
    Always = "always",
    /// One type.
    SameType = "same type",
    /// Two types that one act is often told by.
    NearType = "near type",
    /// Two types that one act may be told by, and seldom is.
    LooseType = "loose type",
    /// Two types of one family that are seldom told of one act.
    SameFamily = "same family",
    /// Two types that are hardly ever told of one act.
    TypesApart = "types apart",
    /// One asserts the act, and by the other it was stopped before harm.
    FoiledAndDone = "foiled and done",
    /// One tells it as done, the other as planned.
    PlannedAndDone = "planned and done",
    /// The same day, told by both.
    SameDay = "same day",
    /// Days that follow each other.
    NextDay = "next day",
    /// Days further apart; the natural logarithm of the days between.
    DaysApart = "days apart",
    /// Spans of up to a week that meet.
    WeeksMeet = "weeks meet",
    /// Months or years that meet a day or each other.
    MonthsMeet = "months meet",
    /// Spans that do not meet; the logarithm of one more than the days between.
    SpansApart = "spans apart",
    /// Told without a day as fresh news, at most three days after the day of the other or its publication.
    FreshDay = "fresh day",
    /// Told without a day as fresh news at another time; the logarithm of one more than the days between.
    NotFresh = "not fresh",
    /// One has no day, and nothing gives it one.
    NoDay = "no day",
    /// One place: the same name, or within 5 km.
    SamePlace = "same place",
    /// Places within 25 km.
    NearPlace = "near place",
    /// Places within 75 km.
    SameArea = "same area",
    /// Places further apart; the logarithm of the distance over 25 km.
    PlacesApart = "places apart",
    /// Names of places that are spelt alike.
    LikePlace = "like place",
    /// One place lies in the province or country that the other names.
    PlaceWithin = "place within",
    /// Two names of places of which one has no point.
    PlaceNamesApart = "place names apart",
    /// Two provinces.
    DivisionsApart = "divisions apart",
    /// Two countries.
    CountriesApart = "countries apart",
    /// A place that stands in the other's quotations.
    PlaceInWords = "place in words",
    /// One tells no place.
    NoPlace = "no place",
    /// A doer in common.
    SameDoer = "same doer",
    /// Doers of whom one belongs to the other, or carries its name.
    KinDoer = "kin doer",
    /// Two doers that have nothing to do with each other.
    DoersApart = "doers apart",
    /// One names the doer, the other does not.
    DoerUnnamed = "doer unnamed",
    /// A target in common.
    SameTarget = "same target",
    /// Targets of whom one belongs to the other.
    KinTarget = "kin target",
    /// Both were aimed at people of one class, such as civilians.
    SameClass = "same class",
    /// Two targets that have nothing to do with each other.
    TargetsApart = "targets apart",
    /// The doer of each is the target of the other.
    SidesSwapped = "sides swapped",
    /// The same where both tell a fight, in which either side may be named first.
    SidesSwappedInFight = "sides swapped in fight",
    /// A victim in common.
    SameVictim = "same victim",
    /// Victims of one last name.
    LikeVictim = "like victim",
    /// Both name victims, and none in common.
    VictimsApart = "victims apart",
    /// A figure in common; the decimal logarithm of one more than it, at most 2.
    TollEqual = "toll equal",
    /// Figures that allow each other ("at least 5" and 7).
    TollsFit = "tolls fit",
    /// The later report has more, at most two and a half times as many.
    TollGrew = "toll grew",
    /// Figures that contradict each other; the logarithm of how many times the one is the other, at most 3.
    TollsApart = "tolls apart",
    /// A weapon in common.
    SameWeapon = "same weapon",
    /// Both name weapons, and none in common.
    WeaponsApart = "weapons apart",
    /// Runs of five words in common, as a share of the shorter quotations.
    Wording = "wording",
    /// A whole sentence in common.
    Verbatim = "verbatim",
    /// Words in common but for the commonest, as a share of the shorter quotations.
    Words = "words",
    /// Published within two days.
    PublishedNear = "published near",
    /// Published further apart; the logarithm of the days between.
    PublishedApart = "published apart",
    /// An outlet in common.
    SameOutlet = "same outlet",
    /// News in one report, background in the other.
    NewsAndBackground = "news and background",
    /// Background in both.
    BothBackground = "both background",
}

/// How much each feature weighs, in log odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    odds: Vec<f64>,
}

#[derive(Deserialize)]
struct Lines {
    same_event: std::collections::BTreeMap<String, f64>,
}

impl Weights {
    /// The weights that ship with the program: `codebook/linkage/same_event.toml`.
    pub fn embedded() -> Weights {
        Weights::from_toml(include_str!("../../../codebook/linkage/same_event.toml"))
            .unwrap_or(Weights { odds: vec![0.0; Feature::ALL.len()] })
    }

    /// The weights of a file of the same form; `None` if it cannot be read or names a feature that there is not.
    /// A feature without a line weighs nothing.
    pub fn from_toml(text: &str) -> Option<Weights> {
        let lines: Lines = toml::from_str(text).ok()?;
        let mut odds = vec![0.0; Feature::ALL.len()];
        for (name, weight) in lines.same_event {
            odds[Feature::from_name(&name)? as usize] = weight;
        }
        Some(Weights { odds })
    }

    /// The log odds that a value of 1 of the feature adds.
    pub fn of(&self, feature: Feature) -> f64 {
        self.odds[feature as usize]
    }

    /// The most that the words of two tellings can add, with a little to spare for rounding.
    pub(crate) fn most_of_wording(&self) -> f64 {
        let features = [Feature::Wording, Feature::Verbatim, Feature::Words];
        features.iter().map(|&feature| self.of(feature).max(0.0)).sum::<f64>() + 1e-6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_ship_name_every_feature() {
        let text = include_str!("../../../codebook/linkage/same_event.toml");
        assert!(Weights::from_toml(text).is_some());
        let missing: Vec<&str> =
            Feature::ALL.iter().map(|f| f.name()).filter(|n| !text.contains(&format!("\n\"{n}\" = "))).collect();
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn weights_of_an_unknown_feature_are_refused() {
        assert_eq!(Weights::from_toml("[same_event]\n\"same moon\" = 1.0"), None);
    }
}

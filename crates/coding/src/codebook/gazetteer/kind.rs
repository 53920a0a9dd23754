//! What a place is.

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the word that the tables have for it")]
pub enum PlaceKind {
    Country,
    Region,
    Province,
    District,
    City,
    Town,
    Village,
    Neighbourhood,
    Base,
    Airport,
    Camp,
    Dam,
    Island,
    Mountain,
    River,
    Desert,
    Sea,
    Strait,
    BorderCrossing,
    Facility,
}

/// Every kind with its word in the tables; the position is its number in a compiled table.
const KINDS: [(PlaceKind, &str); 20] = [
    (PlaceKind::Country, "country"),
    (PlaceKind::Region, "region"),
    (PlaceKind::Province, "province"),
    (PlaceKind::District, "district"),
    (PlaceKind::City, "city"),
    (PlaceKind::Town, "town"),
    (PlaceKind::Village, "village"),
    (PlaceKind::Neighbourhood, "neighbourhood"),
    (PlaceKind::Base, "base"),
    (PlaceKind::Airport, "airport"),
    (PlaceKind::Camp, "camp"),
    (PlaceKind::Dam, "dam"),
    (PlaceKind::Island, "island"),
    (PlaceKind::Mountain, "mountain"),
    (PlaceKind::River, "river"),
    (PlaceKind::Desert, "desert"),
    (PlaceKind::Sea, "sea"),
    (PlaceKind::Strait, "strait"),
    (PlaceKind::BorderCrossing, "border crossing"),
    (PlaceKind::Facility, "facility"),
];

impl PlaceKind {
    /// The kind with this word in the tables.
    pub(crate) fn from_word(word: &str) -> Option<PlaceKind> {
        KINDS.iter().find(|k| k.1 == word).map(|k| k.0)
    }

    /// Its word in the tables.
    pub fn word(self) -> &'static str {
        KINDS[usize::from(self.number())].1
    }

    pub(super) fn number(self) -> u8 {
        self as u8
    }

    /// The kind with this number in a compiled table; a facility for one that is not known.
    pub(super) fn from_number(number: u8) -> PlaceKind {
        KINDS.get(usize::from(number)).map_or(PlaceKind::Facility, |k| k.0)
    }

    /// Whether people live there as in a city, a town or a village.
    pub fn is_settlement(self) -> bool {
        matches!(self, PlaceKind::City | PlaceKind::Town | PlaceKind::Village)
    }

    /// Whether its point only stands for ground so wide that an event there has none of its own.
    pub fn is_wide(self) -> bool {
        matches!(self, PlaceKind::Country | PlaceKind::Province)
    }
}

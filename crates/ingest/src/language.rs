use std::sync::LazyLock;

use isolang::Language;
use whatlang::{Detector, Info, Lang};

use crate::encoding::prefix;

/// How many bytes of a text are looked at: a paragraph settles it, and the cost grows with length.
const PREFIX: usize = 240;

/// Below this many letters the answer is as good as chance.
const FEWEST_LETTERS: usize = 40;

/// Languages of Latin letters that English text resembles most. A text that is surely English beside these is so beside the
/// other two thirds as well, which cost as much each.
const NEAREST: [Lang; 13] = [
    Lang::Epo,
    Lang::Spa,
    Lang::Fra,
    Lang::Por,
    Lang::Ita,
    Lang::Cat,
    Lang::Ron,
    Lang::Lat,
    Lang::Afr,
    Lang::Nld,
    Lang::Dan,
    Lang::Swe,
    Lang::Ind,
];

static BESIDE_NEAREST: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist([&[Lang::Eng], NEAREST.as_slice()].concat()));

/// The ISO 639-1 code of what an input calls its language ("en", "eng", "en-GB", "English"); `None` if unknown.
pub(crate) fn code(given: Option<&str>) -> Option<String> {
    let given = given?.trim().to_lowercase();
    let short = given.split(['-', '_']).next()?;
    let language = match short.len() {
        2 => Language::from_639_1(short),
        3 => Language::from_639_3(short),
        _ => isolang::languages().find(|language| language.to_name().eq_ignore_ascii_case(&given)),
    };
    language?.to_639_1().map(str::to_string)
}

/// The ISO 639-1 code of the language of `text`; `None` if it is short or could be several.
pub(crate) fn detect(text: &str) -> Option<String> {
    let text = text.trim_start();
    let head = prefix(text, PREFIX);
    if head.chars().filter(|c| c.is_alphabetic()).count() < FEWEST_LETTERS {
        return None;
    }
    let english = BESIDE_NEAREST.detect(head).filter(|info| info.lang() == Lang::Eng && info.is_reliable());
    let found = english.or_else(|| whatlang::detect(head).filter(Info::is_reliable))?;
    Language::from_639_3(found.lang().code())?.to_639_1().map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_of_languages_become_two_letters() {
        for given in ["en", "EN-gb", "eng", "English", "en_US"] {
            assert_eq!(code(Some(given)).as_deref(), Some("en"));
        }
        assert_eq!(code(Some("klingonish")), None);
    }

    #[test]
    fn what_is_told_beside_the_nearest_languages_is_told_beside_all() {
        for text in [
            "Two boats with fishermen from the island were still missing on Sunday, the harbour master said.",
            "Des pêcheurs de l'île étaient toujours portés disparus dimanche, a indiqué la capitainerie du port.",
            "Twee boten met vissers van het eiland werden zondag nog steeds vermist, zei de havenmeester.",
            "Dua perahu dengan nelayan dari pulau itu masih hilang pada hari Minggu, kata kepala pelabuhan.",
            "Du boatoj kun fiŝistoj de la insulo ankoraŭ mankis dimanĉe, diris la estro de la haveno.",
            "Два човни з рибалками з острова все ще вважалися зниклими в неділю, повідомив начальник порту.",
            // English, but not surely so.
            "The line is selling its old ferries Moroni, Mutsamudu, Domoni, Fomboni, Anjouan, Soilihi, Toamasina, Mahajanga, \
             Antsirabe, Comores, Carrefour, Palermo",
            "Antananarivo, Toamasina, Antsirabe, Fianarantsoa, Mahajanga, Toliara, Antsiranana, Ambositra",
            "SANTA ANA, 4 MAR 88 (XYZ) -- [TEXT] COLONEL JUAN CARLOS PEREZ MENDOZA, MAJOR LUIS ALFONSO RIVAS",
        ] {
            let all = whatlang::detect(text).filter(Info::is_reliable).map(|info| info.lang());
            let all = all.and_then(|lang| Language::from_639_3(lang.code())?.to_639_1());
            assert_eq!(detect(text).as_deref(), all, "{text}");
        }
    }

    #[test]
    fn language_is_told_of_a_paragraph_but_not_of_two_words() {
        let english =
            "Gunmen on motorcycles attacked a market near the border and set fire to a police post, officials said.";
        let french = "Des hommes armés ont attaqué un marché près de la frontière et incendié un poste de police, selon la mairie.";
        assert_eq!(detect(english).as_deref(), Some("en"));
        assert_eq!(detect(french).as_deref(), Some("fr"));
        assert_eq!(detect("Bamako market"), None);
    }
}

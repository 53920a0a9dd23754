//! `dateline gazetteer`: which places a name means, and places from GeoNames' full dump.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use coding::{Dump, Gazetteer, Place, PlaceContext, PlaceId};
use dateline::typed::place_line;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::args::{FindArgs, GazetteerArgs, GazetteerCommand, ImportPlacesArgs, PageFormat};
use crate::{Outcome, codebook};

/// The ending of a compiled table of places.
const ENDING: &str = "gazetteer";

/// Runs the command.
pub fn run(args: &GazetteerArgs) -> Result<Outcome> {
    match &args.command {
        GazetteerCommand::Find(args) => find(args),
        GazetteerCommand::Import(args) => import(args),
    }
}

/// Prints every place that has the name, the likeliest first.
fn find(args: &FindArgs) -> Result<Outcome> {
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let gazetteer = codebook.gazetteer();
    let name = args.name.join(" ");
    let country = args.country.as_ref().map(|code| code.to_uppercase());
    let resolution = gazetteer.resolve(&gazetteer.named(&name), &PlaceContext::default());
    let found: Vec<(PlaceId, Place<'_>)> = resolution
        .best
        .into_iter()
        .chain(resolution.others)
        .map(|id| (id, gazetteer.place(id)))
        .filter(|(_, place)| country.is_none() || place.country == country.as_deref())
        .collect();
    let out = match args.format {
        PageFormat::Json => {
            let found: Vec<Value> = found.iter().map(|(id, place)| described(gazetteer, *id, place)).collect();
            format!("{:#}\n", json!({ "name": name, "found": found }))
        }
        PageFormat::Table => found.iter().map(|(_, place)| format!("{}\n", place_line(place))).collect(),
    };
    anstream::stdout().write_all(out.as_bytes())?;
    if found.is_empty() {
        let held = country.map(|code| format!(" in {code}")).unwrap_or_default();
        anstream::eprintln!("dateline: no place of the gazetteer{held} is named {name:?}");
        return Ok(Outcome::NothingFound);
    }
    Ok(Outcome::Done)
}

fn described(gazetteer: &Gazetteer, id: PlaceId, place: &Place<'_>) -> Value {
    json!({
        "name": place.name,
        "kind": place.kind.word(),
        "country": place.country,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "lat": place.point.map(|p| p.lat),
        "lon": place.point.map(|p| p.lon),
        "population": place.population,
        "geonames_id": place.geonames_id,
        "table": gazetteer.table_of(id),
    })
}

/// Compiles a dump into a table beside the user's other files of the codebook.
fn import(args: &ImportPlacesArgs) -> Result<Outcome> {
    let stem = args.dump.file_stem().ok_or_else(|| anyhow!("{}: is no file", args.dump.display()))?;
    let folder = args.codebook.join("place");
    let path = folder.join(format!("{}.{ENDING}", stem.to_string_lossy()));
    let codebook = coding::Codebook::embedded().context("built-in codebook")?;
    let countries: Vec<String> = args.countries.iter().map(|code| code.to_uppercase()).collect();
    if let Some(code) = countries.iter().find(|code| codebook.registry.country(code).is_none()) {
        bail!("{code:?} is no country's code (ISO 3166 alpha-3)");
    }
    let mut dump = Dump::new(codebook, &countries);
    let faulty = read_dump(&args.dump, &mut dump)?;
    let places = dump.len();
    if places == 0 {
        anstream::eprintln!("dateline: {}: has no place that the gazetteer lacks", args.dump.display());
        return Ok(if faulty > 0 { Outcome::SomeFailed } else { Outcome::NothingFound });
    }
    let bytes = dump.compile().map_err(|reason| anyhow!("{}: {reason}", args.dump.display()))?;
    fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    write(&path, &bytes)?;
    let (places, size) = (HumanCount(places as u64), HumanBytes(bytes.len() as u64));
    anstream::eprintln!(
        "{}: {places} places, {size}; use it with --codebook {}",
        path.display(),
        args.codebook.display()
    );
    Ok(if faulty > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// Writes a file that is there whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let part: PathBuf = path.with_extension(format!("{ENDING}.part"));
    fs::write(&part, bytes).with_context(|| format!("{}: cannot be written", part.display()))?;
    fs::rename(&part, path).with_context(|| format!("{}: cannot be written", path.display()))
}

/// Reads the lines of a dump, a text or a zip that holds one; how many were not of its form.
fn read_dump(path: &Path, dump: &mut Dump<'_>) -> Result<usize> {
    let unreadable = || format!("{}: cannot be read", path.display());
    let file = File::open(path).with_context(unreadable)?;
    let mut start = [0; 2];
    let zipped = (&file).read(&mut start).with_context(unreadable)? == 2 && start == *b"PK";
    let file = File::open(path).with_context(unreadable)?;
    if !zipped {
        let size = file.metadata().with_context(unreadable)?.len();
        return read_lines(path, BufReader::new(file), size, dump);
    }
    let mut archive = zip::ZipArchive::new(file).with_context(unreadable)?;
    let is_dump = |name: &&str| name.ends_with(".txt") && !name.to_lowercase().contains("readme");
    let name = archive.file_names().find(is_dump).map(str::to_string);
    let name = name.ok_or_else(|| anyhow!("{}: holds no .txt of places", path.display()))?;
    let entry = archive.by_name(&name).with_context(unreadable)?;
    let size = entry.size();
    read_lines(path, BufReader::new(entry), size, dump)
}

fn read_lines(path: &Path, mut lines: impl BufRead, size: u64, dump: &mut Dump<'_>) -> Result<usize> {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(size) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{bar:24} {bytes}/{total_bytes}  {elapsed}");
    bar.set_style(style.expect("the template is written here and parses"));
    let (mut bytes, mut number, mut faulty) = (Vec::new(), 0_u64, 0);
    while lines.read_until(b'\n', &mut bytes).with_context(|| format!("{}: is cut short or broken", path.display()))?
        > 0
    {
        number += 1;
        let line = std::str::from_utf8(&bytes).map_err(|_| "is no UTF-8".to_string());
        if let Err(reason) = line.and_then(|line| dump.line(line)) {
            faulty += 1;
            if faulty == 1 {
                bar.suspend(|| anstream::eprintln!("dateline: {}: line {number} {reason}", path.display()));
            }
        }
        bar.inc(bytes.len() as u64);
        bytes.clear();
    }
    bar.finish_and_clear();
    if number == 0 {
        bail!("{}: is empty", path.display());
    }
    if faulty > 1 {
        anstream::eprintln!("dateline: {}: {faulty} lines are not of the form of a dump", path.display());
    }
    Ok(faulty)
}

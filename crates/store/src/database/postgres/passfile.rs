//! Passwords from a file, in libpq's form: `host:port:database:user:password` in each line.

use std::fs;
use std::path::Path;

/// What a connection is told by.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) database: String,
    pub(super) user: String,
}

/// The password that the file has for one of the targets; `None` if it has none. A file that is not there has none.
///
/// # Errors
/// Why the file is passed over: it cannot be read, or others can read it too.
pub(super) fn password(file: &Path, targets: &[Target]) -> Result<Option<Vec<u8>>, String> {
    let Ok(found) = fs::metadata(file) else { return Ok(None) };
    if !found.is_file() {
        return Err("it is no plain file".to_string());
    }
    if is_open_to_others(&found) {
        return Err("others than you may read it (chmod 600)".to_string());
    }
    let lines = fs::read(file).map_err(|error| error.to_string())?;
    let lines = lines.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let lines: Vec<&[u8]> = lines.filter(|line| !line.starts_with(b"#")).collect();
    // For each target the first line that fits it.
    Ok(targets.iter().find_map(|target| lines.iter().find_map(|line| of_line(line, target))))
}

#[cfg(unix)]
fn is_open_to_others(file: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.permissions().mode() & 0o077 != 0
}

/// Elsewhere the folder of a user's own files keeps others out.
#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

/// The password of a line that fits.
fn of_line(line: &[u8], target: &Target) -> Option<Vec<u8>> {
    let port = target.port.to_string();
    let mut rest = line;
    for wanted in [&target.host, &port, &target.database, &target.user] {
        rest = after(rest, wanted.as_bytes())?;
    }
    let password = unescaped(rest);
    (!password.is_empty()).then_some(password)
}

/// What stands behind the first part of a line, if that is what is wanted, or a * that stands for anything.
fn after<'a>(line: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    let mut is_escaped = false;
    let end = line.iter().position(|&byte| {
        let ends = byte == b':' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })?;
    let part = &line[..end];
    (part == b"*" || unescaped(part) == wanted).then(|| &line[end + 1..])
}

/// Letters without the \ that stands before a : or a \ of theirs.
fn unescaped(part: &[u8]) -> Vec<u8> {
    let mut letters = part.iter().copied();
    let mut plain = Vec::with_capacity(part.len());
    while let Some(letter) = letters.next() {
        plain.push(if letter == b'\\' { letters.next().unwrap_or(letter) } else { letter });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(host: &str, user: &str) -> Target {
        Target { host: host.to_string(), port: 5432, database: "news".to_string(), user: user.to_string() }
    }

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        for (line, password) in [
            ("db.example:5432:news:ana:secret", Some("secret")),
            ("*:*:*:*:any", Some("any")),
            ("db.example:*:news:ana:with:colon\\\\and\\:more", Some("with:colon\\and:more")),
            ("other:5432:news:ana:x", None),
            ("db.example:5433:news:ana:x", None),
            ("db.example:5432:newsroom:ana:x", None),
            ("db.example:5432:news:*", None),
            ("db.example:5432:news:ana:", None),
            ("", None),
            ("\\*:5432:news:ana:x", None),
        ] {
            let found = of_line(line.as_bytes(), &of("db.example", "ana"));
            assert_eq!(found.as_deref(), password.map(str::as_bytes), "{line}");
        }
        let found = of_line(b"\\:\\:1:5432:news:ana:six", &of("::1", "ana"));
        assert_eq!(found.as_deref(), Some(&b"six"[..]));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_passed_over() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, ana) = (folder.path().join("pgpass"), [of("db.example", "ana")]);
        assert_eq!(password(&file, &ana), Ok(None));
        fs::write(&file, "#*:*:*:*:x\r\nother:*:*:*:x\r\n*:*:*:ana:secret\r\n*:*:*:ana:later\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(password(&file, &ana).unwrap_err().contains("chmod 600"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(password(&file, &ana).unwrap().as_deref(), Some(&b"secret"[..]));
        assert_eq!(password(&file, &[of("db.example", "ben")]), Ok(None));
        assert!(password(folder.path(), &ana).unwrap_err().contains("no plain file"));
    }
}

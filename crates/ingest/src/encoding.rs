use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes are looked at to tell text from anything else, and one encoding from another.
const SAMPLE: usize = 64 << 10;

/// Decodes text: by its byte order mark, as UTF-8, as UTF-16 without a mark, by `label`, or by its letters.
///
/// `label` is what a header or a `<meta charset>` says. A byte order mark is dropped, broken sequences become U+FFFD.
pub(crate) fn decode(bytes: Vec<u8>, label: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !text.as_bytes().contains(&0) => return text,
        Ok(text) => text.into_bytes(),
        Err(broken) => broken.into_bytes(),
    };
    let encoding = utf16(&bytes)
        .or_else(|| label.and_then(|label| Encoding::for_label(label.trim().as_bytes())))
        .filter(|&encoding| encoding != UTF_8)
        .unwrap_or_else(|| guess(&bytes));
    encoding.decode_without_bom_handling(&bytes).0.into_owned()
}

/// Letters alone seldom tell the Western encodings apart; the detector errs towards what browsers would show.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// One stray byte does not unmake UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let sample = String::from_utf8_lossy(&bytes[..bytes.len().min(SAMPLE)]);
    let (mut broken, mut foreign) = (0usize, 0usize);
    for c in sample.chars() {
        broken += usize::from(c == '\u{FFFD}');
        foreign += usize::from(!c.is_ascii());
    }
    broken * 5 <= foreign
}

/// UTF-16 without a byte order mark: text in it has most of its zero bytes on one side of each pair.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    let zeros = |odd: usize| sample.chunks_exact(2).filter(|pair| pair[odd] == 0).count();
    let (high_first, low_first) = (zeros(0), zeros(1));
    if low_first * 10 >= pairs * 7 && high_first * 50 <= pairs {
        Some(UTF_16LE)
    } else if high_first * 10 >= pairs * 7 && low_first * 50 <= pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The byte order mark's encoding if the bytes are UTF-16, marked or not.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    marked.or_else(|| utf16(bytes)).is_some_and(|encoding| encoding != UTF_8)
}

/// What bytes that are not text look like; `None` for text.
pub(crate) fn binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"%PDF-", "a PDF; convert it to text first"),
        (b"\x7FELF", "a program"),
        (b"MZ\x90", "a program"),
        (b"\xD0\xCF\x11\xE0", "an old Office document; save it as text first"),
        (b"BZh9", "bzip2; unpack it first"),
        (b"\xFD7zXZ", "xz; unpack it first"),
        (b"\x28\xB5\x2F\xFD", "zstd; unpack it first"),
        (b"7z\xBC\xAF", "7z; unpack it first"),
        (b"SQLite format 3", "a SQLite database"),
        (b"PAR1", "Parquet"),
    ];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if is_utf16(sample) {
        return None;
    }
    if sample.contains(&0) {
        return Some("it holds NUL bytes");
    }
    let controls = sample.iter().filter(|&&byte| byte < 0x20 && !b"\t\n\r\x0C\x1B".contains(&byte)).count();
    (controls * 50 > sample.len()).then_some("it holds control characters")
}

/// The first `bytes` bytes of a text, or fewer, so that no character is cut.
pub(crate) fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_with_and_without_mark_is_decoded() {
        let words = "Kämpfe bei Bunia";
        let little: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [&[0xFF, 0xFE][..], &little].concat();
        for bytes in [little, big, marked] {
            assert_eq!(binary(&bytes), None);
            assert_eq!(decode(bytes, None), words);
        }
    }

    #[test]
    fn old_single_byte_encodings_are_told_by_their_letters() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("Обстрел города начался в полночь, сообщили власти.");
        assert_eq!(decode(bytes.into_owned(), None), "Обстрел города начался в полночь, сообщили власти.");
        assert_eq!(decode(b"le g\xE9n\xE9ral a \xE9t\xE9 tu\xE9".to_vec(), None), "le général a été tué");
    }

    #[test]
    fn a_stray_byte_in_utf8_costs_one_character_only() {
        let mut bytes = "Beni — Butembo – Goma — “Kivu”".as_bytes().to_vec();
        bytes.push(0xFF);
        assert!(decode(bytes, None).starts_with("Beni — Butembo"));
    }

    #[test]
    fn pictures_and_nuls_are_not_text() {
        assert!(binary(b"\x89PNG\r\n").is_some());
        assert!(binary(b"four men\0were killed").is_some());
        assert!(binary("four men were killed".as_bytes()).is_none());
    }
}

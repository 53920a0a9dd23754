//! Text in pages and feeds: whatever a stranger wrote stays text.

use crate::words;

/// Text on one line, fit for the content of an element and for an attribute in quotation marks, of HTML and of XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // XML has no way to write these two, which are no characters.
    for c in words::plain(text).chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// An address that a reader may follow; `None` for what is no web address, a script above all.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let url = url.trim();
    let web = ["http://", "https://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    let clean = !url.chars().any(|c| c.is_whitespace() || c.is_control());
    (web && clean).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_text() {
        assert_eq!(escaped("<b a='\"&\">\u{0}\u{ffff}\nx"), "&lt;b a=&#39;&quot;&amp;&quot;&gt; x");
    }

    #[test]
    fn only_the_web_is_linked() {
        assert_eq!(web_address(" HTTPS://a.example/?b&c "), Some("HTTPS://a.example/?b&c"));
        for no in ["javascript:alert(1)", "data:text/html,x", "http", "ftp://a", "https://a b", "éé://aaaa", ""] {
            assert_eq!(web_address(no), None, "{no}");
        }
    }
}

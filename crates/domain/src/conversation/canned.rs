//! Ready-made words with variables: `{name}`, `{reference}`, `{case}`, `{level}`, `{agent}`, `{due}`.

/// Variables that words may name.
pub const VARIABLES: [&str; 6] = ["name", "reference", "case", "level", "agent", "due"];

/// The words with their variables filled in. One that has no value here stays as it stands, in braces, so
/// that whoever sends it sees the gap; a brace that names none is a brace.
pub fn fill(words: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let inside = &rest[open + 1..];
        let named = inside.find('}').map(|close| (&inside[..close], &inside[close + 1..]));
        if let Some((name, after)) = named.filter(|(name, _)| VARIABLES.contains(name)) {
            match value(name) {
                Some(value) => out.push_str(&value),
                None => out.push_str(&rest[open..open + name.len() + 2]),
            }
            rest = after;
        } else {
            out.push('{');
            rest = inside;
        }
    }
    out.push_str(rest);
    out
}

/// Variables that these words name and that there are none of: a typing error in the author's page.
pub fn unknown(words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in words.split('{').skip(1) {
        if let Some((name, _)) = piece.split_once('}')
            && !VARIABLES.contains(&name)
            && !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        {
            found.push(name.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_once_and_gaps_stay_visible() {
        let value = |name: &str| match name {
            "name" => Some("{agent}".to_owned()),
            "reference" => Some("TK-1".to_owned()),
            _ => None,
        };
        assert_eq!(
            fill("Hello {name}, {reference}: {due} {x} { {", value),
            "Hello {agent}, TK-1: {due} {x} { {"
        );
        assert_eq!(fill("{{name}}", value), "{{agent}}");
        assert_eq!(fill("您好 {name}", value), "您好 {agent}");
        assert_eq!(unknown("Hi {nmae}, {name} {a b} {}"), ["nmae"]);
    }
}

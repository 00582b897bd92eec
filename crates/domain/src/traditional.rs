//! Traditional characters as simplified ones: a search in either finds both, and a name is the same in either.

use std::{collections::HashMap, sync::OnceLock};

/// The simplified form of a character; itself where it has none.
pub(crate) fn simplified(c: char) -> char {
    static TABLE: OnceLock<HashMap<char, char>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let text = include_str!("../data/traditional.txt");
        let mut pairs = HashMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let chars: Vec<char> = line.chars().collect();
            pairs.extend(chars.chunks_exact(2).map(|pair| (pair[0], pair[1])));
        }
        pairs
    });
    table.get(&c).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::simplified;

    #[test]
    fn traditional_and_simplified_meet() {
        let folded: String = "轉人工，護照過期，反光太強".chars().map(simplified).collect();
        assert_eq!(folded, "转人工，护照过期，反光太强");
    }
}

//! How many letters must be changed, added or left out to make one text out of another (Levenshtein's distance).

/// The edits between `a` and each beginning of `b`: none of it, its first item, its first two, and so on to the whole.
pub(crate) fn edits<T: PartialEq>(a: &[T], b: &[T]) -> Vec<usize> {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn edits_are_counted_to_every_beginning() {
        assert_eq!(edits(b"sex", b"sexe"), [3, 2, 1, 0, 1]);
        assert_eq!(edits(b"", b"ab"), [0, 1, 2]);
        assert_eq!(edits(b"ab", b""), [2]);
        assert_eq!(edits(b"nationality", b"ntionalita").last(), Some(&2));
    }
}

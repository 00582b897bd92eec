//! Where a sealed value belongs; bound into it as associated data.

use uuid::Uuid;

/// The place of a sealed value: it opens there and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context<'a> {
    /// `live` or `test`; `house` for what belongs to neither.
    pub mode: &'a str,
    /// Whose it is: the applicant, or nil for the house.
    pub subject: Uuid,
    /// The table.
    pub table: &'a str,
    /// The row's id.
    pub row: Uuid,
    /// The column, or the file's role.
    pub column: &'a str,
}

impl<'a> Context<'a> {
    /// A place that belongs to a subject.
    pub fn new(mode: &'a str, subject: Uuid, table: &'a str, row: Uuid, column: &'a str) -> Self {
        Self { mode, subject, table, row, column }
    }

    /// A place that belongs to the house: a staff member's address, say.
    pub fn house(table: &'a str, row: Uuid, column: &'a str) -> Self {
        Self { mode: "house", subject: Uuid::nil(), table, row, column }
    }

    /// Associated data: a label, then every part with its length, so that no two places agree.
    pub(crate) fn associated_data(&self, label: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128);
        for part in [
            label.as_bytes(),
            self.mode.as_bytes(),
            self.subject.as_bytes(),
            self.table.as_bytes(),
            self.row.as_bytes(),
            self.column.as_bytes(),
        ] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn different_places_never_share_associated_data(
            a in ("[a-c]{0,3}", "[a-c]{0,3}", "[a-c]{0,3}", any::<u128>(), any::<u128>()),
            b in ("[a-c]{0,3}", "[a-c]{0,3}", "[a-c]{0,3}", any::<u128>(), any::<u128>()),
        ) {
            let place = |p: &(String, String, String, u128, u128)| {
                Context::new(&p.0, Uuid::from_u128(p.3), &p.1, Uuid::from_u128(p.4 % 2), &p.2)
                    .associated_data("x")
            };
            let same = a.0 == b.0 && a.1 == b.1 && a.2 == b.2 && a.3 == b.3 && a.4 % 2 == b.4 % 2;
            prop_assert_eq!(place(&a) == place(&b), same);
        }
    }

    #[test]
    fn text_cannot_slide_from_one_part_into_the_next() {
        let a = Context::house("ab", Uuid::nil(), "c");
        let b = Context::house("a", Uuid::nil(), "bc");
        assert_ne!(a.associated_data("x"), b.associated_data("x"));
    }
}

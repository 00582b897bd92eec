//! Tables as files for other programs (RFC 4180).

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// A table with its heading, as a file of that name.
pub(crate) fn file(name: &str, heading: &[&str], rows: &[Vec<String>]) -> Response {
    let mut text = String::new();
    line(&mut text, heading.iter().copied());
    for row in rows {
        line(&mut text, row.iter().map(String::as_str));
    }
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let as_file = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, as_file)], text).into_response()
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        // A spreadsheet would take these for a formula: somebody's name could be one.
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let quoted = formula || cell.contains([',', '"', '\n', '\r']);
        if quoted {
            text.push('"');
        }
        if formula {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        if quoted {
            text.push('"');
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_name_is_a_formula() {
        let mut text = String::new();
        line(&mut text, ["a", "b,c", "d\"e", "=1+1", "", "张三"].into_iter());
        assert_eq!(text, "a,\"b,c\",\"d\"\"e\",\"'=1+1\",,张三\r\n");
    }
}

//! What differs between two policies, value by value.

use super::Policy;
use serde::Serialize;
use serde_json::Value;

/// One value that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Where: `thresholds.glare`, `level[standard].limits[0].amount`. Levels go by name.
    pub path: String,
    /// What it was, as JSON; `None` when it is new.
    pub before: Option<String>,
    /// What it is, as JSON; `None` when it is gone.
    pub after: Option<String>,
}

/// Everything that differs but the version, in the order of paths. Comments and order of keys do not count.
pub fn diff(before: &Policy, after: &Policy) -> Vec<Change> {
    let value = |policy: &Policy| {
        let mut value = serde_json::to_value(policy).expect("a policy holds text keys and finite numbers");
        if let Some(map) = value.as_object_mut() {
            map.remove("version");
        }
        value
    };
    let mut changes = Vec::new();
    compare("", &value(before), &value(after), &mut changes);
    changes
}

fn compare(path: &str, before: &Value, after: &Value, changes: &mut Vec<Change>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let mut keys: Vec<_> = old.keys().chain(new.keys()).collect();
            keys.sort();
            keys.dedup();
            let dot = if path.is_empty() { "" } else { "." };
            for key in keys {
                let here = format!("{path}{dot}{key}");
                compare(
                    &here,
                    old.get(key).unwrap_or(&Value::Null),
                    new.get(key).unwrap_or(&Value::Null),
                    changes,
                );
            }
        }
        (Value::Array(old), Value::Array(new)) if named(old) && named(new) => {
            let mut names: Vec<_> = old.iter().chain(new).filter_map(name).collect();
            names.sort_unstable();
            names.dedup();
            let find =
                |list: &'_ [Value], wanted: &str| list.iter().find(|v| name(v) == Some(wanted)).cloned();
            for one in names {
                let (was, is) = (find(old, one), find(new, one));
                let here = format!("{path}[{one}]");
                compare(&here, &was.unwrap_or(Value::Null), &is.unwrap_or(Value::Null), changes);
            }
            let order = |list: &[Value]| list.iter().filter_map(name).map(str::to_owned).collect::<Vec<_>>();
            let (was, is) = (order(old), order(new));
            let mut both = (was.clone(), is.clone());
            both.0.sort();
            both.1.sort();
            if both.0 == both.1 && was != is {
                changes.push(Change {
                    path: format!("{path} (order)"),
                    before: Some(was.join(", ")),
                    after: Some(is.join(", ")),
                });
            }
        }
        (Value::Array(old), Value::Array(new)) if nested(old) || nested(new) => {
            for at in 0..old.len().max(new.len()) {
                let pick = |list: &[Value]| list.get(at).cloned().unwrap_or(Value::Null);
                compare(&format!("{path}[{at}]"), &pick(old), &pick(new), changes);
            }
        }
        _ if before == after => {}
        _ => {
            changes.push(Change { path: path.to_owned(), before: shown(before), after: shown(after) });
        }
    }
}

/// As JSON; fractions as short as the thresholds' single precision has them.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Number(number) if number.is_f64() => number.as_f64().map(|n| (n as f32).to_string()),
        other => Some(other.to_string()),
    }
}

fn name(value: &Value) -> Option<&str> {
    value.get("name")?.as_str()
}

fn named(list: &[Value]) -> bool {
    !list.is_empty() && list.iter().all(|value| name(value).is_some())
}

fn nested(list: &[Value]) -> bool {
    list.iter().any(Value::is_object)
}

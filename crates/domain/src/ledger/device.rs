//! What somebody sent with, as coarsely as it is useful: the kind of device and the browser's family.
//! Nothing finer is kept, so that it tells nobody apart.

use serde::{Deserialize, Serialize};

/// The kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceClass {
    /// A phone or a tablet.
    Phone,
    /// A computer on a desk or a lap.
    Desk,
    /// No browser: a program.
    Api,
}

impl DeviceClass {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Phone, Self::Desk, Self::Api];

    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Desk => "desk",
            Self::Api => "api",
        }
    }
}

/// A family of browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Browser {
    /// Chrome and what is built like it.
    Chrome,
    /// Edge.
    Edge,
    /// Firefox.
    Firefox,
    /// Safari, and every browser on an iPhone: they are Safari inside.
    Safari,
    /// Any other.
    Other,
}

impl Browser {
    /// Every family.
    pub const ALL: [Self; 5] = [Self::Chrome, Self::Edge, Self::Firefox, Self::Safari, Self::Other];

    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Edge => "edge",
            Self::Firefox => "firefox",
            Self::Safari => "safari",
            Self::Other => "other",
        }
    }
}

/// What somebody sent with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Device {
    /// The kind.
    pub class: DeviceClass,
    /// The browser; none for a program.
    pub browser: Option<Browser>,
}

impl Device {
    /// Reads it off a `User-Agent` header (RFC 9110 §10.1.5). What says that it is no browser, or
    /// says nothing, is a program.
    pub fn of_user_agent(header: &str) -> Self {
        let has = |word: &str| header.contains(word);
        if !header.starts_with("Mozilla/") {
            return Self { class: DeviceClass::Api, browser: None };
        }
        let apple = has("iPhone") || has("iPad");
        let browser = if apple {
            Browser::Safari
        } else if has("Edg/") || has("EdgA/") {
            Browser::Edge
        } else if has("Firefox/") {
            Browser::Firefox
        } else if has("Chrome/") || has("Chromium/") {
            Browser::Chrome
        } else if has("Safari/") && has("Version/") {
            Browser::Safari
        } else {
            Browser::Other
        };
        let phone = apple || has("Android") || has("Mobile") || has("HarmonyOS");
        let class = if phone { DeviceClass::Phone } else { DeviceClass::Desk };
        Self { class, browser: Some(browser) }
    }

    /// `phone/safari`, `api`: for tables.
    pub fn word(self) -> String {
        match self.browser {
            Some(browser) => format!("{}/{}", self.class.as_str(), browser.as_str()),
            None => self.class.as_str().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_apart_as_coarsely_as_is_useful() {
        let cases = [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "phone/safari",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1",
                "phone/safari",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
                "phone/chrome",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
                "desk/edge",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "desk/firefox"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
                "desk/safari",
            ),
            ("Mozilla/5.0 (compatible; Something)", "desk/other"),
            ("curl/8.5.0", "api"),
            ("", "api"),
        ];
        for (header, word) in cases {
            assert_eq!(Device::of_user_agent(header).word(), word, "{header}");
        }
    }
}

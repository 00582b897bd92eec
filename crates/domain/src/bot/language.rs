//! In which language somebody writes: one that there are articles in, or another (`data/bot_languages.toml`).

use crate::help::{
    Language,
    terms::{MAX_QUESTION_CHARS, fold},
};
use serde::Deserialize;
use std::{collections::HashSet, sync::OnceLock};

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// A language that there are articles in.
    Known(Language),
    /// Another one: nobody pretends to understand it.
    Other,
    /// Too little to tell: digits, marks, a picture, one letter.
    Unclear,
}

#[derive(Deserialize)]
struct Words {
    english: HashSet<String>,
    other: HashSet<String>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        toml::from_str(include_str!("../../data/bot_languages.toml"))
            .expect("the built-in words parse: a test reads them")
    })
}

/// Which script a letter belongs to, as far as that tells languages apart here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Han,
    Other,
}

fn script(c: char) -> Option<Script> {
    if !c.is_alphabetic() {
        return None;
    }
    Some(match u32::from(c) {
        0x41..=0x5A | 0x61..=0x7A | 0xC0..=0x24F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A => Script::Latin,
        0x3005..=0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF => {
            Script::Han
        }
        _ => Script::Other,
    })
}

/// What a text is written in, by its letters and, where those are Latin, by its words.
pub fn of(text: &str) -> Spoken {
    let cut: String = text.chars().take(MAX_QUESTION_CHARS).collect();
    let (mut latin, mut han, mut other) = (0_usize, 0_usize, 0_usize);
    for script in cut.chars().filter_map(script) {
        match script {
            Script::Latin => latin += 1,
            Script::Han => han += 1,
            Script::Other => other += 1,
        }
    }
    if latin + han + other < 2 {
        return Spoken::Unclear;
    }
    // Japanese mixes its own letters with Chinese ones, a few of them are enough to tell.
    if other * 5 > latin + han + other {
        return Spoken::Other;
    }
    // A Chinese sentence may hold Latin words; the other way round is rare. A character says about as
    // much as three letters.
    if han * 3 >= latin {
        return Spoken::Known(Language::ZhCn);
    }
    let folded = fold(&cut);
    let all: Vec<&str> = folded.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let count = |set: &HashSet<String>| all.iter().filter(|word| set.contains(**word)).count();
    let (english, foreign) = (count(&words().english), count(&words().other));
    if foreign > english && (foreign >= 2 || english == 0 && foreign * 2 >= all.len()) {
        return Spoken::Other;
    }
    Spoken::Known(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_languages_of_the_articles_are_known() {
        for text in ["my photo is blurred", "passport?", "image.glare", "how long", "MRZ", "can I use a foto"]
        {
            assert_eq!(of(text), Spoken::Known(Language::En), "{text}");
        }
        for text in ["照片模糊", "为什么一直失败", "護照過期", "MRZ 是什么", "我的 passport 过期了"]
        {
            assert_eq!(of(text), Spoken::Known(Language::ZhCn), "{text}");
        }
    }

    #[test]
    fn other_languages_are_told_apart() {
        for text in [
            "где мои деньги",
            "لماذا تم رفض جواز سفري",
            "なぜ認証に失敗したのですか",
            "왜 인증이 실패했나요",
            "ทำไมรูปของฉันไม่ผ่าน",
            "¿Por qué no aceptan mi pasaporte?",
            "Warum wird mein Ausweis nicht erkannt?",
            "pourquoi mon passeport est refusé",
            "Por que minha conta não foi verificada",
            "kenapa foto saya tidak bisa",
            "tại sao ảnh của tôi không được",
            "neden benim pasaportum olmadı",
            "dlaczego moje zdjęcie nie jest dobre",
            "hola",
            "bonjour",
        ] {
            assert_eq!(of(text), Spoken::Other, "{text}");
        }
    }

    #[test]
    fn too_little_tells_nothing() {
        for text in ["", "?", "x", "照", "😀😀😀", "12345", "…"] {
            assert_eq!(of(text), Spoken::Unclear, "{text}");
        }
        assert_eq!(of(&"a".repeat(100_000)), Spoken::Known(Language::En));
    }
}

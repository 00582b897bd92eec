//! The person on a document: nobody who exists, with details chosen or drawn from a seed.

use serde::{Deserialize, Serialize};

use crate::cn_number;
use crate::date::Date;
use crate::rng::Rng;

/// The writing a holder's names and address are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Script {
    /// Latin letters, some with diacritics: passports and the Utopian cards.
    Latin,
    /// Simplified Chinese: the Chinese-language card.
    Chinese,
}

/// Sex as documents state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sex {
    /// `F`, 女.
    #[serde(rename = "F")]
    Female,
    /// `M`, 男.
    #[serde(rename = "M")]
    Male,
    /// `X` in print, `<` in the zone (ICAO 9303-4 §4.2.2.2).
    #[serde(rename = "X")]
    Unspecified,
}

impl Sex {
    pub(crate) fn zone(self) -> char {
        match self {
            Self::Female => 'F',
            Self::Male => 'M',
            Self::Unspecified => '<',
        }
    }

    pub(crate) fn printed(self, script: Script) -> &'static str {
        match (self, script) {
            (Self::Female, Script::Latin) => "F",
            (Self::Male, Script::Latin) => "M",
            (Self::Unspecified, Script::Latin) => "X",
            (Self::Female, Script::Chinese) => "女",
            (Self::Male, Script::Chinese) => "男",
            (Self::Unspecified, Script::Chinese) => "未说明",
        }
    }
}

/// Everything a document can say about its holder. A design prints the details it has room for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Family name as printed. On the Chinese-language card surname and given names are printed as one.
    pub surname: String,
    /// Given names as printed, separated by spaces.
    pub given_names: String,
    /// At most nine letters and digits on a passport.
    pub document_number: String,
    /// Personal number; may be empty. On the Chinese-language card the 18-digit number.
    pub personal_number: String,
    /// Date of birth.
    pub birth_date: Date,
    /// Date of issue.
    pub issue_date: Date,
    /// Last day of validity; `None` is "no end" (长期).
    pub expiry_date: Option<Date>,
    /// Sex.
    pub sex: Sex,
    /// Three-letter code of the nationality.
    pub nationality: String,
    /// Three-letter code of the issuing state.
    pub issuing_country: String,
    /// Place of birth as printed.
    pub birth_place: String,
    /// Issuing authority as printed.
    pub authority: String,
    /// Postal address on one line; the design breaks it.
    pub address: String,
    /// 民族, printed on the Chinese-language card and never part of the truth.
    pub ethnicity: String,
}

const SURNAMES: &[&str] = &[
    "Müller-Utopia",
    "Łukaszczyk",
    "Ñandúvar",
    "Erikssen",
    "Thornvale",
    "Öberlund",
    "Dvořánek",
    "Quillon",
    "Çelikan",
    "Brightwater",
    "Señorán",
    "O'Marlen",
    "Vandermeeren",
    "Ångmark",
    "Pétrellin",
    "Szabórik",
    "Kestrelli",
    "Fjørdsen",
    "Marchevale",
    "Ibarruña",
    "Wolkenstädt",
    "Yarrowby",
    "Grossmünde",
    "Țărnescu",
    "Hollowell",
    "Župančar",
    "Lindqvarn",
    "Abernauth",
    "Castellóni",
    "Þorvalden",
];
const GIVEN_F: &[&str] = &[
    "Anná",
    "Zoë",
    "Mirelle",
    "Ingrída",
    "Łucja",
    "Søphie",
    "Márta",
    "Elowen",
    "Núria",
    "Héloïse",
    "Tessaly",
    "Brünna",
    "Oriane",
    "Çiğdema",
    "Vesna",
    "Quirina",
];
const GIVEN_M: &[&str] = &[
    "Łukasz",
    "Björnar",
    "Émileon",
    "Jürgen",
    "Mateón",
    "Tomášek",
    "Íñigo",
    "Søren",
    "Alarico",
    "Ferenc",
    "Noëlan",
    "Oszkár",
    "Thaddeus",
    "Wendelin",
    "Günes",
    "Rafaël",
];
const TOWNS: &[&str] = &[
    "ZENITH",
    "AMAUROT",
    "PORT LUMEN",
    "NOUVELLE-ANYDRE",
    "MÜHLGRUND",
    "SAN ÑANDÚ",
    "BRIGHTWATER",
    "ACHORIA",
];
const STREETS: &[&str] =
    &["Rue de l'Île", "Harbour Lane", "Lindenstraße", "Calle Ñandú", "Polyer Road", "Quay of Anyder"];
const CN_SURNAMES: &[&str] =
    &["云", "林", "江", "陈", "苏", "叶", "沈", "许", "方", "顾", "欧阳", "司徒", "白", "秦", "温", "黎"];
const CN_GIVEN_F: &[&str] = &["晓岚", "若溪", "雨桐", "静姝", "梦瑶", "安", "思远", "慕晴", "知夏", "语嫣"];
const CN_GIVEN_M: &[&str] = &["子墨", "浩然", "致远", "明轩", "景行", "伟", "承泽", "云帆", "书恒", "向阳"];
const CN_PLACES: &[(&str, &str)] = &[
    ("乌托邦云海市星河区", "云海市公安局星河分局"),
    ("乌托邦长岛县白鹭镇", "长岛县公安局"),
    ("乌托邦青湖市东港区", "青湖市公安局东港分局"),
    ("乌托邦晨曦市望月区", "晨曦市公安局望月分局"),
];
const CN_STREETS: &[&str] = &["梧桐路", "朝阳街", "海棠巷", "百花大道", "清泉路"];
const CN_ETHNICITIES: &[&str] = &["汉", "云", "海"];

impl Holder {
    /// A made-up adult with a document that is valid from the early to the middle 2030s. The same seed gives the same person.
    pub fn from_seed(seed: u64, script: Script) -> Self {
        match script {
            Script::Latin => Self::latin(Rng::new(seed, "holder.latin")),
            Script::Chinese => Self::chinese(Rng::new(seed, "holder.chinese")),
        }
    }

    /// Surname and given names in the order of the script.
    pub fn full_name(&self, script: Script) -> String {
        match script {
            Script::Latin => [&self.given_names, &self.surname]
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" "),
            Script::Chinese => format!("{}{}", self.surname, self.given_names),
        }
    }

    /// Makes the 18-digit number agree again with birth date and sex, after they were changed.
    pub fn renumber(&mut self) {
        let region =
            self.personal_number.get(..6).filter(|region| region.starts_with("99")).unwrap_or("990000");
        let serial: u16 = self.personal_number.get(14..17).and_then(|text| text.parse().ok()).unwrap_or(10);
        let serial = serial & !1 | u16::from(self.sex == Sex::Male);
        let body = format!("{region}{}{serial:03}", self.birth_date.compact());
        if let Some(check) = cn_number::check_digit(&body) {
            self.personal_number = format!("{body}{check}");
            self.document_number.clone_from(&self.personal_number);
        }
    }

    fn latin(mut rng: Rng) -> Self {
        let sex = match rng.below(20) {
            0 => Sex::Unspecified,
            n if n % 2 == 0 => Sex::Female,
            _ => Sex::Male,
        };
        let given = if sex == Sex::Male { GIVEN_M } else { GIVEN_F };
        let first = rng.below(given.len());
        let mut given_names = given[first].to_owned();
        if rng.below(2) == 0 {
            given_names =
                format!("{given_names} {}", given[(first + 1 + rng.below(given.len() - 1)) % given.len()]);
        }
        let issue_date = random_date(&mut rng, 2023, 2025);
        let town = *rng.pick(TOWNS);
        Self {
            surname: upper(rng.pick::<&str>(SURNAMES)),
            given_names: upper(&given_names),
            document_number: document_number(&mut rng),
            personal_number: if rng.below(3) == 0 { String::new() } else { digits(&mut rng, 9) },
            birth_date: random_date(&mut rng, 1950, 2004),
            issue_date,
            expiry_date: Some(issue_date.plus_years(10)),
            sex,
            nationality: "UTO".to_owned(),
            issuing_country: "UTO".to_owned(),
            birth_place: (*rng.pick(TOWNS)).to_owned(),
            authority: format!("REGISTRY OF {town}"),
            address: format!(
                "{} {}, {} {town}",
                rng.between(1, 180),
                rng.pick(STREETS),
                rng.between(1000, 9899)
            ),
            ethnicity: String::new(),
        }
    }

    fn chinese(mut rng: Rng) -> Self {
        let sex = if rng.below(2) == 0 { Sex::Female } else { Sex::Male };
        let given = if sex == Sex::Male { CN_GIVEN_M } else { CN_GIVEN_F };
        let birth_date = random_date(&mut rng, 1950, 2004);
        let issue_date = random_date(&mut rng, 2023, 2025);
        let (place, authority) = *rng.pick(CN_PLACES);
        let number = chinese_number(&mut rng, birth_date, sex);
        let (year, _, _) = birth_date.parts();
        // As on the real cards of that style: no end from 46 on, else twenty years.
        let expiry_date = (issue_date.parts().0 - year < 46).then(|| issue_date.plus_years(20));
        Self {
            surname: (*rng.pick(CN_SURNAMES)).to_owned(),
            given_names: (*rng.pick(given)).to_owned(),
            document_number: number.clone(),
            personal_number: number,
            birth_date,
            issue_date,
            expiry_date,
            sex,
            nationality: "UTO".to_owned(),
            issuing_country: "UTO".to_owned(),
            birth_place: place.to_owned(),
            authority: authority.to_owned(),
            address: format!(
                "{place}{}{}号{}单元{}室",
                rng.pick(CN_STREETS),
                rng.between(1, 320),
                rng.between(1, 4),
                rng.between(1, 18) * 100 + rng.between(1, 4)
            ),
            ethnicity: (*rng.pick(CN_ETHNICITIES)).to_owned(),
        }
    }
}

fn upper(name: &str) -> String {
    name.replace('ß', "ẞ").to_uppercase()
}

fn random_date(rng: &mut Rng, from: i32, to: i32) -> Date {
    let (year, month, day) = (rng.between(from, to), rng.between(1, 12), rng.between(1, 28));
    Date::new(year as u16, month as u8, day as u8).expect("days up to 28 exist in every month")
}

fn digits(rng: &mut Rng, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + rng.below(10) as u8)).collect()
}

/// Two letters, digits, and now and then a letter among them, as real series mix them.
fn document_number(rng: &mut Rng) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
    let mut number: Vec<u8> = vec![*rng.pick(LETTERS)];
    for place in 0..8 {
        let letter = place == 0 || rng.below(8) == 0;
        number.push(if letter { *rng.pick(LETTERS) } else { b'0' + rng.below(10) as u8 });
    }
    number.into_iter().map(char::from).collect()
}

/// Region 99xxxx, which no authority has assigned; birth date; serial, odd for men; check digit.
fn chinese_number(rng: &mut Rng, birth: Date, sex: Sex) -> String {
    let serial = rng.below(499) * 2 + usize::from(sex == Sex::Male);
    let body = format!("99{}{}{serial:03}", digits(rng, 4), birth.compact());
    let check = cn_number::check_digit(&body).expect("seventeen digits");
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_person() {
        assert_eq!(Holder::from_seed(3, Script::Latin), Holder::from_seed(3, Script::Latin));
        assert_ne!(Holder::from_seed(3, Script::Latin), Holder::from_seed(4, Script::Latin));
    }

    #[test]
    fn chinese_numbers_have_an_unassigned_region_the_birth_date_and_a_right_check_digit() {
        for seed in 0..50 {
            let holder = Holder::from_seed(seed, Script::Chinese);
            let number = &holder.document_number;
            assert!(number.starts_with("99"));
            assert_eq!(number[6..14], holder.birth_date.compact());
            assert_eq!(number.chars().last(), cn_number::check_digit(&number[..17]));
            let odd = number.as_bytes()[16] % 2 == 1;
            assert_eq!(odd, holder.sex == Sex::Male);
        }
    }

    #[test]
    fn every_latin_holder_fits_every_zone() {
        for seed in 0..200 {
            let holder = Holder::from_seed(seed, Script::Latin);
            assert!(crate::zone::td3(&holder).unwrap().iter().all(|line| line.len() == 44));
            assert!(crate::zone::td1(&holder).unwrap().iter().all(|line| line.len() == 30));
            assert!(crate::zone::td2(&holder).unwrap().iter().all(|line| line.len() == 36));
        }
    }
}

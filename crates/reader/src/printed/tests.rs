use super::*;
use crate::recognise::{Character, End};
use proofdesk_domain::icao::ZoneText;
use time::macros::date;

const TODAY: Date = date!(2026 - 11 - 23);

/// As the lines are, without a look at their letters.
fn read(lines: &[Placed], zone: Option<&ZoneFields>, today: Date) -> Print {
    super::read(lines, zone, today, &mut |_, _| {})
}

/// A line as it may stand on a page: its text, its left end and its middle, in heights of a line.
fn line(text: &str, left: f32, middle: f32) -> Placed {
    let count = text.chars().count();
    let characters = text.chars().enumerate().map(|(i, c)| Character {
        text: c.to_string(),
        confidence: 0.98,
        at: (i as f32 + 0.5) / count as f32,
        others: Vec::new(),
    });
    let right = left + count as f32 * 0.6;
    let line = Line {
        quad: Quad::rect(left * 20.0, middle * 20.0 - 10.0, (right - left) * 20.0, 20.0),
        characters: characters.collect(),
        frames: Vec::new(),
        doubtful: false,
        covered: None,
    };
    Placed { line, left, right, middle, height: 1.0 }
}

fn found(lines: &[Placed], zone: Option<&ZoneFields>) -> BTreeMap<&'static str, String> {
    let Print { readings, .. } = read(lines, zone, TODAY);
    readings.iter().map(|(field, readings)| (field.as_str(), readings[0].value.clone())).collect()
}

fn expect(lines: &[Placed], zone: Option<&ZoneFields>, expected: &[(&str, &str)]) {
    let expected = expected.iter().map(|&(field, value)| (field, value.to_owned())).collect();
    assert_eq!(found(lines, zone), expected);
}

#[test]
fn a_heading_in_pieces_heads_what_stands_below_its_beginning() {
    // Some of it misread: `Geschlecht`, `Geboortedatum`.
    let lines = [
        line("Gesclacht", 0.0, 0.0),
        line("/ Sex", 9.0, 0.0),
        line("Nationaliteit", 20.0, 0.0),
        line("/ Nationality", 32.0, 0.0),
        line("F", 0.0, 1.2),
        line("DEU", 20.0, 1.2),
        line("Gboortdatum", 0.0, 3.0),
        line("/ Birth date", 9.0, 3.0),
        line("22.04.1993", 0.0, 4.2),
    ];
    expect(&lines, None, &[("sex", "F"), ("nationality", "DEU"), ("birth_date", "1993-04-22")]);
}

#[test]
fn what_is_left_of_a_heading_is_no_value() {
    let lines = [
        line("Authority", 0.0, 0.0),
        line("Autonté", 6.0, 0.0),
        line("REGISTRY OF ZENITH", 0.0, 2.0),
        line("Address", 0.0, 4.0),
        line("A", 5.0, 4.0),
        line("107 Harbour Lane", 0.0, 5.8),
    ];
    expect(&lines, None, &[("authority", "REGISTRY OF ZENITH"), ("address", "107 Harbour Lane")]);
}

/// Under a finger.
#[test]
fn what_is_left_of_a_label_behind_a_stroke_is_no_value() {
    expect(&[line("Surname / Nor", 0.0, 0.0), line("Date of birth", 0.0, 3.0)], None, &[]);
    expect(&[line("Sex/Sexe F", 0.0, 0.0)], None, &[("sex", "F")]);
    let lines = [
        line("Address / Adresse", 0.0, 0.0),
        line("53 Polyer Road, 3617 AMAUROT", 0.0, 1.3),
        line("of birth / Lieu de naissance", 0.0, 2.6),
    ];
    expect(&lines, None, &[("address", "53 Polyer Road, 3617 AMAUROT")]);
}

#[test]
fn a_day_of_issue_that_has_not_come_is_read_unless_it_is_that_of_expiry() {
    let lines = |issue: &str| {
        let issue = if issue.is_empty() { vec![] } else { vec![line(issue, 11.0, 0.0)] };
        let all = [
            line("Date of issue", 0.0, 0.0),
            line("Date of expiry", 0.0, 1.0),
            line("01.01.2033", 12.0, 0.55),
        ];
        all.into_iter().chain(issue).collect::<Vec<_>>()
    };
    assert_eq!(found(&lines("01.06.2027"), None)["issue_date"], "2027-06-01");
    assert_eq!(found(&lines(""), None).get("issue_date"), None);
}

#[test]
fn a_nationality_in_words_is_its_country() {
    let lines = |words: &str| [line("Nationality", 0.0, 0.0), line(words, 0.0, 1.2)];
    expect(&lines("FRANÇAISE"), None, &[("nationality", "FRA")]);
    expect(&lines("VIỆT NAM"), None, &[("nationality", "VNM")]);
    expect(&lines("CICERANA"), None, &[]);
    let zone =
        ZoneText::parse(&["IDCICMENDEZ<<NEREIDA<RUPERTA<VICTORI", "CG6M4LL334CIC7802177F3511196<<<<<<<0"]);
    let zone = zone.expect("is a zone").fields(TODAY);
    assert_eq!(found(&lines("CICERANA"), Some(&zone))["nationality"], "CIC");
    // An issuer is a state, and is not taken from what its people are called.
    expect(&[line("Issuing country", 0.0, 0.0), line("FRANÇAISE", 0.0, 1.2)], None, &[]);
}

#[test]
fn a_sex_is_no_name() {
    // The name itself is under a reflection.
    let lines =
        [line("姓名", 0.0, 0.0), line("性别", 0.0, 1.6), line("男", 3.0, 1.6), line("住址 云海市", 0.0, 3.4)];
    expect(&lines, None, &[("sex", "男"), ("address", "云海市")]);
    expect(&[line("Surname", 0.0, 0.0), line("Sex", 6.0, 0.0), line("F", 0.0, 1.2)], None, &[]);
}

#[test]
fn one_heading_may_stand_over_both_names() {
    let lines = [
        line("NAAM, Voornamen / SURNAME, Given names", 0.0, 0.0),
        line("Reising", 0.0, 1.3),
        line("Henning", 0.0, 2.5),
    ];
    expect(&lines, None, &[("surname", "Reising"), ("given_names", "Henning")]);
    let lines = [line("1, 2 Nom, prénom", 0.0, 0.0), line("TREMBLAY", 0.0, 1.3), line("MARIE", 0.0, 2.5)];
    expect(&lines, None, &[("surname", "TREMBLAY"), ("given_names", "MARIE")]);
    // A name that goes on below is one, and nothing but its place says so.
    let lines = [line("Surname", 0.0, 0.0), line("Reising", 0.0, 1.3), line("Henning", 0.0, 2.5)];
    expect(&lines, None, &[("surname", "Reising Henning")]);
    assert!(read(&lines, None, TODAY).readings[&FieldName::Surname][0].confidence <= DOUBTFUL);
}

#[test]
fn a_value_that_is_not_there_has_its_place_where_the_page_has_the_others() {
    let unread = |lines: &[Placed]| read(lines, None, TODAY).unread;
    let bounds = |quad: &Quad| {
        let (left, top, right, bottom) = quad.bounds();
        // In tenths of a height.
        [left, top, right, bottom].map(|v| (v / 2.0).round() as i32)
    };
    // Below, as far as the birth stands below its label; at least seven heights wide.
    let lines = [
        line("Surname", 0.0, 0.0),
        line("Date of birth", 0.0, 3.0),
        line("22.04.1993", 0.0, 4.6),
        line("Date of expiry / Date d'expiration", 12.0, 3.0),
    ];
    let places = unread(&lines);
    assert_eq!(places.keys().copied().collect::<Vec<_>>(), [FieldName::Surname, FieldName::ExpiryDate]);
    assert_eq!(bounds(&places[&FieldName::Surname]), [0, 11, 70, 21]);
    assert_eq!(bounds(&places[&FieldName::ExpiryDate])[..2], [120, 41]);
    // A Chinese card has its values to the right, and so has a page of others.
    let places = unread(&[line("姓名", 0.0, 0.0)]);
    assert_eq!(bounds(&places[&FieldName::FullName]), [12, -5, 82, 5]);
    let places =
        unread(&[line("Surname", 0.0, 0.0), line("Given names", 0.0, 6.0), line("Henning", 8.0, 6.0)]);
    assert_eq!(bounds(&places[&FieldName::Surname])[..2], [42, -5]);
    // What was read somewhere is not missed.
    assert!(unread(&[line("Sex", 0.0, 0.0), line("F", 0.0, 1.2), line("Geschlecht", 30.0, 9.0)]).is_empty());
}

#[test]
fn beside_a_zone_a_letter_is_taken_for_the_next_likeliest_where_only_that_is_the_name() {
    let zone = ZoneText::parse(&[
        "P<UTOAANGMARK<<SOEREN<CIGDEM<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<02",
    ]);
    let zone = zone.expect("is a zone").fields(TODAY);
    let with = |text: &str, top: f32, others: &[(usize, &[&str])]| {
        let mut placed = line(text, 0.0, top);
        for (at, letters) in others {
            placed.line.characters[*at].others = letters.iter().map(|&o| (o.to_owned(), 0.1)).collect();
        }
        placed
    };
    let lines = [
        with("ANGMARK", 1.0, &[(0, &["À", "Å"]), (4, &["Ä"])]),
        with("SOREN ÇIČDEM", 3.0, &[(1, &["Ø", "Ö"]), (8, &["ğ", "Ć"])]),
    ];
    let found = found(&lines, Some(&zone));
    assert_eq!(found["surname"], "ÅNGMARK");
    assert_eq!(found["given_names"], "SØREN ÇIĞDEM");
    // A small l for the I beside it hid from the recogniser that ğ stands among capitals.
    let small = [with("SOREN ÇlğDEM", 3.0, &[(1, &["Ø"]), (7, &["I"])])];
    assert_eq!(self::found(&small, Some(&zone))["given_names"], "SØREN ÇIĞDEM");
    // What fits no letter that was thinkable is left: the print says another name.
    assert!(!self::found(&[with("ANGMARK", 1.0, &[(0, &["À"])])], Some(&zone)).contains_key("surname"));
}

#[test]
fn a_note_in_brackets_is_no_value() {
    let lines = [
        line("Domicile / Residence (11)", 0.0, 0.0),
        line("859 voie Couturier", 0.0, 1.2),
        line("97493 Martinez", 0.0, 2.4),
        line("RESIDENCE PERMIT", 40.0, 0.0),
    ];
    expect(&lines, None, &[("address", "859 voie Couturier 97493 Martinez")]);
}

#[test]
fn a_number_without_a_label_is_taken_where_there_is_but_one() {
    let number = line("VERBLIJFSVERGUNNING YI181NY2553", 0.0, 0.0);
    let Print { readings, .. } = read(&[number], None, TODAY);
    let number = &readings[&FieldName::DocumentNumber][0];
    assert_eq!(number.value, "YI181NY2553");
    assert!(number.confidence < 0.8, "it is held against nobody");
    let two = [line("YI181NY2553", 0.0, 0.0), line("QD0B611102", 0.0, 3.0)];
    expect(&two, None, &[]);
    let labelled = [line("Personal No", 0.0, 0.0), line("QD0B611102", 0.0, 1.2)];
    expect(&labelled, None, &[("personal_number", "QD0B611102")]);
    // Words, dates and numbers that are digits alone are none.
    expect(&[line("SPECIMEN 20320908 A1B2 t.ly/g8sf1234", 0.0, 0.0)], None, &[]);
    expect(&[line("2023.02.28-2043.02.28", 0.0, 0.0)], None, &[]);
}

#[test]
fn a_name_in_two_scripts_is_the_one_in_latin_letters() {
    let lines = [
        line("Eπvuuo/Soyadi/Surname", 0.0, 0.0),
        line("XATZHKΩNΣTANTH", 0.0, 1.2),
        line("HADJIKONSTANTI", 0.0, 2.4),
        line("Ovoμα/Adi/Name", 0.0, 4.0),
        line("MAPIA", 0.0, 5.2),
        line("MARIA", 0.0, 6.4),
    ];
    expect(&lines, None, &[("surname", "HADJIKONSTANTI"), ("given_names", "MARIA")]);
    let Print { readings, .. } = read(&lines, None, TODAY);
    assert!(readings[&FieldName::Surname][0].confidence > 0.8);
    // Behind its number, and alone: then it is held against nobody.
    let lines = [
        line("1. MAYPOFIANNHΣ", 0.0, 0.0),
        line("MAVROGIANNIS", 3.0 * 0.55, 1.2),
        line("2. MAPIA", 0.0, 2.6),
        line("3. 09/02/1977 BOΛOΣ", 0.0, 4.0),
        line("4a. 21/06/2017", 0.0, 5.4),
        line("4b. 21/06/2032", 0.0, 6.8),
        line("5. 320047185", 0.0, 8.2),
    ];
    let Print { readings, .. } = read(&lines, None, TODAY);
    assert_eq!(readings[&FieldName::Surname][0].value, "MAVROGIANNIS");
    let given = &readings[&FieldName::GivenNames][0];
    assert!(given.value == "MAPIA" && given.confidence < 0.8, "{given:?}");
}

#[test]
fn of_two_labels_side_by_side_each_has_its_value() {
    let lines = [
        line("Geschlecht/Sex Staatsangehörigkeit/ Nationality", 0.0, 0.0),
        line("F", 0.0, 1.2),
        line("IND", 15.0 * 0.55, 1.2),
    ];
    expect(&lines, None, &[("sex", "F"), ("nationality", "IND")]);
}

#[test]
fn a_code_is_the_first_word_or_the_last() {
    for (text, code) in
        [("UTO", Some("UTO")), ("REPUBLIC OF KOREA / KOR", Some("KOR")), ("PORT SUR MER", None)]
    {
        let lines = [line("Code", 0.0, 0.0), line(text, 0.0, 1.2)];
        let expected: Vec<_> = code.map(|code| ("issuing_country", code)).into_iter().collect();
        expect(&lines, None, &expected);
    }
}

#[test]
fn beside_a_zone_a_code_needs_no_list_and_a_name_may_be_longer() {
    let zone =
        ZoneText::parse(&["IDPILAUBRY<<TRISTAN<SUZANNE<SOPHIE<A", "SY4J0UY450PIL2605133<2908085<<<<<<<0"])
            .unwrap()
            .fields(TODAY);
    let lines = [
        line("Prénom(s) : Tristan, Suzanne, Sophie, Astrid", 0.0, 0.0),
        line("Nationality", 0.0, 2.0),
        line("PÍL", 0.0, 3.2),
        line("Né(e) le : 13.05.1926", 0.0, 5.0),
    ];
    let given = ("given_names", "Tristan, Suzanne, Sophie, Astrid");
    expect(&lines, Some(&zone), &[given, ("nationality", "PIL"), ("birth_date", "1926-05-13")]);
    let Print { readings, .. } = read(&lines, Some(&zone), TODAY);
    // The zone's own two digits would be of this year.
    let birth = zone.birth_date.unwrap().to_string();
    assert_eq!(
        (birth.as_str(), century(&birth, &readings[&FieldName::BirthDate]).as_str()),
        ("2026-05-13", "1926-05-13")
    );
    assert_eq!(century("1926-05-14", &readings[&FieldName::BirthDate]), "1926-05-14");
    // Somebody else's names are not taken for them.
    expect(&[line("Prénom(s) : Astrid, Sophie", 0.0, 0.0)], Some(&zone), &[]);
}

#[test]
fn any_lines_give_details_with_a_value_or_none() {
    const PIECES: [&str; 40] = [
        "Surname",
        "/ Nom",
        "Given names",
        "Date of birth",
        "Nationality",
        "Code",
        "(",
        ")",
        "11",
        "12.08.1974",
        "UTO",
        "SUR",
        "ÉRIC",
        "公民身份号码",
        "长期",
        "有效期限",
        "N°",
        "AB123456C",
        "110105194912310021",
        "<<",
        "\u{301}",
        "\u{10FFFF}",
        " ",
        "ﬁ",
        "1. ",
        "3.",
        "4a. ",
        "4b 01.02.2030",
        "5 DD",
        "[a] ",
        "b] Geburtsname",
        "R /Name",
        "NOMBRE",
        "Segundo apellido",
        "Last Name, First Name, Middle Name",
        "15 1월/JAN 1990",
        "21-0CT-1968",
        "V 15.892.347",
        "2 e 1 NOME",
        "MR ",
    ];
    let zone =
        ZoneText::parse(&["IDPILAUBRY<<TRISTAN<SUZANNE<SOPHIE<A", "SY4J0UY450PIL2605133<2908085<<<<<<<0"])
            .unwrap()
            .fields(TODAY);
    let mut state = 7_u64;
    let mut roll = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for round in 0..3_000 {
        let mut lines: Vec<Placed> = (0..roll(9))
            .map(|_| {
                let text: String = (0..=roll(4)).map(|_| PIECES[roll(PIECES.len())]).collect();
                line(&text, roll(30) as f32, roll(12) as f32 * 0.6)
            })
            .collect();
        lines.sort_by(|a, b| a.middle.total_cmp(&b.middle));
        for (field, readings) in read(&lines, (round % 2 == 0).then_some(&zone), TODAY).readings {
            let sound =
                |reading: &Reading| !reading.value.is_empty() && (0.0..=1.0).contains(&reading.confidence);
            assert!(readings.iter().all(sound), "{field:?} {readings:?}");
        }
    }
}

#[test]
fn several_labels_in_one_line_have_a_value_each() {
    let lines = [
        line("K123-456-78-901-0", 4.0, 0.0),
        line("DOB: 03-04-1978 SEX: F HGT: 5-07", 0.0, 3.0),
        line("ISSUED: 11-21-2016", 0.0, 4.2),
        line("EXPIRES: 03-04-2030", 0.0, 5.4),
        line("REST:", 0.0, 6.6),
    ];
    // The day of issue says how all of them are written: the fourth of March.
    let expected = [
        ("document_number", "K123-456-78-901-0"),
        ("birth_date", "1978-03-04"),
        ("sex", "F"),
        ("issue_date", "2016-11-21"),
        ("expiry_date", "2030-03-04"),
    ];
    expect(&lines, None, &expected);
    let Print { readings, .. } = read(&lines, None, TODAY);
    assert!(readings[&FieldName::BirthDate][0].confidence > 0.9);
    // Its place is its own part of the line.
    let place = readings[&FieldName::Sex][0].quad.unwrap().bounds();
    let whole = lines[1].line.quad.bounds();
    assert!(place.0 > whole.0 + 0.5 * (whole.2 - whole.0) && place.2 < whole.2 - 0.2 * (whole.2 - whole.0));
}

#[test]
fn a_date_that_may_be_either_way_round_is_held_against_nobody() {
    let born = |text: &str| {
        let Print { readings, .. } = read(&[line(text, 0.0, 0.0)], None, TODAY);
        let reading = &readings[&FieldName::BirthDate][0];
        (reading.value.clone(), reading.confidence >= 0.8)
    };
    assert_eq!(born("Date of birth: 03/04/1978"), ("1978-04-03".into(), false));
    assert_eq!(born("Date of birth: 03.04.1978"), ("1978-04-03".into(), true));
    assert_eq!(born("Date of birth: 04/04/1978"), ("1978-04-04".into(), true));
    assert_eq!(born("Date of birth: 23/04/1978"), ("1978-04-23".into(), true));
    // The other way round it has not come yet.
    assert_eq!(born("Date of birth: 10/12/2026"), ("2026-10-12".into(), true));
}

#[test]
fn what_stands_below_a_date_that_cannot_be_read_is_not_that_date() {
    for own in
        [vec![line("DOB 07107-1932", 0.0, 0.0)], vec![line("DOB", 0.0, 0.0), line("07107-1932", 3.0, 0.0)]]
    {
        let lines: Vec<Placed> = own.into_iter().chain([line("139UED05-02-2007", 0.0, 1.2)]).collect();
        let Print { readings, unread, .. } = read(&lines, None, TODAY);
        assert!(!readings.contains_key(&FieldName::BirthDate), "{readings:?}");
        assert!(unread.contains_key(&FieldName::BirthDate));
    }
    // A label that has nothing behind it does announce what is below.
    expect(&[line("DOB", 0.0, 0.0), line("05.02.2007", 0.0, 1.2)], None, &[("birth_date", "2007-02-05")]);
}

#[test]
fn licences_of_europe_have_numbers_for_labels() {
    let lines = [
        line("DRIVING LICENCE", 8.0, 0.0),
        line("1. MORGÁN", 10.0, 2.0),
        line("2. SARAH MEREDYTH", 10.0, 3.2),
        line("3.11.03.76 UNITED KINGDOM", 10.0, 4.4),
        line("4a. 19.01.23   4c. DVLA", 10.0, 5.6),
        line("4b. 18.01.33", 10.0, 6.8),
        line("5.", 10.0, 8.0),
        line("MORGA753116SM9IJ 35", 12.0, 8.0),
        line("8. 122 BURNS CRESCENT, EDINBURGH", 10.0, 9.2),
        line("9. AM/B/BE", 10.0, 12.0),
    ];
    let expected = [
        ("surname", "MORGÁN"),
        ("given_names", "SARAH MEREDYTH"),
        ("birth_date", "1976-03-11"),
        ("issue_date", "2023-01-19"),
        ("authority", "DVLA"),
        ("expiry_date", "2033-01-18"),
        ("document_number", "MORGA753116SM9IJ 35"),
        ("address", "122 BURNS CRESCENT, EDINBURGH"),
    ];
    expect(&lines, None, &expected);
    let read = read(&lines, None, TODAY);
    assert!(read.numbered && read.readings[&FieldName::BirthDate][0].confidence > 0.9);
}

/// Numbers and values are often found apart. What cannot be read is not what stands below it.
#[test]
fn a_number_by_itself_has_its_value_to_the_right() {
    let mut lines = vec![
        line("MORGÁN", 4.0, 0.0),
        line("1.", 0.0, 0.1),
        line("SARAH", 4.0, 1.2),
        line("2.", 0.0, 1.3),
        line("11.03.1976 UNITED KINGDOM", 4.0, 2.4),
        line("3.", 0.0, 2.5),
        line("19.01.2023", 4.0, 3.6),
        line("4a.", 0.0, 3.7),
        line("4c.", 14.0, 3.7),
        line("DVLA", 18.0, 3.6),
        line("18.01.2033", 4.0, 4.8),
        line("4b.", 0.0, 4.9),
    ];
    let expected = [
        ("surname", "MORGÁN"),
        ("given_names", "SARAH"),
        ("birth_date", "1976-03-11"),
        ("issue_date", "2023-01-19"),
        ("authority", "DVLA"),
        ("expiry_date", "2033-01-18"),
    ];
    expect(&lines, None, &expected);
    lines.remove(0);
    expect(&lines, None, &expected[1..]);
    assert!(read(&lines, None, TODAY).unread.contains_key(&FieldName::Surname));
}

#[test]
fn a_thin_one_is_not_missed() {
    let lines = |surname: f32| {
        vec![
            line("PERMIS DE CONDUIRE", 2.0, -2.4),
            line("MORGÁN", 2.0, surname),
            line("2.", 0.0, 1.3),
            line("SARAH", 2.0, 1.2),
            line("3. 11.03.1976", 0.0, 2.4),
            line("4a. 19.01.2023", 0.0, 3.6),
            line("4b. 18.01.2033", 0.0, 4.8),
            line("4d. 048786523", 14.0, 4.8),
            line("AB123456C", 2.0, 6.0),
            line("8.", 0.0, 7.2),
            line("9 QUAY OF ANYDER", 2.0, 7.2),
        ]
    };
    let expected = [
        ("surname", "MORGÁN"),
        ("given_names", "SARAH"),
        ("birth_date", "1976-03-11"),
        ("issue_date", "2023-01-19"),
        ("expiry_date", "2033-01-18"),
        ("personal_number", "048786523"),
        ("document_number", "AB123456C"),
        ("address", "9 QUAY OF ANYDER"),
    ];
    expect(&lines(0.0), None, &expected);
    let Print { readings, .. } = read(&lines(0.0), None, TODAY);
    for field in [FieldName::Surname, FieldName::DocumentNumber] {
        assert!(readings[&field][0].confidence < 0.8, "{field:?}: its place says it, and nothing else");
    }
    // What stands further up is a title.
    expect(&lines(-1.2), None, &expected[1..]);
}

#[test]
fn the_day_comes_first_behind_bare_numbers() {
    let lines = [
        line("1. ROSSI", 0.0, 0.0),
        line("3. 04/03/24", 0.0, 1.2),
        line("4a. 05/06/2019", 0.0, 2.4),
        line("4b. 07/08/2029", 0.0, 3.6),
        line("5. PZ1234567", 0.0, 4.8),
    ];
    let expected = [
        ("surname", "ROSSI"),
        // Nobody drives at two.
        ("birth_date", "1924-03-04"),
        ("issue_date", "2019-06-05"),
        ("expiry_date", "2029-08-07"),
        ("document_number", "PZ1234567"),
    ];
    expect(&lines, None, &expected);
    let read = read(&lines, None, TODAY);
    assert!(read.readings.values().all(|readings| readings[0].confidence > 0.9));
}

#[test]
fn licences_of_north_america_have_numbers_and_words() {
    let lines = [
        line("4d DLN 99 999 999", 10.0, 0.0),
        line("3 DOB 01/07/1985", 24.0, 0.0),
        line("1 SAMPLE", 10.0, 1.2),
        line("2 JANICE ANN", 10.0, 2.4),
        line("8 123 NORTH STATE STREET", 10.0, 3.6),
        line("ANYTOWN, XX 99999-1234", 10.8, 4.8),
        line("4a ISS 08/24/2020 4b EXP 01/07/2028", 10.0, 6.0),
        line("15 SEX F 16 HGT 5'-04\"", 10.0, 7.2),
        line("5 DD 0123456789ABCDEF", 10.0, 8.4),
    ];
    let expected = [
        ("document_number", "99 999 999"),
        ("birth_date", "1985-01-07"),
        ("surname", "SAMPLE"),
        ("given_names", "JANICE ANN"),
        ("address", "123 NORTH STATE STREET ANYTOWN, XX 99999-1234"),
        ("issue_date", "2020-08-24"),
        ("expiry_date", "2028-01-07"),
        ("sex", "F"),
    ];
    expect(&lines, None, &expected);
}

#[test]
fn numbers_that_are_explained_or_stand_before_labels_are_no_fields() {
    let back = [
        line("9.", 10.0, 0.0),
        line("10.", 16.0, 0.0),
        line("B", 10.0, 1.2),
        line("19.01.23", 16.0, 1.2),
        line("18.01.33", 24.0, 1.2),
        line("1. Surname / Nom  2. Other names  3. Date and place of birth", 0.0, 9.0),
        line("4a. Date of issue  4b. Date of expiry  4c. Authority", 0.0, 10.2),
    ];
    assert!(!read(&back, None, TODAY).numbered);
    assert_eq!(found(&back, None), BTreeMap::new());
    let passport = [
        line("1. Surname / Nom", 0.0, 0.0),
        line("ERIKSSON", 0.0, 1.2),
        line("3. Date of birth", 0.0, 2.6),
        line("12.08.1974", 0.0, 3.8),
    ];
    assert!(!read(&passport, None, TODAY).numbered);
    expect(&passport, None, &[("surname", "ERIKSSON"), ("birth_date", "1974-08-12")]);
}

#[test]
fn labels_may_stand_below_their_values() {
    let page = |gap: f32| {
        [
            line("GOMEZ BETANCOURT", 0.0, 0.0),
            line("APELLIDOS", 0.0, gap),
            line("HERNAN DARIO", 0.0, 2.3),
            line("NOMBRES", 0.0, 2.3 + gap),
        ]
    };
    expect(&page(0.9), None, &[("surname", "GOMEZ BETANCOURT"), ("given_names", "HERNAN DARIO")]);
    // With a heading on top and nothing below the last label they stand above.
    let lines = [
        line("CEDULA", 0.0, 0.0),
        line("APELLIDOS", 0.0, 1.4),
        line("GOMEZ BETANCOURT", 0.0, 2.3),
        line("NOMBRES", 0.0, 3.7),
        line("HERNAN DARIO", 0.0, 4.6),
    ];
    expect(&lines, None, &[("surname", "GOMEZ BETANCOURT"), ("given_names", "HERNAN DARIO")]);
}

#[test]
fn one_label_may_head_the_whole_name() {
    let lines = [line("NOMBRE", 0.0, 0.0), line("GUERRERO", 0.0, 1.0), line("JOSÉ ANTONIO", 0.0, 2.0)];
    expect(&lines, None, &[("full_name", "GUERRERO JOSÉ ANTONIO")]);
    let lines = [
        line("APELLIDOS", 0.0, 0.0),
        line("GUERRERO", 0.0, 1.0),
        line("NOMBRE", 0.0, 2.5),
        line("JOSÉ ANTONIO", 0.0, 3.5),
    ];
    expect(&lines, None, &[("surname", "GUERRERO"), ("given_names", "JOSÉ ANTONIO")]);
    let lines = [line("Name", 0.0, 0.0), line("Somchai", 4.0, 0.0), line("Last name Jaidee", 0.0, 1.5)];
    expect(&lines, None, &[("surname", "Jaidee"), ("given_names", "Somchai")]);
    let lines = [line("Last Name, First Name, Middle Name", 0.0, 0.0), line("BAUTISTA, JOSE MARI", 0.0, 1.2)];
    expect(&lines, None, &[("surname", "BAUTISTA"), ("given_names", "JOSE MARI")]);
}

#[test]
fn what_is_no_name_is_not_taken_for_one() {
    let heading = "Vorname(n)·Prénom(s)·Nome(i)·Xxxxxx·Given name(s)";
    expect(&[line(heading, 0.0, 0.0), line("Reto", 0.0, 1.2)], None, &[("given_names", "Reto")]);
    let lines = [line("Surname", 0.0, 0.0), line("梁 LEONG", 0.0, 1.2)];
    expect(&lines, None, &[("surname", "LEONG")]);
    let lines = [line("Given name", 0.0, 0.0), line("MR RHYS", 0.0, 1.2)];
    expect(&lines, None, &[("given_names", "RHYS")]);
    let mut lines = [line("Surname", 0.0, 0.0), line("esH", 0.0, 1.2), line("GÜNEL", 0.0, 2.4)];
    lines[1].line.characters.iter_mut().for_each(|c| c.confidence = 0.5);
    expect(&lines, None, &[]);
    expect(&[line("Name of Father: AHMED", 0.0, 0.0), line("RAMESH", 0.0, 1.2)], None, &[]);
    expect(&[line("Guardian's Name: AHMED", 0.0, 0.0)], None, &[]);
}

#[test]
fn names_in_letters_that_are_not_known_are_worth_little() {
    let confidence = |title: &str| {
        let lines = [line(title, 0.0, 0.0), line("Full name", 0.0, 2.0), line("NGUYN VĂN ĐÚC", 0.0, 3.2)];
        read(&lines, None, TODAY).readings[&FieldName::FullName][0].confidence
    };
    assert!(confidence("SOCIALIST REPUBLIC OF VIET NAM") <= DOUBTFUL);
    assert!(confidence("REPUBLIC OF UTOPIA") > 0.9);
}

#[test]
fn dates_under_an_expiry_are_a_span_or_nothing() {
    let lines = |text: &str| [line("Date of expiry", 0.0, 0.0), line(text, 0.0, 1.2)];
    let span = [("expiry_date", "2029-08-05"), ("issue_date", "2019-07-23")];
    expect(&lines("23.07.2019-05.08.2029"), None, &span);
    for text in ["31.12.2030  14.02.1988", "05.08.2029-23.07.2019", "14.02.1988 31.12.2030"] {
        expect(&lines(text), None, &[]);
    }
}

#[test]
fn a_first_surname_alone_is_not_the_name() {
    let lines = |second: &str| {
        vec![
            line("Primer apellido", 0.0, 0.0),
            line("QUISPE", 0.0, 1.2),
            line("Segundo apellido", 0.0, 3.0),
            line(second, 0.0, 4.2),
        ]
    };
    let surname = |second: &str| read(&lines(second), None, TODAY).readings[&FieldName::Surname][0].clone();
    assert_eq!(surname("MAMANI").value, "QUISPE MAMANI");
    assert!(surname("MAMANI").confidence > 0.9);
    assert_eq!(surname("12").value, "QUISPE");
    assert!(surname("12").confidence <= DOUBTFUL);
}

#[test]
fn a_cards_own_number_gives_way_to_the_documents() {
    let lines = [
        line("Card Number", 0.0, 0.0),
        line("2 041 827 360", 0.0, 1.2),
        line("Licence No.", 0.0, 3.0),
        line("14827360", 0.0, 4.2),
    ];
    expect(&lines, None, &[("document_number", "14827360")]);
    expect(&lines[..2], None, &[("document_number", "2 041 827 360")]);
}

#[test]
fn numbers_are_told_from_the_words_among_them() {
    for (text, number) in [
        ("CJ NR 418273", Some("CJ 418273")),
        ("ID 418 273 906", Some("418 273 906")),
        ("X4RTBPFW4", Some("X4RTBPFW4")),
        ("19740901-2387", Some("19740901-2387")),
        ("A123456(7)", Some("A123456(7)")),
        ("1974-09-01", None),
        ("de serie 123456", None),
        ("SERIE 123456", None),
    ] {
        assert_eq!(value(FieldName::DocumentNumber, text, None).as_deref(), number, "{text}");
    }
}

#[test]
fn a_sex_is_said_by_a_letter_or_a_word() {
    for (text, sex) in [
        ("N/F", Some("F")),
        ("KIF", Some("F")),
        ("F/M", Some("M")),
        ("LAKI-LAKI", Some("LAKI-LAKI")),
        ("Nữ", Some("Nữ")),
        ("M", Some("M")),
        ("男", Some("男")),
        ("MARTINA", None),
        ("ALF", None),
    ] {
        assert_eq!(value(FieldName::Sex, text, None).as_deref(), sex, "{text}");
    }
}

#[test]
fn lines_in_which_names_stand_are_spelled_from_their_value_on() {
    let lines = [
        line("Surname: NOVAK", 0.0, 0.0),
        line("Given names", 0.0, 2.0),
        line("JIRI", 0.0, 3.2),
        line("Date of birth", 0.0, 5.0),
        line("14.03.1984", 0.0, 6.2),
        line("Authority", 20.0, 0.0),
        line("MINISTERSTVO VNITRA", 20.0, 1.2),
    ];
    let mut spelled = Vec::new();
    let mut spell = |line: &mut Line, from: usize| {
        spelled.push(line.text().chars().skip(from).collect::<String>());
        line.characters.iter_mut().skip(from).filter(|c| c.text == "A").for_each(|c| c.text = "Á".into());
    };
    let read = super::read(&lines, None, TODAY, &mut spell);
    assert_eq!(read.readings[&FieldName::Surname][0].value, "NOVÁK");
    assert_eq!(
        spelled.iter().map(|text| text.trim()).collect::<Vec<_>>(),
        ["NOVAK", "JIRI", "MINISTERSTVO VNITRA"]
    );
}

#[test]
fn beside_a_zone_lines_that_are_nearly_its_names_are_spelled_without_labels() {
    let zone =
        ["P<CZETUMOVA<<JANA<<<<<<<<<<<<<<<<<<<<<<<<<<<", "123456789<CZE8403141F3003140<<<<<<<<<<<<<<<0"];
    let zone = ZoneText::parse(&zone).expect("a zone").fields(TODAY);
    let lines = [
        line("TMOVA", 0.0, 0.0),
        line("JANA", 0.0, 3.0),
        line("PRAHA", 0.0, 6.0),
        // Another script is none of ours.
        line("TЮMOVA", 0.0, 9.0),
    ];
    let mut spelled = Vec::new();
    super::read(&lines, Some(&zone), TODAY, &mut |line, _| spelled.push(line.text()));
    assert_eq!(spelled, ["TMOVA", "JANA"]);
}

#[test]
fn a_line_that_only_one_recogniser_could_read_is_worth_little() {
    let lines = [line("Surname", 0.0, 0.0), line("ƏHMƏDOV", 0.0, 1.2)];
    let worth = |doubtful: bool| {
        let mut spell = |line: &mut Line, _: usize| line.doubtful = doubtful;
        super::read(&lines, None, TODAY, &mut spell).readings[&FieldName::Surname][0].confidence
    };
    assert!(worth(false) > 0.9 && worth(true) <= DOUBTFUL);
}

#[test]
fn what_ends_where_something_lies_on_the_line_is_worth_little_and_the_rest_of_it_is_not() {
    let worth = |covered| {
        let mut both = line("Surname: THORN", 0.0, 0.0);
        both.line.covered = covered;
        read(&[both], None, TODAY).readings[&FieldName::Surname][0].confidence
    };
    assert!(worth(None) > 0.9 && worth(Some(End::First)) > 0.9, "its label is covered");
    assert!(worth(Some(End::Last)) <= DOUBTFUL);
}

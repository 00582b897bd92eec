//! Codes that an issuing state, an organisation or a nationality may carry in a zone.

/// ISO 3166-1 alpha-3.
const ISO: &str = "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE";

/// ICAO 9303-3 §5, parts B to E, and codes in wide use (Kosovo; the specimen state Utopia).
const ICAO: &str = "D EUE GBD GBN GBO GBP GBS IAO NTZ RKS UNA UNK UNO UTO XAA XBA XCC XCE XCO XCT XDC XEC XES XIM XKX XMP XOM XPO XXA XXB XXC XXX";

/// Codes of parts of a state whose people and documents carry the state's own code, and other codes of one state: the state
/// first. Passports of Hong Kong say CHN, those of Puerto Rico USA, those of Bermuda GBD.
const STATES: [&str; 11] = [
    "CHN HKG MAC",
    "GBR GBD GBN GBO GBP GBS GGY IMN JEY AIA BMU CYM FLK GIB IOT MSR PCN SGS SHN TCA VGB",
    "DNK FRO GRL",
    "FIN ALA",
    "NOR BVT SJM",
    "NLD ABW BES CUW SXM",
    "FRA ATF BLM GLP GUF MAF MTQ MYT NCL PYF REU SPM WLF",
    "USA ASM GUM MNP PRI UMI VIR",
    "AUS CCK CXR HMD NFK",
    "NZL COK NIU TKL",
    "XKX RKS UNK",
];

/// The state that a code belongs to: CHN for HKG, itself for most.
pub fn state_of(code: &str) -> &str {
    let code = iso_code(code);
    let ours = STATES.iter().find(|state| state.split(' ').any(|known| known == code));
    ours.and_then(|state| state.split(' ').next()).unwrap_or(code)
}

/// Whether two codes belong to one state, as somebody chooses them and a document writes them. What a document says then
/// contradicts nobody.
pub fn same_state(one: &str, other: &str) -> bool {
    state_of(one) == state_of(other)
}

/// Whether this is a code that a zone may carry, with or without its fillers (`D` is Germany).
pub fn is_issuing_code(code: &str) -> bool {
    let code = code.trim_end_matches('<');
    !code.is_empty() && ISO.split(' ').chain(ICAO.split(' ')).any(|known| known == code)
}

/// The code as we hand it out: ISO 3166-1 alpha-3 where there is one, otherwise ICAO's own.
pub fn iso_code(code: &str) -> &str {
    match code.trim_end_matches('<') {
        "D" => "DEU",
        other => other,
    }
}

/// Every code, as it stands in a zone without fillers.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    ISO.split(' ').chain(ICAO.split(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_countries_and_icaos_own_codes_only() {
        for code in ["UTO", "D<<", "D", "CHN", "UNO", "XXA", "XXB", "XXX", "EUE", "RKS"] {
            assert!(is_issuing_code(code), "{code}");
        }
        for code in ["UT0", "", "<<<", "BAD", "DE", "GER"] {
            assert!(!is_issuing_code(code), "{code}");
        }
        assert_eq!(iso_code("D<<"), "DEU");
        assert!(STATES.iter().flat_map(|state| state.split(' ')).all(is_issuing_code));
        assert_eq!(all().count(), 249 + 32);
    }

    #[test]
    fn parts_of_a_state_are_not_held_against_it() {
        for (one, other) in [("HKG", "CHN"), ("GBR", "GBN"), ("JEY", "GBR"), ("D<<", "DEU"), ("XKX", "RKS")] {
            assert!(same_state(one, other) && same_state(other, one), "{one} {other}");
        }
        for (one, other) in [("HKG", "GBR"), ("TWN", "CHN"), ("DNK", "NOR"), ("", "CHN")] {
            assert!(!same_state(one, other), "{one} {other}");
        }
    }
}

"""Texts of machine-readable zones: valid ones of every format (ICAO 9303-4 to -7), and lines of pure chance."""

COUNTRIES = (
    "ABW AFG AGO ALB AND ARE ARG ARM AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA "
    "CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE D D<< DJI DMA DNK DOM DZA ECU EGY ERI ESP EST ETH "
    "FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HKG HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR "
    "ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAR MCO MDA MDG "
    "MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL "
    "PLW PNG POL PRK PRT PRY PSE QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ "
    "SYC SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR URY USA UZB VAT VCT VEN VNM VUT WSM YEM ZAF "
    "ZMB ZWE EUE GBD GBN GBO GBP GBS RKS UNO UTO XXA XXB XXX"
).split()

# Pieces of names from many languages; joined by chance they make names that nobody has.
PIECES = (
    "AN NA MA RI JO HAN SE BAS TI SCH MID MUE LLER WEI WANG ZHANG XIAO QI QUAN XU ZHOU YI ANG GUO LIN CHEN HUANG KIM "
    "PARK CHOI NGUY EN TRAN THI VAN DER BERG KOW ALSKI WSKA WICZ OVA OVIC EVA IVAN PETR DMI TRI ALEK SAN DRA KHAN "
    "MOHA MMED AHM ED ABD UL RAH FAT IMA HUS SEIN SINGH KUMAR PATEL SHAR MA RAJ ESH SU RESH FER NAN DEZ GON ZALEZ "
    "ROD RIG UEZ GAR CIA LOP EZ SIL VA SAN TOS OLI VEI RA COS TA MAR TIN BER NARD DU PONT LE FE VRE GIR ARD ROS SI "
    "BIAN CHI ESPO SITO JEN SEN HAN SEN ERIK SSON LIND QVIST BJORN AAS GUD MUND TOTH NAGY KOV ACS SZA BO HOR VATH "
    "PAPA DOPOU LOS GEOR GIOU YIL MAZ DE MIR KAYA OKON KWO ADE YEMI MBE KI DLA MINI TANA KA SUZU KI SATO WATA NABE "
    "YAMA MOTO FU JI O BRI EN MC DON ALD MAC LEOD JON ES WILL IAMS TAY LOR BROWN SMITH AX EL XAV IER ZOE QUIN JAX "
    "WYN VIK TOR PHI LIP CHRIS TOPH ELIZ ABETH KATH RYN GRZE GORZ KRZ YSZTOF JOZ EF"
).split()

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


def check(text):
    """Check digit of a text (9303-3 section 4.9)."""
    values = [int(c) if c.isdigit() else 0 if c == "<" else ord(c) - 55 for c in text]
    return str(sum(v * (7, 3, 1)[i % 3] for i, v in enumerate(values)) % 10)


def pick(rng, items):
    return items[rng.integers(len(items))]


def chance(rng, letters, count):
    return "".join(letters[i] for i in rng.integers(len(letters), size=count))


def word(rng):
    kind = rng.random()
    if kind < 0.35:
        return chance(rng, LETTERS, int(rng.integers(2, 12)))
    return "".join(pick(rng, PIECES) for _ in range(int(rng.integers(1, 5))))[:14]


def names(rng, width):
    surname = "<".join(word(rng) for _ in range(1 + (rng.random() < 0.2)))
    given = "<".join(word(rng) for _ in range(int(rng.choice([0, 1, 2, 3, 4], p=[0.04, 0.4, 0.36, 0.15, 0.05]))))
    text = f"{surname}<<{given}" if given else surname
    return text[:width].ljust(width, "<")


def date(rng, unknown=0.0):
    day = "<<" if rng.random() < unknown else f"{rng.integers(1, 29):02}"
    return f"{rng.integers(100):02}{rng.integers(1, 13):02}{day}"


def number(rng):
    kind = rng.random()
    if kind < 0.35:
        return chance(rng, LETTERS, int(rng.integers(1, 3))) + chance(rng, DIGITS, int(rng.integers(6, 8)))
    if kind < 0.6:
        return chance(rng, DIGITS, int(rng.integers(7, 10)))
    return chance(rng, DIGITS + LETTERS, int(rng.integers(7, 10)))


def optional(rng, width):
    kind = rng.random()
    if kind < 0.35:
        return "<" * width
    if kind < 0.75:
        return chance(rng, DIGITS, int(rng.integers(4, width + 1))).ljust(width, "<")
    return chance(rng, DIGITS + LETTERS + "<", int(rng.integers(3, width + 1))).ljust(width, "<")


def country(rng):
    if rng.random() < 0.25:
        return chance(rng, LETTERS, 3)
    return pick(rng, COUNTRIES).ljust(3, "<")


def two_lines(rng, width, first):
    code = first + (chance(rng, LETTERS, 1) if rng.random() < 0.35 else "<")
    top = code + country(rng) + names(rng, width - 5)
    num = number(rng).ljust(9, "<")
    birth, expiry = date(rng, 0.01), date(rng)
    body = num + check(num) + country(rng) + birth + check(birth) + pick(rng, "MF<") + expiry + check(expiry)
    rest = optional(rng, width - 28)
    if first == "P":
        rest = rest[:14]
        body += rest + (pick(rng, "0<") if set(rest) == {"<"} else check(rest))
        body += check(body[:10] + body[13:20] + body[21:43])
    elif first == "V":
        body += rest
    else:
        body += rest[:7]
        body += check(body[:10] + body[13:20] + body[21:35])
    return [top, body]


def td1(rng):
    num = number(rng).ljust(9, "<")
    top = pick(rng, "IAC") + (pick(rng, LETTERS) if rng.random() < 0.6 else "<") + country(rng)
    top += num + check(num) + optional(rng, 15)
    birth, expiry = date(rng, 0.01), date(rng)
    middle = birth + check(birth) + pick(rng, "MF<") + expiry + check(expiry) + country(rng) + optional(rng, 11)
    middle += check(top[5:30] + middle[:7] + middle[8:15] + middle[18:29])
    return [top, middle, names(rng, 30)]


def by_chance(rng):
    """No grammar at all, so that the network learns shapes and not customs."""
    width, count = [(30, 3), (36, 2), (44, 2)][rng.integers(3)]
    lines = []
    for _ in range(count):
        text = ""
        while len(text) < width:
            part = int(rng.integers(1, 10))
            text += "<" * part if rng.random() < 0.25 else chance(rng, SYMBOLS, part)
        lines.append(text[:width])
    return lines


SYMBOLS = DIGITS + LETTERS


def zone(rng):
    """The lines of a zone."""
    kind = rng.random()
    if kind < 0.15:
        return by_chance(rng)
    if kind < 0.45:
        return td1(rng)
    if kind < 0.6:
        return two_lines(rng, 36, pick(rng, "IAC"))
    if kind < 0.93:
        return two_lines(rng, 44, "P")
    return two_lines(rng, int(pick(rng, [36, 44])), "V")

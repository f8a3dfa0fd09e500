"""Rules for places: towns, oblasts and what is made from their names, streets, buildings with a number or a name."""

from __future__ import annotations

from facilitator_console.report.disclosure.mentions.kinds import Kind, Words, pattern, word_list

_TOWNS = Words(
    Kind.PLACE,
    word_list("towns"),
    8,
)
_STREET = (
    r"(?:вул(?:иц\w+|\.)?|пров(?:ул\w+|\.)?|просп(?:ект\w*|\.)?|бульв(?:ар\w*|\.)?|площ\w+|майдан\w*|шосе|набережн\w+|"
    r"ул(?:иц\w+|\.)|пер(?:еул\w+|\.)|пл(?:ощад\w+|\.)|шоссе|мікрорайон\w*|микрорайон\w*|м[- ]н|кварт(?:ал\w*|\.)?)"
)
_SETTLEMENT = (
    r"(?:сел(?:о|а|і|у|ом|ищ\w+|е)|с\.|смт\.?|хутор\w*|хутір|міст(?:о|а|і|у|ом|ечк\w+)|м\.|город(?:а|е|у|ом)?|г\.|пгт\.?|пос[её]лок\w*|пос[её]лк\w+|посел\w+|"
    r"громад\w+|район\w*|станиц\w+|станці\w+|станци\w+|урочищ\w+|ставк\w+|озер\w+|річк\w+|реч?к\w+|ліс\w*|балк\w+)"
)
_NAMED = (
    r"[«\"“„]?[А-ЯІЇЄҐЁA-Z][\w'’ʼ-]+(?:\s[А-ЯІЇЄҐЁ][\w'’ʼ-]+)?[»\"”]?"
    r"(?:,?\s(?:буд(?:\.|инок\w*)?|д(?:\.|ом)?)?\s?\d+\w?)?"
)

PLACES = (
    pattern(Kind.PLACE, rf"(?<!\w)((?i:{_STREET})\s{_NAMED}|(?i:{_STREET})\s\d+[\w-]*(?:\s\w+)?)", 0),
    pattern(Kind.PLACE, rf"([А-ЯІЇЄҐЁA-Z][\w'’ʼ-]+\s(?i:{_STREET})(?!\w)(?:,?\s\d+\w?)?)", 0),
    pattern(Kind.PLACE, rf"(?<!\w)((?i:{_SETTLEMENT})\s{_NAMED})", 0),
    pattern(
        Kind.PLACE,
        r"(?:[A-Z][\w'’-]+\s)+(?:[Ss]treet|[Rr]oad|[Aa]venue|[Ll]ane|[Ss]quare|[Bb]ridge|[Vv]illage|[Dd]istrict|[Oo]blast|[Rr]egion|[Ss]chool|[Hh]ospital|[Ll]ake|[Rr]iver|[Ff]orest|[Hh]ill)(?!\w)(?:,?\s(?:no\.\s)?\d+\w?)?",
        0,
    ),
    pattern(
        Kind.PLACE,
        r"(?<!\w)(?:буд(?:инок|инку|инком|\.)|дом(?:е|у)?|квартир\w+|кв\.|під['’ʼ]їзд\w*|подъезд\w*|flat|apartment|house|building)\s(?:№\s?|number\s|no\.\s?)?\d+\w?(?!\w)",
    ),
    pattern(
        Kind.PLACE,
        r"(?<!\w)(?:школ\w+|ліце\w+|лице\w+|гімназі\w+|гимнази\w+|садок|садк\w+|сад|лікарн\w+|больниц\w+|амбулаторі\w+|завод\w*|шахт\w+|"
        r"school|kindergarten|hospital|clinic|mine|factory)\s(?:№\s?|number\s|no\.\s?|номер\s)\s?\d+(?!\d)",
    ),
    pattern(Kind.PLACE, r"(?<![\d.])[34-5]\d\.\d{3,},?\s?[23]\d\.\d{3,}|(?<!\d)\d{2}°\s?\d+"),
    pattern(
        Kind.PLACE,
        r"(?<!\w)[\w'’ʼ-]+(?:ськ|цьк|зьк|ск|цк)\w{1,3}\s(?:обл(?:аст\w+|\.)|район\w*|громад\w+|сільрад\w+|міськрад\w+|район)(?!\w)",
    ),
    # Villages whose names end like most villages' names, also where they begin a sentence.
    pattern(Kind.PLACE, r"(?<!\w)[А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ-]+(?:[іїоеё]вк(?:а|и|у|ою|ой|е)|[іїоеё]вці)(?!\w)", 0),
    _TOWNS,
)

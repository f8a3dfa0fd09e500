"""Rules for numbers that lead to somebody: telephones, documents, plates, addresses on the net, dates, small counts."""

from __future__ import annotations

from facilitator_console.report.disclosure.mentions.kinds import Kind, Words, pattern

_MONTHS = (
    r"(?:січ(?:ень|н)|лют(?:ий|ого|ому|им)|берез(?:ень|н)|квіт(?:ень|н)|трав(?:ень|н)|черв(?:ень|н)|лип(?:ень|н)|"
    r"серп(?:ень|н)|верес(?:ень|н)|жовт(?:ень|н)|листопад|груд(?:ень|н)|"
    r"январ|феврал|март[аеу]?\b|апрел|ма[йяею]\b|июн|июл|август|сентябр|октябр|ноябр|декабр|"
    r"january|february|march\b|april|may\b|june|july|august|september|october|november|december|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
_ORDINAL = (
    r"(?:перш|друг|трет|четверт|п['’ʼ]ят|шост|сьом|восьм|дев['’ʼ]ят|десят|\w*надцят|"
    r"двадцят|тридцят|перв|втор|пят|шест|седьм|девят|двадцат|тридцат)\w{1,4}"
)
_FEW = (
    r"(?:[1-9]|1\d|дв(?:оє|ох|а|і|ом)|тр(?:оє|ьох|и)|четверо|чотир\w+|п['’ʼ]ят(?:еро|ь|ьох)|шест(?:еро|ь)|"
    r"шіст(?:ь|ьох)|сім(?:ох)?|семеро|вісім|восьмеро|дев['’ʼ]ят\w*|десят\w*|двое|двух|трое|тр[её]х|"
    r"четыр\w+|пятеро|пять|шестеро|шесть|семь|восемь|two|three|four|five|six|seven|eight|nine|ten)"
)
_COUNTED = (
    r"(?:сім(?:ей|'ї|’ї|ʼї|['’ʼ]ями|['’ʼ]ях)|родин\w*|люд(?:ей|ьми|ях|ям)|осіб|особ\w*|учн\w+|дітей|дітьми|хат\w*|двор\w+|"
    r"будинк\w+|семей|семь(?:и|ями|ях)|человек\w*|люд(?:ей|ьми)|детей|учеников|дом(?:ов|а)|"
    r"families|people|persons|households|houses|pupils|children|students|women|men|жін(?:ок|ки)|чоловік\w*|женщин\w*|мужчин\w*)"
)

NUMBERS = (
    pattern(
        Kind.CONTACT, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+ | https?://\S+ | www\.\S+ | (?<!\w)@[A-Za-z_]\w{3,} | t\.me/\S+"
    ),
    pattern(Kind.DOCUMENT, r"(?<!\w)UA\s?\d{2}(?:\s?\d){20,27}(?!\d)"),
    pattern(Kind.DOCUMENT, r"(?<!\w)[A-ZА-ЯІЇЄҐ]{2}\s?(?:№|\#|N)?\s?\d{6}(?!\d)", 0),
    pattern(Kind.DOCUMENT, r"(?<!\w)[A-ZАВСЕНІКМОРТХ]{2}\s?\d{4}\s?[A-ZАВСЕНІКМОРТХ]{2}(?!\w)", 0),
    pattern(Kind.PHONE, r"(?<![\w+])\+?\(?\d{1,4}\)?(?:[\s().–-]{0,2}\d){6,12}(?!\d)"),
    pattern(Kind.DOCUMENT, r"(?<!\d)\d{8,10}(?!\d)"),
    pattern(
        Kind.DOCUMENT,
        r"(?<!\w)(?:паспорт\w*|посвідченн\w*|іпн|інн|рнокпп|довідк\w+|справ[аиіу]|удостоверени\w*|инн|дел[оау]|passport|"
        r"id\scard|certificate|case)\s(?:(?:номер\w*|no\.?|number|serial|серії|серия|серии)\s)?(?:№\s?)?[\w-]*\d[\w/-]*",
    ),
    pattern(Kind.DOCUMENT, r"№\s?\d{4,}"),
    pattern(Kind.DATE, r"(?<!\d)\d{1,2}[./]\d{1,2}(?:[./](?:\d{4}|\d{2}))?(?!\d|[./]\d|\s?%)"),
    pattern(Kind.DATE, r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"),
    pattern(
        Kind.DATE,
        rf"(?<!\w)(?:(?:\d{{1,2}}(?:-?\w{{1,3}})?|{_ORDINAL})\s(?:of\s)?)?{_MONTHS}\w{{0,4}}(?:,?\s\d{{1,4}}(?:st|nd|rd|th)?(?!\d))?(?:,?\s\d{{4}})?",
    ),
    pattern(
        Kind.DATE, r"(?<!\d)(?:19|20)\d{2}(?:-?(?:го|му|й|м|х|ті|ій|их|s))?(?!\d)(?:\s(?:рок\w*|р\.|год[а-я]*|г\.))?"
    ),
    pattern(Kind.DATE, r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)"),
    pattern(
        Kind.DATE,
        r"(?<!\w)(?:минул\w+|прошл\w+|last|позаминул\w+|позапрошл\w+)\s(?:понеділ\w+|вівтор\w+|серед\w+|четвер\w*|п['’ʼ]ятниц\w+|"
        r"субот\w+|неділ\w+|вторник\w*|сред\w+|пятниц\w+|суббот\w+|воскресень\w+|monday|tuesday|wednesday|thursday|"
        r"friday|saturday|sunday)",
    ),
    Words(
        Kind.DATE,
        ["великд", "пасх", "різдв", "рождеств", "easter", "christmas", "трійц", "троиц", "покров.", "покрову."],
        6,
    ),
    pattern(Kind.COUNT, rf"(?<!\w)(?:{_FEW}\s(?:\w+\s)?{_COUNTED})(?!\w)"),
)

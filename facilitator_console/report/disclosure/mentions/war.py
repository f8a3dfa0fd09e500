"""Rules for what must not be told of the war: units, positions, what moves where; and what was hit."""

from __future__ import annotations

from facilitator_console.report.disclosure.mentions.kinds import Kind, Words, pattern, word_list

WAR = (
    pattern(
        Kind.MILITARY,
        r"(?<!\w)\d+(?:-?\w{1,3})?\s(?:окрем\w+\s|отдельн\w+\s|механізован\w+\s|механизирован\w+\s|десантн\w+\s|"
        r"штурмов\w+\s|separate\s|mechani[sz]ed\s|assault\s)*"
        r"(?:бригад\w*|батальйон\w*|батальон\w*|полк\w*|рот[аиоіу]\w{0,2}|взвод\w*|дивіз\w+|дивиз\w+|корпус\w*|brigade|battalion|"
        r"regiment|company|division)",
    ),
    pattern(
        Kind.MILITARY, r"(?<!\w)(?:в/ч|військов\w+\sчастин\w+|воинск\w+\sчаст\w+|military\sunit)(?:\s[АA]?-?\d{4})?"
    ),
    pattern(Kind.MILITARY, r"(?<!\w)[АA]-?\d{4}(?!\d)", 0),
    pattern(
        Kind.MILITARY,
        r"(?<!\w)(?:ЗСУ|ВСУ|ТРО|ТЦК|ППО|ПВО|СБУ|ГУР|НГУ|ДПСУ|РЕБ|РЭБ|ДРГ|БТР|БМП|РСЗВ|HIMARS|MANPADS)(?!\w)",
        0,
    ),
    Words(
        Kind.MILITARY,
        word_list("military"),
        8,
    ),
    pattern(
        Kind.MILITARY,
        r"(?<!\w)(?:на\s(?:передов\w+|фронт\w*|нул[іе]|нуль)|the\sfront\s?line|at\sthe\sfront|лінії?\sфронту|линии\sфронта|лінії\sзіткнення)",
    ),
    Words(
        Kind.STRIKE,
        word_list("strikes"),
        7,
    ),
    pattern(Kind.STRIKE, r"(?<!\w)(?:was\s|were\s|got\s)?(?:hit|struck)\s(?:by|in|on|the)(?!\w)"),
    pattern(Kind.STRIKE, r"(?<!\w)(?:удар(?:и|у|ів|ом|ы|ов|ам|ами)?)\s(?:по|на|у|в)(?!\w)"),
)

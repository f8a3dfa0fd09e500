"""Rules for names of people: given names in their forms, patronymics, surnames, capitals that nothing else explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facilitator_console.report.disclosure.mentions.kinds import Kind, Mention, Rule, word_list

_CYRILLIC_NAMES = word_list("given_names_cyrillic")
_COMMON = frozenset(word_list("given_names_that_are_words"))
_ENDS = (
    r"(?:ієві|ієм|ією|ія|ію|ия|ию|ием|ией|ии|ові|еві|єві|ом|ем|єм|ою|ею|єю|ой|ей|ый|ій|ії|ю|я|а|у|е|є|о|и|і|ї|ы|ь|й|ьєю|ю|ям|ями|ів|ин\w{0,3}|"
    r"їн\w{0,3}|'s|’s)?"
)


def _stem(name: str) -> str:
    """Return the part of a name that stays in its forms; Катя and Ліда keep three letters at least."""
    stem = re.sub(r"(?:ій|ий|ей|ая|ія|ия|ья|ь|й|я|а|о|е)$", "", name)
    return stem if len(stem) > 2 else name[:-1] if len(name) > 3 else name  # noqa: PLR2004 - letters


def _forms(name: str) -> str:
    stem = _stem(name)
    # The last consonant of Ольга and Оленка changes before some ends: Ользі, Оленці.
    changed = {"г": "[гз]", "к": "[кц]", "х": "[хс]"}.get(stem[-1], re.escape(stem[-1]))
    body = re.escape(stem[:-1]).replace("'", "['’ʼ]").replace("ё", "[её]") + changed.replace("ё", "[её]")
    return {"Петр": "П[её]тр", "Павел": "Пав(?:е)?л", "Федір": "Фед(?:і|о)р"}.get(stem, body)


_CYRILLIC = sorted({_forms(name) for name in _CYRILLIC_NAMES}, key=len, reverse=True)
_CYRILLIC += ["Фед(?:ор|ір)", "Як(?:ів|ов)", "Петр", "Павл", "Іго?р", "Лев"]
_LATIN = sorted({re.escape(name) for name in word_list("given_names_latin")}, key=len, reverse=True)
_LOWER = sorted(
    {_forms(name).lower() for name in _CYRILLIC_NAMES if name.lower() not in _COMMON and len(_stem(name)) > 3},  # noqa: PLR2004 - letters
    key=len,
    reverse=True,
)
_SURNAME = (
    r"[А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ-]{2,}(?:енк(?:о|а|у|ом|ові|и|ів)|ч?ук(?:а|у|ом|ові|и|ів)?|ськ(?:ий|ого|ому|им|а|ої|ій|у|ою|і|их)|цьк(?:ий|ого|ому|им|а|ої|ій|у|ою)|"
    r"ск(?:ий|ого|ому|им|ая|ой|ую)|[ое]в(?:а|у|ым|им|ой|е)?|[ії]н(?:а|у|им|ой|ою)?|ишин(?:а|у|ою)?|[ая]к(?:а|у|ом|ові)|ець|еця|цем|ко|чен(?:ко|ка)|ян(?:а|у|ом)?|дзе|швілі|швили)"
)
_PATRONYMIC = (
    r"[А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ]+(?:(?:[оеє]в|ьм|лл|к)[иі]ч(?:а|у|ем|еві|і)?|"
    r"(?:[іїоеє]в|[иі]ч)н(?:а|и|і|у|ою|ы|е|ой))"
)
_TITLES = (
    r"(?:пан(?:а|у|ом|ові)?|пані|п\.|дядьк\w+|дяд[яіею]\w?|тітк\w+|т[ьеё]т[яіею]\w?|баб[аиіуоы]\w?|дід\w{0,2}|отець|отця|господин\w*|госпож\w+|громадян\w+|гр\.|"
    r"[Mm]r\.?|[Mm]rs\.?|[Mm]s\.?|[Ff]ather|[Uu]ncle|[Aa]unt|[Dd]r\.?)"
)
_WORD = r"[А-ЯІЇЄҐЁA-Z][\w'’ʼ-]+"

NAMES: tuple[Rule, ...] = (
    Rule(
        Kind.NAME,
        re.compile(
            rf"(?<!\w)(?:{_WORD}\s)?[А-ЯІЇЄҐЁA-Z]\.\s?(?:[А-ЯІЇЄҐЁA-Z]\.\s?)?{_WORD}|(?<!\w){_WORD}\s[А-ЯІЇЄҐЁA-Z]\.(?:\s?[А-ЯІЇЄҐЁA-Z]\.)?"
        ),
    ),
    Rule(
        Kind.NAME,
        re.compile(rf"(?<!\w)(?i:{_TITLES})\s{_WORD}"),
    ),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_])(?:{'|'.join(_CYRILLIC)}){_ENDS}(?![^\W_])")),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_])(?:{'|'.join(_LOWER)}){_ENDS}(?![^\W_])")),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_])(?:{'|'.join(_LATIN)})(?:['’]s|s)?(?![^\W_])")),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_]){_PATRONYMIC}(?![^\W_])")),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_]){_SURNAME}(?![^\W_])(?=\s[А-ЯІЇЄҐЁ])")),
    # Of these ends hardly any word is made but surnames.
    Rule(
        Kind.NAME,
        re.compile(r"(?<![^\W_])[А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ]+(?:[еє]нк(?:о|а|у|ом|ові|и|ів)|чук(?:а|у|ом|ові|и)?)(?!\w)"),
    ),
)

_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_BEGINS = re.compile(r"(?:\A|[.!?…:;\n]|—|–|•)[\s«»“”\"„(\[—–-]*\Z|[«“„\"]\s*\Z")
_EXPLAINED = frozenset(word_list("explained_capitals"))


def capitals(text: str) -> Iterator[Mention]:
    """Yield words with a capital within a sentence that no rule explains; most are names of people or places."""
    for token in _TOKEN.finditer(text):
        word = token[0]
        if not word[0].isupper() or len(word) == 1 or word.casefold() in _EXPLAINED:
            continue
        if _BEGINS.search(text, max(0, token.start() - 12), token.start()):
            continue
        yield Mention(token.start(), token.end(), Kind.NAME)

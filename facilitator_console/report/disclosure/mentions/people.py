"""Rules for what somebody does, whose they are, and who is the only one: in a village one driver is a name."""

from __future__ import annotations

from facilitator_console.report.disclosure.mentions.kinds import Kind, Rule, Words, pattern, word_list

_JOBS = Words(
    Kind.JOB,
    word_list("jobs"),
    6,
)
_KIN = Words(
    Kind.KIN,
    word_list("kin"),
    5,
)
PEOPLE = (
    pattern(
        Kind.ONLY_ONE,
        r"(?<!\w)(?:один[-‑]?єдин\w+|єдин(?:ий|а|е|ого|ої|ому|ій|у|им|ою)|единственн\w+|the\sonly(?:\sone)?|only\sone|"
        r"(?:лише|тільки|только)\s(?:один|одна|одне|одно|одного|одну|я)|(?:один|одна|одне|одно|одну)\sна\s(?:все|всю|весь|ціле|цілу|цілий|целое|целую)|"
        r"(?:ніхто|никто)\s(?:крім|окрім|кроме)\s\w+|(?:крім|окрім|кроме)\s(?:мене|меня|нас|неї|нього|не[её]|него)\s(?:ніхто|нікого|никто|никого)|"
        r"nobody\s(?:else\s)?but|no\sone\selse|sole)(?!\w)",
    ),
    pattern(
        Kind.KIN,
        r"(?<!\w)(?:мій|мого|моєму|моїм|твій|твого|наш|її|її|ей|мо[йе]го|мой|моим|мо[её]м|her|його|его)\s(чолов[іи]к\w*)",
    ),
    _KIN,
    _JOBS,
)
_LONELY = {
    "woman": r"(?:як\sжінк\w+|жінко\w*|жінка\w*|женщин\w+|as\sa\swoman|the\swoman)",
    "man": r"(?:як\sчоловік\w*|чоловіком|чоловік|мужчин\w+|as\sa\sman|the\sman)",
    "under_18": r"(?:школяр\w*|підліт\w+|учени\w+|школьник\w*|подрост\w+|teenager|schoolboy|schoolgirl)",
    "18_24": r"(?:студент\w*|молод\w+|student)",
    "65_up": r"(?:пенсіон\w+|пенсион\w+|pensioner|retired|старен\w+)",
}


def lonely_rule(lonely: frozenset[str]) -> Rule | None:
    """Return a rule for words about what only one person in the room is.

    Args:
        lonely: Ids of age bands and genders that one person alone has; others, such as an oblast, as they were typed.
    """
    parts = []
    for what in sorted(lonely):
        stem = what[: max(4, len(what) - 4)]
        parts.append(_LONELY.get(what, rf"{_escaped(stem)}\w*"))
    return pattern(Kind.ONLY_ONE, rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


def _escaped(text: str) -> str:
    import re

    return re.escape(text)

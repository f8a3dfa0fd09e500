"""Names the columns of an agenda as people and other programs call them, and the words that stand in them.

The first name of each language is written, all of them are read in any language: a table that was written in Ukrainian
is read on an English laptop. They are not screen words, and not in the catalogues, which a translator may change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from facilitator_console.session.ids import AtEnd, Shrinks
from facilitator_console.words import fold_text, kept_label


class Field(StrEnum):
    """Names what a column tells; down to `COUNTS_UP` by the names of the fields of `ItemDraft`."""

    FIXED_AT = "fixed_at"
    PLANNED = "planned_ms"
    TITLE = "title"
    QUESTION = "question"
    FORMAT = "format"
    TURN_LIMIT = "turn_limit_ms"
    GOAL = "goal"
    MATERIALS = "materials"
    TEAM_NOTE = "team_note"
    LED_BY = "led_by"
    INTERNAL = "internal"
    SHRINKS = "shrinks"
    LEAST = "least_ms"
    MOST = "most_ms"
    AT_END = "at_end"
    COUNTS_UP = "counts_up"
    PART = "part"
    SETTINGS = "settings"
    SHOWN_AT = "shown_at"
    """The computed beginning of an item: written for people, never read back."""
    STARTS = "starts"
    ENDS = "ends"
    TIME = "time"
    """A column that may tell either when it begins or how long it lasts."""
    KIND = "kind"
    """Holds the column that says whether a row is an item, a group or a mark, in Ontime and OpenSlides."""
    SKIP = "skip"


class Names(NamedTuple):
    """Holds the names of one thing by language; the first of each is the one that is written."""

    en: Sequence[str]
    uk: Sequence[str]
    ru: Sequence[str]

    def written(self, language: str) -> str:
        """Return the name in a language; the English one in a language that has none."""
        names: Sequence[str] = getattr(self, language, self.en)
        return names[0]


HEADINGS: dict[Field, Names] = {
    Field.SHOWN_AT: Names(("at",), ("о котрій",), ("во сколько",)),
    Field.FIXED_AT: Names(("fixed at",), ("точно о",), ("ровно в",)),
    Field.PLANNED: Names(
        ("min", "length", "duration", "minutes", "mins", "agenda duration", "planned", "how long"),
        ("хв", "тривалість", "хвилини", "хвилин", "скільки", "довжина", "тривалість хв"),
        ("мин", "длительность", "продолжительность", "минуты", "минут", "сколько"),
    ),
    Field.TITLE: Names(
        ("item", "title", "agenda item", "activity", "topic", "session", "what", "name", "subject", "event"),
        ("пункт", "назва", "тема", "що", "активність", "вправа", "блок", "зміст", "пункт порядку денного", "захід"),
        ("пункт повестки", "название", "тема", "что", "занятие", "упражнение", "блок", "пункт", "содержание"),
    ),
    Field.QUESTION: Names(("question", "questions"), ("запитання", "питання"), ("вопрос", "вопросы")),
    Field.FORMAT: Names(
        ("how", "format", "type", "method", "item format"),
        ("як", "формат", "метод", "форма"),
        ("как", "формат", "метод"),
    ),
    Field.TURN_LIMIT: Names(
        ("each", "turn", "turn limit", "per person", "minutes each"),
        ("кожному", "на кожного", "на особу", "на слово"),
        ("каждому", "на каждого", "на человека"),
    ),
    Field.GOAL: Names(
        ("goal", "goals", "aim", "purpose", "objective", "outcome", "text", "description"),
        ("мета", "ціль", "навіщо", "опис", "результат"),
        ("цель", "зачем", "описание", "результат"),
    ),
    Field.MATERIALS: Names(
        ("materials", "material", "needed", "equipment"), ("матеріали", "що потрібно"), ("материалы", "что нужно")
    ),
    Field.TEAM_NOTE: Names(
        ("note for the team", "note", "notes", "comment", "comments", "agenda comment", "additional information"),
        ("нотатка для команди", "нотатка", "нотатки", "примітка", "примітки", "коментар", "для команди"),
        ("заметка для команды", "заметка", "заметки", "примечание", "примечания", "комментарий", "для команды"),
    ),
    Field.LED_BY: Names(
        ("led by", "who leads", "who", "lead", "leader", "facilitator", "speaker", "presenter", "responsible"),
        ("веде", "хто веде", "хто", "ведучий", "ведуча", "фасилітатор", "відповідальний", "спікер"),
        ("ведёт", "кто ведёт", "кто", "ведущий", "ведущая", "фасилитатор", "ответственный", "спикер"),
    ),
    Field.INTERNAL: Names(
        ("internal", "team only"), ("лише для команди", "внутрішнє"), ("только для команды", "внутреннее")
    ),
    Field.SHRINKS: Names(("can shrink",), ("можна скоротити",), ("можно сократить",)),
    Field.LEAST: Names(("at least", "minimum"), ("щонайменше", "мінімум"), ("не меньше", "минимум")),
    Field.MOST: Names(("at most", "maximum", "up to"), ("щонайбільше", "максимум"), ("не больше", "максимум")),
    Field.AT_END: Names(("at the end", "end action"), ("наприкінці",), ("в конце",)),
    Field.COUNTS_UP: Names(("counts up",), ("рахує вгору",), ("считает вверх",)),
    Field.PART: Names(("level", "part"), ("рівень",), ("уровень",)),
    Field.SETTINGS: Names(("settings",), ("налаштування",), ("настройки",)),
    Field.STARTS: Names(
        ("start", "begins", "time start", "start time", "starts", "from", "begin"),
        ("початок", "починається", "з", "час початку", "від"),
        ("начало", "начинается", "с", "время начала", "от"),
    ),
    Field.ENDS: Names(
        ("end", "ends", "time end", "end time", "until", "finish"),
        ("кінець", "закінчення", "завершення", "до", "час завершення"),
        ("конец", "окончание", "до", "время окончания"),
    ),
    Field.TIME: Names(("time", "when", "timing"), ("час", "коли", "таймінг"), ("время", "когда", "тайминг")),
    Field.KIND: Names(("timer type", "agenda type"), ("вид рядка",), ("вид строки",)),
    Field.SKIP: Names(("skip", "skipped"), ("пропустити",), ("пропустить",)),
}

YES = Names(("yes", "true", "1", "x", "+", "✓", "✔"), ("так", "х", "істина"), ("да", "истина"))
NO = Names(("no", "false", "0", "-", "–", ""), ("ні", "хибність"), ("нет", "ложь"))

SHRINKS: dict[Shrinks, Names] = {
    Shrinks.BY_SHARE: Names(("by share",), ("пропорційно",), ("пропорционально",)),
    Shrinks.TO_LEAST: Names(("down to the least",), ("до найменшого",), ("до наименьшего",)),
    Shrinks.FIXED: Names(("no",), ("ні",), ("нет",)),
}
AT_END: dict[AtEnd, Names] = {
    AtEnd.GO_ON: Names(("goes on", "none"), ("триває далі",), ("продолжается",)),
    AtEnd.STOP: Names(("stops", "stop"), ("зупиняється",), ("останавливается",)),
    AtEnd.LOAD_NEXT: Names(
        ("next is ready", "load-next", "play-next"), ("готується наступне",), ("готовится следующее",)
    ),
}

SUMS = frozenset(
    map(
        fold_text, ("total", "sum", "разом", "усього", "всього", "загалом", "сума", "итого", "всего", "сумма", "gesamt")
    )
)
"""The words of a row that adds the others up."""

_UNIT = re.compile(
    r"\s*[,(\[/]?\s*(?:in |у |в )?(?:min|mins|minutes|хв|хвилин|хвилинах|мин|минут|минутах)\.?\s*[)\]]?\Z"
)
_AROUND = " \t:.*?№#"


@lru_cache(maxsize=4096)
def folded_name(text: str) -> str:
    """Return a heading as it is compared."""
    name = fold_text(kept_label(text)).replace("_", " ").replace("-", " ").strip(_AROUND)
    return " ".join(name.split())


def field_named(heading: str) -> Field | None:
    """Return what a column tells, by its heading; a unit behind the name does not matter."""
    name = folded_name(heading)
    return _FIELDS.get(name) or _FIELDS.get(_UNIT.sub("", name))


def fields_of(headings: Sequence[str]) -> dict[int, Field]:
    """Return what the columns tell, by their places; of two with one meaning the first counts."""
    found: dict[int, Field] = {}
    for place, heading in enumerate(headings):
        field = field_named(heading) if heading else None
        if field and field not in found.values():
            found[place] = field
    return found


def _by_name(names: dict[Field, Names]) -> dict[str, Field]:
    return {folded_name(name): field for field, known in names.items() for language in known for name in language}


_FIELDS = _by_name(HEADINGS)

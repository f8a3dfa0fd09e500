"""Rules for names of people: given names in their forms, patronymics, surnames by their ends, and any capital within a
sentence that nothing else explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facilitator_console.report.disclosure.mentions.kinds import Kind, Mention, Rule

_UK = (
    "Олександр Олександра Олексій Олена Олег Ольга Оксана Олеся Остап Орест Андрій Анастасія Анатолій Ангеліна Анна Антон Артем Аліна Алла Альона Богдан Богдана "
    "Борис Валентин Валентина Валерій Валерія Василь Василина Вероніка Вікторія Віктор Віталій Віталіна Владислав Владислава Володимир Всеволод В'ячеслав "
    "Галина Ганна Геннадій Георгій Григорій Гліб Дарина Дарія Данило Данило Денис Дмитро Діана Едуард Євген Євгенія Єва Емма Жанна Захар Зінаїда Зоряна Зоя Іван Іванна Ігор Ілля Інна "
    "Ірина Карина Катерина Кирило Костянтин Ксенія Лариса Леонід Леся Лідія Ліля Лілія Любомир Людмила Макар Максим Марина Маргарита Марія Мар'яна Марко Мар'ян "
    "Матвій Микита Микола Мирослав Мирослава Михайло Назар Назарій Наталія Наталя Ніна Неля Олексій Павло Петро Поліна Порфирій Прохор Раїса Роксолана Роман Романа Ростислав "
    "Руслан Руслана Святослав Світлана Семен Сергій Соломія Софія Станіслав Степан Степанида Таїсія Тамара Тарас Тетяна Тимофій Тимур Уляна Устим Федір Феодосія Христина "
    "Юлія Юрій Юхим Яна Ярина Яків Ярослав Ярослава Ясен Параска Одарка Явдоха Мотря Килина Горпина Настя Іра Катя Оля Саша Сашко Женя Юра Юрко Вова Володя Коля Петрик Миша Мишко Грицько "
    "Вася Василько Оленка Олечка Оксанка Галя Ганнуся Маруся Наталка Таня Тетянка Надя Вірочка Люба Люда Лариска Сергійко Серьожа Андрійко Дмитрик Діма Макс Ваня Івась Іванко Степанко Павлик Паша Льоша Льоня Льова Гена Толя Толік Стас Слава Віка Віта Вітя Даша Дашка Соня Аня Анюта Маша Марійка Юля Ліза Єлизавета Свєта Лєна Рита"
)
_RU = (
    "Александр Александра Алексей Елена Андрей Анастасия Анатолий Ангелина Артём Алина Алёна Валерий Валерия Василий Василиса Вероника Виктория Виктор Виталий Владимир Вячеслав Галина Анна Геннадий Георгий "
    "Григорий Глеб Дарья Даниил Дмитрий Диана Евгений Евгения Екатерина Иван Игорь Илья Инна Ирина Кирилл Константин Ксения Леонид Лидия Лилия Людмила Мария Матвей Никита Николай Михаил Наталья Наталия Нина Павел Пётр Полина Раиса Сергей София Станислав "
    "Степан Таисия Татьяна Тимофей Ульяна Фёдор Кристина Юлия Юрий Яков Ярослав Светлана Оксана Настя Ира Лёша Лёня Серёжа Дима Ваня Миша Коля Петя Вася Таня Наташа Света Лена Юля Лиза Елизавета Жора Федя Гриша Егор Антонина Клавдия Зинаида Любовь"
)
_EN = (
    "John Mary James Peter Paul Anna Helen Olena Olha Olga Oksana Ivan Petro Andrii Andriy Taras Stepan Mykola Mykhailo Serhii Sergiy Sergey Dmytro Dmitry Oleksandr Oleksandra Oleksii Natalia Nataliia Iryna Irina "
    "Kateryna Tetiana Halyna Maria Mariia Yulia Yuliia Viktor Viktoria Viktoriia Vasyl Volodymyr Vladimir Bohdan Roman Yaroslav Oleh Ihor Igor Yurii Yuriy Anton Artem Pavlo Kyrylo Maksym Denys Vitalii Svitlana Liudmyla Larysa Liubov Nadiia "
    "David Michael Robert William Richard Thomas Daniel Matthew Elizabeth Jennifer Linda Susan Sarah Karen Emma Kate Alice Jane Tom Mike Dave Bob Bill Nick George Edward Henry Jack Lucy Sophie Natalka Olenka Halia Sasha Misha Kolia Vania Tania Nastia Katia"
)
_COMMON = frozenset(
    "роман романа ясен слава люба соня ліза лиза люда саша женя макс яна ліля вова оля надя світлана любовь світлана bill mark jack nick dave kate roman рита макар паша толік петрик єва гена коля діана".split()
)
"""Given names that are words too, or parts of words: taken for names only where they begin with a capital."""
_ENDS = r"(?:ові|еві|єві|ом|ем|єм|ою|ею|єю|ой|ей|ый|ій|ії|ю|я|а|у|е|є|о|и|і|ї|ы|ь|й|ьєю|ю|ям|ями|ів|ин\w{0,3}|їн\w{0,3}|'s|’s)?"


def _stem(name: str) -> str:
    """Return the part of a name that stays in its forms; Катя and Ліда keep three letters at least."""
    stem = re.sub(r"(?:ій|ий|ей|ая|ія|ия|ья|ь|й|я|а|о|е)$", "", name)
    return stem if len(stem) > 2 else name[:-1] if len(name) > 3 else name  # noqa: PLR2004 - letters


def _forms(name: str) -> str:
    stem = _stem(name)
    # The last consonant of Ольга and Оленка changes before some ends: Ользі, Оленці.
    changed = {"г": "[гз]", "к": "[кц]", "х": "[хс]"}.get(stem[-1], re.escape(stem[-1]))
    body = re.escape(stem[:-1]).replace("'", "['’ʼ]").replace("ё", "[её]") + changed.replace("ё", "[её]")
    body = {"Петр": "П[её]тр", "Павло": "Павл", "Павел": "Пав(?:е)?л", "Федір": "Фед(?:і|о)р", "Федор": "Ф[её]дор"}.get(stem, body)
    return body


_CYRILLIC = sorted({_forms(name) for name in f"{_UK} {_RU}".split()}, key=len, reverse=True)
_CYRILLIC += ["Фед(?:ор|ір)", "Як(?:ів|ов)", "Петр", "Павл", "Іго?р", "Лев"]
_LATIN = sorted({re.escape(name) for name in _EN.split()}, key=len, reverse=True)
_LOWER = sorted(
    {_forms(name).lower() for name in f"{_UK} {_RU}".split() if name.lower() not in _COMMON and len(_stem(name)) > 3},  # noqa: PLR2004 - letters
    key=len,
    reverse=True,
)
_SURNAME = (
    r"[А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ-]{2,}(?:енк(?:о|а|у|ом|ові|и|ів)|ч?ук(?:а|у|ом|ові|и|ів)?|ськ(?:ий|ого|ому|им|а|ої|ій|у|ою|і|их)|цьк(?:ий|ого|ому|им|а|ої|ій|у|ою)|"
    r"ск(?:ий|ого|ому|им|ая|ой|ую)|[ое]в(?:а|у|ым|им|ой|е)?|[ії]н(?:а|у|им|ой|ою)?|ишин(?:а|у|ою)?|[ая]к(?:а|у|ом|ові)|ець|еця|цем|ко|чен(?:ко|ка)|ян(?:а|у|ом)?|дзе|швілі|швили)"
)
_PATRONYMIC = r"[А-ЯІЇЄҐЁа-яіїєґё][а-яіїєґё'’ʼ]+(?:(?:[оеє]в|[иі]|ьов)ич(?:а|у|ем|еві|і)?|(?:[оеє]в|ї|і|ів|ин)н[ауиіоые](?:ю|й)?|івн(?:а|и|і|у|ою)|ївн(?:а|и|і|у|ою)|овн(?:а|ы|е|у|ой)|евн(?:а|ы|е|у|ой)|ичн(?:а|ы|е|у|ой))"
_TITLES = (
    r"(?:пан(?:а|у|ом|ові)?|пані|п\.|дядьк\w+|дяд[яіею]\w?|тітк\w+|т[ьеё]т[яіею]\w?|баб[аиіуоы]\w?|дід\w{0,2}|отець|отця|господин\w*|госпож\w+|громадян\w+|гр\.|"
    r"[Mm]r\.?|[Mm]rs\.?|[Mm]s\.?|[Ff]ather|[Uu]ncle|[Aa]unt|[Dd]r\.?)"
)
_WORD = r"[А-ЯІЇЄҐЁA-Z][\w'’ʼ-]+"

NAMES: tuple[Rule, ...] = (
    Rule(Kind.NAME, re.compile(rf"(?<!\w)(?:{_WORD}\s)?[А-ЯІЇЄҐЁA-Z]\.\s?(?:[А-ЯІЇЄҐЁA-Z]\.\s?)?{_WORD}|(?<!\w){_WORD}\s[А-ЯІЇЄҐЁA-Z]\.(?:\s?[А-ЯІЇЄҐЁA-Z]\.)?")),
    Rule(Kind.NAME, re.compile(rf"(?<!\w){_TITLES}\s({_WORD})", re.IGNORECASE | re.VERBOSE) if False else re.compile(rf"(?<!\w)(?i:{_TITLES})\s({_WORD})")),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_])(?:{'|'.join(_CYRILLIC)}){_ENDS}(?![^\W_])")),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_])(?:{'|'.join(_LOWER)}){_ENDS}(?![^\W_])")),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_])(?:{'|'.join(_LATIN)})(?:['’]s|s)?(?![^\W_])")),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_]){_PATRONYMIC}(?![^\W_])")),
    Rule(Kind.NAME, re.compile(rf"(?<![^\W_]){_SURNAME}(?![^\W_])(?=\s[А-ЯІЇЄҐЁ])")),
)

_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_BEGINS = re.compile(r"(?:\A|[.!?…:;\n]|—|–|•)[\s«»“”\"„(\[—–-]*\Z|[«“„\"]\s*\Z")
_EXPLAINED = frozenset(
    "україна україни україні україну україною український українська українською україні-то украина украины украине украину украиной ukraine ukrainian ukrainians українці українців "
    "європа європи європі європу europe european бог бога богу богом божий господь господи god i i'm i'd i'll i've i’m i’d i’ll i’ve "
    "січень monday tuesday wednesday thursday friday saturday sunday english "
    "отг тг оон нато єс ес нуш зно нмт дабі цнап днз знз фап оті пдв чс сос sos tv тв wi-fi wifi sms смс viber вайбер telegram телеграм телеграмі whatsapp zoom зум facebook фейсбук фейсбуці google гугл youtube ютуб дія дії дію ok ок un eu nato usa сша ua pdf a4 q&a".split()
)


def capitals(text: str) -> Iterator[Mention]:
    """Yield words with a capital within a sentence that no rule explains; most are names of people or places."""
    for token in _TOKEN.finditer(text):
        word = token[0]
        if not word[0].isupper() or len(word) == 1 or word.casefold() in _EXPLAINED:
            continue
        if _BEGINS.search(text[max(0, token.start() - 12) : token.start()]) or token.start() == 0:
            continue
        yield Mention(token.start(), token.end(), Kind.NAME)

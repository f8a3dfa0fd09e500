"""Rules for what somebody does, whose they are, and who is the only one: in a village one driver is a name."""

from __future__ import annotations

from facilitator_console.report.disclosure.mentions.kinds import Kind, Rule, beginnings, pattern

_JOBS = beginnings(
    Kind.JOB,
    "водій. водієв водія. водію. водієм. водії. водіїв. водител директор завуч староста. старости. старості. старосту. старостою. старост "
    "голова. голови. голові. головою. голову. главa. глава. главы. главе. главой. депутат секретар бухгалтер вчител учител педагог виховател воспитат лікар. лікаря. лікарю. лікарк лікарем. лікарі. "
    "врач доктор медсестр медбрат фельдшер фармацевт аптекар психолог логопед бібліотекар библиотекар поліцейськ полицейск поліціян дільничн участков "
    "священник священик пастор батюшк отець. отця. продавч продавец. продавц продавщиц кухар повар прибиральниц уборщиц сторож охоронц охоронник охранник "
    "тракторист комбайнер фермер агроном ветеринар пасічник пасечник електрик электрик сантехнік сантехник слюсар слесар зварник сварщик механік. механік механик коваль. "
    "перукар парикмахер швачк швея. швеи. листонош поштар почтальон журналіст журналист редактор адвокат юрист нотаріус нотариус суддя. судді. суддю. суддею. судья. судьи. судью. прокурор "
    "підприєм предпринимат власник. власниц владел орендар арендатор завідувач заведующ начальник керівник руководител інженер инженер будівельник строител "
    "тренер викладач преподават ректор декан професор профессор волонтер волонтёр рятувальник спасател пожежник пожарн диспетчер кондуктор машиніст машинист мер. мера. мэр. мэра. "
    "соцпрацівниц соцработн акушер стоматолог хірург хирург терапевт педіатр педиатр опікун опекун "
    "driver headteacher headmaster headmistress principal. teacher doctor. nurse paramedic pharmacist librarian policeman policewoman police-officer priest. "
    "pastor shopkeeper cook. cleaner. watchman guard. farmer. farmers. beekeeper electrician plumber welder mechanic. blacksmith hairdresser seamstress postman "
    "postwoman postmaster journalist lawyer. judge. prosecutor businessman businesswoman owner. owns. landlord manager. mayor. mayor's. councillor accountant secretary. "
    "coach. lecturer professor. firefighter fireman dispatcher conductor midwife surgeon dentist psychologist engineer. builder. volunteer. vet. tutor.",
    6,
)
_KIN = beginnings(
    Kind.KIN,
    "мама. мами. мамі. маму. мамою. мамо. мамин мама. мамы. маме. мамой. мати. матері. матір матерi мать. матери. матерью. матус "
    "тато. тата. тату. татом. татові. батько. батька. батьку. батьком. батькові. отец. отца. отцу. отцом. папа. папы. папе. папу. папой. папин "
    "син. сина. сину. сином. синові. сини. синів. синами. синок. синочк сын. сына. сыну. сыном. сыновья. сыновей. сынок. "
    "дочк донечк доньк доч. дочь. дочер дочір брат. брата. брату. братом. братові. брати. братів. братья. братьев. двоюрідн двоюродн "
    "сестр сестер. бабус бабушк баба. баби. бабі. бабу. бабою. дідус дедушк дід. діда. діду. дідом. дед. деда. дедом. "
    "онук онуч внук внуч племінн племянн дядьк дядеч дядя. дяді. дядю. дяди. тітк тіточк тітон тетя. тётя. тети. тёти. тётк тетк тьот "
    "дружин. дружина. дружини. дружині. дружину. дружиною. жена. жены. жене. жену. женой. муж. мужа. мужу. мужем. вдов "
    "свекр свёкр тещ тёщ тест. тестя. тестю. тестем. невістк невестк зят. зять. зятя. зятю. зятем. кум. кума. кумо. кумом. куму. куми. кумы. хрещен крёстн крестн "
    "наречен невест жених. сусід. сусіда. сусідк сусідом. сусідові. сусідів. сосед. соседа. соседк соседом. "
    "mother. mother's. mum. mum's. mom. father. father's. dad. dad's. son. sons. son's. daughter daughter-in-law son-in-law brother brother-in-law sister sister-in-law grandmother "
    "grandma grandfather grandpa grandson granddaughter uncle aunt auntie cousin nephew niece husband wife. wife's widow widower "
    "mother-in-law father-in-law godfather godmother fiancé fiancée fiance fiancee stepfather stepmother neighbour neighbor",
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
    pattern(Kind.KIN, r"(?<!\w)(?:мій|мого|моєму|моїм|твій|твого|наш|її|її|ей|мо[йе]го|мой|моим|мо[её]м|her|його|его)\s(чолов[іи]к\w*)"),
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

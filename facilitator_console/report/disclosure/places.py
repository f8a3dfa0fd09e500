"""Tells a place no more exactly than its oblast or a larger region. What can't be told so coarsely is not told."""

from __future__ import annotations

import re

from facilitator_console.report.disclosure.policy import PlaceShown
from facilitator_console.words import Message, say

_REGIONS: dict[str, Message] = {
    "west": say("the west of Ukraine"),
    "centre": say("the centre of Ukraine"),
    "north": say("the north of Ukraine"),
    "east": say("the east of Ukraine"),
    "south": say("the south of Ukraine"),
}
_OBLASTS: tuple[tuple[str, Message, str], ...] = (
    # Beginnings in Ukrainian, Russian and English; the name; the region.
    ("вінницьк винницк vinnyts", say("Vinnytsia oblast"), "centre"),
    ("волинськ волынск volyn", say("Volyn oblast"), "west"),
    ("дніпропетровськ днепропетровск dnipropetrovsk", say("Dnipropetrovsk oblast"), "east"),
    ("донецьк донецк donetsk", say("Donetsk oblast"), "east"),
    ("житомирськ житомирск zhytomyr", say("Zhytomyr oblast"), "north"),
    ("закарпатськ закарпатск zakarpat transcarpath", say("Zakarpattia oblast"), "west"),
    ("запорізьк запорожск zaporizh", say("Zaporizhzhia oblast"), "south"),
    ("івано-франківськ ивано-франковск ivano-frankivsk", say("Ivano-Frankivsk oblast"), "west"),
    ("київськ киевск kyiv", say("Kyiv oblast"), "centre"),
    ("кіровоградськ кировоградск kirovohrad", say("Kirovohrad oblast"), "centre"),
    ("луганськ луганск luhansk", say("Luhansk oblast"), "east"),
    ("львівськ львовск lviv", say("Lviv oblast"), "west"),
    ("миколаївськ николаевск mykolaiv", say("Mykolaiv oblast"), "south"),
    ("одеськ одесск odesa", say("Odesa oblast"), "south"),
    ("полтавськ полтавск poltava", say("Poltava oblast"), "centre"),
    ("рівненськ ровенск rivne", say("Rivne oblast"), "west"),
    ("сумськ сумск sumy", say("Sumy oblast"), "north"),
    ("тернопільськ тернопольск ternopil", say("Ternopil oblast"), "west"),
    ("харківськ харьковск kharkiv", say("Kharkiv oblast"), "east"),
    ("херсонськ херсонск kherson", say("Kherson oblast"), "south"),
    ("хмельницьк хмельницк khmelnytsk", say("Khmelnytskyi oblast"), "west"),
    ("черкаськ черкасск cherkas", say("Cherkasy oblast"), "centre"),
    ("чернівецьк черновицк chernivtsi", say("Chernivtsi oblast"), "west"),
    ("чернігівськ черниговск chernihiv", say("Chernihiv oblast"), "north"),
)
_IS_OBLAST = re.compile(r"\b(обл|oblast|region)", re.IGNORECASE)


def coarse_place(place: str, shown: PlaceShown) -> Message | None:
    """Return a place as a report may tell it.

    Args:
        place: As somebody typed it, such as "Нова Одеса, Миколаївська область".
        shown: How exactly.

    Returns:
        The name of the oblast where the text names one as an oblast, or its region; the place itself where it may be
        exact; else None.
    """
    if shown is PlaceShown.EXACT:
        return say("{name}", name=place) if place else None
    if shown is PlaceShown.NONE or not _IS_OBLAST.search(place):
        return None
    folded = place.casefold()
    for beginnings, name, region in _OBLASTS:
        if any(re.search(rf"\b{re.escape(beginning)}", folded) for beginning in beginnings.split()):
            return name if shown is PlaceShown.OBLAST else _REGIONS[region]
    return None

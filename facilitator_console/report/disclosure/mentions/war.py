"""Rules for what must not be told of the war: units, positions, what moves where; and what was hit."""

from __future__ import annotations

from facilitator_console.report.disclosure.mentions.kinds import Kind, beginnings, pattern

WAR = (
    pattern(
        Kind.MILITARY,
        r"(?<!\w)\d+(?:-?\w{1,3})?\s(?:окрем\w+\s|отдельн\w+\s|механізован\w+\s|механизирован\w+\s|десантн\w+\s|"
        r"штурмов\w+\s|separate\s|mechani[sz]ed\s|assault\s)*"
        r"(?:бригад\w*|батальйон\w*|батальон\w*|полк\w*|рот[аиоіу]\w{0,2}|взвод\w*|дивіз\w+|дивиз\w+|корпус\w*|brigade|battalion|"
        r"regiment|company|division)",
    ),
    pattern(Kind.MILITARY, r"(?<!\w)(?:в/ч|військов\w+\sчастин\w+|воинск\w+\sчаст\w+|military\sunit)(?:\s[АA]?-?\d{4})?"),
    pattern(Kind.MILITARY, r"(?<!\w)[АA]-?\d{4}(?!\d)", 0),
    pattern(Kind.MILITARY, r"(?<!\w)(?:ЗСУ|ВСУ|ТРО|ТЦК|ППО|ПВО|СБУ|ГУР|НГУ|ДПСУ|РЕБ|РЭБ|ДРГ|БТР|БМП|РСЗВ|HIMARS|MANPADS)(?!\w)", 0),
    beginnings(
        Kind.MILITARY,
        "бригад батальйон батальон батальйн полковник полк. полку. полка. полком. полці. полке. взвод гарнізон гарнизон "
        "блокпост блок-пост окоп бліндаж блиндаж траншє транше штаб. штабу. штабі. штаба. штабе. штабом. позиції. "
        "позицій. позиціях. позиціям. позиций. позициях. позициям. позиции. казарм полігон. полігоні. полігону. полигон. полигоне. полигона. "
        "артилер артиллер мінн минн розмінув розминир зенітн зенитн бронетех колон техніки. танк. танки. танків. танков. танками. "
        "військов военн солдат солдат боєць. бійц боец. бойц бойов боев командир комбат снайпер розвідник разведчик "
        "мобіліз мобилиз демобіл демобил повістк повестк терооборон теробор тероборон територіальній-оборон "
        "проруськ нацгвард прикордонник пограничник десантник морпіх морпех піхот пехот артполк укриття-техн "
        "military soldier troops brigade battalion regiment platoon barracks garrison checkpoint trench dugout "
        "artillery headquarters sniper minefield mobili deploy conscript mortar infantry positions. ammunition "
        "боєприпас боеприпас снаряд. снаряди. снарядів. склад-боє аеродром аэродром airfield airbase авіабаз авиабаз",
        8,
    ),
    pattern(Kind.MILITARY, r"(?<!\w)(?:на\s(?:передов\w+|фронт\w*|нул[іе]|нуль)|the\sfront\s?line|at\sthe\sfront|лінії?\sфронту|линии\sфронта|лінії\sзіткнення)"),
    beginnings(
        Kind.STRIKE,
        "приліт. прильот прилет прилёт прилет влучи влучан влучен попадан попало. попала. обстріл обстреля обстрел вибух взрыв ракет "
        "шахед дрон. дрони. дронів. дроном. дрона. дроны. дронов. дронами. бпла. кассетн касетн бомб вирв воронк уламк "
        "осколк розбомб разбомб зруйнова разруш підірв подорва мінами. замінов заминир розбит разбит спален сожж згорі. сгоре ударил. вдарил. "
        "авіаудар авиаудар артобстр shell. shelling shelled missile rocket drone. drones. explosion exploded bomb crater. "
        "airstrike air-strike shrapnel destroyed. levelled. shahed",
        7,
    ),
    pattern(Kind.STRIKE, r"(?<!\w)(?:was\s|were\s|got\s)?(?:hit|struck)\s(?:by|in|on|the)(?!\w)"),
    pattern(Kind.STRIKE, r"(?<!\w)(?:удар(?:и|у|ів|ом|ы|ов|ам|ами)?)\s(?:по|на|у|в)(?!\w)"),
)

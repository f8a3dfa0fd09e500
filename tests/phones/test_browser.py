"""A real browser at a phone's size, with and without script, in a network of its own that is joined by a cable.

On 127.0.0.1 other rules hold. Where networks can't be made it is on this machine's own address. The browser is Chromium
without a window; the tests skip where there is none.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from facilitator_console.dialogue.voting import begin_vote, end_vote
from facilitator_console.opinions.commands import add_statement, offer_rewording
from facilitator_console.opinions.voting import statements_waiting
from facilitator_console.session.agenda import add_item, start_item
from facilitator_console.session.floor import done, freeze, release
from facilitator_console.session.ids import ItemId
from facilitator_console.session.tables import open_table
from facilitator_console.ui.parts.addresses import local_addresses
from tests.helpers.axe import axe_faults, needs_axe
from tests.helpers.browser import PATIENCE_S, Browser, Tab, browser, needs_chromium
from tests.phones.house import House
from tests.sync.namespaces import Place, guest

QUESTION = "Чого вам бракуватиме найбільше, якщо не стане автобуса і школи?"
PICTURES = os.environ.get("PHONE_PICTURES", "")
"""A folder for pictures of all pages; by default none are kept."""


@pytest.fixture(scope="module")
def lan() -> Iterator[Place]:
    with guest() as place:
        addresses = local_addresses()
        if not (place.inside or addresses):
            pytest.skip("This machine has no address of its own but 127.0.0.1, where other rules hold.")
        yield place if place.inside else Place(address=addresses[0].address)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory, lan: Place) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium"), lan.inside) as started:
        yield started


@pytest.fixture
def house(tmp_path: Path, lan: Place) -> Iterator[House]:
    made = House(tmp_path / "dialogue.sqlite", address=lan.address)
    made.begin(question=QUESTION)
    made.let_in()
    yield made
    made.close()


def shoot(tab: Tab, name: str) -> None:
    if PICTURES:
        tab.shoot(Path(PICTURES) / f"{name}.png")


def at(house: House, path: str = "/") -> str:
    assert house.phones.door is not None
    return f"http://{house.phones.door.host}{path}"


def sit_at(house: House, tab: Tab) -> None:
    """Come in by the QR."""
    tab.go(house.phones.url)
    tab.until_words("Welcome")
    tab.press("Join")
    tab.until_words(QUESTION)


@needs_chromium
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_join_raise_a_hand_write_pass_and_withdraw(house: House, chromium: Browser, script: bool) -> None:
    tab = chromium.tab(script=script)
    sit_at(house, tab)
    assert tab.evaluate("[window.isSecureContext, typeof crypto.subtle]") == [False, "undefined"]
    tab.press("Raise a hand")
    tab.until_words("Your seat number")
    tab.type("#seat", "3")
    tab.press("I’ll say it aloud")
    tab.until_words("You are in the queue")
    if not script:
        tab.press("Refresh automatically")
        tab.until_words("Stop refreshing automatically")
    house.do(done)  # The lead calls the next one; the page follows by itself, by script or by loading itself anew.
    tab.until_words("It is your turn")
    tab.press("Write to the team")
    tab.until_words("Your text to the team")
    text = "Дорогу мають чистити до п’ятої ранку 😀"
    tab.type("textarea", text)
    tab.press("Give me a code to withdraw it later")
    tab.press("Send to the team")
    tab.until_words("Your code")
    assert [sent.text for sent in house.state.submissions.values()] == [text]
    tab.press("Text 1")
    tab.press("Withdraw it for good")
    tab.until_words("What you sent")
    assert not house.state.submissions
    item = house.do(add_item, "Round", question="Go around", format="go_around")
    house.do(start_item, ItemId(next(iter(item["items"]))))
    tab.go(at(house))
    tab.until_words("I pass")
    tab.press("I pass")
    tab.until_words("Pass in this round")
    tab.press("I pass")
    tab.until("location.pathname === '/' && !document.body.innerText.includes('I pass')")
    [passed] = house.state.passes.values()
    assert house.state.participants[passed.participant_id].seat == 3
    assert tab.complaints == []


@needs_chromium
def test_what_changes_comes_into_the_open_page_and_takes_no_focus(house: House, chromium: Browser) -> None:
    tab = chromium.tab()
    sit_at(house, tab)
    tab.evaluate("window.wasHere = true; document.querySelector('nav a').focus()")
    house.do(freeze)
    tab.until_words("Pause")
    assert tab.evaluate("window.wasHere") is True  # The same page: it was not loaded anew.
    assert tab.evaluate("document.activeElement.tagName") == "A"
    assert tab.complaints == []


REFRESHING = "!!document.querySelector('meta[http-equiv=refresh]')"


@needs_chromium
def test_without_script_a_page_loads_itself_anew_only_for_who_wants_that_and_no_longer(
    house: House, chromium: Browser
) -> None:
    tab = chromium.tab(script=False)
    sit_at(house, tab)
    assert not tab.evaluate(REFRESHING)
    house.do(freeze)
    tab.act_until_words(lambda: tab.press("Refresh"), "Pause")
    tab.press("Refresh automatically")
    tab.until(REFRESHING)
    house.do(release)
    tab.until_words(QUESTION)
    for path in ("/hand", "/write", "/sent"):
        tab.go(at(house, path))
        assert not tab.evaluate(REFRESHING), f"{path}: one types or reads there"
    tab.go(at(house))
    assert tab.evaluate(REFRESHING), "what was chosen stays"
    tab.press("Stop refreshing automatically")
    tab.until_words("Refresh automatically")
    assert not tab.evaluate(REFRESHING)


@needs_chromium
def test_a_phone_too_old_for_streams_asks_again_and_again_and_its_page_stays(house: House, chromium: Browser) -> None:
    tab = chromium.tab()
    tab.order("Page.addScriptToEvaluateOnNewDocument", source="delete window.EventSource")
    sit_at(house, tab)
    tab.evaluate("window.wasHere = true")
    house.do(freeze)
    tab.until_words("Pause")
    assert tab.evaluate("window.wasHere") is True
    assert tab.complaints == []


@needs_chromium
def test_the_browsers_profile_keeps_neither_a_text_nor_the_token(house: House, lan: Place, tmp_path: Path) -> None:
    profile = tmp_path / "profile"

    def write(text: str, then: str) -> None:
        tab.go(at(house, "/write"))
        tab.type("textarea", text)
        tab.press("Send to the team")
        tab.until_words(then)

    with browser(profile, lan.inside) as chromium:
        tab = chromium.tab(on_disk=True)
        sit_at(house, tab)
        write("nobody else", "has arrived")
        [first] = house.state.submissions
        house.mute(first, on=True)
        write("refused at first", "takes nothing from this phone")
        assert tab.evaluate("document.querySelector('textarea').value") == "refused at first"
        house.mute(first, on=False)
        tab.press("Send to the team")
        tab.until_words("has arrived")
        house.mute(first, on=True)
        write("refused at last", "takes nothing from this phone")  # It is in sight while the browser quits.
        house.remove(first)
        tab.press("Send to the team")
        tab.until_words("Welcome")
        cookies = tab.order("Network.getCookies")["cookies"]
        chromium.leave()
    assert [sent.text for sent in house.state.submissions.values()] == ["nobody else", "refused at first"]
    [token] = [cookie["value"] for cookie in cookies if cookie["name"].startswith("token-")]
    kept = b"".join(file.read_bytes() for file in profile.rglob("*") if file.is_file())
    assert house.phones.code.encode() in kept, "a browser remembers where it was"
    secrets = ("nobody else", "refused at first", "refused at last", token)
    forms = {form for one in secrets for form in (one, quote_plus(one))}  # In words, and as a form sends them.
    assert {form for form in forms if form.encode() in kept or form.encode("utf-16-le") in kept} == set()


@needs_chromium
@pytest.mark.parametrize("language", ["uk", "en", "ru"])
def test_pages_fit_a_small_screen_and_large_text_in_each_language(
    house: House, chromium: Browser, language: str
) -> None:
    tab = chromium.tab(language=language, dark=language == "ru")
    tab.go(house.phones.url)
    shoot(tab, f"{language}-welcome")
    tab.evaluate("document.querySelector('main button').click()")
    tab.until("location.pathname === '/'")
    for path in ("/", "/hand", "/write", "/sent"):
        tab.go(at(house, path))
        shoot(tab, f"{language}-{path.strip('/') or 'home'}")
        assert tab.evaluate("document.documentElement.lang") == language
        tab.evaluate("document.documentElement.style.fontSize = '200%'")
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert faults(tab) == [], path


@needs_chromium
@needs_axe
@pytest.mark.parametrize(("language", "script"), [("uk", True), ("uk", False), ("en", False), ("ru", True)])
def test_axe_finds_nothing_on_any_page(house: House, chromium: Browser, language: str, script: bool) -> None:
    house.phones.set_cares(on=True)
    tab = chromium.tab(script=script, language=language, dark=not script)
    found: dict[str, list[str]] = {}

    def look(*paths: str) -> None:
        for path in paths:
            tab.go(at(house, path))
            assert tab.evaluate("location.pathname + location.search") == path
            found[path] = axe_faults(tab)

    def until_offered(path: str) -> None:
        end = time.monotonic() + PATIENCE_S
        tab.go(at(house))
        while not tab.evaluate(f"!!document.querySelector('main a[href=\"{path}\"]')"):
            assert time.monotonic() < end, tab.words
            tab.go(at(house))

    look("/hand", house.phones.url.removeprefix(at(house, "")))  # The door, with and without a code.
    tab.evaluate("document.querySelector('main form').submit()")
    tab.until("location.pathname === '/'")
    look("/", "/hand", "/write", "/sent", "/care")
    house.begin(seats=0, form="statement_vote")
    until_offered("/statement")
    look("/statement")
    tab.type("textarea", "Дорогу чистять")
    tab.evaluate("document.querySelector('main form').submit()")
    tab.until("location.pathname === '/sent'")
    [waiting] = statements_waiting(house.state)
    house.do(offer_rewording, waiting.statement_id, "Дорогу чистять уночі")
    for text in ("Автобус о сьомій", "Автобус о восьмій"):
        house.do(add_statement, text, language="uk")
    tab.go(at(house, "/sent"))
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found["all that was sent"] = axe_faults(tab)
    look("/statement?offer=1")
    house.do(begin_vote)
    until_offered("/vote")
    look("/vote")
    for number in (1, 2):
        tab.go(at(house, f"/vote?at={number}"))
        tab.evaluate("document.querySelector('main [value=agree]').closest('form').submit()")
        tab.until("location.search === ''")
    look("/vote?mine=1", "/vote?at=1", "/vote")
    house.do(end_vote)
    house.begin(seats=0, form="world_cafe")
    while len(house.state.talk_tables) < 2:
        house.do(open_table)
    until_offered("/table")
    look("/table")
    assert {path: faults for path, faults in found.items() if faults} == {}


@needs_chromium
@needs_axe
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_axe_finds_nothing_where_one_passes_and_on_a_phone_for_all(
    house: House,
    chromium: Browser,
    script: bool,
) -> None:
    own, shared = chromium.tab(script=script), chromium.tab(script=script)
    found: dict[str, list[str]] = {}
    sit_at(house, own)
    own.press("Raise a hand")
    own.until_words("Your seat number")
    own.type("#seat", "3")
    own.press("I’ll say it aloud")
    own.until_words("You are in the queue")
    house.do(done)
    item = house.do(add_item, "Round", question="Go around", format="go_around")
    house.do(start_item, ItemId(next(iter(item["items"]))))
    if script:
        own.until_words("I pass")
    else:
        own.act_until_words(lambda: own.press("Refresh"), "I pass")
    own.press("I pass")
    own.until_words("Pass in this round")
    found["pass"] = axe_faults(own)
    [card] = house.cards(1, kiosk=True)
    assert house.phones.door is not None
    shared.go(house.phones.door.url(card))
    shared.until_words("Join")
    shared.press("Join")
    shared.until("location.pathname === '/'")
    for path in ("/hand", "/write", "/sent", "/"):
        shared.go(at(house, path))
        found[f"for all: {path}"] = axe_faults(shared)
    assert {path: faults for path, faults in found.items() if faults} == {}


def faults(tab: Tab) -> list[str]:
    """What a checker of accessibility would find first: names, labels, headings, language, targets, contrast."""
    found: list[str] = tab.evaluate(CHECKS)
    return found


CHECKS = """
(() => {
  const found = [];
  const light = c => {
    const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (c !== 'rgba(0, 0, 0, 0)') return c;
    }
    return 'rgb(255, 255, 255)';
  };
  for (const e of document.querySelectorAll('p, h1, a, button, label, summary, span, strong, header')) {
    if (!e.innerText || !e.getClientRects().length) continue;
    const a = light(getComputedStyle(e).color), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)}: ${e.innerText.slice(0, 30)}`);
  }
  for (const e of document.querySelectorAll('input:not([type=hidden]), textarea'))
    if (!e.labels.length) found.push('no label: ' + e.name);
  for (const e of document.querySelectorAll('a, button'))
    if (!e.innerText.trim()) found.push('no name: ' + e.outerHTML.slice(0, 60));
  for (const e of document.querySelectorAll('main a, main button, summary'))
    if (e.getBoundingClientRect().height < 24) found.push('small target: ' + e.innerText);
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) found.push('an id twice: ' + ids);
  if (document.querySelectorAll('h1').length !== 1) found.push('headings');
  if (document.querySelectorAll('main').length !== 1) found.push('main');
  for (const e of document.querySelectorAll('[aria-describedby]'))
    if (!document.getElementById(e.getAttribute('aria-describedby'))) found.push('describes nothing');
  if (!document.title) found.push('no title');
  return found;
})()
"""

"""A real browser, headless Chromium, driven over its debugging pipe: no package of its own is needed for that.

Tests that want it skip, in words, where there is none.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "There is no Chromium on this machine; .ci/run installs Debian's."
PATIENCE_S = 20.0
SIZE = (390, 760)
LAUNCH = """
import fcntl, os, sys
read, write = (fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3])
os.dup2(read, 3), os.dup2(write, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


class Browser:
    """A browser without a window; each `Tab` of it has cookies of its own."""

    def __init__(self, folder: Path, inside: Sequence[str] = ()) -> None:
        """Start it.

        Args:
            folder: For what it keeps.
            inside: A command that runs a program in another network.
        """
        assert CHROMIUM is not None
        to_read, to_write = os.pipe(), os.pipe()
        command = [
            *inside,
            sys.executable,
            "-c",
            # Chromium reads its orders from 3 and answers on 4.
            LAUNCH,
            str(to_read[0]),
            str(to_write[1]),
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--remote-debugging-pipe",
            "--no-first-run",
            "--no-proxy-server",
            "--lang=en",
            f"--user-data-dir={folder}",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            command,
            pass_fds=(to_read[0], to_write[1]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read[0])
        os.close(to_write[1])
        self._to, self._from = to_read[1], to_write[0]
        self._heard = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def order(self, method: str, session: str = "", **params: object) -> dict[str, Any]:
        """Give an order, and wait for its answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer)
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._heard:
            part = os.read(self._from, 1 << 16)
            assert part, "the browser has ended"
            self._heard += part
        line, _, self._heard = self._heard.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def tab(self, *, script: bool = True, language: str = "en", dark: bool = False, on_disk: bool = False) -> Tab:
        """Open a tab of a phone's size, with cookies of its own; or with those that the browser keeps on the disk."""
        where = {} if on_disk else {"browserContextId": self.order("Target.createBrowserContext")["browserContextId"]}
        target = self.order("Target.createTarget", url="about:blank", **where)["targetId"]
        session = self.order("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session, script=script)
        tab.order("Page.enable")
        tab.order("Runtime.enable")
        tab.order("Log.enable")
        width, height = SIZE
        tab.order("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2, mobile=True)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        tab.order("Emulation.setEmulatedMedia", features=[scheme])
        tab.order("Network.enable")
        tab.order("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        tab.order("Emulation.setScriptExecutionDisabled", value=not script)
        return tab

    def leave(self) -> None:
        """Quit as a person does: then all that it keeps is on the disk."""
        self.order("Browser.close")
        self._process.wait(PATIENCE_S)

    def close(self) -> None:
        os.close(self._to)
        self._process.terminate()
        self._process.wait(PATIENCE_S)
        os.close(self._from)


class Tab:
    """One page. What is asked of it by `evaluate` also works where the page's own script is off."""

    def __init__(self, browser: Browser, session: str, *, script: bool) -> None:
        self._browser, self._session, self.script = browser, session, script

    def order(self, method: str, **params: object) -> dict[str, Any]:
        return self._browser.order(method, self._session, **params)

    def evaluate(self, expression: str) -> Any:
        found = self.order("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def go(self, url: str) -> None:
        answer = self.order("Page.navigate", url=url)
        assert not answer.get("errorText"), answer
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def until(self, condition: str) -> None:
        """Wait until the page is such; a page that is being left has no answer for a moment."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                if self.evaluate(condition):
                    return
            except AssertionError:
                pass
            time.sleep(0.02)
        raise AssertionError(f"{condition}: {self.words}")

    def until_words(self, words: str) -> None:
        self.until(f"document.body && document.body.innerText.includes({json.dumps(words)})")

    def act_until_words(self, act: Callable[[], None], words: str) -> None:
        """Act again and again until the page that comes shows these words."""
        end = time.monotonic() + PATIENCE_S
        while words not in self.words:
            assert time.monotonic() < end, self.words
            act()
            time.sleep(0.2)
            self.until("document.readyState === 'complete'")

    @property
    def words(self) -> str:
        return str(self.evaluate("document.body ? document.body.innerText : ''"))

    def press(self, words: str) -> None:
        """Press the button or link with these words, as a finger does: it must be in sight."""
        spot = self.evaluate(
            "(() => { const all = [...document.querySelectorAll('button, a, summary, input, label')];"
            f"const one = all.find(e => (e.innerText || e.value || '').trim() === {json.dumps(words)});"
            "if (!one) return null; one.scrollIntoView({block: 'center'}); const r = one.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        assert spot, (words, self.words)
        for kind in ("mousePressed", "mouseReleased"):
            self.order("Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], button="left", clickCount=1)

    def type(self, selector: str, text: str) -> None:
        """Put the cursor into a field and type."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")
        self.order("Input.insertText", text=text)

    def shoot(self, path: Path) -> None:
        data = self.order("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))

    @property
    def complaints(self) -> list[str]:
        """What the browser itself complains of on this page: what its security policy refused, what failed to load."""
        self.evaluate("1")
        mine = [event for event in self._browser.events if event.get("sessionId") == self._session]
        return [
            event["params"]["entry"]["text"]
            for event in mine
            if event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] == "error"
        ]


@contextmanager
def browser(folder: Path, inside: Sequence[str] = ()) -> Iterator[Browser]:
    started = Browser(folder, inside)
    try:
        yield started
    finally:
        started.close()

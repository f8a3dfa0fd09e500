"""axe-core in a tab of the browser: what it finds on a page. `make axe` fetches it; where it is not, tests skip."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.browser import Tab

SCRIPT = Path(__file__).parents[2] / "build/node/node_modules/axe-core/axe.min.js"
needs_axe = pytest.mark.skipif(not SCRIPT.exists(), reason="axe-core is not here; make axe fetches it (needs npm).")
_RUN = """
axe.run(document, {resultTypes: ['violations']}).then(found => JSON.stringify(found.violations.map(
  one => one.id + ': ' + one.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).join('; '))))
"""


def axe_faults(tab: Tab) -> list[str]:
    """Return what axe-core finds on the page that a tab shows.

    Args:
        tab: With a page, loaded with or without script: axe needs script, so it is let run for that long.
    """
    tab.order("Emulation.setScriptExecutionDisabled", value=False)
    tab.evaluate(SCRIPT.read_text(encoding="utf-8") + "; typeof axe")
    answer = tab.order("Runtime.evaluate", expression=_RUN, awaitPromise=True, returnByValue=True)
    assert "exceptionDetails" not in answer, answer
    tab.order("Emulation.setScriptExecutionDisabled", value=not tab.script)
    faults: list[str] = json.loads(answer["result"]["value"])
    return faults

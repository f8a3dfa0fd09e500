"""Makes environments for programs that ours is compared with, in the user's cache; needs the network once."""

from __future__ import annotations

import os
import subprocess
import venv
from pathlib import Path

from platformdirs import user_cache_path


def python_with(name: str, requirements: Path) -> Path | None:
    """Return the Python of an environment.

    Args:
        name: Of the environment; with the version of what is compared, so that another one is made anew.
        requirements: A file of pip's, with every version.

    Returns:
        None where it can't be had.
    """
    home = user_cache_path("facilitator-console-bench") / name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = home / "ready"
    if not ready.exists():
        venv.create(home, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)]
        if subprocess.run(install, check=False).returncode:
            return None
        ready.touch()
    return python

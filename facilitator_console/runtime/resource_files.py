"""Finds the files that come with the program: fonts, catalogues, templates, samples.

The one place that knows the two layouts: /resources in a checkout, facilitator_console/resources in an installed wheel.
Reading a file belongs to whoever asks for it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(name: str) -> Path:
    """Find a file or folder that comes with the program.

    Args:
        name: Its place below the resources folder, with forward slashes, such as "fonts/PTSans-Regular.ttf".

    Returns:
        Its absolute path.

    Raises:
        FileNotFoundError: Nothing of that name comes with the program: our bug, or a broken installation.
    """
    installed = _PACKAGE / "resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    path = root / name
    if not path.exists():
        raise FileNotFoundError(f"the program's own file {name} is missing; it should be at {path}")
    return path

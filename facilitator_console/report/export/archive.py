"""Packs files into an archive that tells no time and no program."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first instant that an archive can give: no file in it tells when it was made."""
_CORE, _APP, _RELATIONS, _THUMBNAIL = "docProps/core.xml", "docProps/app.xml", "_rels/.rels", "docProps/thumbnail.jpeg"


def packed(files: Mapping[str, bytes]) -> bytes:
    """Pack files, by name."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # Else it tells whether it was made on Windows.
            archive.writestr(entry, content)
    return written.getvalue()


def without_traces(office_file: bytes, title: str, language: str) -> bytes:
    """Return a document or workbook that tells nothing about itself but its title and language.

    Args:
        office_file: As its library wrote it, with author, program and times.
        title: The report's.
        language: Its id, such as "uk".
    """
    with zipfile.ZipFile(io.BytesIO(office_file)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != _THUMBNAIL}
    files[_CORE] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>{language}</dc:language></cp:coreProperties>"
    ).encode()
    files[_APP] = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
    )
    files[_RELATIONS] = _without_thumbnail(files[_RELATIONS])
    return packed(files)


def _without_thumbnail(relations: bytes) -> bytes:
    from xml.etree.ElementTree import register_namespace, tostring

    from defusedxml.ElementTree import fromstring

    register_namespace("", "http://schemas.openxmlformats.org/package/2006/relationships")
    root = fromstring(relations)
    for relation in list(root):
        if relation.get("Type", "").endswith("/thumbnail"):
            root.remove(relation)
    whole: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return whole

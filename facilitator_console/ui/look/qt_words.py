"""Translates Qt's own dialogs into the language of the screen."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication


def use_language(language: str) -> None:
    """Let Qt use a language, where it knows it; the translator that was installed last is asked first."""
    application = QApplication.instance()
    if application is None:
        return
    translator = QTranslator(application)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)

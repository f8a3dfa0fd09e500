"""Builds the banners about saving: what is not saved, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from facilitator_console.store.saver import SaveState
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import BannerKind, ButtonKind
from facilitator_console.ui.parts.banners import Banner, BannerAction, FootBanners
from facilitator_console.words import Catalogue, Message, say, say_n

Act = Callable[[], object]

DAMAGED = say(
    "What was saved before may be damaged too. All of this session is kept here: save it elsewhere now; you can go on "
    "working."
)
WAITS = say("All earlier changes are safe on the disk. The rest is kept here and tried again; you can go on working.")


def failing_banner(catalogue: Catalogue, saves: SaveState, *, words_remain: bool, retry: Act, elsewhere: Act) -> Banner:
    """Return the banner for what hinders saving: the file is gone, changes wait, or only other work does."""
    if saves.is_lost:
        return lost_banner(catalogue, saves, retry=retry, elsewhere=elsewhere)
    if saves.why and not saves.waiting:
        return unfinished_banner(catalogue, saves, words_remain=words_remain, retry=retry, elsewhere=elsewhere)
    return unsaved_banner(catalogue, saves, retry=retry, elsewhere=elsewhere)


def unsaved_banner(catalogue: Catalogue, saves: SaveState, *, retry: Act, elsewhere: Act) -> Banner:
    """Return the banner for changes that can't be saved."""
    text = catalogue.text
    again, other = ButtonKind.PRIMARY, ButtonKind.SMALL
    if saves.is_damaged:
        again, other = other, again
    return Banner(
        text(_unsaved(saves)),
        text(DAMAGED if saves.is_damaged else WAITS),
        (
            BannerAction(text(say("Try again")), retry, kind=again),
            BannerAction(text(say("Save elsewhere…")), elsewhere, kind=other),
        ),
        kind=BannerKind.WRONG,
        dismiss=text(say("Later")),
    )


def _unsaved(saves: SaveState) -> Message:
    """Return how much is not saved, and why where that is known."""
    if saves.why is None:
        return say_n("{n} change is not saved.", "{n} changes are not saved.", saves.waiting)
    return say_n("{n} change is not saved. {why}", "{n} changes are not saved. {why}", saves.waiting, why=saves.why)


def unfinished_banner(
    catalogue: Catalogue, saves: SaveState, *, words_remain: bool, retry: Act, elsewhere: Act
) -> Banner:
    """Return the banner for work that is not finished although all changes are saved.

    Args:
        catalogue: The words.
        saves: Says what prevents it.
        words_remain: Something was erased that may still lie in the file; else it is the draft that is not kept.
        retry: Tries again.
        elsewhere: Saves elsewhere.
    """
    text = catalogue.text
    why = f" {text(saves.why)}" if saves.why else ""
    headline = say("What is in the note line is not saved.")
    if words_remain:
        headline = say("What was erased is not out of the file yet.")
    return Banner(
        f"{text(headline)}{why}",
        text(
            DAMAGED
            if saves.is_damaged
            else say("All changes are safe on the disk. The program tries again by itself; you can go on working.")
        ),
        (BannerAction(text(say("Save elsewhere…")), elsewhere, kind=ButtonKind.PRIMARY),)
        if saves.is_damaged
        else (BannerAction(text(say("Try again")), retry, kind=ButtonKind.PRIMARY),),
        kind=BannerKind.WRONG,
        dismiss=text(say("Later")),
    )


def lost_banner(catalogue: Catalogue, saves: SaveState, *, retry: Act, elsewhere: Act) -> Banner:
    """Return the banner for a file that is gone, in which all was saved."""
    text = catalogue.text
    return Banner(
        text(saves.why) if saves.why else "",
        text(
            say(
                "What was saved there may be gone. The whole session is still in this program: save it elsewhere "
                "before you close the window. You can go on working."
            )
        ),
        (
            BannerAction(text(say("Try again")), retry),
            BannerAction(text(say("Save elsewhere…")), elsewhere, kind=ButtonKind.PRIMARY),
        ),
        kind=BannerKind.WRONG,
        dismiss=text(say("Later")),
    )


def closing_banner(catalogue: Catalogue, saves: SaveState, *, retry: Act, elsewhere: Act, leave: Act) -> Banner:
    """Return the question at closing: changes are not saved, or the file is gone or damaged."""
    text = catalogue.text
    if saves.why and (saves.is_lost or not saves.waiting):
        return Banner(
            text(saves.why),
            text(say("If you close now, all that was saved there may be lost. The session is still in this program.")),
            (
                BannerAction(text(say("Try again")), retry),
                BannerAction(text(say("Save elsewhere…")), elsewhere, kind=ButtonKind.PRIMARY),
                BannerAction(text(say("Close without it")), leave, kind=ButtonKind.DANGER),
            ),
            kind=BannerKind.WRONG,
            dismiss=text(say("Stay")),
        )
    return Banner(
        text(_unsaved(saves)),
        text(
            say("If you close now, they are lost, and what was saved before may be damaged too.")
            if saves.is_damaged
            else say("If you close now, they are lost. All earlier changes are safe on the disk.")
        ),
        (
            BannerAction(text(say("Try again")), retry),
            BannerAction(text(say("Save elsewhere…")), elsewhere, kind=ButtonKind.PRIMARY),
            BannerAction(text(say("Close without them")), leave, kind=ButtonKind.DANGER),
        ),
        kind=BannerKind.WRONG,
        dismiss=text(say("Stay")),
    )


def copied_banner(catalogue: Catalogue, path: Path, done: Message, *, is_complete: bool) -> Banner:
    """Return the banner after a copy; a partial one, from a lost or damaged file, stays until it is read.

    Args:
        catalogue: The words.
        path: The copy.
        done: The headline of a complete copy.
        is_complete: Whether all was copied.
    """
    text = catalogue.text
    if is_complete:
        return Banner(text(done))
    return Banner(
        text(say("The session is saved in {path}, but not all that was in the old file.", path=str(path))),
        text(
            say(
                "Other sessions or ballots could not be read there any more. Keep the old file: “doctor --recover” may "
                "find more in it."
            )
        ),
        (BannerAction(text(say("I have read it")), lambda: None, kind=ButtonKind.PRIMARY),),
        kind=BannerKind.WRONG,
    )


def saved_banner(catalogue: Catalogue) -> Banner:
    """Return the banner that all is saved."""
    return Banner(catalogue.text(say("All is saved. “Saved” is said only once a change is on the disk.")))


class SaveBanners(QObject):
    """Shows at the foot of an open session what is not saved, and says on request what is."""

    def __init__(self, controller: SessionController, banners: FootBanners, retry: Act, elsewhere: Act) -> None:
        """Follow the controller from now on.

        Args:
            controller: The session.
            banners: Where they are shown.
            retry: Tries to save again.
            elsewhere: Asks for another file.
        """
        super().__init__(banners)
        self._controller, self._banners = controller, banners
        self._retry, self._elsewhere = retry, elsewhere
        self._failing = ""
        controller.saves_changed.connect(self._on_controller_saves_changed)
        self._on_controller_saves_changed(controller.saves)

    def tell(self) -> None:
        """Say what is saved and what is not."""
        saves = self._controller.saves
        if saves.waiting or saves.why:
            self._show_unsaved(saves)
        else:
            self._banners.show_banner("saved", saved_banner(self._controller.catalogue))

    def _on_controller_saves_changed(self, saves: SaveState) -> None:
        failing = ("lost" if saves.is_lost else "changes" if saves.waiting else "rest") if saves.why else ""
        if failing and failing != self._failing:
            self._show_unsaved(saves)
        elif not failing:
            self._banners.dismiss("save")
        self._failing = failing

    def _show_unsaved(self, saves: SaveState) -> None:
        catalogue, remain = self._controller.catalogue, self._controller.words_remain
        retry, elsewhere = self._retry, self._elsewhere
        banner = failing_banner(catalogue, saves, words_remain=remain, retry=retry, elsewhere=elsewhere)
        self._banners.show_banner("save", banner)

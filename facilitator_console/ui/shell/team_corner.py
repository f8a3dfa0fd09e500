"""The team in the window: its pill in the top bar, and the quiet lines about laptops that come, go and hand over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import LaptopId
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.ids import MAIN
from facilitator_console.session.leading import edit_laptop
from facilitator_console.session.tables import table_name
from facilitator_console.sync.messages import Reason
from facilitator_console.sync.pictures import REASONS, Member, Merged, Offer
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.control.teamwork import Teamwork
from facilitator_console.ui.look.styles import BannerKind, ButtonKind, Lit
from facilitator_console.ui.parts.banners import Banner, BannerAction, FootBanners
from facilitator_console.ui.parts.pills import IconPill
from facilitator_console.ui.run.table_actions import lead_table
from facilitator_console.ui.shell.team_panel import line_words, merge_words, with_two_texts
from facilitator_console.ui.shell.window_actions import TAKE_CONCLUSIONS, take_in_conclusions, take_lead
from facilitator_console.words import Message, say, say_n, say_p


class TeamCorner(QObject):
    """Keeps the team's pill in step, and says what has to be said."""

    def __init__(
        self,
        teamwork: Teamwork,
        controller: SessionController,
        pill: IconPill,
        banners: FootBanners,
        see_both: Callable[[], object],
        see_timeline: Callable[[], object],
        leave: Callable[[], object],
    ) -> None:
        """Follow the team from the window of a session.

        Args:
            teamwork: The team.
            controller: The session.
            pill: Shows how many laptops there are.
            banners: Where all is said.
            see_both: Shows a note with two texts.
            see_timeline: Shows the course of the session.
            leave: Shows the list of sessions.
        """
        super().__init__(pill)
        self._teamwork, self._controller, self._pill, self._banners = teamwork, controller, pill, banners
        self._see_both, self._see_timeline, self._leave = see_both, see_timeline, leave
        self._told_deleted: set[LaptopId] = set()
        picture = teamwork.picture
        self._merged: Merged | None = picture.merged
        self._offers, self._lines = len(picture.offers), len(picture.lines)
        self._concluded = len(picture.concluded)
        self._here = {member.laptop for member in picture.members if member.is_here}
        self._unled = len(controller.state.unled)
        self._two = with_two_texts(controller.state)
        teamwork.changed.connect(self._on_teamwork_changed)
        controller.changed.connect(self._on_controller_changed)
        teamwork.failed.connect(controller.refused)
        self._refresh()

    def _refresh(self) -> None:
        picture, text = self._teamwork.picture, self._controller.text
        many = len(picture.members) + 1
        # Where there is little room: how many there are, and on how many all is, if not on all.
        least = "" if not picture.members else str(many) if picture.level == many else f"{picture.level}/{many}"
        words = text(say("Team {n}", n=many) if picture.members else say_p("of laptops", "Team"))
        self._pill.show_words(words, Lit.WARN if any(member.why for member in picture.members) else Lit.OFF, least)

    def _on_teamwork_changed(self) -> None:
        self._refresh()
        picture = self._teamwork.picture
        if picture.merged != self._merged:
            self._merged = picture.merged
            self._tell_merged()
        offers, self._offers = picture.offers[self._offers :], len(picture.offers)
        for offer in offers:
            if offer.table_id == MAIN:
                self._ask_to_lead(offer.laptop)
            elif offer.table_id in self._controller.state.rooms:
                self._ask_to_take_table(offer)
        lines, self._lines = picture.lines[self._lines :], len(picture.lines)
        for line in lines:
            if line.laptop:
                self._banners.show_banner("backstage", Banner(line_words(self._teamwork, self._controller.text, line)))
        concluded, self._concluded = self._concluded, len(picture.concluded)
        if self._concluded > concluded:
            self._tell_concluded()
        here = {member.laptop for member in picture.members if member.is_here}
        gone, self._here = self._here - here, here
        self._tell_of_lead(gone)
        for member in picture.members:
            if member.why == REASONS[Reason.DELETED] and member.laptop not in self._told_deleted:
                self._told_deleted.add(member.laptop)
                self._tell_deleted(member.laptop)

    def _tell_concluded(self) -> None:
        """Say that experts' conclusions came, and offer to take them in."""
        words = self._controller.text(TAKE_CONCLUSIONS)
        take = BannerAction(words, partial(take_in_conclusions, self._controller), kind=ButtonKind.PRIMARY)
        came = say("The experts’ conclusions are here, in a session of their own.")
        self._show("concluded", came, take, detail=say("Taken in, they stand apart in the report."))

    def _tell_deleted(self, laptop: LaptopId) -> None:
        """Say that a laptop has deleted the session, and offer to do so here."""
        self._show(
            "deleted",
            say("{who} deleted this session. Here it stays.", who=self._name(laptop)),
            BannerAction(self._controller.text(say("All sessions")), self._leave),
            detail=say("To delete it here too, choose it in the list of sessions, then “Delete…”."),
        )

    def _on_controller_changed(self, changes: Changes) -> None:
        """Say whose turns count where two laptops led at once."""
        before, self._unled = self._unled, len(self._controller.state.unled)
        if "unled" not in changes or self._unled <= before:
            return
        lead = lead_of(self._controller.state, MAIN)
        who = self._controller.text(say("This laptop")) if self._controller.holds_lead else self._name(lead)
        two_led = say_n(
            "Two laptops led at once. What {who} did counts; {n} action of the other is kept without effect.",
            "Two laptops led at once. What {who} did counts; {n} actions of the other are kept without effect.",
            self._unled - before,
            who=who,
        )
        see = BannerAction(self._controller.text(say("The session’s timeline")), self._see_timeline)
        self._show("unled", two_led, see)

    def _show(self, name: str, message: Message, *actions: BannerAction, detail: Message | None = None) -> None:
        text = self._controller.text
        kind = BannerKind.ASK if actions else BannerKind.TELL
        dismiss = text(say("Not now")) if actions else ""
        self._banners.show_banner(
            name, Banner(text(message), text(detail) if detail else "", actions, kind=kind, dismiss=dismiss)
        )

    def _tell_merged(self) -> None:
        before, self._two = self._two, with_two_texts(self._controller.state)
        two = len(self._two - before)
        message = merge_words(self._teamwork, two)
        if message and self._merged and (self._merged.notes or two):
            see = BannerAction(self._controller.text(say("See both")), self._see_both)
            self._show("merged", message[0], *((see,) if two else ()), detail=message[1] if two else None)

    def _name(self, laptop: LaptopId) -> str:
        return self._teamwork.initials(laptop) or self._controller.text(say("Another laptop"))

    def _ask_to_take_table(self, offer: Offer) -> None:
        """Ask whether to take a table back that another laptop led."""
        table = table_name(self._controller.state, offer.table_id)
        words = self._controller.text(say("Lead {table} on this laptop", table=table))
        take = BannerAction(words, partial(lead_table, self._controller, offer.table_id), kind=ButtonKind.PRIMARY)
        self._show(
            "table_offered",
            say("{who} hands {table} back to you.", who=self._name(offer.laptop), table=table),
            take,
            detail=say("Its clock and queue go on as they stand. Nothing changes until you take it."),
        )

    def _ask_to_lead(self, laptop: LaptopId) -> None:
        take = BannerAction(self._controller.text(say("Take the lead")), self._lead, kind=ButtonKind.PRIMARY)
        self._show(
            "lead_offered",
            say("{who} hands the lead over to you.", who=self._name(laptop)),
            take,
            detail=say("Clock and queue go on as they stand. Nothing changes until you take it."),
        )
        banner = self._banners.banner("lead_offered")
        if isinstance(banner, Banner):
            banner.setFocus()

    def ask_to_take_out(self, member: Member) -> None:
        """Ask whether to take a laptop out, and say what that can't undo."""
        text, who = self._controller.text, self._name(member.laptop)
        take_out = partial(self._controller.do, edit_laptop, member.laptop, removed=True)
        banner = Banner(
            text(say("Take {who} out of the team?", who=who)),
            text(say("What that laptop has it keeps: only a person can delete it there.")),
            (
                BannerAction(text(say("Keep in the team")), lambda: None, kind=ButtonKind.PRIMARY),
                BannerAction(text(say("Take out")), take_out, kind=ButtonKind.DANGER),
            ),
            kind=BannerKind.ASK,
        )
        self._banners.show_banner("take_out", banner)

    def _lead(self) -> None:
        take_lead(self._controller)

    def _tell_of_lead(self, gone: set[LaptopId]) -> None:
        """Say that the laptop that leads can't be reached, until it is back or another one leads."""
        lead = lead_of(self._controller.state, MAIN)
        if lead in gone and not self._controller.holds_lead:
            take = BannerAction(self._controller.text(say("Take the lead")), self._lead)
            self._show(
                "lead_away",
                say("{who}, who leads, can’t be reached.", who=self._name(lead)),
                take,
                detail=say("Its clocks go on as you see them. If its laptop is gone, take the lead here."),
            )
        elif lead in self._here or self._controller.holds_lead:
            self._banners.dismiss("lead_away")

"""Lists the addresses of this laptop at which phones could come in, or other laptops find it: the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QNetworkInterface

from facilitator_console.words import Message, say

HOTSPOTS = ("192.168.137.1", "192.168.2.1", "10.42.0.1")
"""The addresses of this laptop in a Wi-Fi of its own, on Windows, macOS and Linux: nothing else is in that network."""
LOOPBACK = "127.0.0.1"
Flag = QNetworkInterface.InterfaceFlag


class LocalAddress(NamedTuple):
    """Represents one network address of this laptop.

    Attributes:
        address: As it is typed.
        network: The system's name of the network card; empty for this machine alone.
        is_wifi: It is a Wi-Fi.
        leads_out: The way to the internet goes through it, as far as the system tells: others may be in it too.
    """

    address: str
    network: str
    is_wifi: bool
    leads_out: bool = False

    @property
    def words(self) -> Message:
        """Return how it is offered."""
        if self.address in HOTSPOTS:
            return say("{address} · this laptop’s own Wi-Fi", address=self.address)
        if self.is_wifi:
            return say("{address} · Wi-Fi {network}", network=self.network, address=self.address)
        return say("{address} · network {network}", network=self.network, address=self.address)


def local_addresses() -> list[LocalAddress]:
    """Return the addresses that phones could reach: a Wi-Fi of this laptop's own first, then other Wi-Fis."""
    leading_out = _leading_out()
    found = [
        _local_address(card, address, leads_out=card.name() in leading_out)
        for card, address in _addresses()
        if card.flags() & Flag.IsRunning and not address.isLinkLocal()
    ]
    return likeliest_first(found)


def likeliest_first(found: Iterable[LocalAddress]) -> list[LocalAddress]:
    """Return addresses with those first in whose network nobody but the phones of the meeting is."""
    return sorted(
        found,
        key=lambda entry: (
            entry.address not in HOTSPOTS,
            not entry.is_wifi,
            entry.leads_out,
            entry.network,
            entry.address,
        ),
    )


def addresses_for_laptops() -> list[LocalAddress]:
    """Return the addresses at which other laptops can find this one; this machine alone comes last."""
    found = [_local_address(card, address) for card, address in _addresses()]
    found.sort(key=lambda entry: (entry.address not in HOTSPOTS, not entry.is_wifi, entry.address))
    return [*found, LocalAddress(LOOPBACK, "", is_wifi=False)]


def _addresses() -> Iterator[tuple[QNetworkInterface, QHostAddress]]:
    """Yield each network card that is up, with each of its addresses."""
    for card in QNetworkInterface.allInterfaces():
        if card.flags() & Flag.IsUp and not card.flags() & Flag.IsLoopBack:
            for entry in card.addressEntries():
                if (address := entry.ip()).protocol() is QAbstractSocket.NetworkLayerProtocol.IPv4Protocol:
                    yield card, address


def _local_address(card: QNetworkInterface, address: QHostAddress, *, leads_out: bool = False) -> LocalAddress:
    is_wifi = card.type() is QNetworkInterface.InterfaceType.Wifi
    return LocalAddress(address.toString(), card.humanReadableName(), is_wifi, leads_out)


def _leading_out() -> set[str]:
    """Return the names of the network cards with a default route; none where the system does not tell (not Linux)."""
    try:
        lines = Path("/proc/net/route").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return set()
    routes = [line.split() for line in lines]
    return {route[0] for route in routes if len(route) > 1 and route[1] == "00000000"}

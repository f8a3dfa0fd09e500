"""Lists the addresses of this laptop at which phones could come in, the most likely one first."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface

from facilitator_console.words import Message, say

HOTSPOTS = ("192.168.137.1", "192.168.2.1", "10.42.0.1")
"""What this laptop is called in a Wi-Fi of its own, on Windows, macOS and Linux: nothing else is in it."""
Kind = QNetworkInterface.InterfaceType


class LocalAddress(NamedTuple):
    """Represents one address.

    Attributes:
        address: As it is typed.
        network: The system's name of the network card.
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
            return say("This laptop’s own Wi-Fi · {address}", address=self.address)
        if self.is_wifi:
            return say("Wi-Fi {network} · {address}", network=self.network, address=self.address)
        return say("Network {network} · {address}", network=self.network, address=self.address)


def local_addresses() -> list[LocalAddress]:
    """Return the addresses that phones could reach: a Wi-Fi of this laptop's own first, then other Wi-Fis."""
    found, leading_out = [], _leading_out()
    for card in QNetworkInterface.allInterfaces():
        flags = card.flags()
        is_up = flags & QNetworkInterface.InterfaceFlag.IsUp and flags & QNetworkInterface.InterfaceFlag.IsRunning
        if not is_up or flags & QNetworkInterface.InterfaceFlag.IsLoopBack:
            continue
        for entry in card.addressEntries():
            address = entry.ip()
            if address.protocol() is QAbstractSocket.NetworkLayerProtocol.IPv4Protocol and not address.isLinkLocal():
                fields = (address.toString(), card.humanReadableName(), card.type() is Kind.Wifi)
                found.append(LocalAddress(*fields, leads_out=card.name() in leading_out))
    return sorted(found, key=_rank)


def _rank(one: LocalAddress) -> tuple[bool, bool, bool, str, str]:
    return (one.address not in HOTSPOTS, not one.is_wifi, one.leads_out, one.network, one.address)


def _leading_out() -> set[str]:
    """Return the names of the network cards with a default route; none where the system does not tell (not Linux)."""
    try:
        lines = Path("/proc/net/route").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return set()
    routes = [line.split() for line in lines]
    return {route[0] for route in routes if len(route) > 1 and route[1] == "00000000"}

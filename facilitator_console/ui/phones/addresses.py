"""Lists the addresses of this laptop at which phones could come in, the most likely one first."""

from __future__ import annotations

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
    """

    address: str
    network: str
    is_wifi: bool

    @property
    def words(self) -> Message:
        """Return how it is offered."""
        if self.address in HOTSPOTS:
            return say("This laptop’s own Wi-Fi · {address}", address=self.address)
        if self.is_wifi:
            return say("Wi-Fi {network} · {address}", network=self.network, address=self.address)
        return say("Network {network} · {address}", network=self.network, address=self.address)


def local_addresses() -> list[LocalAddress]:
    """Return the addresses that phones could reach: a Wi-Fi of this laptop's own first, then Wi-Fis, then cables."""
    found = []
    for card in QNetworkInterface.allInterfaces():
        flags = card.flags()
        is_up = flags & QNetworkInterface.InterfaceFlag.IsUp and flags & QNetworkInterface.InterfaceFlag.IsRunning
        if not is_up or flags & QNetworkInterface.InterfaceFlag.IsLoopBack:
            continue
        for entry in card.addressEntries():
            address = entry.ip()
            if address.protocol() is QAbstractSocket.NetworkLayerProtocol.IPv4Protocol and not address.isLinkLocal():
                found.append(LocalAddress(address.toString(), card.humanReadableName(), card.type() is Kind.Wifi))
    return sorted(found, key=lambda one: (one.address not in HOTSPOTS, not one.is_wifi, one.network, one.address))

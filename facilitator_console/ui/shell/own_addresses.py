"""This machine's addresses, at which other laptops can find it: the likeliest first, this machine alone last."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface

HOTSPOTS = ("192.168.137.1", "192.168.2.1", "10.42.0.1")
"""What Windows, macOS and NetworkManager call a laptop that makes a hotspot."""
LOOPBACK = "127.0.0.1"


class OwnAddress(NamedTuple):
    """Represents an address of this machine.

    Attributes:
        address: Such as 10.42.0.1.
        network: What the system calls the network's interface; empty for this machine alone.
        is_wireless: Whether it is Wi-Fi.
    """

    address: str
    network: str
    is_wireless: bool


def own_addresses() -> list[OwnAddress]:
    """Return the addresses of this machine."""
    found = []
    flags = QNetworkInterface.InterfaceFlag
    for interface in QNetworkInterface.allInterfaces():
        is_up = bool(interface.flags() & flags.IsUp) and not interface.flags() & flags.IsLoopBack
        is_wireless = interface.type() == QNetworkInterface.InterfaceType.Wifi
        entries = interface.addressEntries() if is_up else []
        found += [
            OwnAddress(entry.ip().toString(), interface.humanReadableName(), is_wireless)
            for entry in entries
            if entry.ip().protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
        ]
    found.sort(key=lambda one: (one.address not in HOTSPOTS, not one.is_wireless, one.address))
    return [*found, OwnAddress(LOOPBACK, "", is_wireless=False)]

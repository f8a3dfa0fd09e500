"""A network of laptops on one machine: each in a namespace of its own, joined by a bridge as by a hotspot.

It needs root and iproute2; where there is neither the laptops meet on loopback, and nobody is out of range.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

LOOPBACK = "127.0.0.1"
IP = shutil.which("ip") or ""


class Place(NamedTuple):
    """Represents where a laptop is.

    Attributes:
        inside: A command that runs a program there.
        address: At which others find it.
        link: The end of its cable at the bridge; empty on loopback.
        hub: The namespace of the bridge.
    """

    inside: Sequence[str] = ()
    address: str = LOOPBACK
    link: str = ""
    hub: str = ""

    def set_range(self, *, on: bool) -> None:
        """Bring it into range, or take it out: no packet comes through, and nobody is told."""
        if self.link:
            _ip("-n", self.hub, "link", "set", self.link, "up" if on else "down")


def can_make() -> bool:
    """Tell whether namespaces can be made here."""
    if os.name != "posix" or os.geteuid() != 0 or not IP:
        return False
    name = f"fc{os.getpid()}t"
    made = subprocess.run([IP, "netns", "add", name], capture_output=True, check=False).returncode == 0
    if made:
        _ip("netns", "del", name)
    return made


@contextmanager
def network(laptops: int) -> Iterator[list[Place]]:
    """Make a network for so many laptops; on loopback where that can't be done."""
    if not can_make():
        yield [Place()] * laptops
        return
    hub = f"fc{os.getpid()}h"
    names = [f"fc{os.getpid()}n{number}" for number in range(laptops)]
    try:
        _ip("netns", "add", hub)
        _ip("-n", hub, "link", "add", "bridge", "type", "bridge")
        _ip("-n", hub, "link", "set", "bridge", "up")
        yield [_place(hub, name, number) for number, name in enumerate(names)]
    finally:
        for name in (*names, hub):
            subprocess.run([IP, "netns", "del", name], capture_output=True, check=False)


@contextmanager
def guest() -> Iterator[Place]:
    """Make a place that is joined by a cable to this one, which is found there at its `address`; see `network`."""
    if not can_make():
        yield Place()
        return
    number = os.getpid()
    name, cable, net = f"fc{number}g", f"fc{number}c", f"10.{77 + number // 250 % 150}.{number % 250}"
    try:
        _ip("netns", "add", name)
        _ip("link", "add", cable, "type", "veth", "peer", "name", "wifi", "netns", name)
        _ip("address", "add", f"{net}.1/24", "dev", cable)
        _ip("link", "set", cable, "up")
        _ip("-n", name, "address", "add", f"{net}.2/24", "dev", "wifi")
        for device in ("wifi", "lo"):
            _ip("-n", name, "link", "set", device, "up")
        yield Place(("ip", "netns", "exec", name), f"{net}.1")
    finally:
        subprocess.run([IP, "netns", "del", name], capture_output=True, check=False)


def _place(hub: str, name: str, number: int) -> Place:
    address, link = f"10.42.0.{number + 1}", f"port{number}"
    _ip("netns", "add", name)
    _ip("-n", hub, "link", "add", link, "type", "veth", "peer", "name", "wifi", "netns", name)
    _ip("-n", hub, "link", "set", link, "master", "bridge")
    _ip("-n", hub, "link", "set", link, "up")
    _ip("-n", name, "address", "add", f"{address}/24", "dev", "wifi")
    for device in ("wifi", "lo"):
        _ip("-n", name, "link", "set", device, "up")
    return Place(("ip", "netns", "exec", name), address, link, hub)


def _ip(*command: str) -> None:
    subprocess.run([IP, *command], check=True, capture_output=True)

"""Which network of a laptop is offered first: the one in which nobody is but the phones of the meeting."""

from __future__ import annotations

from itertools import permutations

from facilitator_console.ui.parts.addresses import LocalAddress, likeliest_first


def test_the_wifi_without_a_way_out_comes_before_the_one_with_it_and_cables_come_last() -> None:
    own = LocalAddress("10.42.0.1", "wlan1", is_wifi=True)
    lonely = LocalAddress("192.168.50.7", "wlan2", is_wifi=True)
    house = LocalAddress("192.168.1.7", "wlan0", is_wifi=True, leads_out=True)
    cable = LocalAddress("172.16.0.2", "eth1", is_wifi=False)
    office = LocalAddress("10.0.0.5", "eth0", is_wifi=False, leads_out=True)
    for found in permutations((own, lonely, house, cable, office)):
        assert likeliest_first(found) == [own, lonely, house, cable, office]

"""Who is let in: whoever typed the digits; a third between, a foreign and a replayed key are refused."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from facilitator_console.log import LaptopId
from facilitator_console.sync.frames import Frames, frame
from facilitator_console.sync.keys import Keys
from facilitator_console.sync.pairing import Begun, Denied, Introduction, PairingMessage, Proof
from facilitator_console.sync.pairing_door import find_team, split_address
from facilitator_console.sync.sockets import shut
from facilitator_console.sync.tls import client_context, pairing_contexts
from facilitator_console.words import PeerError, UserError
from tests.sync.processes import LaptopProcess

Start = Callable[[str], LaptopProcess]


def keys(folder: Path, name: str) -> Keys:
    return Keys(folder / f"{name}.json", LaptopId(name))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def between(third: Keys, port: int) -> tuple[asyncio.Server, str]:
    """A device between two laptops: it shows each its own certificate, and passes on what they say."""
    server_side, client_side = pairing_contexts(third)

    async def passes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port, ssl=client_side)

        async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            while data := await source.read(1 << 16):
                target.write(data)
            await shut(target)

        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))

    server = await asyncio.start_server(passes, "127.0.0.1", 0, ssl=server_side)
    return server, f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def test_a_third_between_two_laptops_is_refused_though_the_digits_are_right(laptop: Start, tmp_path: Path) -> None:
    here = laptop("olena")
    here.do("begin")
    shown = here.do("show")
    _, port = split_address(shown["address"])

    async def pair() -> None:
        server, address = await between(keys(tmp_path, "third"), port)
        async with server:
            await find_team(keys(tmp_path, "taras"), address, shown["digits"])

    with pytest.raises(PeerError, match="another device stands between"):
        asyncio.run(pair())


def test_a_proof_that_was_heard_once_is_worth_nothing_later(laptop: Start, tmp_path: Path) -> None:
    here = laptop("olena")
    here.do("begin")
    shown = here.do("show")
    address, port = split_address(shown["address"])
    client = pairing_contexts(keys(tmp_path, "third"))[1]
    proofs: list[Proof] = []

    async def ask(*said: Begun | Proof) -> list[PairingMessage]:
        reader, writer = await asyncio.open_connection(address, port, ssl=client)
        frames: Frames[PairingMessage] = Frames(PairingMessage)
        heard: list[PairingMessage] = []
        for message in said:
            writer.write(frame(message))
            heard += frames.feed(await reader.read(1 << 16))
        await shut(writer)
        return heard

    async def replay() -> list[PairingMessage]:
        from facilitator_console.sync.pairing import Typer

        taras = keys(tmp_path, "taras")
        seen = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((address, port)))
        typer = Typer("000000", Introduction(taras.laptop, taras.certificate, taras.recipient), seen)
        begun = typer.begin()
        (half,) = await ask(begun)
        proof = typer.hear(half)
        assert isinstance(proof, Proof)
        proofs.append(proof)
        return await ask(begun, proof)

    half, denied = asyncio.run(replay())
    assert isinstance(half, Begun)
    assert denied == Denied(2)


def issued(by: Keys, path: Path) -> Path:
    """A key of a stranger, with a certificate that a laptop of the team has signed."""
    issuer = serialization.load_pem_private_key(by.key.encode(), None)
    assert isinstance(issuer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stranger")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(x509.load_der_x509_certificate(by.certificate).subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(issuer, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def answer(port: int, context: ssl.SSLContext) -> bytes:
    """What somebody hears who calls a laptop."""
    with socket.create_connection(("127.0.0.1", port)) as plain:
        try:
            with context.wrap_socket(plain, server_hostname="laptop") as wire:
                wire.sendall(b"\0\0\0\1\0\x80")
                return wire.recv(1 << 16)
        except OSError:
            return b""


def test_a_foreign_certificate_gets_no_word_and_neither_does_one_that_the_team_signed(
    laptop: Start, tmp_path: Path
) -> None:
    here, there = laptop("olena"), laptop("taras")
    here.do("begin")
    shown = here.do("show")
    there.do("join", shown["address"], shown["digits"])
    port = here.do("port")
    olena, taras = (Keys(one.folder / "team.json", LaptopId(one.name)) for one in (here, there))
    assert answer(port, client_context(taras, olena.certificate)), "the one that is known hears something"
    assert not answer(port, client_context(keys(tmp_path, "stranger"), olena.certificate))
    signed = client_context(taras, olena.certificate)
    signed.load_cert_chain(issued(taras, tmp_path / "stranger.pem"))
    assert not answer(port, signed)


@pytest.mark.parametrize("typed", ["", ":", "10.42.0.1:x", "10.42.0.1:99999", "10.42.0.1:0"])
def test_what_can_not_be_an_address_is_said(typed: str) -> None:
    with pytest.raises(UserError, match="as the other laptop shows it"):
        split_address(typed)


def test_the_keys_are_for_their_owner_alone_and_belong_to_one_laptop(tmp_path: Path) -> None:
    own = keys(tmp_path, "olena")
    path = tmp_path / "olena.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert Keys(path, LaptopId("olena")).certificate == own.certificate
    assert Keys(path, LaptopId("copy")).certificate != own.certificate, "a new id has a key of its own"

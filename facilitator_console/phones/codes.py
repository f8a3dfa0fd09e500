"""Makes and reads what opens the door: codes for people to type, tokens for browsers to send; and their hashes."""

from __future__ import annotations

import secrets
from hashlib import blake2b, scrypt
from string import hexdigits

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs that can't be taken for each other."""
CODE_SIGNS = 8
"""40 bits: enough for what is tried at the door, a few times a second at most."""
KEPT_CODE_SIGNS = 12
"""60 bits, behind a slow hash: what is kept can be tried by whoever has the file."""
TOKEN_BYTES = 16


def new_code(signs: int = CODE_SIGNS) -> str:
    """Return a random code without gaps."""
    return "".join(secrets.choice(ALPHABET) for _ in range(signs))


def written_code(code: str) -> str:
    """Return a code as it is printed, in groups of four: "ABCD-EFGH"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(typed: str) -> str:
    """Return a code as `new_code` made it, however somebody typed it; empty where it can't be one."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return code if code and set(code) <= set(ALPHABET) and len(code) in {CODE_SIGNS, KEPT_CODE_SIGNS} else ""


def new_token() -> str:
    """Return a random token of 128 bits."""
    return secrets.token_hex(TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Tell whether a text can be a token."""
    return len(text) == 2 * TOKEN_BYTES and set(text) <= set(hexdigits.lower())


def cookie_name(session: str) -> str:
    """Return the name of the cookie with a session's token: each session has its own, and knows no other's."""
    return "token-" + blake2b(session.encode(), digest_size=4, person=b"phone cookie").hexdigest()


def token_hash(token: str) -> str:
    """Return what is kept of a token; it was random, so a quick hash is enough."""
    return blake2b(token.encode(), digest_size=16, person=b"phone token").hexdigest()


def card_hash(session: str, code: str) -> str:
    """Return what is kept of a code that opens the door of a session."""
    return blake2b(code.encode(), key=session.encode()[:64], digest_size=16, person=b"phone card").hexdigest()


def kept_code_hash(session: str, code: str) -> str:
    """Return what the log keeps of a code for withdrawing a text: slow to try, and salted with the session.

    One salt for the session: the team types one code, and it is looked for among all texts at once.
    """
    return scrypt(code.encode(), salt=session.encode(), n=2**14, r=8, p=1, dklen=16).hex()

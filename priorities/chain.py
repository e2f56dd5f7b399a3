"""The hash chain of the journal: salted digests of payloads, linked one to the next. Pure, standard library only.

digest = SHA-256 of the salt followed by the payload as canonical JSON; hash = SHA-256 of the canonical JSON of
number, recorded_at, digest and previous. An entry whose payload is still sealed can thus be checked in its place.
"""

import hashlib
import json
import secrets
from typing import Any

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and real characters: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def new_salt() -> str:
    """A random salt of 32 hexadecimal digits, so that a sealed payload cannot be guessed from its digest."""
    return secrets.token_hex(16)


def payload_digest(salt: str, payload: str) -> str:
    return hashlib.sha256((salt + payload).encode()).hexdigest()


def entry_hash(*, number: int, recorded_at: str, digest: str, previous: str) -> str:
    """The hash of an entry; `recorded_at` is its RFC 3339 text, `previous` the hash of the entry before."""
    linked = {"number": number, "recorded_at": recorded_at, "digest": digest, "previous": previous}
    return hashlib.sha256(canonical(linked).encode()).hexdigest()

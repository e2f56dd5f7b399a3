"""A small load client: requests over a few kept connections, and how many were answered in a second.

It is written in Python, so it takes a good part of a core itself; on a fast server it understates the difference.
"""

import asyncio
import re
import time

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CONNECTIONS = 8


def requests_a_second(port: int, path: str, *, seconds: float, headers: str = "") -> float:
    return asyncio.run(_load(port, path, seconds, headers))


async def _load(port: int, path: str, seconds: float, headers: str) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()
    until = time.perf_counter() + seconds
    counts = await asyncio.gather(*(_ask(port, request, until) for _ in range(CONNECTIONS)))
    return sum(counts) / seconds


async def _ask(port: int, request: bytes, until: float) -> int:
    """How many answers one connection got; a server that closes it is connected to again."""
    answered = 0
    while time.perf_counter() < until:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while time.perf_counter() < until:
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                if length and not head.startswith(b"HTTP/1.1 304"):
                    await reader.readexactly(int(length[1]))
                answered += 1
                if b"onnection: close" in head:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            continue
        finally:
            writer.close()
    return answered

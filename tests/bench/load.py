"""How many requests a second a server answers: with wrk where it is, else with a small client in Python.

The client takes a good part of a core itself; on a fast server it understates the difference.
"""

import asyncio
import http.client
import re
import shutil
import subprocess
import time

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CONNECTIONS = 8
Headers = dict[str, str]


def client_name() -> str:
    return "wrk" if shutil.which("wrk") else "the client in Python"


def rate(port: int, path: str, *, seconds: float, headers: Headers | None = None) -> float:
    """Requests a second over eight connections."""
    if shutil.which("wrk"):
        return _wrk(port, path, seconds, headers or {})
    return asyncio.run(_load(port, path, seconds, headers or {}))


def pace(port: int, path: str, *, seconds: float, headers: Headers | None = None) -> float:
    """Requests a second, one after another on one connection: for pages that take long. At least two are asked for."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    start, answered = time.perf_counter(), 0
    while answered < 2 or time.perf_counter() - start < seconds:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise ValueError(f"{path} was answered {answer.status}")
        answered += 1
    taken = time.perf_counter() - start
    connection.close()
    return answered / taken


def _wrk(port: int, path: str, seconds: float, headers: Headers) -> float:
    named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    # It takes whole seconds only.
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", *named]
    told = subprocess.run([*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True)
    if "Non-2xx" in told.stdout:
        raise ValueError(f"{path} was refused:\n{told.stdout}")
    found = re.search(r"Requests/sec: *([\d.]+)", told.stdout)
    assert found
    return float(found[1])


async def _load(port: int, path: str, seconds: float, headers: Headers) -> float:
    named = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{named}\r\n".encode()
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

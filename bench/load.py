"""A closed loop of keep-alive connections from a process of its own: rate and latencies of one address."""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

import uvloop


@dataclass(frozen=True)
class Load:
    """What one round gave. Times in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p95: float
    p99: float
    bytes_a_page: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


class Wrong(Exception):
    """The server answered something else than the page."""


async def _visit(host: str, port: int, request: bytes, until: float, took: list[float]) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    size = 0
    while (start := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise Wrong(head[:80].decode("latin-1"))
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        size = len(head) + length
        took.append(time.perf_counter() - start)
    writer.close()
    return size


async def run(host: str, port: int, path: str, cookie: str, seconds: float, connections: int) -> Load:
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/html\r\nAccept-Encoding: gzip, deflate, br\r\n"
        f"Cookie: session={cookie}\r\n\r\n"
    ).encode()
    took: list[float] = []
    begin = time.perf_counter()
    sizes = await asyncio.gather(
        *(_visit(host, port, request, begin + seconds, took) for _ in range(connections))
    )
    spent = time.perf_counter() - begin
    took.sort()
    p50, p95, p99 = (
        round(took[min(int(len(took) * part), len(took) - 1)] * 1000, 2) for part in (0.5, 0.95, 0.99)
    )
    return Load(len(took), spent, p50, p95, p99, bytes_a_page=sizes[0])


def main() -> None:
    host, port, path, cookie, seconds, connections = sys.argv[1:]
    load = uvloop.run(run(host, int(port), path, cookie, float(seconds), int(connections)))
    json.dump(asdict(load), sys.stdout)


if __name__ == "__main__":
    main()

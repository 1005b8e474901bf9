"""Load from a process of its own: so many posts over so many connections that stay open.

python -m tests.bench.load <port> <path> <count> <connections> [<number of the first person>]

Prints the seconds from the first post to the last answer.
"""

import asyncio
import sys
import time
from collections.abc import Iterator

from tests.bench.serving import person


def request(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def answer(reader: asyncio.StreamReader) -> int:
    """The status, once the whole answer is read."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    await reader.readexactly(int(head.partition("content-length:")[2].split("\r\n")[0]))
    return int(head.split(" ")[1])


async def one_connection(port: int, waiting: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for post in waiting:
        writer.write(post)
        status = await answer(reader)
        if status != 202:
            raise SystemExit(f"answered {status}")
    writer.close()
    await writer.wait_closed()


async def load(port: int, path: str, count: int, connections: int, first: int) -> float:
    posts = [request(path, person(number)) for number in range(first, first + count)]
    waiting = iter(posts)  # shared: each connection takes the next
    started = time.perf_counter()
    await asyncio.gather(*(one_connection(port, waiting) for _ in range(connections)))
    return time.perf_counter() - started


if __name__ == "__main__":
    port, path, count, connections, *first = sys.argv[1:]
    begin = int(first[0]) if first else 1
    print(asyncio.run(load(int(port), path, int(count), int(connections), begin)), flush=True)

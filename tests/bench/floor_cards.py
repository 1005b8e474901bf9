"""The plain floor of a card: a row is committed, then posted by the same thread; no rules."""

import sys
import threading
import time

from slack_sdk import WebClient
from sqlalchemy import create_engine, text

api_url, token, database, count, every = sys.argv[1:]
client = WebClient(token=token, base_url=api_url, retry_handlers=[])
engine = create_engine(database)
with engine.begin() as connection:
    connection.execute(text("PRAGMA journal_mode = WAL"))
    connection.execute(text("CREATE TABLE plain (id INTEGER PRIMARY KEY, name TEXT)"))
for number in range(int(count)):
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO plain (name) VALUES (:n)"), {"n": f"Firma {number}"})
    committed = time.time()
    client.chat_postMessage(channel="C0LEADSDACH", text=f"Firma {number}")
    print(time.time() - committed, flush=True)
    threading.Event().wait(float(every))

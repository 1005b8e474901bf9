"""The plain floor of an import: read the CSV, insert its rows, nothing else."""

import csv
import sqlite3
import sys
from pathlib import Path

with Path(sys.argv[1]).open(newline="", encoding="utf-8") as file:
    rows = [tuple(row) for row in csv.reader(file)]
connection = sqlite3.connect(sys.argv[2])
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA synchronous = FULL")
connection.execute("CREATE TABLE lead (id TEXT PRIMARY KEY, day TEXT, page TEXT, origin TEXT)")
with connection:
    connection.executemany("INSERT INTO lead VALUES (?, ?, ?, ?)", rows[1:])

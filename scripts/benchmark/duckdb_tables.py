"""The same tables as salesfunnel, made by DuckDB: `duckdb_tables.py STREAM OUTPUT`.

Runs the SQL files beside it in order, each in one process on two threads, writes one CSV per table
into OUTPUT and the seconds of each file, with the process's peak memory, to OUTPUT/timings.json.
"""

import json
import os
import pathlib
import resource
import sys
import time

import duckdb


def main() -> None:
  stream = os.path.abspath(sys.argv[1])
  output = pathlib.Path(sys.argv[2])
  output.mkdir(parents=True, exist_ok=True)
  statements = sorted((pathlib.Path(__file__).parent / "duckdb").resolve().glob("*.sql"))
  os.chdir(output)

  begin = time.perf_counter()
  connection = duckdb.connect()
  connection.execute("SET threads = 2; SET preserve_insertion_order = false")
  connection.execute("SET TimeZone = 'UTC'")
  connection.execute("SET VARIABLE stream = ?", [stream])
  seconds = {"start": time.perf_counter() - begin}
  for path in statements:
    started = time.perf_counter()
    connection.execute(path.read_text())
    seconds[path.stem] = time.perf_counter() - started

  peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
  timings = {
    "version": duckdb.__version__,
    "seconds": {name: round(value, 3) for name, value in seconds.items()},
    "load_seconds": round(seconds["1-events"], 3),
    "query_seconds": round(sum(seconds.values()) - seconds["1-events"] - seconds["start"], 3),
    "peak_bytes": peak,
  }
  pathlib.Path("timings.json").write_text(json.dumps(timings, indent=2) + "\n")


if __name__ == "__main__":
  main()

"""Alternates salesfunnel (cold, warm) and DuckDB on one stream; prints medians, ratios, memory.

Called by scripts/bench. Cold: no warehouse and no report. Warm: the same command again, nothing
new to read. The stream lies in the page cache for both sides, and pending writes are flushed
before each measured run, so that nobody pays for the one before.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

import compare


def main() -> int:
  parser = argparse.ArgumentParser()
  parser.add_argument("--rounds", type=int, required=True)
  parser.add_argument("--program", required=True)
  parser.add_argument("--stream", required=True)
  parser.add_argument("--config", required=True)
  parser.add_argument("--directory", type=pathlib.Path, required=True)
  parser.add_argument("--duckdb", help="a Python that has DuckDB; without it DuckDB is not timed")
  options = parser.parse_args()

  directory = options.directory
  directory.mkdir(parents=True, exist_ok=True)
  report, tables = directory / "report", directory / "duckdb"
  warehouse = directory / "warehouse.sqlite"
  job = [
    options.program, "run", options.stream, "--config", options.config,
    "--warehouse", str(warehouse), "--output", str(report),
  ]
  script = pathlib.Path(__file__).parent / "duckdb_tables.py"
  runs = {"cold": [], "warm": [], "duckdb": []}
  warm_cache(options.stream)
  for number in range(1, options.rounds + 1):
    remove(warehouse, report)
    runs["cold"].append(measured(job, directory / "cold.log"))
    if not warehouse.is_file() or not report.is_dir():
      sys.exit(f"bench: {options.program} run wrote no warehouse or no report")
    runs["warm"].append(measured(job, directory / "warm.log"))
    if options.duckdb:
      shutil.rmtree(tables, ignore_errors=True)
      command = [options.duckdb, str(script), options.stream, str(tables)]
      run = measured(command, directory / "duckdb.log")
      run["timings"] = json.loads((tables / "timings.json").read_text())
      runs["duckdb"].append(run)
    line = [f"{side} {of[-1]['seconds']:.2f} s" for side, of in runs.items() if of]
    print(f"round {number}: " + ", ".join(line), file=sys.stderr)

  show(runs, warehouse, options.stream)
  (directory / "results.json").write_text(json.dumps(runs, indent=2) + "\n")
  if not tables.is_dir():
    print("shared numbers: not compared, there are no DuckDB results yet")
    return 0
  return 0 if compare.compare(report, tables) else 1


def measured(command: list, log: pathlib.Path) -> dict:
  """Runs a command to its end: elapsed seconds, processor seconds, peak resident bytes."""
  os.sync()
  with open(log, "wb") as output:
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
  child.returncode = os.waitstatus_to_exitcode(status)
  if child.returncode != 0:
    sys.stderr.write(log.read_text(errors="replace")[-4000:])
    sys.exit(f"bench: exit {child.returncode} from: {' '.join(command)}")
  return {
    "seconds": seconds,
    "processor": usage.ru_utime + usage.ru_stime,
    "peak": usage.ru_maxrss * 1024,
  }


def remove(warehouse: pathlib.Path, report: pathlib.Path) -> None:
  for path in warehouse.parent.glob(warehouse.name + "*"):
    path.unlink()
  shutil.rmtree(report, ignore_errors=True)


def warm_cache(stream: str) -> None:
  with open(stream, "rb", buffering=0) as file:
    while file.read(1 << 24):
      pass


def show(runs: dict, warehouse: pathlib.Path, stream: str) -> None:
  size = os.path.getsize(stream)
  rounds = len(runs["cold"])
  print(f"{pathlib.Path(stream).name}: {size / 1e6:.0f} MB, {rounds} rounds, medians of them")
  print(f"{'':<20}{'median':>10}{'min':>10}{'max':>10}{'processor':>12}{'peak memory':>14}")
  names = {"cold": "salesfunnel cold", "warm": "salesfunnel warm", "duckdb": "DuckDB"}
  for side, of in runs.items():
    if not of:
      continue
    seconds = [run["seconds"] for run in of]
    print(
      f"{names[side]:<20}{statistics.median(seconds):>8.2f} s{min(seconds):>8.2f} s"
      f"{max(seconds):>8.2f} s{median(of, 'processor'):>10.2f} s"
      f"{max(run['peak'] for run in of) / 1e6:>11.0f} MB"
    )
  cold = median(runs["cold"], "seconds")
  stored = warehouse.stat().st_size
  print(f"cold reads {size / 1e6 / cold:.0f} MB/s; warehouse {stored / 1e6:.0f} MB")
  if runs["duckdb"]:
    show_ratios(runs, cold)


def show_ratios(runs: dict, cold: float) -> None:
  timings = [run["timings"] for run in runs["duckdb"]]
  duckdb = median(runs["duckdb"], "seconds")
  load, query = median(timings, "load_seconds"), median(timings, "query_seconds")
  warm = median(runs["warm"], "seconds")
  print(f"DuckDB {timings[0]['version']}: load {load:.2f} s, tables {query:.2f} s")
  print(f"cold: {duckdb / cold:.2f} x faster than DuckDB (load and tables; goal 5)")
  print(f"warm: {duckdb / warm:.2f} x faster than DuckDB, {query / warm:.2f} x its tables alone")
  peak = max(run["peak"] for side in ("cold", "warm") for run in runs[side])
  print(f"peak memory {peak / 1e6:.0f} MB (goal: under 1000 MB)")


def median(of: list, key: str) -> float:
  return statistics.median(item[key] for item in of)


if __name__ == "__main__":
  sys.exit(main())

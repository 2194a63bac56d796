"""Lets independent programs read what is written for programs."""

import importlib.util
import json
import pathlib
import shutil
import subprocess


def has(module):
    return importlib.util.find_spec(module) is not None


def package(folder):
    """What Frictionless says about the data package of the CSV files."""
    from frictionless import validate

    report = validate(str(pathlib.Path(folder) / "csv" / "datapackage.json"))
    return [
        f"{task.name}: {error.message}" for task in report.tasks for error in task.errors
    ] + [error.message for error in report.errors]


def monitoring(folder):
    """What promtool says about the file for monitoring."""
    text = (pathlib.Path(folder) / "metrics.prom").read_bytes()
    run = subprocess.run(
        [shutil.which("promtool"), "check", "metrics"], input=text, capture_output=True,
        check=False)
    return [] if run.returncode == 0 else [run.stderr.decode() + run.stdout.decode()]


def verdicts(junit, verdicts_json):
    """Whether JUnit, read by an independent parser, tells the same as the JSON of a check."""
    from junitparser import Failure, JUnitXml, Skipped

    expected = [verdict["verdict"] for verdict in json.loads(verdicts_json)["verdicts"]]
    found = []
    for suite in JUnitXml.fromstring(junit):
        for case in suite:
            result = case.result[0] if case.result else None
            if isinstance(result, Failure):
                found.append(result.type)
            elif isinstance(result, Skipped):
                found.append("undecided")
            else:
                found.append((case.system_out or "").split(":")[0])
    return [] if found == expected else [f"JUnit says {found}, JSON {expected}"]

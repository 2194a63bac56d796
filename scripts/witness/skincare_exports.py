"""Reads the skin-care shop's raw exports into plain dictionaries, with nothing decided yet."""

import csv
import io
import json
from datetime import date, datetime
from fractions import Fraction

from .config import micros


def read_shop(paths):
    """Orders with their lines; a row without Id and status continues the order above it."""
    orders = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["Id"]:
                    orders.append(order(row))
                assert row["Name"] in ("", orders[-1]["name"]), "a line without its order"
                orders[-1]["units"] += int(row["Lineitem quantity"])
                orders[-1]["line_units"].append(int(row["Lineitem quantity"]))
    return orders


def order(row):
    created, paid = moment(row["Created at"]), moment(row["Paid at"])
    # Web analytics sends the display number, so that is the order id: `#1001` is `1001`.
    number = row["Name"].lstrip("#")
    return {
        "id": number,
        "name": row["Name"],
        "email": row["Email"],
        "buyer": row["Email"].lower() or f"order {number}",
        "status": row["Financial Status"].lower(),
        "created": created,
        "time": created if paid is None else paid,
        "cancelled": moment(row["Cancelled at"]),
        "subtotal": Fraction(row["Subtotal"]),
        "total": Fraction(row["Total"]),
        "discount": Fraction(row["Discount Amount"]),
        "refunded": Fraction(row["Refunded Amount"]),
        "tags": row["Tags"].split(", "),
        "units": 0,
        "line_units": [],
    }


def moment(text):
    return micros(datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")) if text else None


def read_web(paths):
    """One dictionary per line; `session` and `user` are None where consent was refused."""
    events = []
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            numbers = {
                item["key"]: item["value"].get("int_value") for item in record["event_params"]
            }
            user, number = record["user_pseudo_id"], numbers.get("ga_session_id")
            order = record.get("ecommerce", {}).get("transaction_id")
            source = record.get("collected_traffic_source", {}).get("manual_source")
            events.append(
                {
                    "time": int(record["event_timestamp"]),
                    "day": record["event_date"],
                    "name": record["event_name"],
                    "user": user,
                    "number": number,
                    "session": (user, number) if user and number else None,
                    "device": record["device"]["category"],
                    "channel": source or "(blank)",
                    "raw_order": order,
                    "order": None if order in (None, "(not set)") else order.lstrip("#"),
                }
            )
    return events


def read_meta(path):
    """Rows of one day and campaign; the totals row has no campaign."""
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    return [
        {
            "day": date.fromisoformat(row["Day"]),
            "cost": Fraction(row["Amount spent (EUR)"]),
            "shown": int(row["Impressions"]),
            "clicks": int(row["Link clicks"]),
        }
        for row in rows
        if row["Campaign name"]
    ]


def read_google(path):
    """Rows under the two title lines and above the totals."""
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8").split("\n", 2)[2]))
    return [
        {
            "day": date.fromisoformat(row["Day"]),
            "cost": Fraction(row["Cost"].replace(",", "")),
            "shown": int(row["Impr."].replace(",", "")),
            "clicks": int(row["Clicks"].replace(",", "")),
        }
        for row in rows
        if not row["Campaign status"].startswith("Total")
    ]

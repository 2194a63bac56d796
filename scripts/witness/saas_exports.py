"""Reads the software seller's raw exports into plain dictionaries, with nothing decided yet."""

import csv
import io
from datetime import date, datetime, timezone
from fractions import Fraction

from .config import micros


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_deals(path):
    """One dictionary per Opportunity row, deleted ones too; an empty amount is None."""
    deals = []
    for row in table(path):
        opened = datetime.strptime(row["CreatedDate"], "%Y-%m-%dT%H:%M:%S.%fZ")
        deals.append(
            {
                "id": row["Id"],
                "deleted": row["IsDeleted"] == "true",
                "account": row["AccountId"],
                "amount": Fraction(row["Amount"]) if row["Amount"] else None,
                "opened": micros(opened.replace(tzinfo=timezone.utc)),
                "close_day": date.fromisoformat(row["CloseDate"]),
                "source": row["LeadSource"],
                "closed": row["IsClosed"] == "true",
                "won": row["IsWon"] == "true",
            }
        )
    return deals


def read_contacts(path, zone):
    """Contacts with the instants of their lifecycle dates, which are wall clock times of `zone`."""
    names = {"lead": "Lead", "mql": "Marketing Qualified Lead", "sql": "Sales Qualified Lead"}
    contacts = []
    for row in table(path):
        contact = {
            "id": row["Record ID"],
            "account": row["Salesforce Account ID"],
            "source": row["Original Source"],
            "created": wall_clock(row["Create Date"], zone),
        }
        for key, label in names.items():
            contact[key] = wall_clock(row[f"Became a {label} Date"], zone)
            contact[f"{key}_text"] = row[f"Became a {label} Date"]
        contacts.append(contact)
    return contacts


def wall_clock(text, zone, form="%Y-%m-%d %H:%M"):
    """Times that a clock change skips or repeats take the earlier offset (fold 0)."""
    return micros(datetime.strptime(text, form).replace(tzinfo=zone)) if text else None


def read_history(path, zone):
    """Rows of changes: those with a stage; the footer has none."""
    return [
        {
            "deal": row["Opportunity ID"],
            "from": row["From Stage"],
            "to": row["To Stage"],
            "time": wall_clock(row["Last Modified"], zone, "%m/%d/%Y %I:%M %p"),
        }
        for row in table(path)
        if row["To Stage"]
    ]


def read_mrr(path):
    return [
        {
            "subscription": row["subscription_id"],
            "account": row["account_id"],
            "day": date.fromisoformat(row["date"]),
            "mrr": Fraction(row["mrr"]),
        }
        for row in table(path)
    ]


def read_costs(path):
    return [
        {
            "day": date.fromisoformat(row["month"]),
            "category": row["category"],
            "cost": Fraction(row["amount"]),
        }
        for row in table(path)
    ]


def read_linkedin(path):
    """Daily rows below the preamble and above `Total`; months come first in their dates."""
    text = path.read_text("utf-8").split("\n", 3)[3]
    return [
        {
            "day": datetime.strptime(row["Start Date (in UTC)"], "%m/%d/%Y").date(),
            "text": row["Start Date (in UTC)"],
            "cost": Fraction(row["Total Spent"].replace(",", "")),
            "shown": int(row["Impressions"].replace(",", "")),
            "clicks": int(row["Clicks"]),
        }
        for row in csv.DictReader(io.StringIO(text))
        if row["Start Date (in UTC)"] != "Total"
    ]

"""What the reports over SampleData/hybrid-plg must print, from its raw exports.

Rules that the numbers rest on:
- An event id counts once; an order id is one order, placed at its first purchase and gone where it
  was cancelled; a subscription that an account takes over makes its former owner and it one buyer.
- A ticket is opened first, answered first and resolved last; opened again after a resolution it is
  open. It meets its target where the first response comes within it, the last moment included;
  unanswered beyond it, it does not; resolved before it without a response, it is not judged.
- A buyer exposed to two variants is in neither. A conversion is an order from the first exposure to
  14 × 24 hours later, both included, and buyers whose 14 days are not over are not judged.
- Individual → team → company: first payment as a consumer, first of the account at or after it, first
  deal won at or after it; a company without a paying team before it implies the team.
"""

import csv
import json
import math
from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from . import config
from .tidy import Expected, Traps, demand, quantile, ratio

SECOND = 1_000_000
HOUR, DAY = 3_600 * SECOND, 86_400 * SECOND
WINDOW = 14 * DAY
TARGETS = {"1": 2 * HOUR, "2": 4 * HOUR, "3": 24 * HOUR}


class Maker:
    """The exports after every rule: orders, payments, deals, tickets, exposures."""

    def __init__(self, folder):
        exports = folder / "exports"
        self.settings = config.read(folder / "salesfunnel.json")
        self.zone = ZoneInfo(self.settings["timezone"])
        end = datetime.fromisoformat(self.settings["asOf"]) + timedelta(1)
        self.as_of = config.local_midnight(end.date(), self.zone) - 1
        lines = (exports / "product.ndjson").read_text("utf-8").splitlines()
        records = {record["event_id"]: record for record in map(json.loads, lines)}
        self.product = [
            record | {"at": moment(record["time"])}
            for record in records.values()
            if record.get("channel") != "internal"
        ]
        self.product.sort(key=lambda record: (record["at"], record["event_id"]))
        self.billing = read(exports / "billing.csv")
        self.sales = read(exports / "sales.csv")
        self.desk = read(exports / "tickets.csv")
        self.owner = {
            row["subscription_id"]: row["account_id"]
            for row in self.billing
            if row["subscription_id"] and row["account_id"]
        }
        self.account_of = {
            row["customer_id"]: self.owner[row["subscription_id"]]
            for row in self.billing
            if row["customer_id"] and row["subscription_id"] in self.owner
        }
        self.orders = orders(self.billing)
        self.tickets = tickets(self.desk, self.as_of)
        first = min(row["at"] for row in self.product + self.billing + self.sales)
        self.periods = config.periods(
            self.settings,
            config.local_day(first, self.zone),
            config.local_day(self.as_of, self.zone),
        )

    def buyer(self, row):
        return row.get("account_id") or self.account_of.get(row["customer_id"], row["customer_id"])


def moment(text):
    return config.micros(datetime.fromisoformat(text))


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row | {"at": moment(row["time"])} for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: row["at"])


def cents(row):
    return Fraction(row["amount"])


def orders(billing):
    result = {}
    for row in billing:
        if row["type"] == "purchase" and row["order_id"] not in result:
            result[row["order_id"]] = row
    for row in billing:
        if row["type"] == "order_cancelled":
            result.pop(row["order_id"], None)
    return result


def tickets(rows, as_of):
    """One dictionary per ticket: market, opened, response, resolved, target, met."""
    result = []
    by_ticket = defaultdict(list)
    for row in rows:
        if row["ticket_id"]:
            by_ticket[row["ticket_id"]].append(row)
    for events in by_ticket.values():
        opened = next(row for row in events if row["type"] == "ticket_opened")
        answers = [row["at"] for row in events if row["type"] == "ticket_first_response"]
        turns = [row for row in events if row["type"] != "ticket_first_response"]
        ticket = {
            "market": "b2b" if opened["account_id"] else "b2c",
            "opened": opened["at"],
            "answers": answers,
            "response": min(answers, default=None),
            "resolved": turns[-1]["at"] if turns[-1]["type"] == "ticket_resolved" else None,
            "tier": opened["tier"],
            "target": TARGETS.get(opened["tier"].lower().replace("tier", "").strip(" -")),
        }
        judge(ticket, as_of)
        result.append(ticket)
    return result


def judge(ticket, as_of):
    target, opened = ticket["target"], ticket["opened"]
    ticket |= {"met": None, "overdue": False, "at_risk": False}
    if target is None:
        return
    if ticket["response"] is not None:
        ticket["met"] = ticket["response"] - opened <= target
        return
    spent = (ticket["resolved"] or as_of) - opened
    if spent > target:
        ticket["met"], ticket["overdue"] = False, ticket["resolved"] is None
    elif ticket["resolved"] is None:
        ticket["at_risk"] = 4 * spent >= 3 * target


def add_support(maker, lists):
    for market, expected in lists.items():
        mine = [ticket for ticket in maker.tickets if market in ("all", ticket["market"])]
        for period in maker.periods:
            group = [ticket for ticket in mine if period.holds(ticket["opened"])]
            expected.count("support.tickets", period, len(group))
            judged = [ticket for ticket in group if ticket["met"] is not None]
            met = sum(ticket["met"] for ticket in judged)
            expected.rate("support.sla_attainment", period, met, len(judged))
            for name, key in (("first_response", "response"), ("resolution", "resolved")):
                hours = [
                    Fraction(ticket[key] - ticket["opened"], HOUR) for ticket in group if ticket[key]
                ]
                for suffix, share in (("median", Fraction(1, 2)), ("p90", Fraction(9, 10))):
                    value = quantile(hours, share)
                    expected.add(f"support.{name}_hours_{suffix}", period, value, 6)
        whole = maker.periods[0]
        is_open = [ticket for ticket in mine if ticket["resolved"] is None]
        expected.count("support.open_tickets", whole, len(is_open))
        for name in ("overdue", "at_risk"):
            expected.count(f"support.tickets_{name}", whole, sum(ticket[name] for ticket in mine))


def add_sales(maker, lists):
    won = [row for row in maker.sales if row["type"] == "won"]
    placed = list(maker.orders.values())
    for period in maker.periods:
        mine = [row for row in placed if period.holds(row["at"])]
        lists["b2c"].count("b2c.orders", period, len(mine))
        lists["b2c"].money("b2c.revenue_gross", period, sum(map(cents, mine)))
        closed = [row for row in won if period.holds(row["at"])]
        lists["b2b"].count("b2b.won", period, len(closed))
        lists["b2b"].money("b2b.won_amount", period, sum(map(cents, closed)))
    lists["all"].rate(
        "business.self_serve_share", maker.periods[0], len(placed), len(placed) + len(won)
    )


def add_experiments(maker, expected):
    """Columns of csv/experiments.csv, by experiment and variant."""
    whole = maker.periods[0]
    by_buyer = defaultdict(list)
    for row in maker.orders.values():
        by_buyer[maker.buyer(row)].append(row["at"])
    figures = {}
    for name, variants in (("onboarding", "a b"), ("price page", "plain compare")):
        seen = defaultdict(list)
        for row in maker.product:
            if row["type"] == "exposure" and row["experiment"] == name:
                seen[maker.buyer(row)].append(row)
        clean = {
            buyer: rows[0]
            for buyer, rows in seen.items()
            if len({row["variant"] for row in rows}) == 1
        }
        for variant in variants.split():
            group = {buyer: row for buyer, row in clean.items() if row["variant"] == variant}
            judged = {b: row for b, row in group.items() if row["at"] + WINDOW <= maker.as_of}
            bought = [
                buyer
                for buyer, row in judged.items()
                if any(row["at"] <= time <= row["at"] + WINDOW for time in by_buyer[buyer])
            ]
            figures[name, variant] = (len(group), len(judged), len(bought))
            by = (name, variant)
            expected.count("experiments.exposed", whole, len(group), by)
            expected.count("experiments.buyers", whole, len(judged), by)
            expected.count("experiments.converted", whole, len(bought), by)
            expected.count("experiments.contaminated", whole, len(seen) - len(clean), by)
        first, second = (figures[name, variant][0] for variant in variants.split())
        middle = Fraction(first + second, 2)
        chi_square = ((first - middle) ** 2 + (second - middle) ** 2) / middle
        # One degree of freedom: P(X >= x) = erfc(sqrt(x / 2)).
        p = math.erfc(math.sqrt(chi_square / 2))
        for variant in variants.split():
            expected.add("experiments.srm_p_value", whole, Fraction(p), 9, by=(name, variant))
    return figures


def add_handover(maker, expected):
    timelines = defaultdict(list)
    for row in maker.billing + maker.sales:
        timelines[maker.buyer(row)].append(row)
    paths = []
    for rows in timelines.values():
        rows.sort(key=lambda row: row["at"])

        def first(business, since):
            times = [
                row["at"]
                for row in rows
                if bool(row["account_id"]) == business
                and row["at"] >= since
                and (
                    maker.orders.get(row["order_id"]) is row
                    if row["type"] == "purchase"
                    else row["type"] == "mrr" and cents(row) > 0
                )
            ]
            return min(times, default=None)

        individual = first(False, 0)
        if individual is None:
            continue
        team = first(True, individual)
        signed = [row["at"] for row in rows if row["type"] == "won" and row["at"] >= individual]
        company = min(signed, default=None)
        skipped = company is not None and (team is None or team > company)
        paths.append((individual, company if skipped else team, company, skipped))
    for period in maker.periods:
        mine = [path for path in paths if period.holds(path[0])]
        for index, step in enumerate(("individual", "team", "company")):
            reached = sum(path[index] is not None for path in mine)
            expected.count("funnel.handover.reached", period, reached, ("step", step))
        skipped = sum(path[3] for path in mine)
        expected.count("funnel.handover.skipped", period, skipped, ("step", "team"))
    return paths


def add_traps(maker, expected, traps):
    mine = [ticket for ticket in maker.tickets if ticket["market"] == "b2c"]
    whole = maker.periods[0]

    def note(trap, metric, period, naive, digits):
        right = expected.exact[metric, period.grain, period.name, "", ""]
        traps.add(trap, metric, period.name, naive, right, digits)

    bought = [row for row in maker.billing if row["type"] == "purchase"]
    note("orders reported twice counted twice", "b2c.orders", whole, len(bought), 0)
    placed = {row["order_id"] for row in bought}
    note("cancelled orders counted", "b2c.orders", whole, len(placed), 0)
    for period in (whole, *(period for period in maker.periods if period.grain == "window")):
        group = [ticket for ticket in mine if period.holds(ticket["opened"])]
        judged = [ticket for ticket in group if ticket["met"] is not None]
        met = sum(ticket["met"] for ticket in judged)
        plain = [ticket for ticket in judged if ticket["tier"] in TARGETS]
        note(
            "tiers spelled 'Tier 3' left out",
            "support.sla_attainment",
            period,
            ratio(sum(ticket["met"] for ticket in plain), len(plain)),
            6,
        )
        last = [
            Fraction(max(ticket["answers"]) - ticket["opened"], HOUR)
            for ticket in group
            if ticket["answers"]
        ]
        note(
            "a later answer taken for the first",
            "support.first_response_hours_median",
            period,
            quantile(last, Fraction(1, 2)),
            6,
        )
        if period.name != "before":
            untouched = sum(
                ticket["target"] is not None and not ticket["answers"] and bool(ticket["resolved"])
                for ticket in group
            )
            note(
                "tickets solved without a response counted as met",
                "support.sla_attainment",
                period,
                ratio(met + untouched, len(judged) + untouched),
                6,
            )
    answered = [ticket for ticket in mine if ticket["met"] is not None and ticket["answers"]]
    note(
        "overdue tickets without an answer left out",
        "support.sla_attainment",
        whole,
        ratio(sum(ticket["met"] for ticket in answered), len(answered)),
        6,
    )
    note(
        "tickets opened again taken as resolved at first",
        "support.resolution_hours_p90",
        whole,
        quantile(
            [
                Fraction(first_resolution(maker, ticket) - ticket["opened"], HOUR)
                for ticket in mine
                if ticket["resolved"]
            ],
            Fraction(9, 10),
        ),
        6,
    )


def first_resolution(maker, ticket):
    identity = next(
        row["ticket_id"]
        for row in maker.desk
        if row["type"] == "ticket_opened" and row["at"] == ticket["opened"]
    )
    return min(
        row["at"]
        for row in maker.desk
        if row["ticket_id"] == identity and row["type"] == "ticket_resolved"
    )


def main(folder, output):
    maker = Maker(folder)
    lists = {market: Expected(market) for market in ("b2c", "b2b", "all")}
    add_support(maker, lists)
    add_sales(maker, lists)
    figures = add_experiments(maker, lists["b2c"])
    paths = add_handover(maker, lists["all"])
    traps = Traps()
    add_traps(maker, lists["b2c"], traps)

    # What the plan planted.
    demand("onboarding a", figures["onboarding", "a"], (100, 100, 12))
    demand("onboarding b", figures["onboarding", "b"], (100, 100, 30))
    demand("price page, plain", figures["price page", "plain"][0], 60)
    demand("price page, compare", figures["price page", "compare"][0], 20)
    demand("individuals", len(paths), 90)
    demand("teams", sum(path[1] is not None for path in paths), 26)
    demand("companies", sum(path[2] is not None for path in paths), 8)
    demand("teams skipped", sum(path[3] for path in paths), 2)
    for window, right in (("before", Fraction(3, 4)), ("after", Fraction(9, 10))):
        demand(f"attainment {window}", lists["all"].get("support.sla_attainment", window), right)

    together = lists["b2c"]
    together.rows += lists["b2b"].rows + lists["all"].rows
    together.write(output / "hybrid-plg.expected.json")
    traps.write(output / "hybrid-plg.traps.json")

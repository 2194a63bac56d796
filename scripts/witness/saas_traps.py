"""The dirt in the software seller's exports: what ignoring each piece of it would print."""

from datetime import datetime, timezone
from fractions import Fraction

from . import config, saas
from .tidy import ratio

DAY = 86_400 * 1_000_000


def add_all(seller, expected, traps):
    for period in seller.windows():
        add_deal_traps(seller, expected, traps, period)
        add_lead_traps(seller, expected, traps, period)
        add_money_traps(seller, expected, traps, period)


def add_deal_traps(seller, expected, traps, period):
    def note(trap, metric, naive, digits=0):
        traps.add(trap, metric, period.name, naive, expected.get(metric, period.name), digits)

    note(
        "deleted deals counted",
        "b2b.opportunities",
        sum(period.holds(deal["opened"]) for deal in seller.listed),
    )
    due = [deal for deal in seller.deals if period.holds_day(deal["close_day"])]
    note(
        "planned CloseDate of open deals taken as closing",
        "b2b.win_rate",
        Fraction(sum(deal["won"] for deal in due), len(due)),
        6,
    )
    opened = [deal for deal in seller.deals if period.holds(deal["opened"])]
    note(
        "cohort by opening confused with win rate by close",
        "b2b.opportunity_to_win_rate",
        expected.get("b2b.win_rate", period.name),
        6,
    )
    days = [Fraction(deal["won_at"] - deal["opened"], DAY) for deal in opened if deal["won"]]
    note("cycle by the window of opening", "b2b.sales_cycle_days_mean", sum(days) / len(days), 6)
    closed = [deal for deal in seller.deals if period.holds(deal["closing"])]
    days = [Fraction(deal["closing"] - deal["opened"], DAY) for deal in closed]
    note("cycle of lost deals mixed in", "b2b.sales_cycle_days_mean", sum(days) / len(days), 6)
    if period.name == "before":
        first, last = (
            config.local_midnight(day, timezone.utc) for day in (period.first, period.last)
        )
        note(
            "window cut at midnight in Greenwich",
            "b2b.opportunities",
            sum(first <= deal["opened"] < last for deal in seller.deals),
        )
    entered = [row for row in seller.history if period.holds(row["time"])]
    changed = [row for row in entered if row["from"] != row["to"]]
    traps.add(
        "edits without a change of stage counted as entries",
        "stage entries in the history",
        period.name,
        len(entered),
        len(changed),
        0,
    )


def add_lead_traps(seller, expected, traps, period):
    def note(trap, metric, naive, digits=0):
        traps.add(trap, metric, period.name, naive, expected.get(metric, period.name), digits)

    first, last = (datetime(day.year, day.month, day.day) for day in (period.first, period.last))
    note(
        "HubSpot's clock taken for the reporting zone's",
        "b2b.leads",
        sum(
            first <= datetime.strptime(contact["lead_text"], "%Y-%m-%d %H:%M") < last
            for contact in seller.contacts
        ),
    )
    note(
        "Create Date taken for the lead date",
        "b2b.leads",
        sum(period.holds(contact["created"]) for contact in seller.contacts),
    )
    accounts = {deal["account"] for deal in seller.deals}
    inside = [contact for contact in seller.contacts if period.holds(contact["lead"])]
    note(
        "a lead joined to any deal of its account",
        "b2b.lead_to_opportunity_rate",
        ratio(sum(contact["account"] in accounts for contact in inside), len(inside)),
        6,
    )


def add_money_traps(seller, expected, traps, period):
    def note(trap, metric, naive, digits):
        traps.add(trap, metric, period.name, naive, expected.get(metric, period.name), digits)

    ads = sum(row["cost"] for row in seller.linkedin if period.holds_day(row["day"]))
    other = sum(row["cost"] for row in seller.costs if period.holds_day(row["day"]))
    new = sum(period.holds(time) for time in seller.first_won.values())
    note("media alone taken for the cost", "unit.cac", ads / new, 4)
    note(
        "LinkedIn's days read day first",
        "unit.cac",
        (
            other
            + sum(
                row["cost"] for row in seller.linkedin if period.holds_day(day_first(row["text"]))
            )
        )
        / new,
        4,
    )
    note(
        "credit notes dropped as negative",
        "unit.cac",
        (
            ads
            + sum(
                row["cost"]
                for row in seller.costs
                if row["cost"] > 0 and period.holds_day(row["day"])
            )
        )
        / new,
        4,
    )
    won = sum(period.holds(deal["won_at"]) for deal in seller.deals)
    note("every won deal taken for a new customer", "unit.cac", (ads + other) / won, 4)
    lifetime = expected.get("unit.ltv", period.name)
    left = [row for row in seller.mrr if row["mrr"] == 0 and period.holds_day(row["day"])]
    churned = expected.get("revenue.logo_churn_rate", period.name)
    at_risk = sum(map(len, openings(seller, period)))
    note(
        "every cancelled subscription taken for a lost buyer",
        "unit.ltv",
        lifetime * churned / Fraction(len(left), at_risk),
        4,
    )
    note("churn of the quarter taken for monthly churn", "unit.ltv", lifetime / 3, 4)
    if period.name == "after":
        cut = sum(
            row["cost"] if row["cost"] < 1000 else int(row["cost"]) // 1000
            for row in seller.linkedin
            if period.holds_day(row["day"])
        )
        note("'1,234.56' read up to its comma", "unit.cac", (cut + other) / new, 4)


def openings(seller, period):
    """Opening balances of the window's months."""
    return [
        saas.balance(seller.mrr, month)
        for month in config.months(period.first, period.last)
        if month < period.last
    ]


def day_first(text):
    """What a reader that tries dd/MM before MM/dd makes of it."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        return datetime.strptime(text, "%m/%d/%Y").date()

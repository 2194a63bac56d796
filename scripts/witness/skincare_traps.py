"""The dirt in the skin-care exports: what ignoring each piece of it would print."""

from datetime import datetime, timedelta, timezone
from fractions import Fraction

from .config import local_day

DAY = 86_400 * 1_000_000
PLACED = {"paid", "partially_paid", "partially_refunded", "refunded"}


def add_all(shop, expected, traps):
    for period in shop.windows():
        add_order_traps(shop, expected, traps, period)
        add_visit_traps(shop, expected, traps, period)
    add_buyer_traps(shop, expected, traps)
    add_cost_traps(shop, expected, traps)


def add_order_traps(shop, expected, traps, period):
    def note(trap, metric, naive, digits=0):
        traps.add(trap, metric, period.name, naive, expected.get(metric, period.name), digits)

    listed = [order for order in shop.listed if period.holds(order["time"])]
    placed = [order for order in listed if order["status"] in PLACED]
    genuine = [order for order in placed if "test" not in order["tags"]]
    right = [order for order in shop.orders if period.holds(order["time"])]
    real = [order for order in listed if "test" not in order["tags"]]
    note(
        "test orders counted",
        "b2c.orders",
        len(right) + sum("test" in order["tags"] for order in placed),
    )
    note("orders cancelled before payment counted", "b2c.orders", len(genuine))
    note(
        "cancelled orders dropped although they were paid and refunded",
        "b2c.orders",
        sum(not order["cancelled"] for order in genuine),
    )
    note(
        "pending, authorised, expired and voided orders counted",
        "b2c.orders",
        len(right) + sum(order["status"] not in PLACED for order in real),
    )
    note(
        "rows counted instead of orders",
        "b2c.orders",
        sum(len(order["line_units"]) for order in right),
    )
    note(
        "units of continuation rows lost",
        "b2c.units",
        sum(order["line_units"][0] for order in right),
    )
    note("refunds ignored", "b2c.revenue_net", sum(order["subtotal"] for order in right), 4)
    note(
        "Total (with shipping) read as revenue",
        "b2c.revenue_gross",
        sum(order["total"] for order in right),
        4,
    )
    seen = {event["order"] for event in shop.web if event["name"] == "purchase"}
    note(
        "orders taken from web analytics, which missed some",
        "b2c.orders",
        sum(order["id"] in seen for order in right),
    )
    if period.name == "before":
        note(
            "order dated by Created at, not Paid at",
            "b2c.new_customers",
            sum(period.holds(orders[0]["created"]) for orders in shop.history.values()),
        )


def add_visit_traps(shop, expected, traps, period):
    def note(trap, metric, naive, digits=0):
        traps.add(trap, metric, period.name, naive, expected.get(metric, period.name), digits)

    events = [event for event in shop.web if period.holds(event["time"])]
    visits = [visit for visit in shop.sessions if period.holds(visit["start"])]
    bought = [event for event in events if event["name"] == "purchase"]
    known = [event for event in bought if event["session"]]
    rate = "b2c.session_conversion_rate"
    note("repeated and doubled purchase events counted", rate, Fraction(len(known), len(visits)), 6)
    note(
        "purchases without consent counted",
        rate,
        Fraction(len({event["order"] for event in bought}), len(visits)),
        6,
    )
    note(
        "shop orders divided by visits",
        rate,
        Fraction(expected.get("b2c.orders", period.name), len(visits)),
        6,
    )
    note(
        "events without consent counted as visits",
        "b2c.sessions",
        len(visits) + sum(event["session"] is None for event in events),
    )
    note(
        "session_start rows counted instead of visits",
        "b2c.sessions",
        sum(event["name"] == "session_start" for event in events),
    )
    note(
        "ga_session_id taken as unique across visitors",
        "b2c.sessions",
        len({event["number"] for event in events if event["session"]}),
    )
    first, last = (
        datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
        for day in (period.first, period.last)
    )
    note(
        "windows cut at midnight in Greenwich",
        "b2c.sessions",
        sum(
            first.timestamp() * 1e6 <= visit["start"] < last.timestamp() * 1e6
            for visit in shop.sessions
        ),
    )
    days = {(event["session"], event["day"]) for event in events if event["session"]}
    note("a visit across midnight counted on both days", "b2c.sessions", len(days))
    holders = {
        event["user"] for event in events if event["user"] and event["raw_order"] == "(not set)"
    }
    merged = {shop.buyers[visit["user"]] for visit in visits if visit["user"] not in holders}
    note(
        "'(not set)' taken as one order number, linking strangers", "b2c.visitors", len(merged) + 1
    )
    note(
        "cookies counted instead of linked buyers",
        "b2c.visitors",
        len({visit["user"] for visit in visits}),
    )


def add_buyer_traps(shop, expected, traps):
    after = next(period for period in shop.windows() if period.name == "after")
    by_spelling = {}
    for order in sorted(shop.orders, key=lambda order: order["time"]):
        by_spelling.setdefault(order["email"] or order["buyer"], []).append(order)
    new = [orders for orders in by_spelling.values() if after.holds(orders[0]["time"])]
    right = {
        metric: expected.get(metric, "after")
        for metric in ("b2c.new_customers", "b2c.repeat_rate_60d")
    }
    traps.add(
        "e-mail spelling kept: capitals make a new customer",
        "b2c.new_customers",
        "after",
        len(new),
        right["b2c.new_customers"],
        0,
    )
    tried = {}
    for order in shop.listed:
        tried[order["buyer"]] = min(order["time"], tried.get(order["buyer"], order["time"]))
    traps.add(
        "customers of test, cancelled and pending orders counted",
        "b2c.new_customers",
        "after",
        sum(after.holds(time) for time in tried.values()),
        right["b2c.new_customers"],
        0,
    )
    named = [
        orders
        for orders in shop.history.values()
        if after.holds(orders[0]["time"]) and orders[0]["email"]
    ]
    traps.add(
        "counter sales without e-mail dropped",
        "b2c.new_customers",
        "after",
        len(named),
        right["b2c.new_customers"],
        0,
    )
    mature = [orders for orders in shop.history.values() if after.holds(orders[0]["time"])]
    days = timedelta(days=60)
    by_calendar = sum(
        len(orders) > 1
        and local_day(orders[1]["time"], shop.zone) - local_day(orders[0]["time"], shop.zone)
        <= days
        for orders in mature
    )
    traps.add(
        "60 days on the calendar instead of 60 × 24 h",
        "b2c.repeat_rate_60d",
        "after",
        Fraction(by_calendar, len(mature)),
        right["b2c.repeat_rate_60d"],
        6,
    )
    everyone = shop.history.values()
    quick = sum(
        len(orders) > 1 and orders[1]["time"] - orders[0]["time"] <= 60 * DAY for orders in everyone
    )
    right_all = expected.exact["b2c.repeat_rate_60d", "all", "", "", ""]
    traps.add(
        "immature buyers counted as failures",
        "b2c.repeat_rate_60d",
        "",
        Fraction(quick, len(everyone)),
        right_all,
        6,
    )


def add_cost_traps(shop, expected, traps):
    right = expected.exact["unit.cac", "all", "", "", ""]
    cost = sum(row["cost"] for rows in shop.ads.values() for row in rows)
    traps.add(
        "totals rows of both networks added",
        "unit.cac",
        "",
        (2 * cost + sum(row["cost"] for row in shop.ads["google"])) * right / cost,
        right,
        4,
    )
    november = next(period for period in shop.periods if period.name == "2025-11-01")
    rows = [row for row in shop.ads["google"] if november.holds_day(row["day"])]
    cut = sum(
        (
            row["cost"]
            if row["cost"] < 1000
            else row["cost"].numerator // row["cost"].denominator // 1000
        )
        for row in rows
    )
    traps.add(
        "'1,234.56' read up to its comma",
        "unit.cpc[channel=google]",
        "2025-11-01",
        cut / sum(row["clicks"] for row in rows),
        expected.exact["unit.cpc", "month", "2025-11-01", "channel", "google"],
        4,
    )
    plain = {event["raw_order"] for event in shop.web if event["name"] == "purchase"}
    joined = sum(
        order["id"] in plain
        for order in shop.orders
        if shop.channel.get(order["id"], "(blank)") == "google"
    )
    traps.add(
        "'#1042' and '1042' taken as two orders",
        "b2c.orders[channel=google]",
        "",
        joined,
        expected.exact["b2c.orders", "all", "", "channel", "google"],
        0,
    )

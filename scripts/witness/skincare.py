"""What the reports over SampleData/skincare-shop must print, from its raw exports.

Rules that the numbers rest on:
- The shop's list is the record of orders: paid, partially paid, partially refunded, refunded; at
  `Paid at`, else `Created at`; worth the Subtotal, which is net of discount and shipping.
- A refund has no date and belongs to the period of its order. An order cancelled without a refund
  was never one.
- A visit is a user and a session number; it begins with its earliest event, whose device and
  channel are the visit's. Rows without both ids (consent refused) count nowhere.
- An order's channel is that of the visit that placed it, else `(blank)`.
- A buyer is an e-mail address in lower case, else the order; order numbers link visitors to buyers.
- "Within N days" is at most N × 24 h, of buyers whose first order is that old at as_of, the
  latest event of all. Cost rows and periods are days of the reporting zone.
"""

from collections import defaultdict
from fractions import Fraction
from zoneinfo import ZoneInfo

from . import config, skincare_traps
from .skincare_exports import read_google, read_meta, read_shop, read_web
from .tidy import Expected, Traps, demand, ratio

DAY = 86_400 * 1_000_000
PAID = {"paid", "partially_paid", "partially_refunded", "refunded"}
NETWORKS = {"facebook": read_meta, "google": read_google}


class Shop:
    """The exports after every rule: orders that count, visits, buyers, daily advertising rows."""

    def __init__(self, folder):
        self.settings = config.read(folder / "salesfunnel.json")
        self.zone = ZoneInfo(self.settings["timezone"])
        self.listed = read_shop(sorted((folder / "exports").glob("orders_export_*.csv")))
        self.web = read_web(sorted((folder / "exports" / "ga4").glob("*.ndjson")))
        self.ads = {
            name: read(folder / "exports" / f"{name.replace('facebook', 'meta')}_ads.csv")
            for name, read in NETWORKS.items()
        }
        self.orders = [order for order in self.listed if counts(order)]
        self.sessions = sessions(self.web)
        self.buyers = link(self.orders, self.listed, self.web)
        self.channel = order_channels(self.sessions)
        events = [event["time"] for event in self.web if event["session"]]
        self.as_of = max(events + [order["time"] for order in self.orders])
        # A buyer's orders in time order; equal times keep the order of their numbers.
        self.history = defaultdict(list)
        for order in sorted(self.orders, key=lambda order: (order["time"], order["id"])):
            self.history[self.buyers[order["buyer"]]].append(order)
        first = min(order["time"] for order in self.orders)
        self.periods = config.periods(
            self.settings,
            config.local_day(first, self.zone),
            config.local_day(self.as_of, self.zone),
        )

    def windows(self):
        return [period for period in self.periods if period.grain == "window"]


def counts(order):
    """Placed and not undone: a cancelled order without a refund was never an order."""
    undone = order["cancelled"] and order["refunded"] == 0
    return order["status"] in PAID and not undone and "test" not in order["tags"]


def sessions(web):
    """Visits by (user, session number): first event decides start, device and channel."""
    result = {}
    for event in sorted(
        (event for event in web if event["session"]), key=lambda event: event["time"]
    ):
        visit = result.setdefault(
            event["session"],
            {
                "start": event["time"],
                "user": event["user"],
                "device": event["device"],
                "channel": event["channel"],
                "events": set(),
                "path": [],
                "orders": set(),
            },
        )
        visit["events"].add(event["name"])
        visit["path"].append("session_start" if event["name"] == "page_view" else event["name"])
        if event["name"] == "purchase" and event["order"]:
            visit["orders"].add(event["order"])
    return list(result.values())


def link(orders, listed, web):
    """Everyone's canonical name: an order number seen on both sides links visitor and customer."""
    parent = {}

    def find(name):
        parent.setdefault(name, name)
        while parent[name] != name:
            name = parent[name]
        return name

    owner = {order["id"]: order["buyer"] for order in listed}
    for event in web:
        if event["user"]:
            find(event["user"])
            if event["name"] == "purchase" and event["order"] in owner:
                one, other = sorted((find(event["user"]), find(owner[event["order"]])))
                parent[other] = one
    for order in orders:
        find(order["buyer"])
    return {name: find(name) for name in list(parent)}


def order_channels(visits):
    """An order's channel is that of the visit that placed it."""
    return {order: visit["channel"] for visit in visits for order in visit["orders"]}


def add_visits(shop, expected):
    for period in shop.periods:
        within = [visit for visit in shop.sessions if period.holds(visit["start"])]
        if not within:
            continue
        expected.count(
            "b2c.visitors", period, len({shop.buyers[visit["user"]] for visit in within})
        )
        for by, group in split(
            within,
            {"device": lambda visit: visit["device"], "channel": lambda visit: visit["channel"]},
        ):
            add_visit_rates(expected, period, by, group)


def split(items, dimensions):
    """The whole and then each segment of each dimension."""
    yield ("", ""), items
    for name, value in dimensions.items():
        for segment in sorted({value(item) for item in items}):
            yield (name, segment), [item for item in items if value(item) == segment]


def add_visit_rates(expected, period, by, visits):
    bought, cart, checkout = (
        [visit for visit in visits if name in visit["events"]]
        for name in ("purchase", "add_to_cart", "begin_checkout")
    )
    lost_cart = [visit for visit in cart if "purchase" not in visit["events"]]
    lost_checkout = [visit for visit in checkout if "purchase" not in visit["events"]]
    expected.count("b2c.sessions", period, len(visits), by)
    for name, above, below in [
        ("session_conversion_rate", bought, visits),
        ("cart_rate", cart, visits),
        ("cart_abandonment_rate", lost_cart, cart),
        ("checkout_abandonment_rate", lost_checkout, checkout),
    ]:
        expected.rate(f"b2c.{name}", period, len(above), len(below), by)
    gap = ratio(len(cart) - len(bought), len(visits))
    expected.add("b2c.cart_payment_gap", period, gap, 6, by=by)


def add_funnel(shop, expected):
    """Visits that reached each step of the funnel `checkout`, in order, whatever came between."""
    steps = shop.settings["funnels"][0]["steps"]
    for visit in shop.sessions:
        visit["depth"] = 0
        for name in visit["path"]:
            if visit["depth"] < len(steps) and name == steps[visit["depth"]]:
                visit["depth"] += 1
    for period in shop.periods:
        within = [visit for visit in shop.sessions if period.holds(visit["start"])]
        for number, step in enumerate(steps, 1):
            reached = sum(visit["depth"] >= number for visit in within)
            expected.count("funnel.checkout.reached", period, reached, ("step", step))


def add_orders(shop, expected):
    for period in shop.periods:
        within = [order for order in shop.orders if period.holds(order["time"])]
        channel = {"channel": lambda order: shop.channel.get(order["id"], "(blank)")}
        for by, group in split(within, channel):
            add_order_sums(expected, period, by, group)


def add_order_sums(expected, period, by, orders):
    number = len(orders)
    gross, discounts, refunds = (
        sum(order[key] for order in orders) for key in ("subtotal", "discount", "refunded")
    )
    units, returned = sum(order["units"] for order in orders), sum(
        order["refunded"] > 0 for order in orders
    )
    expected.count("b2c.orders", period, number, by)
    expected.count("b2c.units", period, units, by)
    for name, value in [
        ("revenue_gross", gross),
        ("discounts", discounts),
        ("refunds", refunds),
        ("revenue_net", gross - refunds),
    ]:
        expected.money(f"b2c.{name}", period, value, by)
    expected.rate("b2c.aov", period, gross, number, by, 4, (4, 0))
    expected.rate("b2c.aov_net", period, gross - refunds, number, by, 4, (4, 0))
    expected.rate("b2c.units_per_order", period, units, number, by)
    expected.rate("b2c.discount_rate", period, discounts, gross + discounts, by, 6, (4, 4))
    expected.rate("b2c.refund_rate", period, returned, number, by)


def add_buyers(shop, expected):
    """New, returning and repeating buyers; a buyer's channel is that of the first order."""
    for period in shop.periods:
        new = [orders for orders in shop.history.values() if period.holds(orders[0]["time"])]
        old = [
            orders
            for orders in shop.history.values()
            if orders[0]["time"] < period.start
            and any(period.holds(order["time"]) for order in orders)
        ]
        expected.count("b2c.returning_customers", period, len(old))
        channel = {"channel": lambda orders: shop.channel.get(orders[0]["id"], "(blank)")}
        for by, group in split(new, channel):
            expected.count("b2c.new_customers", period, len(group), by)
            wait = median_wait(group, shop.as_of)
            expected.add("b2c.days_to_second_order_median", period, wait, 6, by=by)
            again = [orders for orders in group if len(orders) > 1]
            expected.rate("b2c.repeat_purchase_rate", period, len(again), len(group), by)
            for days in (30, 60, 90):
                mature = [
                    orders for orders in group if orders[0]["time"] + days * DAY <= shop.as_of
                ]
                # Where nobody is mature yet, the rest is reported with its value so far.
                judged = mature or group
                quick = [orders for orders in judged if repeats_within(orders, days)]
                expected.rate(f"b2c.repeat_rate_{days}d", period, len(quick), len(judged), by)


def median_wait(buyers, as_of):
    """Kaplan–Meier median of days to the second order; who has none is censored at as_of."""
    waits = sorted(orders[1]["time"] - orders[0]["time"] for orders in buyers if len(orders) > 1)
    seen = [
        (orders[1]["time"] if len(orders) > 1 else as_of) - orders[0]["time"] for orders in buyers
    ]
    alive = Fraction(1)
    for wait in sorted(set(waits)):
        alive *= 1 - Fraction(waits.count(wait), sum(time >= wait for time in seen))
        if alive <= Fraction(1, 2):
            return Fraction(wait, DAY)
    return None


def repeats_within(orders, days):
    return len(orders) > 1 and orders[1]["time"] - orders[0]["time"] <= days * DAY


def add_cohorts(shop, expected):
    """First-order month × months since: the cells of csv/cohorts.csv by `months_since`."""
    for period in shop.periods:
        cohort = [orders for orders in shop.history.values() if period.holds(orders[0]["time"])]
        if period.grain != "month" or not cohort:
            continue
        spent = Fraction(0)
        last = config.local_day(shop.as_of, shop.zone)
        for since, month in enumerate(config.months(period.first, last)):
            cell = [
                [
                    order
                    for order in orders
                    if config.local_day(order["time"], shop.zone).replace(day=1) == month
                ]
                for orders in cohort
            ]
            active, number = sum(bool(orders) for orders in cell), sum(map(len, cell))
            net = sum(
                (order["subtotal"] - order["refunded"] for orders in cell for order in orders),
                Fraction(0),
            )
            spent += net
            by = ("months_since", str(since))
            expected.count("b2c.cohort_active_buyers", period, active, by)
            expected.count("b2c.cohort_orders", period, number, by)
            expected.money("b2c.cohort_revenue_net", period, net, by)
            expected.rate("b2c.cohort_share_active", period, active, len(cohort), by)
            expected.rate(
                "b2c.cohort_cumulative_revenue_per_buyer", period, spent, len(cohort), by, 4, (4, 0)
            )


def add_advertising(shop, expected):
    """Cost of whole local days; a channel's orders are those whose visit came from it."""
    for period in shop.periods:
        rows = {
            name: [row for row in ads if period.holds_day(row["day"])]
            for name, ads in shop.ads.items()
        }
        orders = [order for order in shop.orders if period.holds(order["time"])]
        new = [orders[0] for orders in shop.history.values() if period.holds(orders[0]["time"])]
        segments = [(("", ""), list(rows), orders, new)]
        for name in rows:
            segments.append(
                (
                    ("channel", name),
                    [name],
                    [order for order in orders if shop.channel.get(order["id"]) == name],
                    [order for order in new if shop.channel.get(order["id"]) == name],
                )
            )
        for by, names, placed, acquired in segments:
            ads = [row for name in names for row in rows[name]]
            cost, clicks, shown = (
                sum(row[key] for row in ads) for key in ("cost", "clicks", "shown")
            )
            net = sum(order["subtotal"] - order["refunded"] for order in placed)
            expected.rate("unit.cac", period, cost, len(acquired), by, 4, (4, 0))
            expected.rate("unit.ctr", period, clicks, shown, by)
            expected.rate("unit.cpc", period, cost, clicks, by, 4, (4, 0))
            expected.rate("unit.cpa", period, cost, len(placed), by, 4, (4, 0))
            expected.rate("unit.roas", period, net, cost, by, 6, (4, 4))


def check_headlines(shop, expected):
    """The case's three figures, exactly, and the planted cause of the first."""
    get = expected.get
    demand("conversion before", get("b2c.session_conversion_rate", "before"), Fraction(21, 1000))
    demand("conversion after", get("b2c.session_conversion_rate", "after"), Fraction(36, 1000))
    demand("CAC ratio", get("unit.cac", "after") / get("unit.cac", "before"), Fraction(82, 100))
    repeat = [get("b2c.repeat_rate_60d", name) for name in ("before", "after")]
    demand("60-day repeat ratio", repeat[1] / repeat[0], Fraction(14, 10))
    sizes = {}
    for device in ("mobile", "desktop", "tablet"):
        by = ("device", device)
        sizes[device] = [get("b2c.sessions", name, by) for name in ("before", "after")]
        demand(f"{device} mix", sizes[device][0], sizes[device][1])
        rates = [get("b2c.session_conversion_rate", name, by) for name in ("before", "after")]
        demand(f"{device} rises", rates[1] > rates[0], device == "mobile")
        demand(f"{device} falls", rates[1] < rates[0], False)
    for period in shop.windows():
        mature = [orders for orders in shop.history.values() if period.holds(orders[0]["time"])]
        demand(
            f"immature buyers {period.name}",
            [orders for orders in mature if orders[0]["time"] + 90 * DAY > shop.as_of],
            [],
        )


def main(folder, output):
    shop = Shop(folder)
    expected = Expected("b2c")
    for add in (add_visits, add_funnel, add_orders, add_buyers, add_cohorts, add_advertising):
        add(shop, expected)
    check_headlines(shop, expected)
    traps = Traps()
    skincare_traps.add_all(shop, expected, traps)
    expected.write(output / "skincare-shop.expected.json")
    traps.write(output / "skincare-shop.traps.json")
    for metric in ("b2c.session_conversion_rate", "unit.cac", "b2c.repeat_rate_60d"):
        print(metric, *(str(expected.get(metric, name)) for name in ("before", "after")))

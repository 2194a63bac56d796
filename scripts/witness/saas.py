"""What the reports over SampleData/industrial-saas must print, from its raw exports.

Rules that the numbers rest on:
- A deal opens at CreatedDate and closes, once it is closed, at the first moment of its CloseDate in
  the reporting zone; the history's closing rows say the same instant, which is checked.
- A stage is reached only by a date of its own: a deal without a lead adds to `opportunities` alone,
  and an SQL without an MQL date to `sqls` alone.
- Balances of recurring revenue are taken at the ends of local months; a buyer is an account.
- A new customer is an account's first won deal or first MRR above zero, whichever is earlier.
- CAC holds all cost of the period's days: media from LinkedIn (whose UTC days are taken as dates),
  people, tools and other, credit notes too.
"""

from collections import defaultdict
from fractions import Fraction
from zoneinfo import ZoneInfo

from . import config, saas_exports, saas_traps
from .tidy import Expected, Traps, demand, quantile, ratio

DAY = 86_400 * 1_000_000
REVIEW = "Security & Legal Review"
COHORT_RATES = [
    ("lead", "mql"),
    ("mql", "sql"),
    ("sql", "opportunity"),
    ("opportunity", "win"),
    ("lead", "opportunity"),
    ("lead", "win"),
    ("mql", "win"),
]


class Seller:
    """The exports after every rule: deals and leads as units, recurring revenue, cost rows."""

    def __init__(self, folder):
        exports = folder / "exports"
        self.settings = config.read(folder / "salesfunnel.json")
        self.zone = ZoneInfo(self.settings["timezone"])
        clocks = {
            source["name"]: ZoneInfo(source["timezone"])
            for source in self.settings["sources"]
            if "timezone" in source
        }
        self.listed = saas_exports.read_deals(exports / "Opportunity.csv")
        self.deals = [deal for deal in self.listed if not deal["deleted"]]
        self.contacts = saas_exports.read_contacts(
            exports / "hubspot_contacts.csv", clocks["contacts"]
        )
        self.history = saas_exports.read_history(
            exports / "opportunity_history.csv", clocks["history"]
        )
        self.mrr = saas_exports.read_mrr(exports / "mrr.csv")
        self.linkedin = saas_exports.read_linkedin(exports / "linkedin_ads.csv")
        self.costs = saas_exports.read_costs(exports / "costs.csv")
        self.margin = Fraction(str(self.settings["grossMargin"]))
        for deal in self.deals:  # a planned CloseDate is no event
            closing = (
                config.local_midnight(deal["close_day"], self.zone) if deal["closed"] else None
            )
            deal["closing"] = closing
            deal["won_at"] = closing if deal["won"] else None
        self.units = units(self.deals, self.contacts)
        events = [row["time"] for row in self.history] + [deal["opened"] for deal in self.deals]
        events += [
            contact[key]
            for contact in self.contacts
            for key in ("lead", "mql", "sql")
            if contact[key]
        ]
        self.as_of = max(events + [deal["closing"] for deal in self.deals if deal["closing"]])
        self.first_won = first_customers(self.deals, self.mrr, self.zone)
        first = min(
            unit[key] for unit in self.units for key in ("lead", "opportunity") if unit[key]
        )
        self.periods = config.periods(
            self.settings,
            config.local_day(first, self.zone),
            config.local_day(self.as_of, self.zone),
        )

    def windows(self):
        return [period for period in self.periods if period.grain == "window"]


def units(deals, contacts):
    """A deal, with the lead it grew from, is one unit; a lead without a deal is one by itself.

    A lead goes to its account's first deal opened at or after it."""
    result, by_account, taken = [], defaultdict(list), {}
    for deal in deals:
        by_account[deal["account"]].append(deal)
    for contact in contacts:
        later = [
            deal
            for deal in by_account.get(contact["account"], ())
            if contact["account"] and deal["opened"] >= contact["lead"]
        ]
        deal = min(later, key=lambda deal: deal["opened"], default=None)
        if deal:
            assert deal["id"] not in taken, "two leads of one deal"
            taken[deal["id"]] = contact
        else:
            result.append(unit(contact, None))
    return result + [unit(taken.get(deal["id"]), deal) for deal in deals]


def unit(contact, deal):
    dates = {key: contact and contact[key] for key in ("lead", "mql", "sql")}
    return dates | {
        "opportunity": deal and deal["opened"],
        "win": deal and deal["won_at"],
        "source": (deal or contact)["source"],
        "deal": deal,
    }


def first_customers(deals, mrr, zone):
    """When each account first won a deal or began to pay."""
    first = {}
    events = [(deal["won_at"], deal["account"]) for deal in deals if deal["won_at"]]
    events += [
        (config.local_midnight(row["day"], zone), row["account"]) for row in mrr if row["mrr"] > 0
    ]
    for time, account in events:
        first[account] = min(time, first.get(account, time))
    return first


def by_source(items, source):
    """The whole, then each channel."""
    yield ("", ""), items
    for name in sorted({source(item) for item in items}):
        yield ("channel", name), [item for item in items if source(item) == name]


def add_stages(seller, expected):
    """Counts by the period of reaching a stage, and who of them ever reached a later one."""
    names = {
        "lead": "leads",
        "mql": "mqls",
        "sql": "sqls",
        "opportunity": "opportunities",
        "win": "won",
    }
    for period in seller.periods:
        for by, group in by_source(seller.units, lambda unit: unit["source"]):
            for stage, name in names.items():
                expected.count(
                    f"b2b.{name}", period, sum(period.holds(unit[stage]) for unit in group), by
                )
            for first, second in COHORT_RATES:
                cohort = [unit for unit in group if period.holds(unit[first])]
                reached = sum(unit[second] is not None for unit in cohort)
                expected.rate(f"b2b.{first}_to_{second}_rate", period, reached, len(cohort), by)


def add_closings(seller, expected):
    """Everything in the period of the close: win rates, sizes and cycles of won deals."""
    for period in seller.periods:
        closed = [
            unit for unit in seller.units if unit["deal"] and period.holds(unit["deal"]["closing"])
        ]
        for by, group in by_source(closed, lambda unit: unit["source"]):
            won = [unit for unit in group if unit["win"]]
            total, gained = (
                sum((unit["deal"]["amount"] or Fraction(0) for unit in part), Fraction(0))
                for part in (group, won)
            )
            expected.count("b2b.lost", period, len(group) - len(won), by)
            expected.money("b2b.won_amount", period, gained, by)
            expected.rate("b2b.win_rate", period, len(won), len(group), by)
            expected.rate("b2b.win_rate_amount", period, gained, total, by, 6, (4, 4))
            expected.rate("b2b.deal_size", period, gained, len(won), by, 4, (4, 0))
            for name, start in (("sales", "opportunity"), ("lead", "lead"), ("mql", "mql")):
                days = [Fraction(unit["win"] - unit[start], DAY) for unit in won if unit[start]]
                add_distribution(expected, f"b2b.{name}_cycle_days", period, days, by)
        won = [unit for unit in closed if unit["win"]]
        days = [Fraction(unit["win"] - unit["opportunity"], DAY) for unit in won]
        gained = sum(unit["deal"]["amount"] or 0 for unit in won)
        # closed × (won ÷ closed) × (amount ÷ won) ÷ mean cycle = amount ÷ mean cycle
        velocity = ratio(gained * len(won), sum(days)) if won else None
        expected.money("b2b.pipeline_velocity", period, velocity)


def add_distribution(expected, metric, period, values, by):
    expected.add(
        f"{metric}_mean",
        period,
        ratio(sum(values), len(values)),
        6,
        (sum(values) if values else None, len(values)),
        (6, 0),
        by,
    )
    for suffix, share in (("median", Fraction(1, 2)), ("p90", Fraction(9, 10))):
        expected.add(f"{metric}_{suffix}", period, quantile(values, share), 6, by=by)


def add_pipeline(seller, expected):
    everything = next(period for period in seller.periods if period.grain == "all")
    still_open = [deal for deal in seller.deals if not deal["closed"]]
    expected.money("b2b.open_pipeline", everything, sum(deal["amount"] or 0 for deal in still_open))


def stays(seller):
    """(stage, entered, days) of every stay in a stage that ended; edits are no stay."""
    result, by_deal = [], defaultdict(list)
    for row in seller.history:
        if row["from"] != row["to"]:
            by_deal[row["deal"]].append(row)
    for rows in by_deal.values():
        rows.sort(key=lambda row: row["time"])
        for row, following in zip(rows, rows[1:]):
            result.append((row["to"], row["time"], Fraction(following["time"] - row["time"], DAY)))
    return result


def add_approval(seller, expected):
    """Of the deals that entered the review, by first entry, those that got beyond it by as_of."""
    entered, passed = {}, set()
    for row in sorted(seller.history, key=lambda row: row["time"]):
        if row["to"] == REVIEW and row["from"] != REVIEW:
            entered.setdefault(row["deal"], row["time"])
        elif row["to"] in ("Negotiation", "Closed Won") and row["deal"] in entered:
            passed.add(row["deal"])
    for period in seller.periods:
        deals = [deal for deal, time in entered.items() if period.holds(time)]
        expected.rate(
            "b2b.approval_rate", period, sum(deal in passed for deal in deals), len(deals)
        )


def add_dwell(seller, expected):
    """Median stay per stage, by the period of entering it: the planted cause."""
    for period in seller.windows():
        for stage in sorted({stage for stage, _, _ in stays(seller)}):
            days = [
                days
                for name, entered, days in stays(seller)
                if name == stage and period.holds(entered)
            ]
            expected.add(
                "b2b.stage_dwell_days_median",
                period,
                quantile(days, Fraction(1, 2)),
                6,
                by=("stage", stage),
            )


def balance(mrr, day):
    """Each buyer's MRR just before a local day begins, subscriptions summed; nobody with zero."""
    state = {}
    for row in sorted(mrr, key=lambda row: row["day"]):
        if row["day"] < day:
            state[row["subscription"]] = row
    total = defaultdict(Fraction)
    for row in state.values():
        total[row["account"]] += row["mrr"]
    return {account: amount for account, amount in total.items() if amount > 0}


def monthly(seller):
    """Opening and closing balance of every month in which subscriptions exist."""
    first = min(row["day"] for row in seller.mrr)
    last = config.local_day(seller.as_of, seller.zone)
    return [
        (month, balance(seller.mrr, month), balance(seller.mrr, config.next_month(month)))
        for month in config.months(first, last)
    ]


def add_recurring(seller, expected):
    months = monthly(seller)
    for period in seller.periods:
        inside = [item for item in months if period.holds_day(item[0])]
        if not inside:
            continue
        opening, closing = inside[0][1], inside[-1][2]
        if period.grain == "month":
            add_movements(seller, expected, period, opening, closing)
        base = sum(opening.values())
        kept = sum(closing.get(account, 0) for account in opening)
        held = sum(min(closing.get(account, 0), amount) for account, amount in opening.items())
        expected.rate("revenue.nrr", period, kept, base, digits=6, part_digits=(4, 4))
        expected.rate("revenue.grr", period, held, base, digits=6, part_digits=(4, 4))
        churned, at_risk, total, active = month_sums(inside)
        expected.rate("revenue.logo_churn_rate", period, churned, at_risk)
        expected.rate("revenue.arpa", period, total, active, digits=4, part_digits=(4, 0))


def month_sums(months):
    """Σ churned, Σ opening buyers, Σ closing MRR, Σ active buyers over months."""
    return (
        sum(len(set(opening) - set(closing)) for _, opening, closing in months),
        sum(len(opening) for _, opening, _ in months),
        sum(sum(closing.values()) for _, _, closing in months),
        sum(len(closing) for _, _, closing in months),
    )


def add_movements(seller, expected, period, opening, closing):
    """Signed movements: opening plus their sum is closing."""
    moves = dict.fromkeys(("new", "expansion", "contraction", "churn", "reactivation"), Fraction(0))
    paid_before = {
        row["account"] for row in seller.mrr if row["mrr"] > 0 and row["day"] < period.first
    }
    for account in set(opening) | set(closing):
        change = closing.get(account, 0) - opening.get(account, 0)
        if account not in closing:
            moves["churn"] += change
        elif account in opening:
            moves["expansion" if change > 0 else "contraction"] += change
        else:
            moves["reactivation" if account in paid_before else "new"] += change
    demand(
        f"closing MRR {period.name}",
        sum(opening.values()) + sum(moves.values()),
        sum(closing.values()),
    )
    expected.money("revenue.opening_mrr", period, sum(opening.values()))
    for name, change in moves.items():
        expected.money(f"revenue.{name}_mrr", period, change)
    expected.money("revenue.closing_mrr", period, sum(closing.values()))


def add_units(seller, expected):
    """CAC, LTV and their ratio; months without a leaver have no LTV."""
    months = monthly(seller)
    for period in seller.periods:
        ads = [row for row in seller.linkedin if period.holds_day(row["day"])]
        cost = sum(row["cost"] for row in ads + seller.costs if period.holds_day(row["day"]))
        new = sum(period.holds(time) for time in seller.first_won.values())
        expected.rate("unit.cac", period, cost, new, digits=4, part_digits=(4, 0))
        churned, at_risk, total, active = month_sums(
            [item for item in months if period.holds_day(item[0])]
        )
        lifetime = ratio(total * seller.margin * at_risk, active * churned)
        expected.money("unit.ltv", period, lifetime)
        cac = ratio(cost, new)
        expected.add("unit.ltv_cac", period, ratio(lifetime, cac) if lifetime and cac else None, 6)
        spent, clicks, shown = (sum(row[key] for row in ads) for key in ("cost", "clicks", "shown"))
        expected.rate("unit.ctr", period, clicks, shown, ("channel", "LinkedIn"))
        expected.rate("unit.cpc", period, spent, clicks, ("channel", "LinkedIn"), 4, (4, 0))


def check_headlines(seller, expected):
    """The case's figures, exactly; both sources agree on them; and the planted cause."""
    wanted = {"before": (19, 94, "3.2"), "after": (27, 61, "4.5")}
    booked = {
        (row["deal"], row["to"] == "Closed Won", row["time"])
        for row in seller.history
        if row["to"].startswith("Closed")
    }
    closed = {(deal["id"], deal["won"], deal["closing"]) for deal in seller.deals if deal["closed"]}
    demand("closings on which history and objects differ", sorted(booked ^ closed), [])
    for period in seller.windows():
        rate, cycle, value = wanted[period.name]
        opened = [deal for deal in seller.deals if period.holds(deal["opened"])]
        demand("deals opened", len(opened), 100)
        demand("deals still open", [deal for deal in opened if not deal["closed"]], [])
        get = expected.get
        demand("win rate", get("b2b.opportunity_to_win_rate", period.name), Fraction(rate, 100))
        demand("mean cycle", get("b2b.sales_cycle_days_mean", period.name), cycle)
        demand("LTV/CAC", get("unit.ltv_cac", period.name), Fraction(value))
    falls = {}
    for stage in {stage for stage, _, _ in stays(seller)}:
        before, after = (
            expected.get("b2b.stage_dwell_days_median", name, ("stage", stage))
            for name in ("before", "after")
        )
        falls[stage] = before - after
    demand("stage that got shorter", max(falls, key=falls.get), REVIEW)


def main(folder, output):
    seller = Seller(folder)
    expected = Expected("b2b")
    for add in (
        add_stages,
        add_closings,
        add_pipeline,
        add_approval,
        add_dwell,
        add_recurring,
        add_units,
    ):
        add(seller, expected)
    check_headlines(seller, expected)
    traps = Traps()
    saas_traps.add_all(seller, expected, traps)
    expected.write(output / "industrial-saas.expected.json")
    traps.write(output / "industrial-saas.traps.json")
    for metric in ("b2b.opportunity_to_win_rate", "b2b.sales_cycle_days_mean", "unit.ltv_cac"):
        print(metric, *(str(expected.get(metric, name)) for name in ("before", "after")))

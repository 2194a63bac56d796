"""The invented life of a seller of maintenance software to factories: deals, leads, subscriptions.

The plan fixes the case's figures. From mid-May 2025 contracts went through the stage "Security &
Legal Review" with a prepared file, which took days instead of weeks and lost fewer deals.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from .dice import Dice
from .subscriptions import FIRST_CUSTOMERS, Subscriptions
from .writing import instant

SEED = 19_27
ZONE = ZoneInfo("Europe/Berlin")
DAY = 86_400
START, END = date(2024, 7, 1), date(2026, 1, 1)
BEFORE = (date(2025, 1, 1), date(2025, 4, 1))
AFTER = (date(2025, 7, 1), date(2025, 10, 1))
REVIEW_PREPARED = date(2025, 5, 15)

# span of opening, deals opened, won, still open
OPENED = [
    ((date(2024, 7, 22), date(2024, 10, 1)), 64, 12, 2),
    ((date(2024, 10, 1), BEFORE[0]), 85, 20, 1),
    (BEFORE, 100, 19, 0),
    ((BEFORE[1], AFTER[0]), 90, 20, 2),
    (AFTER, 100, 27, 0),
    ((AFTER[1], END), 88, 13, 46),
]
MEAN_CYCLE = [(BEFORE, 94), (AFTER, 61)]  # days, of the deals won in the window
STAGES = ["Qualification", "Demo", "Proposal", "Security & Legal Review", "Negotiation"]
REVIEW = 3
SHARES = {False: [12, 13, 15, 45, 15], True: [20, 20, 22, 20, 18]}  # of a cycle, by review prepared
EXITS = {False: {0: 15, 1: 15, 2: 20, 3: 40, 4: 10}, True: {0: 25, 1: 20, 2: 25, 3: 12, 4: 18}}
SOURCES = {"LinkedIn": 30, "Webinar": 22, "Website": 24, "Trade Show": 12, "Referral": 12}
REASONS = ["Price", "No budget", "Chose competitor", "No decision"]
PLAIN_LEADS = 1500
FIRMS = (
    "Adler Birke Conrad Drossel Eichen Falken Geyer Hafen Ilmen Jura Kessel Lauter Mosel Nieder "
    "Ost Pfalz"
).split()
TRADES = ["Guss", "Walzwerk", "Pumpen", "Ventile", "Antriebe", "Hydraulik", "Lager", "Turbinen"]
FIRST_NAMES = (
    "Anke Bodo Clara Dirk Elke Frank Gesa Heiko Inga Jost Karin Lutz Maike Norbert Olga Paul"
).split()
LAST_NAMES = (
    "Amsel Brandt Cordes Dorn Ebert Fuchs Gerlach Horn Ihde Jahn Kranz Lohse Maurer"
).split()


def at(day, seconds=0):
    """Seconds since 1970 UTC of a local day's midnight, plus elapsed seconds."""
    return instant(ZONE, day.year, day.month, day.day) + seconds


@dataclass
class Deal:
    number: int
    span: tuple
    opened: int
    account: int = 0
    closed: date | None = None
    won: bool = False
    monthly: int = 0  # cents
    source: str = ""
    existing: bool = False
    changes: list = field(default_factory=list)  # (time, from, to)
    reason: str = ""
    deleted: bool = False

    @property
    def prepared(self):
        return self.opened >= at(REVIEW_PREPARED)


@dataclass
class Lead:
    created: int
    lead: int
    mql: int | None
    sql: int | None
    account: int | None
    source: str


class Plan:
    def __init__(self):
        self.dice = Dice(SEED)
        self.accounts = FIRST_CUSTOMERS
        self.deals = [deal for part in OPENED for deal in self.open_deals(*part)]
        self.edge_deal()
        for window, days in MEAN_CYCLE:
            self.settle_cycle(window, days)
        self.deals.sort(key=lambda deal: deal.opened)
        for number, deal in enumerate(self.deals):
            deal.number = number + 1
        self.give_accounts()
        for deal in self.deals:
            self.walk_stages(deal)
        self.leads = self.deal_leads() + self.plain_leads() + self.odd_leads()
        self.leads.sort(key=lambda lead: lead.created)
        self.subscriptions = Subscriptions(SEED + 1, START, self.deals)
        self.deleted = self.deleted_deals()

    # Deals

    def open_deals(self, span, count, won, still_open):
        fates = ["won"] * won + ["open"] * still_open + ["lost"] * (count - won - still_open)
        for fate in fates:
            yield self.deal(span, fate)

    def deal(self, span, fate):
        days = (span[1] - span[0]).days
        last = span[0] + timedelta(days - 2)
        if span[1] == END and fate != "open":
            last = span[0] + timedelta(45)  # young enough to close before the data ends
        day = span[0] + timedelta(self.dice.between(1, (last - span[0]).days))
        deal = Deal(0, span, at(day, self.dice.between(8 * 3600, 18 * 3600)))
        deal.source = self.dice.weighted(SOURCES)
        deal.monthly = self.dice.between(90, 260) * 1000
        if fate == "open":
            return deal
        deal.won = fate == "won"
        if deal.won:
            cycle = self.dice.bell(58, 30) if deal.prepared else self.dice.bell(94, 45)
        else:
            cycle = self.dice.between(9, 75) if deal.prepared else self.dice.between(12, 150)
        deal.closed = min(day + timedelta(max(cycle, 12)), END - timedelta(self.dice.between(1, 9)))
        return deal

    def edge_deal(self):
        """Opened in Greenwich's March and Berlin's April."""
        deal = next(
            deal
            for deal in self.deals
            if deal.span[0] == BEFORE[1] and deal.closed and not deal.won
        )
        deal.opened = at(BEFORE[1], 1_500)

    def settle_cycle(self, window, mean):
        """Moves openings, each inside its own span, until the mean cycle is exact to the second."""
        deals = [deal for deal in self.deals if deal.won and window[0] <= deal.closed < window[1]]
        missing = mean * DAY * len(deals) - sum(at(deal.closed) - deal.opened for deal in deals)
        step = DAY if missing > 0 else -DAY
        while abs(missing) >= DAY:
            moved = False
            for deal in deals:
                target = deal.opened - step
                inside = at(deal.span[0]) + 2 * DAY < target < at(deal.span[1]) - 2 * DAY
                if abs(missing) >= DAY and inside and at(deal.closed) - target > 14 * DAY:
                    deal.opened, missing, moved = target, missing - step, True
            if not moved:
                raise SystemExit("saas plan: no room left to settle the sales cycle")
        for part, deal in zip(self.dice.split(abs(missing), [1] * len(deals)), deals):
            deal.opened -= part if missing > 0 else -part

    def give_accounts(self):
        """Mostly new firms; some come back after a lost deal, some are customers who buy more."""
        lost, customers = [], list(range(FIRST_CUSTOMERS))
        for deal in self.deals:
            again = [old for old in lost if at(old.closed) + 45 * DAY < deal.opened]
            if self.dice.chance(0.07) and customers:
                deal.account, deal.existing = customers.pop(0), True
            elif self.dice.chance(0.08) and again:
                old = self.dice.pick(again)
                lost.remove(old)
                deal.account = old.account
            else:
                deal.account = self.new_account()
                if deal.closed and not deal.won:
                    lost.append(deal)

    def new_account(self):
        self.accounts += 1
        return self.accounts - 1

    def walk_stages(self, deal):
        """Stage changes at whole minutes between opening and closing (or the end of the data)."""
        end = at(deal.closed) if deal.closed else min(at(END) - 3 * 3600, deal.opened + 70 * DAY)
        last = len(STAGES) - 1 if deal.won else self.dice.weighted(EXITS[deal.prepared])
        path = [
            stage
            for stage in range(last + 1)
            if stage != 1 or last == 1 or not self.dice.chance(0.06)
        ]
        if last == 4 and self.dice.chance(0.08):
            path += [REVIEW, 4]  # sent back once
        weights = [SHARES[deal.prepared][stage] * self.dice.between(8, 12) for stage in path]
        time, previous = deal.opened + 60 - deal.opened % 60, ""
        for stage, part in zip(path, self.dice.split(end - time, weights)):
            deal.changes.append((time - time % 60, previous, STAGES[stage]))
            previous, time = STAGES[stage], time + part
        if deal.closed:
            deal.changes.append((end, previous, "Closed Won" if deal.won else "Closed Lost"))
            if not deal.won:
                deal.reason = (
                    "Security review took too long" if last == REVIEW else self.dice.pick(REASONS)
                )
        if len(deal.changes) > 2 and self.dice.chance(0.3):  # an edit, no stage change
            time, _, stage = self.dice.pick(deal.changes[:-1])
            deal.changes.append((time + 7 * 60, stage, stage))
            deal.changes.sort()

    def deleted_deals(self):
        """Duplicates that someone created and deleted; only the object export still holds them."""
        result = []
        for span in (BEFORE, BEFORE, (BEFORE[1], AFTER[0]), AFTER, AFTER, AFTER, (AFTER[1], END)):
            deal = self.deal(span, "lost")
            deal.deleted, deal.account = True, self.dice.between(0, FIRST_CUSTOMERS - 1)
            deal.number = 9000 + len(result)
            result.append(deal)
        result[4].won = True
        return result

    # Leads

    def deal_leads(self):
        """The contact that each deal grew from; six deals of salespeople's own making have none."""
        quiet = [deal for deal in self.deals if deal.span not in (BEFORE, AFTER)]
        outbound = self.dice.sample(quiet, 6)
        result = []
        for deal in self.deals:
            if deal in outbound:
                continue
            sql = max(deal.opened - self.dice.between(3600, 6 * DAY), at(START) + 9 * DAY)
            mql = sql - self.dice.between(0, 4 * DAY)
            lead = mql - self.dice.between(0, 5 * DAY) if self.dice.chance(0.9) else mql
            result.append(Lead(self.known_since(lead), lead, mql, sql, deal.account, deal.source))
        return result

    def known_since(self, lead):
        """Some contacts read the newsletter for weeks before they became a lead."""
        return lead - self.dice.between(DAY, 40 * DAY) if self.dice.chance(0.1) else lead

    def plain_leads(self):
        result = []
        days = (END - START).days
        for _ in range(PLAIN_LEADS):
            day = START + timedelta(self.dice.between(0, days - 1))
            lead = at(day, self.dice.between(8 * 3600, 20 * 3600))
            mql = lead + self.dice.between(0, 20 * DAY) if self.dice.chance(0.3) else None
            sql = mql + self.dice.between(0, 15 * DAY) if mql and self.dice.chance(0.25) else None
            mql = mql if mql is None or mql < at(END) - 4 * 3600 else None
            sql = sql if mql and sql and sql < at(END) - 4 * 3600 else None
            account = self.new_account() if self.dice.chance(0.35) else None
            result.append(
                Lead(self.known_since(lead), lead, mql, sql, account, self.dice.weighted(SOURCES))
            )
        return result

    def odd_leads(self):
        result = []
        # Colleagues who registered after the deal was opened: no lead of that deal.
        plain = [deal for deal in self.deals if deal.closed and not deal.existing]
        single = [
            deal
            for deal in plain
            if sum(other.account == deal.account for other in self.deals) == 1
        ]
        for window in (BEFORE, AFTER):
            inside = [deal for deal in single if deal.span == window and deal.won]
            for deal in self.dice.sample(inside, 5):
                lead = min(deal.opened + self.dice.between(3 * DAY, 20 * DAY), at(window[1]) - DAY)
                lead = max(lead, deal.opened + 3600)
                result.append(Lead(lead, lead, None, None, deal.account, deal.source))
        # Sales accepted them although marketing never qualified them.
        for index in range(4):
            lead = at(date(2025, 5, 5 + index), 40_000)
            result.append(Lead(lead, lead, None, lead + 3 * DAY, None, "Trade Show"))
        # Late in London's evening is the next day in Berlin; and the hour that autumn has twice.
        for moment in (
            at(BEFORE[1], 1_800),
            at(AFTER[0], 2_400),
            at(date(2025, 10, 26), 3 * 3600 - 1800),
        ):
            result.append(Lead(moment, moment, None, None, None, "Website"))
        last = at(END) - 4_800
        result.append(Lead(last, last, None, None, None, "LinkedIn"))
        return result

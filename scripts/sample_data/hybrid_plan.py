"""The invented life of a notes app that individuals bring to their teams and companies.

The plan fixes the figures: who pays within two weeks of seeing each onboarding, how many
individuals become teams and companies, and how many tickets are answered in time.
"""

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from .dice import Dice
from .writing import instant

SEED = 40_31
ZONE = ZoneInfo("Europe/Berlin")
HOUR, DAY = 3_600, 86_400
WINDOW = 14 * DAY
CHANNELS = {"search": 4, "friend": 3, "community": 2, "video": 1}
# first day, last day, people, variants seen, payers by what they saw
PEOPLE = [
    (date(2025, 1, 2), date(2025, 2, 25), 40, {"": 40}),
    (date(2025, 3, 1), date(2025, 10, 15), 220, {"a": 100, "b": 100, "both": 6, "": 14}),
    (date(2025, 10, 17), date(2025, 11, 25), 40, {"": 40}),
]
IN_TIME = {"a": 12, "b": 30}  # payers within the window: the planted effect
LATE = {"a": 4, "b": 3}
OTHERS = [15, 12, 14]  # payers among the others of each span, "both" included
TEAMS, COMPANIES, DIRECT, LED_BY_SALES = 24, 6, 2, 4
PRICE_PAGE = {"plain": 60, "compare": 20}
TARGET = {1: 2 * HOUR, 2: 4 * HOUR, 3: 24 * HOUR}
# span of opening, tickets, of them answered in time
TICKETS = [
    (date(2025, 1, 5), date(2025, 3, 30), 40, 30),
    (date(2025, 4, 2), date(2025, 6, 28), 20, 16),
    (date(2025, 7, 2), date(2025, 9, 28), 40, 36),
    (date(2025, 10, 2), date(2025, 12, 20), 20, 17),
]
END = date(2026, 1, 1)


def at(day, seconds=0):
    """Seconds since 1970 UTC of a local day's midnight, plus elapsed seconds."""
    return instant(ZONE, day.year, day.month, day.day) + seconds


@dataclass
class Person:
    number: int
    signed_up: int
    channel: str
    saw: str = ""
    exposed: int = 0
    activated: int | None = None
    paid: int | None = None
    account: int | None = None
    packs: list = field(default_factory=list)  # times of further orders
    left: int | None = None
    refunded: bool = False


@dataclass
class Account:
    number: int
    person: Person | None
    team: int | None = None  # when it began to pay as a team
    opened: int | None = None
    closed: int | None = None
    won: bool = False
    value: int = 0  # cents
    seats: int = 5


@dataclass
class Ticket:
    number: int
    who: tuple  # ("customer", 17) or ("account", 3)
    tier: str
    opened: int
    response: int | None
    resolved: int | None
    reopened: int | None = None
    kind: str = "question"


class Plan:
    def __init__(self):
        self.dice = Dice(SEED)
        self.people = []
        for index, (first, last, count, seen) in enumerate(PEOPLE):
            span = [self.sign_up(first, last) for _ in range(count)]
            self.show(span, seen)
            self.pay(span, OTHERS[index])
            self.people += span
        self.people.sort(key=lambda person: person.signed_up)
        for number, person in enumerate(self.people):
            person.number = 1000 + number
        self.after_paying()
        self.accounts = []
        self.make_accounts()
        self.price_page = self.show_prices()
        self.tickets = []
        for part in TICKETS:
            self.open_tickets(*part)
        self.odd_tickets()

    def sign_up(self, first, last):
        day = self.dice.between(0, (last - first).days)
        time = at(first) + day * DAY + self.dice.between(0, DAY - 1)
        person = Person(0, time, self.dice.weighted(CHANNELS))
        if self.dice.chance(0.62):
            person.activated = time + self.dice.between(60, 3 * DAY)
        return person

    def show(self, span, seen):
        order = self.dice.shuffled(span)
        for saw, count in seen.items():
            for person in order[:count]:
                person.saw = saw
                person.exposed = person.signed_up + self.dice.between(60, 600)
            order = order[count:]

    def pay(self, span, others):
        for variant, count in IN_TIME.items():
            group = self.dice.shuffled([person for person in span if person.saw == variant])
            for person in group[:count] if group else []:
                person.paid = person.exposed + self.dice.between(HOUR, WINDOW - HOUR)
            late = group[count : count + LATE[variant]]
            for person in late:
                person.paid = person.exposed + WINDOW + self.dice.between(DAY, 25 * DAY)
            if variant == "b" and group:  # the window's last second, and the one after it
                group[0].paid = group[0].exposed + WINDOW
                late[0].paid = late[0].exposed + WINDOW + 1
        rest = self.dice.shuffled([person for person in span if person.saw in ("", "both")])
        for person in rest[:others]:
            person.paid = person.signed_up + self.dice.between(HOUR, 12 * DAY)

    def payers(self):
        return [person for person in self.people if person.paid]

    def after_paying(self):
        last = at(END) - 2 * DAY
        for index, person in enumerate(self.dice.shuffled(self.payers())):
            if index % 4 == 0:
                person.packs.append(min(last, person.paid + self.dice.between(20 * DAY, 90 * DAY)))
            person.refunded = index % 17 == 3
            if index % 5 == 1:
                person.left = min(last, person.paid + self.dice.between(30 * DAY, 120 * DAY))

    def make_accounts(self):
        early = [
            person
            for person in self.payers()
            if person.paid < at(date(2025, 7, 20)) and not person.left
        ]
        chosen = self.dice.sample(early, TEAMS + DIRECT)
        for index, person in enumerate(chosen):
            account = Account(len(self.accounts) + 1, person)
            person.account = account.number
            if index < TEAMS:
                account.team = person.paid + self.dice.between(5 * DAY, 45 * DAY)
                account.seats = self.dice.between(4, 12)
            if index < COMPANIES or index >= TEAMS:
                start = (account.team or person.paid) + self.dice.between(10 * DAY, 40 * DAY)
                self.sell(account, start, True)
            elif index < COMPANIES + 2:
                self.sell(account, account.team + 20 * DAY, False)
            self.accounts.append(account)
        for index in range(LED_BY_SALES + 2):
            account = Account(len(self.accounts) + 1, None)
            start = at(date(2025, 2 + index, 3), self.dice.between(9 * HOUR, 16 * HOUR))
            self.sell(account, start, index < LED_BY_SALES)
            self.accounts.append(account)
        self.accounts[-1].closed = None  # still open

    def sell(self, account, start, won):
        account.opened = start
        account.closed = start + self.dice.between(31 * DAY, 75 * DAY)
        account.won = won
        account.value = self.dice.between(60, 160) * 10_000

    def show_prices(self):
        """(person, variant, time) of the broken experiment, in the first days of November."""
        known = [person for person in self.people if person.signed_up < at(date(2025, 11, 1))]
        chosen = self.dice.sample(known, sum(PRICE_PAGE.values()))
        variants = [name for name, count in PRICE_PAGE.items() for _ in range(count)]
        return [
            (person, variant, at(date(2025, 11, 2)) + self.dice.between(0, 12 * DAY))
            for person, variant in zip(chosen, variants)
        ]

    # Tickets

    def open_tickets(self, first, last, count, in_time):
        for index in range(count):
            opened = at(first) + self.dice.between(0, (last - first).days * DAY)
            who, tier = self.asker(opened)
            limit = TARGET[tier]
            if index == 0:
                delay = limit  # the last moment counts
            elif index < in_time:
                delay = self.dice.between(limit // 20, limit * 9 // 10)
            elif index == in_time:
                delay = limit + 1
            else:
                delay = limit + self.dice.between(limit // 10, 2 * limit)
            resolved = opened + delay + self.dice.between(HOUR, 3 * DAY)
            name = self.dice.pick([f"{tier}", f"Tier {tier}", f"tier-{tier}"])
            self.add_ticket(who, name, opened, opened + delay, resolved)

    def asker(self, time):
        """Mostly individuals; accounts from when they pay."""
        teams = [account for account in self.accounts if (account.team or time) < time]
        if teams and self.dice.chance(0.45):
            account = self.dice.pick(teams)
            signed = account.won and account.closed < time
            return ("account", account.number), 1 if signed else 2
        known = [
            person for person in self.people if person.signed_up < time and not person.account
        ]
        return ("customer", self.dice.pick(known).number if known else 1000), 3

    def add_ticket(self, who, tier, opened, response, resolved, reopened=None):
        kind = self.dice.pick(["question", "bug", "billing"])
        number = 5001 + len(self.tickets)
        self.tickets.append(
            Ticket(number, who, tier, opened, response, resolved, reopened, kind)
        )

    def odd_tickets(self):
        customers = [("customer", person.number) for person in self.people if not person.account]
        end = at(END)
        for index in range(3):  # a tier nobody set a target for
            opened = at(date(2025, 8, 3 + index), 10 * HOUR)
            self.add_ticket(customers[index], "VIP", opened, opened + 9 * HOUR, opened + DAY)
        for index in range(4):  # solved by itself, in time
            opened = at(date(2025, 8, 10 + index), 11 * HOUR)
            self.add_ticket(customers[10 + index], "3", opened, None, opened + 5 * HOUR)
        for index in range(2):  # solved, opened again, solved again
            opened = at(date(2025, 5, 5 + index), 9 * HOUR)
            self.add_ticket(
                customers[20 + index], "3", opened, opened + HOUR, opened + 9 * DAY, opened + 3 * DAY
            )
        # Unanswered at the end: overdue, overdue, at risk, and two with time left.
        for tier, age in (("3", 30), ("2", 9), ("3", 20), ("3", 5), ("2", 1)):
            who = ("account", self.accounts[0].number) if tier == "2" else customers[30 + age]
            self.add_ticket(who, tier, end - age * HOUR, None, None)

"""The invented customers of a skin-care shop: who orders what and when.

New and repeating buyers of the windows are fixed by number; their visits follow
in skincare_visits.py.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .dice import Dice
from .writing import instant

SEED = 20250701
ZONE = ZoneInfo("Europe/Berlin")
DAY = 86_400
FIRST_NUMBER = 1001


def day(year, month, date=1):
    return instant(ZONE, year, month, date)


WEB_START = day(2025, 1)  # the web analytics export was switched on at the turn of the year
END = day(2026, 1)
BEFORE = (day(2025, 1), day(2025, 4))
AFTER = (day(2025, 7), day(2025, 10))

# span, first-time buyers, of whom a second order follows within 60 × 24 h
ACQUISITION = [
    ((day(2024, 10), day(2025, 1)), 26, 5),
    (BEFORE, 35, 7),  # 0.20
    ((day(2025, 4), day(2025, 7)), 40, 9),
    (AFTER, 50, 14),  # 0.28 = 1.4 × 0.20
    ((day(2025, 10), day(2025, 12, 30)), 52, 12),
]
PRODUCTS = [
    ("RS-01", "Reinigungsschaum 150 ml", 1490),
    ("HS-02", "Hyaluron-Serum 30 ml", 2990),
    ("TC-03", "Tagescreme 50 ml", 3490),
    ("NC-04", "Nachtcreme 50 ml", 3990),
    ("TM-05", "Tonmaske 75 ml", 1990),
    ("SO-06", "Sonnenschutz LSF 50", 2490),
]
SAMPLE = ("PR-07", "Probe Augencreme 3 ml", 0)
FIRST_NAMES = (
    "Alma Bela Carla Dario Edda Falk Greta Hanno Ida Jonte "
    "Kaja Lasse Mila Nils Oda Pia Rieke Silas Thea Wanda"
).split()
LAST_NAMES = (
    "Ahrendt Birkner Castorf Dahlke Eckloff Fintel Grothe Hagedorn "
    "Immel Jessen Kordes Lindau Mohring Nagel Ostrow"
).split()


def waking_moment(dice, span, margin=3 * 3600):
    """A time of the span off its edges, seldom at night."""
    while True:
        time = dice.between(span[0] + margin, span[1] - margin - 1)
        if 6 <= (time // 3600 + 1) % 24 or dice.chance(0.15):
            return time


@dataclass
class Order:
    email: str
    name: str
    created: int
    paid: int | None
    lines: list
    discount: int = 0
    code: str = ""
    status: str = "paid"
    cancelled: int | None = None
    refunded: int = 0
    tags: str = ""
    source: str = "web"
    first: bool = False
    number: int = 0

    @property
    def subtotal(self):
        return sum(count * price for count, _, _, price in self.lines) - self.discount

    @property
    def shipping(self):
        return 0 if self.subtotal >= 4000 or self.source == "pos" else 490


class Orders:
    """Every row of the shop's list: `listed`, numbered by time of creation."""

    def __init__(self):
        self.dice = Dice(SEED)
        self.people = 0
        self.listed = []
        for span, buyers, quick in ACQUISITION:
            self.acquire(span, buyers, quick)
        self.special_cases()
        self.undone_and_test_orders()
        self.listed.sort(key=lambda order: (order.created, order.email))
        for index, order in enumerate(self.listed):
            order.number = FIRST_NUMBER + index

    def person(self):
        index = self.people
        self.people += 1
        first, last = FIRST_NAMES[index % 20], LAST_NAMES[index * 7 % 15]
        return f"{first.lower()}.{last.lower()}{index}@example.com", f"{first} {last}"

    def basket(self):
        lines = []
        for sku, title, price in self.dice.sample(
            PRODUCTS, self.dice.weighted({1: 55, 2: 32, 3: 13})
        ):
            lines.append((self.dice.weighted({1: 84, 2: 13, 3: 3}), sku, title, price))
        if self.dice.chance(0.15):
            lines.append((1, *SAMPLE))
        return lines

    def order(self, person, time, **more):
        """An order paid at `time`; one in sixteen is a bank transfer, created some days earlier."""
        email, name = person
        lines = self.basket()
        order = Order(email, name, time, time, lines, **more)
        if self.dice.chance(0.3 if order.first else 0.12):
            order.code, order.discount = (
                "WELCOME10" if order.first else "DANKE10"
            ), order.subtotal // 10
        if self.dice.chance(0.06) and not more:
            order.created = time - self.dice.between(DAY, 3 * DAY)
        if order.subtotal >= 4000 and self.dice.chance(0.07):  # shipped free
            order.status, order.refunded = "refunded", order.subtotal
        elif self.dice.chance(0.05):
            order.status, order.refunded = "partially_refunded", order.subtotal * 2 // 5
        self.listed.append(order)
        return order

    def moment(self, span):
        return waking_moment(self.dice, span)

    def acquire(self, span, buyers, quick):
        for index in range(buyers):
            person, first = self.person(), self.moment(span)
            if index in (quick, buyers - 1) and span in (BEFORE, AFTER):
                self.counter_sale(person, first)
                continue
            self.order(person, first, first=True)
            last = END - 2 * DAY
            if index < quick:
                second = first + self.dice.between(6 * DAY, 56 * DAY)
            elif self.dice.chance(0.4):
                second = first + self.dice.between(63 * DAY, 170 * DAY)
            else:
                continue
            if second > last:
                second = last - self.dice.between(0, DAY)
                if (
                    second - first > 56 * DAY
                    and index < quick
                    or second - first < 63 * DAY
                    and index >= quick
                ):
                    second = first + 6 * DAY if index < quick else None
            if second:
                email = person[0].upper() if index % 5 == 0 else person[0]  # typed on a phone
                self.order((email, person[1]), second)
                third = second + self.dice.between(15 * DAY, 120 * DAY)
                if self.dice.chance(0.35) and third < last:
                    self.order(person, third)

    def counter_sale(self, person, time):
        """A sale at the counter leaves no e-mail address: the order is its own buyer."""
        self.listed.append(Order("", "", time, time, self.basket(), source="pos", first=True))

    def special_cases(self):
        """Edges that random draws would miss; the counts of ACQUISITION hold these buyers."""
        after = [
            order
            for order in self.listed
            if order.first and order.email and AFTER[0] <= order.paid < AFTER[1]
        ]
        later = {order.email.lower(): order for order in reversed(self.listed) if not order.first}
        quick = [
            order
            for order in after
            if order.email in later and later[order.email].paid - order.paid <= 60 * DAY
        ]
        slow = [order for order in after if order.email not in later]
        # Exactly 60 × 24 h still counts, a second more does not. Both end on the 60th day of the
        # calendar, so whoever counts days on a calendar gets another answer.
        quick[0].paid = quick[0].created = day(2025, 8, 29) + 40_000
        self.move(later[quick[0].email], quick[0].paid + 60 * DAY)
        slow[0].paid = slow[0].created = day(2025, 9, 2) + 41_000
        late = self.order(
            (slow[0].email, slow[0].name), slow[0].paid + 60 * DAY + 1, tags="stammkundin"
        )
        late.status, late.refunded = "paid", 0
        # Two orders in one visit: the second, nine minutes later, is a repeat order.
        self.move(later[quick[1].email], quick[1].paid + 540)
        quick[1].created = quick[1].paid
        self.pair = (quick[1], later[quick[1].email])
        # Ordered in `before`, paid by transfer in April: an order of April.
        april = [
            order
            for order in self.listed
            if order.first and order.email and BEFORE[1] <= order.paid < BEFORE[1] + 30 * DAY
        ]
        self.transfer = april[0]
        self.transfer.paid = day(2025, 4, 2) + 33_000
        self.transfer.created = day(2025, 3, 30) + 60_000
        # A free order for an employee's friend, and one paid in part, without a time of payment.
        slow[1].code, slow[1].discount = "TEAM100", slow[1].discount + slow[1].subtotal
        slow[1].status, slow[1].refunded = "paid", 0
        slow[2].status, slow[2].refunded, slow[2].paid = "partially_paid", 0, None

    @staticmethod
    def move(order, time):
        order.paid = order.created = time

    def undone_and_test_orders(self):
        """Rows that look like orders and are none: tests, cancelled, pending, never captured."""
        spans = [BEFORE, AFTER, (BEFORE[1], AFTER[0]), (AFTER[1], day(2025, 12, 28))]
        for index in range(24):
            span = spans[index % 4]
            time = self.moment(span)
            kind = index // 4
            person = ("shop-test@example.com", "Testa Bestellung") if kind < 2 else self.person()
            order = Order(*person, time, time, self.basket(), first=True)
            if kind < 2:
                order.tags = "test" if kind == 0 else "intern, test"
            elif kind == 2:
                order.status, order.paid, order.cancelled = "voided", None, time + 5 * 3600
            elif kind == 3:  # cancelled before the money moved; nothing to refund
                order.cancelled = time + 2 * 3600
            elif kind == 4:
                order.status, order.paid = "pending", None
            else:
                order.status, order.paid = ("authorized", None) if index % 2 else ("expired", None)
            self.listed.append(order)
        # A known customer's unpaid first try, days before the order that counts.
        first = next(
            order
            for order in self.listed
            if order.first
            and order.email
            and order.paid
            and AFTER[0] + 5 * DAY < order.paid < AFTER[1]
        )
        self.listed.append(
            Order(
                first.email,
                first.name,
                first.created - 9 * DAY,
                None,
                self.basket(),
                status="pending",
            )
        )
        # Cancelled after payment and refunded whole: an order with a refund.
        for span in (BEFORE, AFTER):
            order = next(
                order
                for order in self.listed
                if order.first
                and order.status == "paid"
                and order.email
                and not order.tags
                and order.cancelled is None
                and span[0] <= order.paid < span[1]
                and order.subtotal >= 4000
            )
            order.status, order.refunded = "refunded", order.subtotal
            order.cancelled = order.paid + 3 * 3600

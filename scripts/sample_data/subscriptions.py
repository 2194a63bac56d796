"""The software seller's recurring revenue, and the cost that its windows must have had.

A subscription starts soon after its deal is won; customers expand, shrink, leave and return.
"""

from datetime import date, timedelta
from fractions import Fraction

from .dice import Dice

FIRST_CUSTOMERS = 52
CHURN = [1, 1, 2, 1, 2, 2, 2, 2, 2, 2, 3, 2, 3, 3, 3, 3, 2, 3]  # buyers leaving, by month


class Subscriptions:
    """Monthly recurring revenue: rows (day, subscription, account, cents from then on)."""

    def __init__(self, seed, start, deals):
        self.dice = Dice(seed)
        self.rows, self.now, self.gone = [], {}, []
        for account in range(FIRST_CUSTOMERS):
            self.set(start, f"S-{account:04d}", account, self.dice.between(80, 240) * 1000)
        starts = [
            (deal.closed + timedelta(self.dice.between(0, 12)), deal) for deal in deals if deal.won
        ]
        month = start
        for index, leaving in enumerate(CHURN):
            following = (month + timedelta(32)).replace(day=1)
            opening = sorted(self.now)
            self.leave(month, opening, leaving)
            self.change(month, index)
            for day, deal in sorted(starts, key=lambda item: (item[0], item[1].number)):
                if month <= day < following:
                    suffix = "-2" if deal.existing else ""
                    self.set(day, f"S-{deal.account:04d}{suffix}", deal.account, deal.monthly)
            month = following
        self.odd_rows()
        self.rows.sort()

    def set(self, day, subscription, account, cents):
        self.rows.append((day, subscription, account, cents))
        if cents:
            self.now[subscription] = (account, cents)
        else:
            self.now.pop(subscription, None)

    def owner_count(self, account):
        return sum(owner == account for owner, _ in self.now.values())

    def leave(self, month, opening, count):
        single = [name for name in opening if self.owner_count(self.now[name][0]) == 1]
        for name in self.dice.sample(single, count):
            account = self.now[name][0]
            self.gone.append((name, account))
            self.set(month + timedelta(self.dice.between(1, 26)), name, account, 0)

    def change(self, month, index):
        """Expansions, a contraction, now and then a customer who returns or cancels one of two."""
        chosen = self.dice.sample(sorted(self.now), 4)
        for number, name in enumerate(chosen):
            account, cents = self.now[name]
            factor = 80 if number == 0 else 110 + 5 * number
            self.set(
                month + timedelta(self.dice.between(1, 26)), name, account, cents * factor // 100
            )
        if index % 5 == 4:
            name, account = self.gone.pop(0)
            self.set(month + timedelta(self.dice.between(1, 26)), name, account, 90_000)
        double = [
            name
            for name in sorted(self.now)
            if name.endswith("-2") and self.owner_count(self.now[name][0]) == 2
        ]
        if month in (date(2025, 3, 1), date(2025, 8, 1)) and double:
            self.set(month + timedelta(17), double[0], self.now[double[0]][0], 0)

    def odd_rows(self):
        """Started and cancelled within one month: a customer neither at its start nor its end."""
        self.rows += [
            (date(2025, 5, 6), "S-7001", 7001, 120_000),
            (date(2025, 5, 20), "S-7001", 7001, 0),
        ]


def figures(rows, won, window):
    """(Σ closing MRR, Σ active, Σ opening, Σ churned, new customers) over the window's months."""
    closing_sum = active = opening_count = churned = 0
    month = window[0]
    while month < window[1]:
        following = (month + timedelta(32)).replace(day=1)
        opening, closing = balance(rows, month), balance(rows, following)
        closing_sum += sum(closing.values())
        active += len(closing)
        opening_count += len(opening)
        churned += len(set(opening) - set(closing))
        month = following
    first = {}
    for day, account in [(day, account) for day, _, account, cents in rows if cents] + won:
        first[account] = min(day, first.get(account, day))
    new = sum(window[0] <= day < window[1] for day in first.values())
    return closing_sum, active, opening_count, churned, new


def balance(rows, day):
    """Each buyer's MRR just before a day begins; buyers without any are left out."""
    state = {}
    for when, subscription, account, cents in rows:
        if when < day:
            state[subscription] = (account, cents)
    total = {}
    for account, cents in state.values():
        if cents:
            total[account] = total.get(account, 0) + cents
    return total


def settle_ratio(subscriptions, won, window, margin, ratio):
    """Raises one new subscription by some cents until LTV ÷ ratio × new customers, which the
    window must cost, is a whole number of cents; returns that cost."""
    rows = subscriptions.rows
    mrr, active, opening, churned, new = figures(rows, won, window)
    factor = Fraction(margin) * opening * new / (active * churned * Fraction(ratio))
    extra = -mrr % factor.denominator
    last = (window[1] - timedelta(1)).replace(day=1)
    earlier = {name for day, name, _, _ in rows if day < last}
    index = next(
        index
        for index, (day, name, _, cents) in enumerate(rows)
        if last <= day < window[1]
        and cents
        and name not in earlier
        and sum(row[1] == name for row in rows) == 1
    )
    day, name, account, cents = rows[index]
    rows[index] = (day, name, account, cents + extra)
    cost = (mrr + extra) * factor
    assert cost.denominator == 1
    return int(cost)

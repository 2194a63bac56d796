"""Writes the notes app's exports: canonical NDJSON and CSV, as dirty as life."""

import json
from datetime import date, datetime, timezone

from .dice import Dice
from .hybrid_plan import DAY, HOUR, SEED, ZONE, Plan, at
from .writing import local, money, write_csv

STAGES = ["discovery", "trial", "negotiation"]


def utc(time):
    return datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def wall(time):
    """The same instant with the offset of the reporting zone."""
    text = local(time, ZONE).strftime("%Y-%m-%dT%H:%M:%S%z")
    return text[:-2] + ":" + text[-2:]


def write_all(folder):
    plan = Plan()
    dice = Dice(SEED + 1)
    write_product(folder / "product.ndjson", plan, dice)
    write_billing(folder / "billing.csv", plan)
    write_sales(folder / "sales.csv", plan, dice)
    write_tickets(folder / "tickets.csv", plan)
    write_costs(folder / "costs.csv")


def write_product(path, plan, dice):
    rows = []

    def add(time, kind, customer, **fields):
        rows.append((time, kind, customer, fields))

    for person in plan.people:
        name = f"u{person.number}"
        add(person.signed_up, "sign_up", name, channel=person.channel)
        if person.activated:
            add(person.activated, "activate", name)
        if person.saw:
            first = "a" if person.saw == "both" else person.saw
            add(person.exposed, "exposure", name, experiment="onboarding", variant=first)
            if person.saw == "both":  # a second device got the other variant
                add(person.exposed + HOUR, "exposure", name, experiment="onboarding", variant="b")
            elif person.number % 7 == 0:  # seen again: the first time counts
                add(person.exposed + DAY, "exposure", name, experiment="onboarding", variant=first)
    for person, variant, time in plan.price_page:
        add(time, "exposure", f"u{person.number}", experiment="price page", variant=variant)
    for index in range(12):  # the makers' own accounts
        time = at(date(2025, 1, 3 + index), 9 * HOUR)
        add(time, "sign_up", f"m{index}", channel="internal")
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    lines = []
    for index, (time, kind, customer, fields) in enumerate(rows):
        record = {
            "event_id": f"e{index}",
            "time": wall(time) if index % 5 == 0 else utc(time),
            "type": kind,
            "customer_id": customer,
        } | fields
        lines.append(json.dumps(record, separators=(",", ":")))
        if dice.chance(0.02):  # a retry of the sender: the same event id again
            lines.append(lines[-1])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_billing(path, plan):
    header = "time type customer_id account_id subscription_id order_id amount currency product"
    rows, orders = [], 0

    def add(time, kind, customer="", account="", subscription="", order="", cents=None, product=""):
        amount = "" if cents is None else money(cents)
        currency = "" if cents is None else "EUR"
        rows.append(
            (time, kind, customer, account, subscription, order, amount, currency, product)
        )

    def order(time, customer, cents, product):
        nonlocal orders
        orders += 1
        number = f"N-{2000 + orders}"
        add(time, "purchase", customer, order=number, cents=cents, product=product)
        if orders % 11 == 0:  # the payment service reports it once more, a minute later
            add(time + 60, "purchase", customer, order=number, cents=cents, product=product)
        return number

    for person in plan.payers():
        name, subscription = f"u{person.number}", f"s{person.number}"
        number = order(person.paid, name, 2400 if person.number % 3 else 2900, "notes")
        add(person.paid, "mrr", name, subscription=subscription, cents=800)
        if person.refunded:
            add(person.paid + 4 * DAY, "refund", name, order=number, cents=2400)
        for time in person.packs:
            order(time, name, 1500, "templates")
        if person.left:
            add(person.left, "mrr", name, subscription=subscription, cents=0)
    for person in [person for person in plan.people if not person.paid][:4]:
        number = order(person.signed_up + HOUR, f"u{person.number}", 2400, "notes")
        add(person.signed_up + 2 * HOUR, "order_cancelled", f"u{person.number}", order=number)
    for account in plan.accounts:
        taken = account.team or (account.closed + 3 * DAY if account.person else None)
        if taken:  # the account takes over the individual's subscription
            subscription = f"s{account.person.number}"
            add(taken, "mrr", f"u{account.person.number}", subscription=subscription, cents=0)
            add(
                taken + 1,
                "mrr",
                account=f"acct-{account.number}",
                subscription=subscription,
                cents=account.seats * 700,
                product="notes",
            )
            if account.number % 3 == 0:
                add(
                    taken + 40 * DAY,
                    "mrr",
                    account=f"acct-{account.number}",
                    subscription=subscription,
                    cents=(account.seats + 3) * 700,
                    product="notes",
                )
    rows.sort(key=lambda row: row[:6])
    write_csv(path, [header.split()] + [(utc(row[0]), *row[1:]) for row in rows])


def write_sales(path, plan, dice):
    header = "time type account_id person_id deal_id stage amount currency product channel reason"
    rows = []

    def add(time, kind, account, person="", deal="", stage="", cents=None, reason=""):
        rows.append(
            (
                time,
                kind,
                f"acct-{account.number}",
                person,
                deal,
                stage,
                "" if cents is None else money(cents),
                "" if cents is None else "EUR",
                "notes" if deal else "",
                "outbound" if kind == "opportunity" and not account.person else "",
                reason,
            )
        )

    for account in plan.accounts:
        if not account.opened:
            continue
        deal = f"d{account.number}"
        add(account.opened, "opportunity", account, deal=deal, cents=account.value)
        end = account.closed or account.opened + 40 * DAY
        for index, stage in enumerate(STAGES):
            time = account.opened + (end - account.opened) * (index + 1) // 5
            add(time, "stage", account, deal=deal, stage=stage)
            if stage == "trial":
                add(time + HOUR, "pilot_started", account, deal=deal)
                add(time + 7 * DAY, "pilot_ended", account, deal=deal)
        for index in range(dice.between(3, 5)):
            time = account.opened + (end - account.opened) * (index + 1) // 7
            add(time, "touch", account, person=f"{deal}-p{index}")
        if account.closed:
            add(
                account.closed,
                "won" if account.won else "lost",
                account,
                deal=deal,
                cents=account.value,
                reason="" if account.won else "price",
            )
    rows.sort(key=lambda row: row[:6])
    write_csv(path, [header.split()] + [(utc(row[0]), *row[1:]) for row in rows])


def write_tickets(path, plan):
    header = "time type ticket_id customer_id account_id tier kind"
    rows = []
    for ticket in plan.tickets:
        customer = f"u{ticket.who[1]}" if ticket.who[0] == "customer" else ""
        account = f"acct-{ticket.who[1]}" if ticket.who[0] == "account" else ""

        def add(time, kind, tier="", about=""):
            rows.append((time, kind, f"T{ticket.number}", customer, account, tier, about))

        add(ticket.opened, "ticket_opened", ticket.tier, ticket.kind)
        if ticket.response:
            add(ticket.response, "ticket_first_response")
        if ticket.number % 3 == 0 and ticket.response:  # a later answer, called the first again
            add(ticket.response + 6 * HOUR, "ticket_first_response")
        if ticket.reopened:
            add(ticket.reopened - HOUR, "ticket_resolved")
            add(ticket.reopened, "ticket_opened", ticket.tier, ticket.kind)
        if ticket.resolved:
            add(ticket.resolved, "ticket_resolved")
    for index in range(2):  # a chat answered outside any ticket
        rows.append(
            (at(date(2025, 6, 4 + index), 9 * HOUR), "ticket_first_response", "", "u1003", "", "", "")
        )
    rows.sort(key=lambda row: row[:5])
    write_csv(path, [header.split()] + [(utc(row[0]), *row[1:]) for row in rows])


def write_costs(path):
    rows = [("date", "market", "category", "channel", "amount", "currency")]
    for month in range(1, 13):
        day = date(2025, month, 1).isoformat()
        rows.append((day, "b2c", "media", "search", money(18_000 + 500 * month), "EUR"))
        rows.append((day, "b2b", "people", "", money(95_000), "EUR"))
    write_csv(path, rows)

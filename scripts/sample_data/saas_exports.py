"""The software seller's plan, written as its systems export it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from .dice import Dice
from .saas_plan import (
    AFTER,
    BEFORE,
    DAY,
    END,
    FIRMS,
    FIRST_NAMES,
    LAST_NAMES,
    SEED,
    START,
    STAGES,
    TRADES,
    ZONE,
    Plan,
)
from .subscriptions import settle_ratio
from .writing import grouped_money, local, money, write_csv

UTC = ZoneInfo("UTC")
SELLER_ZONE = ZoneInfo("America/New_York")  # of the person who ran the Salesforce report
HUBSPOT_ZONE = ZoneInfo("Europe/London")
MARGIN, RATIO_BEFORE, RATIO_AFTER = "0.8", "3.2", "4.5"

CONTACT_HEADER = (
    "Record ID,First Name,Last Name,Email,Create Date,Lifecycle Stage,Lead Status,Original Source,"
    "Original Source Drill-Down 1,Original Source Drill-Down 2,Became a Subscriber Date,"
    "Became a Lead Date,Became a Marketing Qualified Lead Date,Became a Sales Qualified Lead Date,"
    "Became an Opportunity Date,Became a Customer Date,Became an Evangelist Date,Recent Conversion,"
    "First Conversion Date,Time of First Visit,Time of Last Visit,Number of Pageviews,"
    "First Touch Converting Campaign,Last Touch Converting Campaign,Associated Company,"
    "Salesforce Account ID"
).split(",")
OPPORTUNITY_HEADER = (
    "Id,IsDeleted,AccountId,Name,StageName,Amount,Probability,ExpectedRevenue,CloseDate,Type,"
    "NextStep,LeadSource,IsClosed,IsWon,ForecastCategory,CampaignId,OwnerId,CreatedDate,"
    "LastModifiedDate,SystemModstamp,LastActivityDate,FiscalQuarter,FiscalYear,"
    "Loss_Reason__c"
).split(",")
HISTORY_HEADER = (
    "Opportunity ID,Opportunity Name,Account ID,From Stage,To Stage,Stage Duration,Last Modified,"
    "Last Modified By,Amount,Probability (%),Close Date,Stage,Owner"
).split(",")
LINKEDIN_HEADER = (
    "Start Date (in UTC),Account Name,Campaign Group Name,Campaign Name,Campaign ID,Campaign Type,"
    "Campaign Objective,Creative Name,Currency,Total Spent,Impressions,Clicks,"
    "Clicks to Landing Page,Clicks to LinkedIn Page,Total Social Actions,Reactions,Comments,Shares,"
    "Conversions,Total Conversion Value"
).split(",")
PROBABILITY = dict(zip(STAGES, (10, 25, 45, 60, 80))) | {"Closed Won": 100, "Closed Lost": 0}
OWNERS = ["Ada Quist", "Ben Rask", "Cleo Stamm", "Dov Thiel"]
# Monthly spending in cents, by whether the campaign of spring 2025 has begun. In the windows, what
# agencies and fairs cost follows from the ratio of LTV to CAC instead.
LINKEDIN, AGENCY = {False: 640_000, True: 1_400_000}, {False: 1_800_000, True: 1_250_000}
PEOPLE, GROWTH = 3_600_000, 30_000  # salaries in the first month, and more with every month
TOOLS, CREDIT_NOTE = 210_000, -35_000


def write_all(folder):
    plan = Plan()
    dice = Dice(SEED + 2)
    won = [(deal.closed, deal.account) for deal in plan.deals if deal.won]
    before = settle_ratio(plan.subscriptions, won, BEFORE, MARGIN, RATIO_BEFORE)
    after = settle_ratio(plan.subscriptions, won, AFTER, MARGIN, RATIO_AFTER)
    write_contacts(folder / "hubspot_contacts.csv", plan.leads)
    write_opportunities(folder / "Opportunity.csv", plan)
    write_history(folder / "opportunity_history.csv", plan.deals)
    write_mrr(folder / "mrr.csv", plan.subscriptions.rows)
    linkedin = write_linkedin(folder / "linkedin_ads.csv", dice)
    write_costs(folder / "costs.csv", linkedin, [(BEFORE, before), (AFTER, after)])


def salesforce_id(prefix, number):
    """18 characters: a case-sensitive id of 15 and the suffix that tells its capitals."""
    text = f"{prefix}Qy00000"
    digits = ""
    for _ in range(15 - len(text)):
        number, digit = divmod(number, 62)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[digit] + digits
    text += digits
    suffix = ""
    for start in (0, 5, 10):
        bits = sum(text[start + place].isupper() << place for place in range(5))
        suffix += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
    return text + suffix


def firm(number):
    return f"{FIRMS[number % 16]} {TRADES[number // 16 % 8]} GmbH {number}"


def account_id(number):
    return "" if number is None else salesforce_id("001", 40_000 + number * 37)


def deal_id(deal):
    return salesforce_id("006", 90_000 + deal.number * 53)


def seller(deal):
    return OWNERS[deal.number % 4]


# HubSpot


def hubspot_time(instant):
    return "" if instant is None else local(instant, HUBSPOT_ZONE).strftime("%Y-%m-%d %H:%M")


def write_contacts(path, leads):
    """The sync to HubSpot ends at sales-qualified: later lifecycle dates stay empty."""
    rows = [CONTACT_HEADER]
    for number, lead in enumerate(leads, 1):
        first, last = FIRST_NAMES[number % 16], LAST_NAMES[number * 5 % 13]
        stage = (
            "Sales Qualified Lead"
            if lead.sql
            else "Marketing Qualified Lead" if lead.mql else "Lead"
        )
        cells = {
            "Record ID": 70_100_000_000 + number * 11,
            "First Name": first,
            "Last Name": last,
            "Email": f"{first.lower()}.{last.lower()}{number}@example.com",
            "Create Date": hubspot_time(lead.created),
            "Lifecycle Stage": stage,
            "Lead Status": "Open" if number % 3 else "(No value)",
            "Original Source": lead.source,
            "Became a Subscriber Date": (
                hubspot_time(lead.created) if lead.created < lead.lead else ""
            ),
            "Became a Lead Date": hubspot_time(lead.lead),
            "Became a Marketing Qualified Lead Date": hubspot_time(lead.mql),
            "Became a Sales Qualified Lead Date": hubspot_time(lead.sql),
            "Associated Company": "" if lead.account is None else firm(lead.account),
            "Salesforce Account ID": account_id(lead.account),
        }
        rows.append([cells.get(column, "") for column in CONTACT_HEADER])
    write_csv(path, rows)


# Salesforce


def object_time(instant):
    return local(instant, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def amount(deal):
    """Twelve months; a few lost deals were never priced, one won deal is a free pilot."""
    if deal.closed and not deal.won and deal.number % 23 == 0:
        return None
    if deal.won and deal.number % 61 == 0 or not deal.won and deal.number % 41 == 0:
        return 0
    return deal.monthly * 12


def planned_close(deal):
    """A forecast while the deal is open: some forecasts are long past."""
    if deal.closed:
        return deal.closed
    return local(deal.opened, ZONE).date() + timedelta(60 + deal.number % 50)


def stage_of(deal):
    if deal.closed:
        return "Closed Won" if deal.won else "Closed Lost"
    return deal.changes[-1][2]


def write_opportunities(path, plan):
    rows = [OPPORTUNITY_HEADER]
    for deal in plan.deals + plan.deleted:
        cents, stage = amount(deal), stage_of(deal)
        touched = max([deal.opened] + [time for time, _, _ in deal.changes])
        close = planned_close(deal)
        cells = {
            "Id": deal_id(deal),
            "IsDeleted": "true" if deal.deleted else "false",
            "AccountId": account_id(deal.account),
            "Name": f"{firm(deal.account)} – Wartung",
            "StageName": stage,
            "Amount": "" if cents is None else money(cents),
            "Probability": PROBABILITY[stage],
            "ExpectedRevenue": money((cents or 0) * PROBABILITY[stage] // 100),
            "CloseDate": close.isoformat(),
            "Type": "Existing Business" if deal.existing else "New Business",
            "NextStep": 'Call legal,\nthen send "final" offer' if deal.number % 17 == 0 else "",
            "LeadSource": deal.source,
            "IsClosed": "true" if deal.closed else "false",
            "IsWon": "true" if deal.won else "false",
            "ForecastCategory": "Closed" if deal.won else "Omitted" if deal.closed else "Pipeline",
            "OwnerId": salesforce_id("005", 7_000 + deal.number % 4),
            "CreatedDate": object_time(deal.opened),
            "LastModifiedDate": object_time(touched),
            "SystemModstamp": object_time(touched),
            "FiscalQuarter": (close.month + 2) // 3,
            "FiscalYear": close.year,
            "Loss_Reason__c": deal.reason,
        }
        rows.append([cells.get(column, "") for column in OPPORTUNITY_HEADER])
    write_csv(path, rows)


def us_date(day):
    return f"{day.month}/{day.day}/{day.year}"


def us_time(instant):
    moment = local(instant, SELLER_ZONE)
    hour = moment.hour % 12 or 12
    return f"{us_date(moment)} {hour}:{moment.minute:02d} {'AM' if moment.hour < 12 else 'PM'}"


def write_history(path, deals):
    """A report run in New York. Signatures are booked at the start of the next day in Berlin, so a
    closing row's time is exactly the first moment of the deal's CloseDate there."""
    rows = [HISTORY_HEADER]
    for deal in deals:
        cents = amount(deal)
        for index, (time, old, new) in enumerate(deal.changes):
            started = deal.changes[index - 1][0] if index else deal.opened
            rows.append(
                [
                    deal_id(deal),
                    f"{firm(deal.account)} – Wartung",
                    account_id(deal.account),
                    old,
                    new,
                    (time - started) // DAY,
                    us_time(time),
                    seller(deal),
                    "" if cents is None else grouped_money(cents),
                    PROBABILITY[new],
                    us_date(planned_close(deal)),
                    stage_of(deal),
                    seller(deal),
                ]
            )
    count = len(rows) - 1
    rows += [
        [],
        [f"Grand Totals ({count} records)"],
        [],
        ["Confidential Information - Do Not Distribute"],
        ["Copyright © 2000-2026 salesforce.com, inc. All rights reserved."],
    ]
    write_csv(path, rows)


# Money


def write_mrr(path, rows):
    lines = [["subscription_id", "account_id", "date", "mrr"]]
    for day, subscription, account, cents in rows:
        lines.append([subscription, account_id(account), day.isoformat(), money(cents)])
    write_csv(path, lines)


def months():
    month = START
    while month < END:
        yield month
        month = (month + timedelta(32)).replace(day=1)


def write_linkedin(path, dice):
    """Two campaigns a day, months first; returns the cents spent in each month."""
    rows, spent = [], {}
    for month in months():
        days = ((month + timedelta(32)).replace(day=1) - month).days
        weights = [dice.between(50, 150) for _ in range(days * 2)]
        if month == date(2025, 9, 1):  # a trade fair's week in one day
            weights[20] = sum(weights) // 4
        spent[month] = LINKEDIN[month >= BEFORE[1]]
        for index, cents in enumerate(dice.split(spent[month], weights)):
            day, name = (
                month + timedelta(index // 2),
                ("Plant managers", "Quality leads")[index % 2],
            )
            clicks = cents // 700 + dice.between(0, 2)
            shown = clicks * dice.between(95, 140) + dice.between(10, 400)
            rows.append(
                [
                    day.strftime("%m/%d/%Y"),
                    "Kesselwerk Cloud",
                    "Demand",
                    name,
                    301_000_001 + index % 2,
                    "Sponsored Content",
                    "Lead generation",
                    "Carousel 3",
                    "EUR",
                    grouped_money(cents),
                    f"{shown:,}",
                    clicks,
                    clicks * 4 // 5,
                    clicks // 9,
                    0,
                    0,
                    0,
                    0,
                    0,
                    "0.00",
                ]
            )
    total = ["Total"] + [""] * 8 + [grouped_money(sum(spent.values()))] + [""] * 10
    write_csv(
        path,
        [LINKEDIN_HEADER] + rows + [total],
        preamble=[
            "Campaign Performance Report (in UTC)",
            '"Report Start: 07/01/2024, Report End: 12/31/2025"',
            "",
        ],
    )
    return spent


def write_costs(path, linkedin, exact):
    """One row per month and kind; in the windows "other" makes the sum exact to the cent."""
    rows = [["month", "category", "market", "amount", "note"]]
    agency = {month: AGENCY[month >= BEFORE[1]] for month in months()}
    for (first, end), total in exact:
        inside = [month for month in months() if first <= month < end]
        fixed = sum(linkedin[month] + people(month) + tools(month) for month in inside)
        rest = total - fixed
        if rest < 0:
            raise SystemExit(
                f"saas exports: a window must cost {total}, people and tools are {fixed}"
            )
        for index, month in enumerate(inside):
            agency[month] = rest // 3 + (rest % 3 if index == 2 else 0)
    for month in months():
        rows.append(
            [
                month.isoformat(),
                "people",
                "b2b",
                money(people(month)),
                "Sales and marketing salaries",
            ]
        )
        rows.append([month.isoformat(), "tools", "b2b", money(TOOLS), 'CRM, mail, "signals"'])
        if month.month % 3 == 2:
            rows.append(
                [
                    month.isoformat(),
                    "tools",
                    "b2b",
                    money(CREDIT_NOTE),
                    "Credit note,\nunused seats",
                ]
            )
        rows.append(
            [month.isoformat(), "other", "b2b", money(agency[month]), "Agency, trade fairs"]
        )
    rows.append([START.isoformat(), "other", "b2b", "0.00", "Stand cancelled, free of charge"])
    write_csv(path, rows)


def people(month):
    return PEOPLE + GROWTH * ((month.year - START.year) * 12 + month.month - START.month)


def tools(month):
    return TOOLS + (CREDIT_NOTE if month.month % 3 == 2 else 0)

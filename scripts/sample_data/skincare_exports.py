"""The skin-care shop's plan, written as its systems export it."""

import json

from .dice import Dice
from .skincare_plan import AFTER, BEFORE, DAY, END, SAMPLE, SEED, WEB_START, ZONE, Orders, day
from .skincare_visits import Visits
from .writing import grouped_money, local, money, write_csv

SHOPIFY_HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,"
    "Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,"
    "Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,"
    "Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,"
    "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,"
    "Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,"
    "Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,"
    "Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,"
    "Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,"
    "Next Payment Due At,Payment References"
).split(",")
META_HEADER = (
    "Reporting starts,Reporting ends,Day,Campaign name,Campaign ID,Ad set name,Ad name,"
    "Campaign delivery,Attribution setting,Results,Result indicator,Reach,Frequency,"
    'Cost per results,Amount spent (EUR),Impressions,"CPM (cost per 1,000 impressions) (EUR)",'
    "Link clicks,CPC (cost per link click) (EUR),CTR (link click-through rate),Clicks (all)"
)
GOOGLE_HEADER = (
    "Campaign status,Campaign,Campaign ID,Day,Campaign type,Currency code,Impr.,Clicks,"
    "CTR,Avg. CPC,Cost,Conversions,Cost / conv.,Conv. value"
).split(",")
ORDERS_IN_SECOND_FILE = 140
# Media of the windows in cents: 35 new customers at 40.00, then 50 at 32.80 (= 0.82 × 40.00).
MEDIA = [
    ((day(2024, 10), day(2025, 1)), 108_420),
    (BEFORE, 35 * 4000),
    ((day(2025, 4), day(2025, 7)), 151_315),
    (AFTER, 50 * 3280),
    ((day(2025, 10), END), 305_077),
]
BLACK_FRIDAY = day(2025, 11, 28)
OLD_PAGE = "https://shop.example/pages/hautpflege"
NEW_PAGE = "https://shop.example/pages/hautroutine"
NEW_PAGE_FROM = day(2025, 6, 10)
ADVERTISED = ("facebook", "paid_social")  # whose visitors on phones arrive on the landing page


def write_all(folder):
    orders = Orders()
    visits = Visits(orders)
    dice = Dice(SEED + 1)
    write_orders(folder, orders.listed, dice)
    write_web(folder / "ga4", visits, dice)
    write_ads(folder, dice)


# Shopify


def shop_time(instant):
    return "" if instant is None else local(instant, ZONE).strftime("%Y-%m-%d %H:%M:%S %z")


def write_orders(folder, orders, dice):
    """Newest first, in two files; both hold summer and winter time."""
    newest = sorted(orders, key=lambda order: -order.number)
    files = [newest[:-ORDERS_IN_SECOND_FILE], newest[-ORDERS_IN_SECOND_FILE:]]
    for index, part in enumerate(files, 1):
        rows = [SHOPIFY_HEADER]
        for order in part:
            rows += order_rows(order, dice)
        write_csv(folder / f"orders_export_{index}.csv", rows)


def order_rows(order, dice):
    """One row per line; only the first carries the order, with its Id, some alone its Name."""
    rows = []
    nameless = order.number % 9 == 0
    for index, (count, sku, title, price) in enumerate(order.lines):
        cells = {
            "Name": f"#{order.number}",
            "Email": order.email,
            "Created at": shop_time(order.created),
        }
        if index and nameless:
            cells = {"Created at": cells["Created at"]}
        if index == 0:
            cells |= order_cells(order, dice)
        cells |= {
            "Lineitem quantity": count,
            "Lineitem name": title,
            "Lineitem price": money(price),
            "Lineitem sku": sku,
            "Lineitem requires shipping": "true",
            "Lineitem taxable": "true",
            "Lineitem fulfillment status": "pending" if order.paid is None else "fulfilled",
            "Lineitem discount": "0.00",
            "Vendor": "Salbei & Söhne",
        }
        if sku == SAMPLE[0]:
            cells["Lineitem compare at price"] = "4.90"
        rows.append([cells.get(column, "") for column in SHOPIFY_HEADER])
    return rows


def order_cells(order, dice):
    total = order.subtotal + order.shipping
    tax = (total * 38 + 119) // 238  # 19 % inside the price, to the nearest cent
    counter = order.source == "pos"
    address = (
        {}
        if counter
        else {
            f"{kind} {part}": text
            for kind in ("Billing", "Shipping")
            for part, text in (
                ("Name", order.name),
                ("Street", "Lindenweg 7, 2. Hof"),
                ("Address1", "Lindenweg 7"),
                ("Address2", "2. Hof"),
                ("City", "Musterstadt"),
                ("Zip", "'01067"),
                ("Country", "DE"),
            )
        }
    )
    fulfilled = order.paid and order.cancelled is None and not counter
    return address | {
        "Financial Status": order.status,
        "Paid at": shop_time(order.paid),
        "Fulfillment Status": (
            "fulfilled" if order.paid and order.cancelled is None else "unfulfilled"
        ),
        "Fulfilled at": shop_time(min(order.paid + DAY, END - 7200)) if fulfilled else "",
        "Accepts Marketing": "yes" if order.number % 3 else "no",
        "Currency": "EUR",
        "Subtotal": money(order.subtotal),
        "Shipping": money(order.shipping),
        "Taxes": money(tax),
        "Total": money(total),
        "Discount Code": order.code,
        "Discount Amount": money(order.discount),
        "Shipping Method": "" if counter else "Standard",
        "Notes": (
            dice.pick(["Bitte klingeln,\nHinterhaus", 'Als "Geschenk" verpacken\n\nDanke!'])
            if order.number % 8 == 0
            else ""
        ),
        "Note Attributes": "gift: yes\nlocale: de" if order.number % 11 == 0 else "",
        "Cancelled at": shop_time(order.cancelled),
        "Payment Method": "Cash" if counter else "Shopify Payments",
        "Refunded Amount": money(order.refunded),
        "Outstanding Balance": money(total if order.paid is None else 0),
        "Location": "Ladengeschäft" if counter else "",
        "Id": 5_810_000_000_000 + order.number * 32_768,
        "Tags": order.tags,
        "Risk Level": "Low",
        "Source": order.source,
        "Tax 1 Name": "DE MwSt 19%",
        "Tax 1 Value": money(tax),
    }


# GA4


def write_web(folder, visits, dice):
    """One NDJSON file per month, ordered by time, with the duplicates that daily tables hold."""
    folder.mkdir()
    records = []
    for index, session in enumerate(visits.sessions):
        records += session_records(session, index, dice)
    records += denied_records(visits, dice)
    records.sort(key=lambda record: (int(record["event_timestamp"]), record["event_name"]))
    months = {}
    for index, record in enumerate(records):
        month = months.setdefault(record["event_date"][:6], [])
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        month.append(text)
        if index % 97 == 50 or record["event_name"] == "purchase" and index % 10 == 3:
            month.append(text)
    for month, lines in months.items():
        (folder / f"events_{month}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")


def record(instant, micros, name, device):
    return {
        "event_date": local(instant, ZONE).strftime("%Y%m%d"),
        "event_timestamp": str(instant * 1_000_000 + micros),
        "event_name": name,
        "event_params": [],
        "user_pseudo_id": None,
        "device": {"category": device},
    }


def session_records(session, index, dice):
    """The visit's first record and what followed; one visit in 33 starts with a bare page view."""
    opening = "page_view" if index % 33 == 5 else "session_start"
    micros = dice.between(0, 999_999)
    result = []
    for offset, name, order in [(0, opening, None)] + session.events:
        item = record(session.start + offset, micros, name, session.device)
        item["user_pseudo_id"] = session.user
        item["event_params"] = [parameter("ga_session_id", session.number)]
        if offset == 0 and session.device == "mobile" and session.channel == ADVERTISED:
            page = NEW_PAGE if session.start >= NEW_PAGE_FROM else OLD_PAGE
            item["event_params"].append(parameter("page_location", page))
        if session.channel and name != "view_item":
            source, medium = session.channel
            item["collected_traffic_source"] = {"manual_source": source, "manual_medium": medium}
        if name == "begin_checkout" and index % 2:
            item["ecommerce"] = {"transaction_id": "(not set)"}
        result.append(item)
        if name == "purchase":
            complete_purchase(item, order, index)
            if index % 6 == 0:  # the thank-you page, loaded again
                again = json.loads(json.dumps(item))
                again["event_timestamp"] = str(int(item["event_timestamp"]) + 45_000_000)
                result.append(again)
    return result


def parameter(key, value):
    """BigQuery writes 64-bit integers as quoted text."""
    kind = "int_value" if isinstance(value, int) else "string_value"
    return {"key": key, "value": {kind: str(value)}}


def complete_purchase(item, order, index):
    item["event_params"].append(parameter("currency", "EUR"))
    if order is None:
        item["ecommerce"] = {"transaction_id": "990017", "purchase_revenue": 34.9}
        return
    sign = "#" if index % 7 == 1 else ""  # an older tag sends the name with its sign
    item["ecommerce"] = {
        "transaction_id": f"{sign}{order.number}",
        "purchase_revenue": order.subtotal / 100,
    }
    item["items"] = [
        {"item_id": sku, "item_name": title, "quantity": str(count), "price": price / 100}
        for count, sku, title, price in order.lines
    ]


def denied_records(visits, dice):
    """Visits and purchases of people who refused consent: neither a user nor a session."""
    result = []
    for _ in range(260):
        instant = dice.between(WEB_START + 2 * DAY, END - DAY)
        result.append(
            record(
                instant,
                dice.between(0, 999_999),
                "page_view",
                dice.weighted({"mobile": 2, "desktop": 1}),
            )
        )
    for order in visits.denied:
        item = record(order.created, dice.between(0, 999_999), "purchase", "mobile")
        complete_purchase(item, order, 0)
        result.append(item)
    for item in result:
        item["privacy_info"] = {"analytics_storage": "No", "ads_storage": "No"}
    return result


# Advertising


def write_ads(folder, dice):
    """Daily cost of both networks; in the windows their sum is exact to the cent."""
    meta, google = [], []
    for (start, end), cents in MEDIA:
        days = [
            local(start, ZONE).date().fromordinal(number)
            for number in range(
                local(start, ZONE).date().toordinal(), local(end, ZONE).date().toordinal()
            )
        ]
        weights = [dice.between(60, 140) for _ in range(len(days) * 4)]
        black_friday = local(BLACK_FRIDAY, ZONE).date()
        for index, date in enumerate(days):
            if date == black_friday:  # the busiest day: more than a thousand in one cell
                weights[index * 4 + 2] = sum(weights)
        parts = dice.split(cents, weights)
        for index, date in enumerate(days):
            first, second, search, shopping = parts[index * 4 : index * 4 + 4]
            meta += [
                meta_row(date, "Hautroutine | Prospecting", "120210000000000101", first, dice),
                meta_row(date, "Retargeting, 30 Tage", "120210000000000102", second, dice),
            ]
            google += [
                google_row(date, "Enabled", "Suche – Marke", "2101", "Search", search, dice),
                google_row(date, "Enabled", "Shopping", "2102", "Shopping", shopping, dice),
            ]
        if end <= BEFORE[1]:
            google += [
                google_row(date, "Paused", "Alte Kampagne", "2099", "Search", 0, dice)
                for date in days[::3]
            ]
    write_meta(folder / "meta_ads.csv", meta)
    write_google(folder / "google_ads.csv", google)


def meta_row(date, campaign, number, cents, dice):
    clicks = cents // 95 + dice.between(0, 2)
    shown = clicks * dice.between(42, 75) + dice.between(20, 200)
    return [
        date.isoformat(),
        date.isoformat(),
        date.isoformat(),
        campaign,
        number,
        "Frauen 25-54",
        "Video A",
        "active",
        "7-day click",
        "",
        "",
        shown * 4 // 5,
        "1.25",
        "",
        money(cents),
        shown,
        money(cents * 1000 // shown),
        clicks,
        money(cents // clicks) if clicks else "",
        f"{clicks * 100 / shown:.6f}",
        clicks + 3,
    ]


def write_meta(path, rows):
    spent = sum(round(float(row[14]) * 100) for row in rows)
    shown, clicks = sum(row[15] for row in rows), sum(row[17] for row in rows)
    totals = [rows[0][0], rows[-1][1]] + [""] * 12 + [money(spent), shown, "", clicks, "", "", ""]
    write_csv(path, [totals] + rows, preamble=[META_HEADER], byte_order_mark=True)


def google_row(date, status, campaign, number, kind, cents, dice):
    clicks = cents // 110 + (dice.between(0, 2) if cents else 0)
    shown = clicks * dice.between(30, 60) + dice.between(10, 90) if cents else 0
    found = clicks // 30
    return [
        status,
        campaign,
        number,
        date.isoformat(),
        kind,
        "EUR",
        f"{shown:,}",
        f"{clicks:,}",
        f"{clicks * 100 / shown:.2f}%" if shown else " --",
        grouped_money(cents // clicks) if clicks else " --",
        grouped_money(cents),
        f"{found}.00",
        grouped_money(cents // found) if found else " --",
        f"{found * 45}.00",
    ]


def write_google(path, rows):
    def number(text):
        return int(text.replace(",", "").replace(".", ""))

    shown, clicks = sum(number(row[6]) for row in rows), sum(number(row[7]) for row in rows)
    totals = [" --"] * 5 + [
        f"{shown:,}",
        f"{clicks:,}",
        " --",
        " --",
        grouped_money(sum(number(row[10]) for row in rows)),
        "0.00",
        " --",
        "0.00",
    ]
    footers = [[f"Total: {what}"] + totals for what in ("Campaigns", "Account")]
    write_csv(
        path,
        [GOOGLE_HEADER] + rows + footers,
        preamble=["Campaign report", "October 1, 2024 - December 31, 2025"],
    )

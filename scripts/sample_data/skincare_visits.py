"""The invented visits to a skin-care shop: who came, from where, and who bought.

Between the windows `before` and `after` the landing page on phones was replaced: visits from phones
buy more often, those from desktops and tablets do as before.
"""

from dataclasses import dataclass, field

from .skincare_plan import AFTER, BEFORE, DAY, END, day, waking_moment

# span, sessions by device, converting sessions by device
TRAFFIC = [
    (
        BEFORE,
        {"mobile": 1340, "desktop": 600, "tablet": 60},
        {"mobile": 18, "desktop": 23, "tablet": 1},
    ),
    ((day(2025, 4), day(2025, 7)), {"mobile": 1042, "desktop": 467, "tablet": 47}, None),
    (
        AFTER,
        {"mobile": 1340, "desktop": 600, "tablet": 60},
        {"mobile": 48, "desktop": 23, "tablet": 1},
    ),
    ((day(2025, 10), END), {"mobile": 1120, "desktop": 502, "tablet": 50}, None),
]
CHANNELS = {
    ("google", "cpc"): 34,
    ("facebook", "paid_social"): 30,
    ("newsletter", "email"): 11,
    None: 25,
}


@dataclass
class Session:
    user: str
    start: int
    device: str
    channel: tuple | None
    events: list = field(default_factory=list)  # (seconds after start, name, orders)
    number: int = 0  # ga_session_id


class Visits:
    """All sessions in time order; `denied` holds orders that the web saw without any id."""

    def __init__(self, orders):
        self.dice, self.listed = orders.dice, orders.listed
        self.pair, self.transfer = orders.pair, orders.transfer
        self.sessions, self.denied, self.users = [], [], {}
        for span, counts, converting in TRAFFIC:
            self.visit(span, counts, converting)
        self.edge_sessions()
        self.sessions.sort(key=lambda session: (session.start, session.user))
        self.number_sessions()

    def user(self, key, device, start):
        """One anonymous id per buyer and device, as a browser cookie would be."""
        if (key, device) not in self.users:
            self.users[key, device] = f"{self.dice.between(10**8, 10**9 - 1)}.{start - 5}"
        return self.users[key, device]

    def visit(self, span, counts, converting):
        seen = self.seen_orders(span, sum(converting.values()) if converting else None)
        devices = []
        for device, count in (converting or {}).items():
            devices += [device] * count
        devices = self.dice.shuffled(devices)
        left = dict(counts)
        for index, group in enumerate(seen):
            device = (
                devices[index]
                if devices
                else self.dice.weighted({"mobile": 55, "desktop": 42, "tablet": 3})
            )
            self.converting_session(group, device)
            left[device] -= 1
        visitors = []
        for device, count in left.items():
            for _ in range(count):
                self.looking_session(span, device, visitors)

    def seen_orders(self, span, exactly):
        """Groups of orders, one per session, that web analytics saw.

        The rest it missed or met without ids."""
        pair = list(self.pair)
        candidates = [
            order
            for order in self.listed
            if span[0] <= order.created < span[1]
            and order.email
            and order.source == "web"
            and "test" not in order.tags
            and order not in pair
            and (order.cancelled is None or order.refunded)
            and order.status in ("paid", "partially_paid", "partially_refunded", "refunded")
        ]
        fixed = [[self.transfer]] if self.transfer in candidates else []
        if span[0] <= pair[0].created < span[1]:
            fixed.append(pair)
        rest = self.dice.shuffled([order for order in candidates if order is not self.transfer])
        count = (exactly if exactly is not None else len(candidates) * 17 // 20) - len(fixed)
        if count > len(rest):
            raise SystemExit(f"skincare visits: {len(rest)} orders for {count} converting sessions")
        self.denied += rest[count:][::2]
        return fixed + [[order] for order in rest[:count]]

    def converting_session(self, group, device):
        first = group[0]
        start = first.created - self.dice.between(150, 1500)
        session = Session(
            self.user(first.email.lower(), device, start),
            start,
            device,
            self.dice.weighted(CHANNELS),
        )
        length = first.created - start
        if self.dice.chance(0.9):
            session.events.append((length // 5, "view_item", None))
        if self.dice.chance(0.93):  # the rest use an express button on the product page
            session.events.append((length // 2, "add_to_cart", None))
        session.events.append((length * 3 // 4, "begin_checkout", None))
        for order in group:
            session.events.append((order.created - start, "purchase", order))
        self.sessions.append(session)

    def looking_session(self, span, device, visitors):
        start = waking_moment(self.dice, span)
        same = [user for user in visitors[-40:] if user[1] == device]
        if same and self.dice.chance(0.22):
            user = self.dice.pick(same)
        elif self.users and self.dice.chance(0.02):
            user = (self.dice.pick(sorted(self.users.values())), device)
        else:
            user = (f"{self.dice.between(10**8, 10**9 - 1)}.{start - 3}", device)
            visitors.append(user)
        session = Session(user[0], start, device, self.dice.weighted(CHANNELS))
        if self.dice.chance(0.27):
            session.events.append((self.dice.between(8, 90), "view_item", None))
            if self.dice.chance(0.22):
                session.events.append((self.dice.between(95, 300), "add_to_cart", None))
                if self.dice.chance(0.45):
                    session.events.append((self.dice.between(310, 700), "begin_checkout", None))
        self.sessions.append(session)

    def edge_sessions(self):
        """Visits at the edges of the windows, counted by the shop's clock, not by Greenwich's."""
        for start, device in [
            (BEFORE[1] + 1_800, "mobile"),
            (AFTER[0] + 5_400, "mobile"),
            (BEFORE[1] - 240, "desktop"),
            (END - 900, "mobile"),
        ]:
            session = Session(f"{self.dice.between(10**8, 10**9 - 1)}.{start}", start, device, None)
            if start == BEFORE[1] - 240:  # begins in March, goes on in April
                session.events.append((600, "view_item", None))
            self.sessions.append(session)
        # These two belong to windows whose counts are exact: each takes the place of a plain visit.
        for span, device in ((AFTER, "mobile"), (BEFORE, "desktop")):
            plain = next(
                session
                for session in self.sessions
                if span[0] + DAY < session.start < span[1] - DAY
                and session.device == device
                and not session.events
            )
            self.sessions.remove(plain)
        # A purchase that web analytics saw and the shop no longer lists.
        start = day(2025, 5, 14) + 52_000
        self.sessions.append(
            Session(
                f"{self.dice.between(10**8, 10**9 - 1)}.{start}",
                start,
                "desktop",
                ("google", "cpc"),
                [
                    (300, "add_to_cart", None),
                    (420, "begin_checkout", None),
                    (600, "purchase", None),
                ],
            )
        )

    def number_sessions(self):
        """A session's number is its start in seconds; some strangers share one."""
        previous = None
        for index, session in enumerate(self.sessions):
            session.number = session.start
            if index % 40 == 7 and previous.user != session.user:
                session.number = previous.number
            previous = session

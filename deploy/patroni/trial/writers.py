"""Who writes on and on while machines die, and remembers everything that was acknowledged."""

import http.client
import itertools
import json
import select
import threading
import time
import uuid
from datetime import date, timedelta

import psycopg2
import psycopg2.extensions

# As Jumak has it.
LOOK_EVERY_S = 1
STATEMENT_DEADLINE_S = 6


class Writers:
    """So many at once. Whoever does not know whether it was done asks again, under the same key."""

    def __init__(self, count=8):
        self.lock = threading.Lock()
        self.acknowledged = {}
        self.last, self.silence, self.unknown, self.refused = time.monotonic(), 0.0, 0, 0
        self.is_over = False
        self.numbers = itertools.count()
        self.threads = [threading.Thread(target=self.write, daemon=True) for _ in range(count)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def write(self):
        while not self.is_over:
            number, key = next(self.numbers), uuid.uuid4().hex
            while not self.is_over:
                name = self.once(number, key)
                if name is None:
                    time.sleep(0.02)
                    continue
                if name:
                    self.note(key, name)
                break

    def note(self, key, name):
        now = time.monotonic()
        with self.lock:
            self.acknowledged[key] = name
            self.silence, self.last = max(self.silence, now - self.last), now

    def failed(self, is_unknown):
        with self.lock:
            self.unknown += is_unknown
            self.refused += not is_unknown

    def watched(self):
        """Forgets what was before: from now on the longest silence and the failures count anew."""
        with self.lock:
            self.silence, self.unknown, self.refused, self.last = 0.0, 0, 0, time.monotonic()
            self.before = len(self.acknowledged)

    def seen(self):
        with self.lock:
            return {"silence_s": self.silence, "unknown": self.unknown, "refused": self.refused,
                    "acknowledged": len(self.acknowledged) - self.before}

    def stop(self):
        self.is_over = True
        for thread in self.threads:
            thread.join(15)


class Rows(Writers):
    """Rows of one table. They find the primary as Jumak does: every host is asked each second, and of several that say
    they lead the one with the newest timeline is believed."""

    ASK = ("SELECT CASE WHEN pg_is_in_recovery() THEN 0 ELSE"
           " ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END")

    def __init__(self, urls):
        super().__init__()
        psycopg2.extensions.set_wait_callback(wait)
        self.urls, self.leads, self.mine = urls, None, threading.local()
        self.threads.append(threading.Thread(target=self.look, daemon=True))

    def look(self):
        while not self.is_over:
            answers = [None] * len(self.urls)
            asking = [threading.Thread(target=self.ask, args=(index, answers), daemon=True) for index in range(len(self.urls))]
            for thread in asking:
                thread.start()
            for thread in asking:
                thread.join(1)
            leaders = [(timeline, index) for index, timeline in enumerate(answers) if timeline]
            self.leads = self.urls[max(leaders)[1]] if leaders else None
            time.sleep(LOOK_EVERY_S)

    def ask(self, index, answers):
        try:
            connection = psycopg2.connect(self.urls[index])
            cursor = connection.cursor()
            cursor.execute(self.ASK)
            answers[index] = cursor.fetchone()[0]
            connection.close()
        except psycopg2.Error:
            pass

    def once(self, number, key):
        url, is_committing = self.leads, False
        try:
            if url is None:
                raise psycopg2.OperationalError("nobody leads")
            if getattr(self.mine, "url", None) != url:
                self.mine.connection, self.mine.url = psycopg2.connect(url), url
            cursor = self.mine.connection.cursor()
            cursor.execute("INSERT INTO trial (key) VALUES (%s) ON CONFLICT DO NOTHING", [key])
            is_committing = True
            self.mine.connection.commit()
            return key
        except psycopg2.Error:
            self.failed(is_committing)
            self.mine.url = None
            return None


def wait(connection):
    """Waits for a server no longer than Jumak does."""
    deadline = time.monotonic() + STATEMENT_DEADLINE_S
    while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
        left = deadline - time.monotonic()
        files = [connection.fileno()]
        ready = select.select(files, [], [], left) if state == psycopg2.extensions.POLL_READ else select.select([], files, [], left)
        if left <= 0 or not any(ready):
            raise psycopg2.OperationalError("no answer in time")


class Guests(Writers):
    """Guests of a Jumak with the demo hotels: one night each, night after night, in every room type of every hotel."""

    NIGHTS = 300
    FOR_GOOD = ("sold_out", "restricted", "price_changed", "validation_failed")

    def __init__(self, address):
        super().__init__()
        self.address, self.mine = address, threading.local()
        stay = f"check_in={self.night(9)}&check_out={self.night(10)}&adults=1"
        hotels = [item["hotel"]["slug"] for item in self.get(f"/api/v1/search?{stay}&limit=100")["items"]]
        offers = {slug: self.get(f"/api/v1/hotels/{slug}/offers?{stay}")["offers"] for slug in hotels}
        self.rooms = [(slug, offer["room_type"]) for slug in hotels for offer in offers[slug] if offer["rate_plan"] == "BAR"]

    @staticmethod
    def night(number):
        return date.today() + timedelta(days=2 + number)

    def get(self, path):
        connection = http.client.HTTPConnection(self.address, timeout=10)
        connection.request("GET", path)
        return json.load(connection.getresponse())

    def once(self, number, key):
        slug, room_type = self.rooms[number % len(self.rooms)]
        night = number // len(self.rooms) % self.NIGHTS
        order = {"room_type": room_type, "rate_plan": "BAR", "check_in": str(self.night(night)),
                 "check_out": str(self.night(night + 1)), "rooms": 1, "adults": 1, "children": [],
                 "guest": {"name": "Ann", "email": "ann@guest.example", "phone": "+82 2 123 4567", "locale": "en"}}
        try:
            connection = getattr(self.mine, "connection", None) or http.client.HTTPConnection(self.address, timeout=30)
            self.mine.connection = connection
            connection.request("POST", f"/api/v1/hotels/{slug}/bookings", json.dumps(order),
                               {"content-type": "application/json", "idempotency-key": key})
            answer = connection.getresponse()
            told = json.load(answer)
        except (OSError, http.client.HTTPException, ValueError):
            self.mine.connection = None
            self.failed(True)
            return None
        if answer.status == 201:
            return told["confirmation_code"]
        if told["code"] in self.FOR_GOOD:
            return ""
        if answer.status not in (408, 409, 429, 503):
            print(f"{answer.status} {told}", flush=True)
        self.failed(told["code"] == "outcome_unknown")
        return None

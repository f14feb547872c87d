"""Three database machines on one: each an address of its own in 127.77.0.0/24, its etcd, its Patroni, its Postgres."""

import json
import os
import signal
import ssl
import subprocess
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BIN = Path("/usr/lib/postgresql/15/bin")
NODES = (1, 2, 3)
AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


def eventually(what, condition, within_s=90):
    """The first answer of `condition` that is not false."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.1)
    raise SystemExit(f"not within {within_s} s: {what() if callable(what) else what}")


class Node:
    """One machine: what runs on it can be killed, hung and started apart."""

    def __init__(self, number, home):
        self.name, self.address, self.home = f"db{number}", f"127.77.0.{number}", home / f"db{number}"
        self.data = self.home / "data"
        self.processes = {}
        (self.home / "run").mkdir(parents=True)
        (self.home / "etcd").mkdir(mode=0o700)
        self.tls()
        (self.home / "patroni.yml").write_text(self.placed((HERE / "patroni.yml").read_text()))
        subprocess.run(["chown", "-R", "postgres:postgres", self.home], check=True)

    def tls(self):
        """A certificate for its address, signed by the CA of the trial."""
        key, request, names = self.home / "server.key", self.home / "csr", self.home / "san"
        # etcd looks whether a peer comes from an address of its certificate; on one machine all come from 127.0.0.1.
        names.write_text(f"subjectAltName=IP:{self.address},IP:127.0.0.1,DNS:{self.name}.example\n")
        openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={self.name}", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.home.parent / "ca.crt", "-CAkey", self.home.parent / "ca.key",
                "-CAcreateserial", "-days", "2", "-extfile", names, "-out", self.home / "server.crt")

    def placed(self, text):
        """A file of the example, in the places and at the addresses of the trial."""
        for number in NODES:
            text = text.replace(f"db{number}.example", f"127.77.0.{number}")
        for ours, trials in {
            "/etc/patroni/tls/ca.crt": self.home.parent / "ca.crt",
            "/etc/patroni/tls": self.home,
            "/var/run/postgresql": self.home / "run",
            "/var/lib/postgresql/15/jumak": self.data,
            "/var/lib/etcd/jumak": self.home / "etcd",
            # On one machine everybody comes from 127.0.0.1.
            "10.77.0.0/24": "127.0.0.0/8",
            "10.77.0.0/16": "127.0.0.0/8",
        }.items():
            text = text.replace(ours, str(trials))
        return text

    def environment(self):
        """node.env with this machine's name in place of db1, and cluster.env."""
        own = (HERE / "node.env").read_text().replace("db1", self.name)
        lines = self.placed(own + (HERE / "cluster.env").read_text()).splitlines()
        pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "LC_ALL": "C.UTF-8", **dict(pairs)}

    def start(self):
        """Starts whatever of it does not run."""
        self.spawn("etcd", ["etcd"])
        self.spawn("patroni", ["patroni", str(self.home / "patroni.yml")])

    def spawn(self, name, command):
        if name in self.processes and self.processes[name].poll() is None:
            return
        log = open(self.home / f"{name}.log", "ab")
        self.processes[name] = subprocess.Popen(
            AS_POSTGRES + command, env=self.environment(), stdout=log, stderr=log, cwd="/", start_new_session=True)

    def postmaster(self):
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def postgres_pids(self):
        postmaster = self.postmaster()
        try:
            # A number in a file that was left behind may be another program's by now.
            started_as = Path(f"/proc/{postmaster}/cmdline").read_text()
        except OSError:
            return []
        if str(self.data) not in started_as:
            return []
        children = subprocess.run(["pgrep", "-P", str(postmaster)], capture_output=True, text=True).stdout.split()
        return [postmaster, *map(int, children)]

    def signal(self, number, *names):
        """Sends a signal to `etcd`, `patroni`, or `postgres`, all at once."""
        pids = [pid for name in names for pid in (self.postgres_pids() if name == "postgres" else [self.processes[name].pid])]
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        if number == signal.SIGKILL:
            for name in names:
                if name != "postgres":
                    self.processes.pop(name).wait()

    def kill9(self):
        """The machine is gone."""
        self.signal(signal.SIGKILL, *list(self.processes), "postgres")

    def leads(self, context):
        """Whether its own Patroni says so."""
        return (self.rest("/patroni", context) or {}).get("role") in ("master", "primary")

    def rest(self, path, context):
        try:
            with urllib.request.urlopen(f"https://{self.address}:8008{path}", timeout=1, context=context) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class House:
    """The three machines."""

    def __init__(self, home):
        self.home = home
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=trial", "-days", "2",
                "-keyout", home / "ca.key", "-out", home / "ca.crt")
        self.tls = ssl.create_default_context(cafile=str(home / "ca.crt"))
        self.nodes = [Node(number, home) for number in NODES]

    def start(self):
        for node in self.nodes:
            node.start()
        self.well()

    def members(self):
        """What a Patroni that answers says of all."""
        for node in self.nodes:
            told = node.rest("/cluster", self.tls)
            if told:
                return told["members"]
        return []

    def primary(self):
        leaders = [member["name"] for member in self.members() if member["role"] == "leader"]
        return next((node for node in self.nodes if [node.name] == leaders), None)

    def standby(self):
        """The one without whom nothing is acknowledged."""
        names = [member["name"] for member in self.members() if member["role"] == "sync_standby"]
        return next((node for node in self.nodes if node.name in names), None)

    def well(self):
        """Waits until one leads, another is its synchronous standby, and all run on one timeline."""
        def is_well():
            members = self.members()
            running = [member for member in members if member["state"] in ("running", "streaming")]
            roles = sorted(member["role"] for member in running)
            return roles == ["leader", "replica", "sync_standby"] and len({m.get("timeline") for m in running}) == 1
        eventually(lambda: f"three machines are well, but {self.members()}", is_well, 180)
        return self.primary()

    def ctl(self, *arguments):
        node = self.nodes[0]
        done = subprocess.run(["patronictl", "-c", str(node.home / "patroni.yml"), *arguments],
                              env=node.environment(), capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"patronictl {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def hosts(self):
        return ",".join(f"{node.address}:5432" for node in self.nodes)

    def psql(self, sql, database="postgres"):
        """As the superuser, on the primary's machine itself."""
        node = self.primary()
        done = subprocess.run(AS_POSTGRES + [str(BIN / "psql"), "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", str(node.home / "run"),
                              "-d", database], input=sql, capture_output=True, text=True, cwd="/")
        if done.returncode:
            raise SystemExit(f"{sql}: {done.stderr}")
        return done.stdout.strip()

    def end(self):
        for node in self.nodes:
            node.signal(signal.SIGCONT, "postgres", *node.processes)
            node.kill9()

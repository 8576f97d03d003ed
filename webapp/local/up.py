"""`jinlanling up`: settings, ports and the table of processes for this machine, then the supervisor.

Each of the servers is embedded unless its URL is set: JINLANLING_DATABASE_URL (with JINLANLING_OWNER_URL for
migrations), JINLANLING_BROKER_URL, JINLANLING_STORAGE_URL.
"""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from webapp.local import keys, postgres, processes, roles, valkey
from webapp.local.folders import REPOSITORY, Folders, make_folders, var_folder
from webapp.local.supervisor import Process, Supervisor, hold, set_guard
from webapp.local.trouble import SetupTrouble

LARGEST_LOG = 5_000_000  # bytes; then the log is set aside at the next start
PORTS_TO_TRY = 100


@dataclass(frozen=True)
class Plan:
    """What is to run, worked out before anything is started."""

    folders: Folders
    settings: dict[str, str]
    address: str
    demo: bool
    own_database: bool
    own_broker: bool


def up(port: int, demo: bool, say: Callable[[str], None]) -> int:
    """Start everything and serve until a signal; the exit code."""
    folders = make_folders(var_folder())
    lock = hold(folders.run)
    set_aside_logs(folders.logs)
    plan = make_plan(folders, free_port(port), demo)
    guard = set_guard(lock, folders.run / "state.json")
    prepared = Prepared.of(plan)
    supervisor = Supervisor(
        table(plan, prepared.holds()), folders.run, folders.logs, environment(plan), say, plan.address
    )
    prepared.forget()

    def when_ready() -> None:
        prepared.remember()
        greet(plan, say)

    code = supervisor.run(when_ready)
    assert guard.stdin is not None
    guard.stdin.close()
    guard.wait()
    folders.remove_short_sockets()
    return code


def make_plan(folders: Folders, port: int, demo: bool) -> Plan:
    """Settings from the environment where given, from the embedded default where not."""
    given = {name: value for name, value in os.environ.items() if name.startswith("JINLANLING_") and value}
    embedded = "JINLANLING_DATABASE_URL" not in given
    if embedded:
        defaults = keys.keys(folders)
        defaults["JINLANLING_DATABASE_URL"] = postgres.url(folders.sockets, roles.APP)
        defaults["JINLANLING_OWNER_URL"] = postgres.url(folders.sockets, roles.OWNER)
        defaults["JINLANLING_INSECURE_COOKIES"] = "1"  # plain HTTP on the loopback address
    else:
        defaults = {}
        missing = [name for name in keys.NAMES if name not in given]
        if missing:
            raise SetupTrouble(
                "JINLANLING_DATABASE_URL is set, so the keys must come from the environment too, the same "
                f"on every machine; missing: {', '.join(missing)}"
            )
    defaults["JINLANLING_BROKER_URL"] = valkey.url(folders.sockets)
    defaults["JINLANLING_STORAGE_URL"] = folders.storage.as_uri()
    defaults["JINLANLING_VAR"] = str(folders.var)
    demo = demo and given.get("JINLANLING_DEMO", "1" if embedded else "0") == "1"
    settings = defaults | given | {"JINLANLING_DEMO": "1" if demo else "0"}
    address = f"http://127.0.0.1:{port}"
    return Plan(folders, settings, address, demo, embedded, "JINLANLING_BROKER_URL" not in given)


def environment(plan: Plan) -> dict[str, str]:
    """What the product's own processes see."""
    return {**os.environ, **plan.settings, "PYTHONUNBUFFERED": "1"}


def table(plan: Plan, prepared: bool) -> list[Process]:
    """The lines of this run; migrations and demo are left out when they are known to be in place."""
    folders, lines = plan.folders, []
    if plan.own_database:
        lines.append(processes.postgres_process(folders))
    if plan.own_broker:
        lines.append(processes.valkey_process(folders))
    servers = tuple(line.name for line in lines)
    steps: tuple[str, ...] = ()
    if not prepared and "JINLANLING_OWNER_URL" in plan.settings:
        lines.append(processes.migrate_process(servers))
        steps = ("migrate",)
        if plan.demo:
            lines.append(processes.seed_process(steps))
            steps = ("seed",)
    needs = servers + steps
    lines.append(processes.web_process(plan.address, needs))
    lines.extend(processes.worker_processes(folders.logs, needs))
    lines.append(processes.beat_process(folders.run, folders.logs, needs))
    return lines


@dataclass(frozen=True)
class Prepared:
    """A note inside the embedded cluster: these migrations and this demo are in place. Gone with the cluster,
    and forgotten while starting, so that a failed start does everything again."""

    note: Path | None
    value: str

    @classmethod
    def of(cls, plan: Plan) -> Prepared:
        if not plan.own_database:
            return cls(None, "")
        digest = hashlib.sha256(b"demo" if plan.demo else b"")
        for folder in ("migrations", "webapp/demo", "webapp/policy", "webapp/catalogue"):
            for path in sorted((REPOSITORY / folder).rglob("*")):
                if path.suffix in {".py", ".toml", ".csv", ".json"}:
                    digest.update(path.read_bytes())
        return cls(plan.folders.postgres / "jinlanling-prepared", digest.hexdigest())

    def holds(self) -> bool:
        return self.note is not None and self.note.exists() and self.note.read_text("ascii") == self.value

    def forget(self) -> None:
        if self.note is not None:
            self.note.unlink(missing_ok=True)

    def remember(self) -> None:
        if self.note is not None:
            self.note.write_text(self.value, "ascii")


def greet(plan: Plan, say: Callable[[str], None]) -> None:
    """Tell where it serves and, in demo mode, who may sign in."""
    say(f"✓ 金蓝领 {plan.address}  (Ctrl+C 停止 stops)")
    if not plan.demo:
        return
    shown = subprocess.run(  # noqa: S603
        [*processes.JINLANLING, "demo", "sign-ins"],
        cwd=REPOSITORY,
        env=environment(plan),
        capture_output=True,
        text=True,
        errors="replace",
    )
    say(shown.stdout.rstrip() if shown.returncode == 0 else f"demo sign-ins: {shown.stderr.strip()[-500:]}")


def free_port(wanted: int) -> int:
    """The wanted port or the next free one above it."""
    for port in range(wanted, wanted + PORTS_TO_TRY):
        if port_is_free(port):
            return port
    raise SetupTrouble(
        f"no free port from {wanted} to {wanted + PORTS_TO_TRY - 1}; choose another with --port"
    )


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def set_aside_logs(logs: Path) -> None:
    """Keep one older log of each process."""
    for log in logs.glob("*.log"):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))


def say_to_terminal(line: str) -> None:
    """Print at once, also into a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()

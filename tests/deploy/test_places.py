"""Who reaches what, where a process may write, and which disks are watched: as on the operator's page."""

import re
from pathlib import Path

import pytest

from .test_deploy import DEPLOY, ENVIRONMENTS, UNITS, compose, page, unit, variables


def on(network: str) -> set[str]:
    services = compose()["services"]
    return {name for name, each in services.items() if network in each["networks"]}


def test_what_looks_outward_shares_no_network_with_the_sessions() -> None:
    """As on one host, where the socket's group keeps them out; nor does the proxy reach the database."""
    services = compose()["services"]
    assert services["valkey"]["networks"] == ["sessions"]
    assert on("sessions") == {"valkey", "web", "worker", "beat"}
    held = {p.stem for p in UNITS if re.search(r"^\w*Groups?=latch-valkey$", p.read_text(), re.M)}
    assert held == {"latch-web", "latch-worker", "latch-beat"}
    assert on("front") == {"proxy", "web", "readers", "kiosk"}
    assert not {"proxy", "beat"} & on("inside")
    assert services["database"]["networks"] == ["inside"]
    for network in ("inside", "sessions", "front"):
        assert f"`{network}`" in page("### In containers\n", "\n### ")


def may_write(name: str) -> list[Path]:
    """Return where a unit lets its process write."""
    service = unit(DEPLOY / "systemd" / f"latch-{name}.service")["Service"]
    told = service.get("ReadWritePaths", "").split()
    state = [f"/var/lib/{each}" for each in service.get("StateDirectory", "").split()]
    return [Path(each.removeprefix("-")) for each in (*told, *state)]


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("sequencer", "LATCH_AUDIT_SHIP_TO"),
        ("web", "LATCH_DOCUMENTS_FOLDER"),
        ("worker", "LATCH_DOCUMENTS_FOLDER"),
        ("backup", "LATCH_BACKUP_DIR"),
        ("backup", "LATCH_KEYS_BACKUP_DIR"),
    ],
)
def test_a_unit_may_write_where_its_example_says(name: str, setting: str) -> None:
    told = Path((variables("common") | variables(name))[setting])
    assert any(told.is_relative_to(place) for place in may_write(name))


def test_a_unit_may_ship_to_another_disk_and_the_page_says_how() -> None:
    """A place that is not there is no hindrance (`-`): the unit starts without that disk too."""
    told = unit(DEPLOY / "systemd" / "latch-sequencer.service")["Service"]["ReadWritePaths"]
    assert told == "-/var/audit"
    for part in ("## Audit\n", "## Documents\n"):
        assert "ReadWritePaths=" in page(part)
    assert "systemctl edit latch-sequencer" in page("## Audit\n")
    assert "/var/audit" in page("## Audit\n")


def test_several_web_processes_count_in_one_folder_that_begins_empty() -> None:
    service = unit(DEPLOY / "systemd" / "latch-web.service")["Service"]
    text = (DEPLOY / "systemd" / "latch-web.service").read_text("utf-8")
    name, _, folder = service["Environment"].partition("=")
    assert name == "PROMETHEUS_MULTIPROC_DIR"
    emptied, made = text.index(f"/rm -rf {folder}\n"), text.index(f" 0700 {folder}\n")
    assert emptied < made
    assert any(Path(folder).is_relative_to(place) for place in may_write("web"))
    web = compose()["services"]["web"]
    assert "PROMETHEUS_MULTIPROC_DIR=/tmp" in web["command"]  # empty at each start
    assert web["tmpfs"] == ["/tmp"]
    for workers in (service["ExecStart"], " ".join(web["command"])):
        assert "--workers 3" in workers


def test_the_disks_that_fill_up_are_watched() -> None:
    watched = variables("web")["LATCH_WATCHED_FOLDERS"].split(",")
    kept = variables("sequencer") | variables("backup")
    folders = ["/var/lib/postgresql", str(Path(kept["LATCH_AUDIT_SHIP_TO"]).parent)]
    folders += [kept[name] for name in ("LATCH_BACKUP_DIR", "LATCH_KEYS_BACKUP_DIR")]
    socket = re.search(r"unix:///run/(\w+)/", variables("common")["LATCH_CACHE_URL"])
    assert socket
    folders.append(f"/var/lib/{socket[1]}")
    assert set(watched) == set(folders)
    assert "LATCH_WATCHED_FOLDERS" in page("## Watching it\n")


def test_the_page_begins_with_what_is_installed_and_says_where_things_go() -> None:
    told = page("## Production\n")
    first = told.partition("\n1. ")[2].partition("\n2. ")[0]
    for package in ("git", "make", "python3-venv", "postgresql", "nginx", "redis-server"):
        assert re.search(rf"\b{package}\b", first), package
    assert "/etc/nginx/conf.d/latch.conf" in told
    assert "Group=latch-valkey" in told
    logins = re.search(r"^ *host +all +(\S+) .*scram-sha-256$", told, re.MULTILINE)
    assert logins
    assert set(logins[1].split(",")) == {
        f"latch_{name}" for name in ENVIRONMENTS if "LATCH_DB_PASSWORD_" in str(variables(name))
    }

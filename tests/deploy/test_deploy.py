"""What an operator copies: units, container files and the proxy's example name what the product has, and keep it in."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from confidentiality.sealing.epochs import read_master_keys
from confidentiality.sealing.models import KINDS
from tests.uploading import TAKE_FILES
from tests.world import ADDRESSES, World

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
ENVIRONMENTS = {path.name.partition(".")[0]: path for path in (DEPLOY / "env").glob("*.example")}
MODULES = ("confidentiality.wsgi", "confidentiality.celery")
# Who reaches something elsewhere: mail, an audit's place, a bucket, a scanner.
REACH_ELSEWHERE = {"web", "worker", "sequencer", "backup", "owner"}
UPLOADS = re.compile(r"location ~ (?P<where>\S+) \{[^}]+\}")
SECRET = re.compile(r"PASSWORD|_KEYS?\b|_KEY_|TOKEN|IDENTITY")


class Unit(configparser.RawConfigParser):
    """A unit file; a name that is set twice keeps its last value here."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(path: Path) -> Unit:
    read = Unit(strict=False)
    read.read_string(path.read_text("utf-8"))
    return read


def variables(name: str) -> dict[str, str]:
    lines = ENVIRONMENTS[name].read_text("utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {key: value for key, _, value in pairs}


def compose() -> dict[str, Any]:
    text = (DEPLOY / "container" / "compose.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def runs_what_is_there(words: list[str]) -> bool:
    """Say whether a command starts one of our modules, or a management command of ours."""
    if "manage.py" in words:
        return words[words.index("manage.py") + 1] in get_commands()
    return any(word in MODULES for word in words)


def test_there_is_something_to_look_at() -> None:
    assert len(UNITS) >= 3
    assert set(ENVIRONMENTS) >= {
        *("common", "web", "worker", "sequencer", "reader", "kiosk", "beat"),
        *("backup", "owner"),
    }
    for module in MODULES:
        assert (ROOT / (module.replace(".", "/") + ".py")).exists()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_what_is_there_and_is_kept_in(path: Path) -> None:
    service = unit(path)["Service"]
    assert runs_what_is_there(shlex.split(service["ExecStart"]))
    for name, wanted in {
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "LimitCORE": "0",
        "WorkingDirectory": "/opt/latch",
    }.items():
        assert service[name] == wanted, name
    assert service["User"] != "root"
    name = service["EnvironmentFile"].rpartition("/")[2].removesuffix(".env")
    assert name in ENVIRONMENTS


def test_the_target_wants_every_unit_that_stays_up() -> None:
    wanted = set(unit(DEPLOY / "systemd" / "latch.target")["Unit"]["Wants"].split())
    staying = {path.name for path in UNITS if unit(path)["Service"]["Type"] != "oneshot"}
    assert wanted == staying


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Programs that are not installed here are its only complaint; a planted mistake is another."""

    def complaints(*paths: Path) -> list[str]:
        run = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *map(str, paths)],
            capture_output=True,
            text=True,
            check=False,
        )
        lines = run.stderr.splitlines()
        return [each for each in lines if "latch-" in each and "not executable" not in each]

    assert complaints(*UNITS, DEPLOY / "systemd" / "latch.target") == []
    planted = tmp_path / "latch-planted.service"
    text = UNITS[0].read_text("utf-8")
    planted.write_text(text.replace("ProtectSystem=strict", "ProtectSystem=perhaps"), "utf-8")
    assert complaints(planted) != []


@pytest.mark.parametrize("name", sorted(ENVIRONMENTS))
def test_an_example_names_settings_that_exist_and_holds_no_secret(name: str) -> None:
    settings = "".join(path.read_text("utf-8") for path in (ROOT / "confidentiality").rglob("*.py"))
    for key, value in variables(name).items():
        bare = key.removeprefix("LATCH_")
        known = f'"{bare}"' in settings or key in settings or SECRET.search(key)
        assert known, key
        if SECRET.search(key) and name != "beat":
            assert value == "", f"{key} is filled in"


def test_an_example_says_how_the_first_master_key_is_made() -> None:
    (made,) = re.findall(
        r"^# (python3 -c .+)\n(?:#.*\n)*LATCH_MASTER_KEYS=$",
        ENVIRONMENTS["web"].read_text("utf-8"),
        re.MULTILINE,
    )
    said = subprocess.run(shlex.split(made), capture_output=True, text=True, check=True).stdout
    assert [master.epoch for master in read_master_keys(said)] == [1]


def test_what_a_backup_is_told_is_on_the_page() -> None:
    told = page("## Backups\n")
    for name in variables("backup"):
        assert f"`{name}`" in told, name


def test_each_process_is_told_its_own_login_and_no_other() -> None:
    for name in ("web", "worker", "sequencer", "reader", "kiosk", "backup", "owner"):
        told = variables(name)
        assert told["LATCH_LOGIN"] == name
        passwords = [key for key in told if "DB_PASSWORD" in key]
        assert passwords == [f"LATCH_DB_PASSWORD_{name.upper()}"]
    assert not any("PASSWORD" in key for key in variables("beat"))
    assert not any(SECRET.search(key) for key in variables("common"))
    sequencers = {key for key in variables("sequencer") if SECRET.search(key)}
    assert sequencers == {
        "LATCH_DB_PASSWORD_SEQUENCER",
        "LATCH_IDENTITY_KEY_SEQUENCER",
        "LATCH_AUDIT_SIGNING_KEY",
    }
    readers = {key for key in variables("reader") if SECRET.search(key) or "KEY" in key}
    assert readers == {
        *("LATCH_DB_PASSWORD_READER", "LATCH_IDENTITY_KEY_READER", "LATCH_READER_KEY"),
        "LATCH_MASTER_KEYS",
    }
    assert {key for key in variables("kiosk") if SECRET.search(key) or "KEY" in key} == {
        *("LATCH_DB_PASSWORD_KIOSK", "LATCH_IDENTITY_KEY_KIOSK", "LATCH_KIOSK_KEY"),
        "LATCH_MASTER_KEYS",
    }


def test_a_bucket_is_told_to_all_who_read_or_write_documents() -> None:
    told = {name for name, path in ENVIRONMENTS.items() if "S3_BUCKET" in path.read_text("utf-8")}
    assert told == {"web", "worker", "backup", "owner"}
    row = next(line for line in page("## Documents\n").splitlines() if "S3_BUCKET" in line)
    assert all(f"`{name}.env`" in row for name in told)


def test_the_containers_run_what_is_there_and_only_the_proxy_is_reached() -> None:
    services = compose()["services"]
    assert {
        "database",
        "valkey",
        "migrate",
        "web",
        "worker",
        "sequencer",
        "readers",
        "kiosk",
        "beat",
        "proxy",
    } <= set(services)
    for name, service in services.items():
        assert ("ports" in service) == (name == "proxy"), name
        networks = service["networks"]
        assert ("outside" in networks) == (name == "proxy"), name
        assert ("onward" in networks) == (name in REACH_ELSEWHERE), name
        if service["image"] != "latch":
            continue
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "environment" not in service  # what it is told comes from files that git ignores
        own = [each for each in service["env_file"] if each != "common.env"]
        assert all(each.removesuffix(".env") in ENVIRONMENTS for each in own)
        assert own == ["backup.env", "owner.env"] if name == "owner" else len(own) == 1
        if "command" in service:
            assert runs_what_is_there(service["command"])
    networks = compose()["networks"]
    inner = {"inside", "sessions", "front"}
    assert {name for name, told in networks.items() if told.get("internal")} == inner


def test_a_filled_in_environment_is_never_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert "deploy/**/*.env" in ignored
    assert "deploy/**/*.secret" in ignored


def test_the_image_is_made_by_the_same_set_up_and_runs_as_nobody_in_particular() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text("utf-8")
    assert "confidentiality.embedded.setup run" in text
    assert "\nUSER latch\n" in text
    copied = [line for line in text.splitlines() if line.startswith("COPY")]
    assert copied == ["COPY . .", "COPY --from=build /opt/latch /opt/latch"]


def sizes(text: str, name: str) -> list[str]:
    return re.findall(rf"{name} (\w+);", text)


def test_the_proxy_keeps_no_request_on_a_disk_and_believes_no_visitor() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    uploads = UPLOADS.search(text)
    assert uploads
    assert "proxy_request_buffering off;" in uploads[0]
    others = text.replace(uploads[0], "")
    # a request that is waited for until it is whole fits into memory, and is no file
    assert "proxy_request_buffering" not in others
    assert sizes(others, "client_max_body_size") == sizes(others, "client_body_buffer_size")
    assert len(sizes(others, "client_max_body_size")) == 3
    for line in (
        "proxy_buffering off;",
        "proxy_max_temp_file_size 0;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto https;",
        "ssl_protocols TLSv1.2 TLSv1.3;",
    ):
        assert line in text
    for address in ("$request ", "$request_uri'", "$uri", "$http_referer", "$args"):
        assert address not in text.partition("upstream")[0]
    assert text.count("{") == text.count("}")


def test_only_a_document_is_passed_on_before_it_is_whole(world: World) -> None:
    """Whoever sends anything else slowly keeps no thread waiting."""
    uploads = UPLOADS.search((DEPLOY / "nginx.conf").read_text("utf-8"))
    assert uploads
    assert "limit_conn latch_uploads" in uploads[0]
    streamed = {key for key in ADDRESSES if re.search(uploads["where"], world.path(key))}
    assert streamed == TAKE_FILES


def page(begins: str, ends: str = "\n## ") -> str:
    """Return the part of the operator's page from some words to where the next part begins."""
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert text.count(begins) == 1, begins
    return text.partition(begins)[2].partition(ends)[0]


def test_the_page_makes_every_account_that_a_unit_runs_under() -> None:
    made = re.search(r"for name in ([a-z ]+); do\n\s+useradd", page("## Production\n"))
    assert made
    accounts = {f"latch-{name}" for name in made[1].split()}
    assert accounts == {unit(path)["Service"]["User"] for path in UNITS}


def test_the_page_gives_the_proxy_in_a_container_every_upstream() -> None:
    told = page("In containers instead:", "\n\n")
    upstreams = re.findall(r"upstream latch_(\w+)", (DEPLOY / "nginx.conf").read_text("utf-8"))
    assert len(upstreams) == 3
    for name in upstreams:
        assert name in compose()["services"]
        assert f"`server {name}:8000;`" in told


def test_rotating_names_every_file_that_holds_master_keys() -> None:
    step = page("### Rotating\n", "\n### ").partition("\n3. ")[2].partition("\n4. ")[0]
    holders = {name for name in ENVIRONMENTS if "LATCH_MASTER_KEYS" in variables(name)}
    assert holders >= {"web", "worker", "owner", "reader", "kiosk"}
    assert {name for name in ENVIRONMENTS if f"`{name}.env`" in step} == holders


def test_restoring_stops_every_unit_that_opens_the_database() -> None:
    step = page("## Restore\n").partition("\n1. ")[2].partition("\n2. ")[0]
    told = set(re.findall(r"[\w.-]+", step))
    for path in UNITS:
        name = path.stem.removeprefix("latch-")
        assert {name, f"{path.stem}.timer"} & told, name
    assert "latch.target" in told
    for path in UNITS:
        stops = unit(path)["Unit"].get("PartOf") == "latch.target"
        assert stops or (DEPLOY / "systemd" / f"{path.stem}.timer").exists()


def test_a_restore_empties_valkey_before_anything_starts() -> None:
    """A session of before the backup fits the restored database again: nothing may be there to take it."""
    step = page("## Restore\n").partition("\n6. ")[2].partition("\n7. ")[0]
    on_a_host = step.index("FLUSHALL"), step.index("systemctl start latch.target")
    told = page("- **Restore:** on a new machine `compose", "\n- **")
    in_containers = told.index("valkey-cli flushall"), told.index("`compose up -d`.")
    for emptied, started in (on_a_host, in_containers):
        assert emptied < started


def test_closed_doors_are_said_to_keep_every_serving_unit_from_starting() -> None:
    told = page("### When the doors stay closed\n").partition("requests get")[0]
    for name in ("web", "reader", "kiosk", "worker", "sequencer"):
        assert re.search(rf"\b{name}\b", told), name


def test_every_setting_that_is_read_is_on_the_page() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    told = {name for line in text.splitlines() for name in names_on(line)}
    folder = ROOT / "confidentiality" / "settings"
    read = {
        f"LATCH_{name}"
        for path in folder.glob("*.py")
        for name in re.findall(r'\bread\(\s*"([A-Z0-9_]+)"', path.read_text("utf-8"))
    }
    assert len(read) > 60
    assert read - told == set()


def names_on(line: str) -> set[str]:
    """Return the settings that a line names, those too of which it gives the end alone (`LATCH_DB_HOST`, `_PORT`)."""
    whole = re.findall(r"\bLATCH_[A-Z0-9_]+", line)
    ends = re.findall(r"`(_[A-Z0-9_]+)`|(?<= )(_[A-Z0-9_]+)(?=`)", line)
    begun = {
        "_".join(name.split("_")[:count])
        for name in whole
        for count in range(2, name.count("_") + 1)
    }
    return set(whole) | {start + (one or other) for start in begun for one, other in ends}


def test_every_kind_of_key_is_on_the_page() -> None:
    told = page("## Keys\n").partition("\n\n")[2].partition("numbered **epoch**")[0]
    assert set(re.findall(r"`([a-z_]+)`", told)) == set(KINDS)


def test_containers_can_be_backed_up_and_restored() -> None:
    services = compose()["services"]
    folders = {mount.partition(":")[2] for mount in services["owner"]["volumes"]}
    wanted = {variables("backup")[name] for name in ("LATCH_BACKUP_DIR", "LATCH_KEYS_BACKUP_DIR")}
    wanted |= {variables("common")["LATCH_DOCUMENTS_FOLDER"]}
    assert folders >= wanted
    assert {mount.partition(":")[2] for mount in services["backup"]["volumes"]} >= wanted
    made = (DEPLOY / "container" / "Containerfile").read_text("utf-8")
    assert all(folder in made for folder in folders)
    for name in ("backup", "owner"):
        assert services[name]["profiles"] == ["by-hand"], "`up` starts it"
        assert f"run --rm {name}" in page("### In containers\n", "\n### ")

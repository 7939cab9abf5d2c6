"""docker-compose.yml and Dockerfile, read as a machine reads them, and its commands run in its order."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.faults.cluster import Cluster, as_server_user, programs
from tests.faults.processes import homeward, serving, wait_until
from tests.ports import free_port

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
APIS = ("api", "replicas")
HEALTHY, DONE = {"condition": "service_healthy"}, {"condition": "service_completed_successfully"}


def test_each_service_waits_for_the_one_before() -> None:
    waits = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    assert waits == {
        "database": {},
        "reader": {"database": HEALTHY},
        "load": {"reader": DONE},
        "api": {"load": DONE},
        "replicas": {"load": DONE},
        "copier": {"database": HEALTHY},
        "standby": {"copier": DONE},
        "cache": {"api": HEALTHY, "replicas": HEALTHY},
    }


def test_without_a_profile_it_is_small_and_whole() -> None:
    plain = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert plain == {"database", "reader", "load", "api"}
    assert {target for name in plain for target in SERVICES[name].get("depends_on", ())} <= plain
    assert all(service.get("profiles", ["many"]) == ["many"] for service in SERVICES.values())
    # Both of these are asked for whatever the profile is.
    assert set(re.findall(r"\$\{(\w+):\?", TEXT.replace("$${", ""))) == {
        "HOMEWARD_OWNER_PASSWORD",
        "HOMEWARD_READER_PASSWORD",
    }


def test_what_compose_would_put_in_are_settings_alone() -> None:
    """Every other dollar is doubled, so that it reaches a shell or nginx."""
    assert re.findall(r"\$(?!\{HOMEWARD_\w+\W)", TEXT.replace("$$", "")) == []


def test_every_file_that_is_put_in_is_written_here() -> None:
    used = {one["source"] for service in SERVICES.values() for one in service.get("configs", ())}
    assert used == set(COMPOSE["configs"])
    stored = {one.partition(":")[0] for service in SERVICES.values() for one in service.get("volumes", ())}
    assert stored == set(COMPOSE["volumes"])
    assert SERVICES["database"]["volumes"] != SERVICES["standby"]["volumes"]


def test_images_are_named_by_tag() -> None:
    images = {service["image"] for service in SERVICES.values() if "image" in service}
    assert images == {"postgres:17", "nginx:1.28"}
    assert all(("image" in service) != (service.get("build") == ".") for service in SERVICES.values())


@pytest.mark.parametrize("name", APIS)
def test_the_api_can_neither_write_nor_rise(name: str) -> None:
    api = SERVICES[name]
    assert (api["user"], api["read_only"], api["cap_drop"]) == ("10001", True, ["ALL"])
    assert api["security_opt"] == ["no-new-privileges:true"]
    assert "//homeward_reader:" in api["environment"]["HOMEWARD_DATABASE_URL"]
    assert "/readyz" in api["healthcheck"]["test"][-1]
    assert "pg_isready" in SERVICES["database"]["healthcheck"]["test"][-1]


def test_many_servers_share_a_name_and_one_has_a_port_of_its_own() -> None:
    assert [SERVICES[name]["networks"]["default"]["aliases"] for name in APIS] == [["servers"]] * 2
    assert "set $$servers servers:8000;" in COMPOSE["configs"]["cache"]["content"]
    # Two containers cannot have one port of the machine.
    assert ("ports" in SERVICES["replicas"], SERVICES["replicas"]["deploy"]) == (False, {"replicas": 2})
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports == ["${HOMEWARD_PORT:-8000}:8000", "${HOMEWARD_CACHE_PORT:-8080}:8080"]


def test_the_image_runs_as_the_same_user() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--uid 10001 homeward" in dockerfile
    assert dockerfile.index("USER homeward") < dockerfile.index("CMD")


def script_of(name: str) -> list[str]:
    """The command of a service as its container gets it."""
    return [part.replace("$$", "$") for part in SERVICES[name]["command"]]


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@dataclass
class Deployment:
    """Two servers with the file's own rules of who may connect, and passwords that they ask for."""

    first: Cluster
    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def rules(self) -> Path:
        return self.folder / "pg_hba.conf"

    def environment(self, password: str) -> dict[str, str]:
        found = str(self.first.programs)
        where = {"PGHOST": "127.0.0.1", "PGPORT": str(self.first.port), "PGDATA": str(self.folder / "copy")}
        return {**os.environ, "PATH": f"{found}:{os.environ['PATH']}", "PGPASSWORD": password, **where}

    def address(self, name: str) -> str:
        """What a service connects to, with the two ports of this machine for the two names."""
        said = str(SERVICES[name]["environment"]["HOMEWARD_DATABASE_URL"])
        for role in ("OWNER", "READER"):
            said = said.replace(f"${{HOMEWARD_{role}_PASSWORD}}", role.lower())
        assert "@database,standby/" in said
        return said.replace("database,standby", f"127.0.0.1:{self.first.port},127.0.0.1:{self.port}")

    def start_standby(self) -> None:
        """By the service's script: a copy at the first start, the copy's own data at every other."""
        [shell, option, script] = script_of("standby")
        here = f"exec postgres -c port={self.port} -c unix_socket_directories=''"
        script = script.replace("exec postgres", here).replace("/etc/homeward/pg_hba.conf", str(self.rules))
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [shell, option, script],
                env=self.environment("standby"),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **as_server_user(),
            )
        wait_until(lambda: self.ask("SELECT 1") == "1", 30)

    def ask(self, question: str) -> str:
        """What the standby answers its owner."""
        address = f"postgresql://homeward_owner:owner@127.0.0.1:{self.port}/homeward"
        return run([str(self.first.programs / "psql"), "-XAtqc", question, address]).stdout.strip()

    def stop_standby(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    """The first server as the image makes it: an owner with a password, the database, the rules."""
    if programs() is None and not os.environ.get("HOMEWARD_NO_SKIP"):
        pytest.skip("PostgreSQL's server programs are not installed: `apt-get install postgresql`")
    first = Cluster()
    # Beside the server's data: a folder that the server's user may enter.
    made = Deployment(first, first.folder, free_port())
    try:
        first.create()
        first.sql("CREATE ROLE homeward_owner SUPERUSER LOGIN PASSWORD 'owner'")
        first.sql("CREATE DATABASE homeward OWNER homeward_owner")
        rules = COMPOSE["configs"]["who-may-connect"]["content"]
        made.rules.write_text(rules)
        (first.data / "pg_hba.conf").write_text(rules)
        first.sql("SELECT pg_reload_conf()")
        yield made
    finally:
        made.stop_standby()
        first.stop()


def prepare(made: Deployment) -> None:
    """Both roles and the data, by the services' own commands."""
    for name in ("reader", "copier"):
        environment = made.environment("owner") | {"READER_PASSWORD": "reader", "STANDBY_PASSWORD": "standby"}
        for _ in range(2):
            done = run(script_of(name), **environment)
            assert done.returncode == 0, done.stderr
    done = homeward(made.address("load"), *script_of("load")[1:])
    assert re.search(r"release [0-9a-f]{12}: ", done.stderr), done.stderr


def test_the_commands_in_their_order_and_the_loss_of_a_server(deployment: Deployment, tmp_path: Path) -> None:
    prepare(deployment)
    # What a copy left that was broken off.
    left = deployment.folder / "copy.new"
    left.mkdir()
    (left / "PG_VERSION").write_text("17\n")
    if user := as_server_user():
        shutil.chown(left, user["user"])
    deployment.start_standby()
    assert deployment.ask("SELECT pg_is_in_recovery(), count(*) > 100 FROM event") == "t|t"
    assert not left.exists()

    api = script_of("api")
    arguments = api[api.index("--workers") :]
    with serving(deployment.address("api"), tmp_path, *arguments, HOMEWARD_DEADLINE="2") as running:
        assert running.get("/readyz").status_code == 200
        assert running.get("/v1/events/transfer-2018").json()["status"] == "completed"
        written = homeward(deployment.address("api"), "load", "--bundled")
        assert (written.returncode, "The database did not do it" in written.stderr) == (1, True)

        # The first server is lost, and the standby restarted.
        deployment.first.kill()
        deployment.stop_standby()
        deployment.start_standby()
        found = [running.get(f"/v1/events?known_on=2019-03-{day:02}").status_code for day in range(1, 9)]
        assert found == [200] * 8
        assert deployment.ask("SELECT pg_promote()") == "t"
        assert "nothing has changed" in homeward(deployment.address("load"), "load", "--bundled").stderr


@pytest.mark.parametrize(("role", "password"), [("homeward_standby", "standby"), ("homeward_owner", "wrong")])
def test_a_role_has_its_password_and_no_more_than_it_needs(deployment: Deployment, role: str, password: str) -> None:
    prepare(deployment)
    address = f"postgresql://{role}:{password}@127.0.0.1:{deployment.first.port}/homeward"
    refused = run([str(deployment.first.programs / "psql"), "-XAtqc", "SELECT count(*) FROM event", address])
    assert refused.returncode != 0
    assert "permission denied for table event" in refused.stderr or "password authentication failed" in refused.stderr


def test_without_a_password_there_is_no_role_for_the_standby() -> None:
    done = run(script_of("copier"), STANDBY_PASSWORD="")
    assert (done.returncode != 0, "choose HOMEWARD_STANDBY_PASSWORD" in done.stderr) == (True, True)


@contextmanager
def nginx(upstream: str, folder: Path) -> Iterator[str]:
    """The file's own configuration in Debian's nginx, ended by its own pid."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None and not os.environ.get("HOMEWARD_NO_SKIP"):
        pytest.skip("nginx is not installed: `apt-get install nginx-light`")
    assert program
    (port, file, own) = (free_port(), folder / "nginx.conf", COMPOSE["configs"]["cache"]["content"].replace("$$", "$"))
    for old, new in (
        ("listen 8080;", f"listen 127.0.0.1:{port}; add_header X-Cache $upstream_cache_status always;"),
        ("servers:8000", upstream),
        ("/var/cache/nginx", str(folder)),
    ):
        assert own.count(old) == 1
        own = own.replace(old, new)
    places = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "fastcgi", "uwsgi", "scgi", "proxy")
    )
    file.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {places}\n{own} }}"
    )
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(file)], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), 10)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def answers(address: str) -> bool:
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:
        return False


def test_the_cache_gives_the_same_bytes_and_names_the_caller(tmp_path: Path) -> None:
    (tmp_path / "nginx").mkdir()
    url = f"sqlite:///{tmp_path / 'homeward.sqlite'}"
    with serving(url, tmp_path, HOMEWARD_TRUSTED_PROXIES="127.0.0.1") as running:
        with nginx(running.address.removeprefix("http://"), tmp_path / "nginx") as cache:
            path = "/v1/events?kind=handover&q=remains%20box&limit=3"
            direct = running.get(path)
            through = [httpx.get(cache + path, headers={"X-Forwarded-For": "203.0.113.9"}) for _ in range(2)]
            assert [one.headers["x-cache"] for one in through] == ["MISS", "HIT"]
            assert {one.content for one in through} == {direct.content}
            assert {one.headers["etag"] for one in through} == {direct.headers["etag"]}
            csv = httpx.get(f"{cache}/v1/events.csv")
            assert (csv.status_code, csv.headers["transfer-encoding"]) == (200, "chunked")
            assert csv.content == running.get("/v1/events.csv").content
        clients = [line["client"] for line in running.lines() if line.get("route") == "/v1/events"]
        assert clients[:2] == ["127.0.0.0/24", "203.0.113.0/24"]

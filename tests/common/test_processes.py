"""Every process of ours starts in one way: in the folder of the code, on this home folder, with the settings made."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from dogcat.common.processes import (
    _USERS_CARDS,
    is_alive,
    prepare_environment,
    process_note,
    run_python,
    show_cards,
    start_python,
)
from dogcat.common.storage import CODE_DIR


def test_a_process_starts_in_the_folder_of_the_code_with_the_home_folder_and_the_settings(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    code = "import os; print(os.getcwd(), os.environ['DOGCAT_HOME'], os.environ['CUDA_VISIBLE_DEVICES'], sep='|')"
    done = run_python("-c", code, timeout=60)
    assert done.stdout.strip() == f"{CODE_DIR}|{home}|-1"


def test_a_setting_of_the_user_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    done = run_python("-c", "import os; print(os.environ['TF_ENABLE_ONEDNN_OPTS'])", timeout=60)
    assert done.stdout.strip() == "0"


@pytest.mark.parametrize(
    ("of_user", "are_shown"), [(None, True), ("1,3", True), ("GPU-5a", True), ("-1", False), ("", False), (" ", False)]
)
def test_only_a_process_that_asks_for_them_sees_the_graphics_cards_of_the_user(
    monkeypatch: pytest.MonkeyPatch, of_user: str | None, are_shown: bool
) -> None:
    monkeypatch.delenv(_USERS_CARDS)
    if of_user is None:
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    else:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", of_user)
    for _process in range(2):  # the server, and a child that inherits its environment
        prepare_environment()
        assert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"
    assert show_cards() is are_shown
    assert os.environ.get("CUDA_VISIBLE_DEVICES") == of_user
    prepare_environment()  # before it starts a child itself
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"


def test_a_script_of_the_user_keeps_its_own_list_of_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(_USERS_CARDS)  # `prepare_environment` was not called
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2")
    assert show_cards()
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "2"


def test_a_failure_gives_its_code_and_its_words() -> None:
    done = run_python("-c", "import sys; sys.exit('no room')", timeout=60)
    assert done.returncode == 1
    assert done.stderr.strip() == "no room"


def test_a_process_that_takes_too_long_is_killed() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run_python("-c", "import time; time.sleep(60)", timeout=0.2)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no sessions of this kind")
def test_a_process_that_outlives_has_a_session_of_its_own() -> None:
    code = "import os; print(os.getsid(0) == os.getpid())"
    for outlives in (False, True):
        with start_python("-c", code, stdout=subprocess.PIPE, outlives=outlives) as process:
            output, _errors = process.communicate(timeout=60)
        assert output.decode().strip() == str(outlives)


def test_a_process_is_known_by_its_id_and_start() -> None:
    process = start_python("-c", "input()", stdin=subprocess.PIPE)
    note = process_note(process.pid)
    assert is_alive(note)
    assert not is_alive({**note, "started": note["started"] - 60}), "another process got the id"
    process.kill()
    process.wait()
    assert not is_alive(note)
    assert not is_alive(process_note(process.pid))
    for damaged in (None, {}, [], {"pid": "x", "started": 0}, {"pid": -1, "started": 0}):
        assert not is_alive(damaged)


STARTS_ONE = """
import subprocess, sys, threading, time
from dogcat.common.processes import start_python
def start():
    code = "import signal; print('up', flush=True); signal.pause()"  # it looks at nothing of ours
    started.append(start_python("-c", code, stdout=subprocess.PIPE, outlives=sys.argv[1] == "outlives"))
    started[0].stdout.readline()
started = []
thread = threading.Thread(target=start)  # as the one of a visitor's page, which ends soon
thread.start()
thread.join()
print(started[0].pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process ends when it next uses a pipe")
@pytest.mark.parametrize("outlives", [False, True])
def test_a_process_ends_with_a_killed_one_unless_it_shall_outlive_it(outlives: bool) -> None:
    word = "outlives" if outlives else "ends"
    with start_python("-c", STARTS_ONE, word, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        assert not psutil.wait_procs([child], timeout=0.3)[0], "it ended with the thread that started it"
        parent.kill()
    gone, _alive = psutil.wait_procs([child], timeout=1 if outlives else 10)
    assert bool(gone) is not outlives
    if outlives:
        child.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="as above")
def test_many_processes_need_no_more_open_files() -> None:
    run_python("-c", "", timeout=60)
    before = psutil.Process().num_fds()
    for _ in range(3):
        run_python("-c", "", timeout=60)
    assert psutil.Process().num_fds() == before

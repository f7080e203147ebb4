# SPDX-License-Identifier: Apache-2.0
"""Programs that are started, measured and ended, and the ports that they are given."""

import contextlib
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time

HOST = "127.0.0.1"
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Trouble(Exception):
    """Why the benchmark cannot go on; for people."""


class Impossible(Exception):
    """What is asked for and cannot be done, by these words or on this machine, and what to do."""


def open_files():
    """How many files a process may open at most."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return 1 << 30 if hard == resource.RLIM_INFINITY else hard


def allow_files(sessions, option):
    """Lets what is started from here open the files for so many sessions: two each, and some."""
    wanted, hard = 2 * sessions + 300, open_files()
    if wanted > hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
        except (ValueError, OSError):
            raise Impossible(
                f"this machine lets a process open {hard:,} files, and {sessions:,} sessions want {wanted:,}: raise the hard limit "
                "(`ulimit -Hn` as root, LimitNOFILE=, docker run --ulimit nofile=), or be content with less by "
                f"{option}, up to {max((hard - 300) // 2 - 100, 0):,}") from None
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Without an end, or with a far one, some programs make room for every file that they might open.
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def stat_fields(pid):
    """Of /proc/PID/stat, from the state (field 3 of proc(5)) on."""
    with open(f"/proc/{pid}/stat", "rb") as f:
        return f.read().rpartition(b")")[2].split()


def ephemeral_ports():
    """The first and the last port that connections take for themselves."""
    low, high = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    return int(low), int(high)


def free_port():
    """A port that nobody listens on and that no connection takes for itself, so that it is still free when a peer is started
    for the third time among thousands of connections."""
    low, high = ephemeral_ports()
    candidates = [p for p in range(10000, 65536) if not low <= p <= high]
    for port in random.sample(candidates, min(len(candidates), 1000)) or [0]:
        with contextlib.suppress(OSError), socket.socket() as s:
            s.bind((HOST, port))
            return s.getsockname()[1]
    raise Trouble("no port is free on " + HOST)


def accepts(port):
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


class Process:
    """A program in a session of its own, so that everything that it starts is counted and ended with it."""

    def __init__(self, name, argv, port, log, env=None):
        self.name = name
        self.log = log
        started = time.monotonic()
        with open(log, "ab") as out:
            try:
                self.popen = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
                                              env=env)
            except OSError as e:
                raise Trouble(f"{name}: {argv[0]}: {e.strerror}") from e
        try:
            self.await_port(port, started + 60)
        except BaseException:
            self.stop()
            raise
        self.start_ms = (time.monotonic() - started) * 1e3

    def await_port(self, port, deadline):
        while not accepts(port):
            if self.popen.poll() is not None or time.monotonic() > deadline:
                raise Trouble(f"{self.name} does not listen on port {port}:\n{self.tail()}")
            time.sleep(0.001)

    def tail(self):
        return self.log.read_text(errors="replace")[-2000:]

    def alive(self):
        return self.popen.poll() is None

    def pids(self):
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                with contextlib.suppress(OSError):
                    if int(stat_fields(entry)[3]) == self.popen.pid:
                        yield int(entry)

    def rss(self):
        """Resident MiB now; what several processes share counts for each."""
        pages = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                pages += int(stat_fields(pid)[21])
        return pages * PAGE / 2**20

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


class Workplace:
    """A folder and processes that are gone afterwards, whatever happened."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluice-bench-"))
        self.processes = []
        self.loads = []

    def __enter__(self):
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, self.leave)
        signal.signal(signal.SIGHUP, self.leave)
        return self

    def __exit__(self, *_):
        for impatient in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(impatient, signal.SIG_IGN)
        for load in self.loads:
            load.kill()
            load.wait()
        for process in reversed(self.processes):
            process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def leave(number, _):
        raise SystemExit(128 + number)

    def start(self, *args):
        process = Process(*args)
        self.processes.append(process)
        return process

    def stop(self, process):
        process.stop()
        self.processes.remove(process)

    @contextlib.contextmanager
    def loading(self, argv):
        """A load generator that is over when this is."""
        load = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.loads.append(load)
        try:
            yield load
        finally:
            load.kill()
            load.wait()
            load.stdout.close()
            load.stderr.close()
            self.loads.remove(load)

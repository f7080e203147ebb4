# SPDX-License-Identifier: Apache-2.0
"""Many quiet sessions and steady traffic for minutes: nothing may break, and memory must not grow."""

import json
import pathlib
import time

from measuring import Bench, bad, note
from processes import Impossible, Trouble, allow_files, ephemeral_ports
from reporting import fmt, machine, print_machine, table

TALKERS = 100                                  # devices that send what they then receive
SAMPLE_S = 10


def check_machine(connections):
    """Raises Impossible when files, ports or memory do not suffice."""
    allow_files(connections + TALKERS, "--connections")
    low, high = ephemeral_ports()
    ports = high - low + 1
    if connections + TALKERS + 1000 > ports:
        raise Impossible(f"connections from one address to one port have {ports:,} ports here, too few for {connections:,}: "
                         f"sysctl net.ipv4.ip_local_port_range='10000 65535', or --connections {ports - TALKERS - 1000}")
    available = next(int(line.split()[1]) for line in pathlib.Path("/proc/meminfo").read_text().splitlines()
                     if line.startswith("MemAvailable")) / 2**10
    wanted = 600 + connections * 0.15
    if available < wanted:
        raise Impossible(f"{available:,.0f} MiB of memory are free, and {connections:,} sessions want some {wanted:,.0f} for the "
                         f"gateway, the load and the broker: --connections {max(int((available - 600) / 0.15), 1)}")


def slope(samples):
    """MiB an hour by least squares, of (seconds, MiB)."""
    n = len(samples)
    if n < 3:
        return None
    mean_t, mean_m = sum(t for t, _ in samples) / n, sum(m for _, m in samples) / n
    spread = sum((t - mean_t) ** 2 for t, _ in samples)
    return 3600 * sum((t - mean_t) * (m - mean_m) for t, m in samples) / spread if spread else None


class Soak:
    def __init__(self, options, workplace):
        self.options = options
        self.workplace = workplace
        self.seconds = options.minutes * 60
        self.bench = Bench(options, workplace)

    def run(self, peer):
        """The result, with all samples."""
        o = self.options
        self.bench.prepare(peer)
        peer.start(self.workplace)
        timeout, warmup = self.seconds + 120, min(10, self.seconds / 10)
        quiet = self.bench.arguments(peer, ["idle", "-c", str(o.connections), "-d", str(self.seconds + 4), "-i", "quiet"], timeout)
        talk = self.bench.arguments(peer, ["latency", "-c", str(min(TALKERS, o.rate)), "-q", "1", "-s", "64", "-r", str(o.rate),
                                           "-d", str(self.seconds - warmup), "--warmup", str(warmup), "-i", "talk"], timeout)
        note(f"soak: opening {o.connections:,} sessions")
        with self.workplace.loading(quiet) as idle:
            said = idle.stderr.readline()
            if "open" not in said:
                raise Trouble(f"soak: the sessions could not be opened: {said.strip()}\n{peer.process.tail()}")
            note(f"soak: {o.connections:,} quiet sessions open; {o.rate:,} messages/s there and back for {self.seconds:,.0f} s")
            with self.workplace.loading(talk) as talking:
                samples = self.sample(peer, idle, talking)
                talked = self.outcome("messages", talking)
            held = self.outcome("quiet sessions", idle)
        self.bench.look_at_log(peer)
        return {"peer": peer.name, "quiet": held, "messages": talked, "samples": samples, "mib_per_hour": slope(samples),
                "broker": self.bench.counters(), "troubles": self.bench.troubles}

    def sample(self, peer, idle, talking):
        """Resident memory while all is well; ends early when something is not."""
        began, samples = time.monotonic(), []
        every = min(SAMPLE_S, self.seconds / 6)
        while talking.poll() is None and idle.poll() is None and peer.process.alive():
            at = time.monotonic() - began
            samples.append((round(at, 1), round(peer.rss(), 2)))
            if len(samples) % 6 == 0 or len(samples) == 1:
                note(f"soak: {at:4.0f} s: {samples[-1][1]:.1f} MiB resident")
            until = began + every * len(samples)
            while time.monotonic() < until and talking.poll() is None and idle.poll() is None:
                time.sleep(0.1)
        if not peer.process.alive():
            self.bench.trouble(f"{peer.name} has ended:\n{peer.process.tail()}")
        return samples

    def outcome(self, what, load):
        out, err = load.communicate(timeout=self.seconds + 180)
        result = json.loads(out) if out.strip() else {}
        if load.returncode or not result or bad(result):
            self.bench.trouble(f"{what}: {out.strip() or err.strip()}")
        elif "pings" in result and self.seconds > 60 and not result["pings"]:
            self.bench.trouble(f"{what}: no keep alive was due in {self.seconds:.0f} s, which cannot be")
        return result


def soak(peer, options, workplace, command):
    """Prints what became of it; the result."""
    facts = machine([peer], command)
    result = Soak(options, workplace).run(peer)
    samples, talked = result["samples"], result["messages"]
    # The first tenth warms up: pools, compiled code.
    settled = [s for s in samples if s[0] >= samples[-1][0] / 10] if samples else []
    result["mib_per_hour"] = slope(settled)
    print(f"### soak: {options.connections:,} quiet sessions and {options.rate:,} messages/s there and back (QoS 1, 64 B, "
          f"{TALKERS} devices), {options.minutes:g} minutes\n")
    print_machine(facts)
    rss = [m for _, m in samples]
    table(["figure", peer.name],
          [["quiet sessions at the end", fmt(result["quiet"].get("open"))],
           ["messages sent", fmt(talked.get("sent"))],
           ["messages arrived whole and in order", fmt(talked.get("arrived", 0) - talked.get("wrong", 0))],
           ["messages a second", fmt(talked.get("msgs_per_s"))],
           ["p50, p99, p99.9, µs", ", ".join(fmt(talked.get(p)) for p in ("p50_us", "p99_us", "p999_us"))],
           ["resident memory, first, median, last, MiB",
            ", ".join(fmt(m, 4) for m in (rss[0], sorted(rss)[len(rss) // 2], rss[-1])) if rss else "-"],
           ["slope after the first tenth, MiB an hour", fmt(result["mib_per_hour"]) if options.minutes >= 2 else "too short to say"],
           ["errors", len(result["troubles"])]])
    return {"machine": facts, "soak": result}

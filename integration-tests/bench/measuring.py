# SPDX-License-Identifier: Apache-2.0
"""Rounds of workloads, quiet sessions and starts; every run becomes a dictionary of figures, every trouble a line."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time

from peers import HERE, Setting, make_certificates
from processes import HOST, TICK, Impossible, Trouble, free_port, stat_fields

TOOLS = HERE.parent / "target" / "bench"


def note(text):
    print(text, file=sys.stderr, flush=True)


def bad(result):
    """Messages that were lost, damaged, doubled or out of order, and connections that broke."""
    return abs(result.get("lost", 0)) + result.get("wrong", 0) + result.get("lost_connections", 0)


class Bench:
    """The null broker, and what is measured in front of it."""

    def __init__(self, options, workplace):
        self.options = options
        self.workplace = workplace
        self.certs = workplace.folder / "certs"
        self.troubles = []
        make_certificates(self.certs, options.key_type)
        self.plain, self.secure, self.stats = free_port(), free_port(), free_port()
        argv = [str(TOOLS / "nullbroker"), "--plain", str(self.plain), "--tls", str(self.secure), "--stats", str(self.stats),
                "--ca", str(self.certs / "ca.pem"), "--cert", str(self.certs / "server.pem"),
                "--key", str(self.certs / "server.key"), "--fanout"]
        argv += ["--no-tickets"] if options.no_resumption else []
        argv += ["--protocol", options.tls_version] if options.tls_version else []
        self.broker = workplace.start("nullbroker", argv, self.stats, workplace.folder / "nullbroker.log")

    def trouble(self, text):
        self.troubles.append(text)
        note(f"bench: {text}")

    def look_at_log(self, peer):
        """A peer that threw something is in trouble, even if nobody noticed by its connections."""
        for line in peer.process.log.read_text(errors="replace").splitlines():
            if any(word in line for word in ("OutOfMemoryError", "Exception", "LEAK:")):
                self.trouble(f"{peer.name} said: {line}")
                return

    def stop(self, peer):
        if peer.process:
            self.look_at_log(peer)
            peer.stop(self.workplace)

    def prepare(self, peer):
        tls = not self.options.plain_upstream
        folder = self.workplace.folder / peer.name
        folder.mkdir()
        upstream = self.secure if tls else self.plain
        peer.setting = Setting(free_port(), upstream, tls, folder, self.certs)
        if peer.command:
            peer.load = ["--address", f"{HOST}:{peer.setting.listen_port}"]
        else:
            v = peer.setting.values()
            peer.load = ["--address", f"{HOST}:{upstream}"]
            if tls:
                peer.load += ["--tls", "--ca", str(v["ca"]), "--cert", str(v["cert"]), "--key", str(v["key"])]

    def counters(self):
        """What the broker has counted."""
        with socket.create_connection((HOST, self.stats), timeout=5) as s:
            line = s.makefile().read()
        return {k: int(v) for k, v in (pair.split("=") for pair in line.split())}

    def others_cpu(self, peer):
        """CPU seconds spent so far by processes that have nothing to do with this measurement."""
        own = {self.broker.popen.pid, peer.process.popen.pid if peer.process else 0}
        ticks = 0
        for entry in os.listdir("/proc"):
            if entry.isdigit() and int(entry) != os.getpid():
                with contextlib.suppress(OSError):
                    f = stat_fields(entry)
                    ticks += 0 if int(f[3]) in own else sum(int(x) for x in f[11:15])
        return ticks / TICK

    def arguments(self, peer, args, timeout=None):
        argv = [str(TOOLS / "mqttload"), *args, *peer.load, "--timeout", str(timeout or self.options.timeout)]
        if peer.process:
            argv += ["--watch", ",".join(map(str, peer.process.pids()))]
        if args[0] == "pub":
            argv += ["--stats", f"{HOST}:{self.stats}"]
        return argv

    def load(self, peer, args):
        with self.workplace.loading(self.arguments(peer, args)) as load:
            try:
                out, err = load.communicate(timeout=self.options.timeout + 30)
            except subprocess.TimeoutExpired:
                raise Trouble(f"{peer.name}: {' '.join(args)}: did not end in time") from None
        if not out.strip():
            if load.returncode == 2:
                raise Impossible(f"{' '.join(args)}: {err.strip().splitlines()[0]}; {TOOLS}/mqttload --help lists its options")
            raise Trouble(f"{peer.name}: {' '.join(args)}: {err.strip()}")
        return json.loads(out)

    def measure(self, peer, workload):
        args = workload.command(self.options)
        counters, others, started = self.counters(), self.others_cpu(peer), time.monotonic()
        result = self.load(peer, args)
        others = (self.others_cpu(peer) - others) / (time.monotonic() - started)
        after = self.counters()
        count = result.get("arrived") or result.get("connected") or 0
        cpu, user, system = result["watched_cpu_s"], result["watched_user_s"], result["watched_system_s"]
        per = 1e6 / count if count and peer.process else None
        split = user / (user + system) if user + system else None
        size = workload.number(64, "-s", "--size")
        handshakes = after["handshakes"] - counters["handshakes"]
        return {"peer": peer.name, "workload": workload.name, "count": count, "lost": result.get("lost", 0),
                "wrong": result.get("wrong", 0), "lost_connections": result["lost_connections"],
                "rate": result.get("msgs_per_s") or result.get("conns_per_s"),
                "mb_per_s": result.get("payload_mb_per_s"), "seconds": result["seconds"],
                "cpu": cpu, "cpu_us": per and cpu * per, "cpu_us_per_mib": per and size and cpu * per / size * 2**20,
                "user_us": per and split and cpu * per * split, "system_us": per and split and cpu * per * (1 - split),
                "p50_us": result.get("p50_us"), "p90_us": result.get("p90_us"), "p99_us": result.get("p99_us"),
                "p999_us": result.get("p999_us"), "max_us": result.get("max_us"), "rss": peer.rss(),
                "resumed": (after["resumed"] - counters["resumed"]) / handshakes if handshakes else None,
                "load_cpu": result["cpu_s"], "broker_cpu": (after["cpu_ms"] - counters["cpu_ms"]) / 1e3,
                "other_cpus": others}

    def rounds(self, peers, workload, numbers):
        """All results of some rounds of a workload; what fails is a trouble, and the other peers go on."""
        o = self.options
        peers = [p for p in peers if workload.mode in p.modes]
        results = []
        for number in numbers if peers else ():
            turn = number % len(peers)
            for peer in peers[turn:] + peers[:turn]:
                try:
                    r = self.measure(peer, workload)
                except Trouble as trouble:
                    self.trouble(f"{workload.name}: {trouble}")
                    if peer.process and not peer.process.alive():
                        raise Trouble(f"{peer.name} has ended:\n{peer.process.tail()}") from trouble
                    continue
                r["round"] = number
                if bad(r):
                    self.trouble(f"{workload.name}: {peer.name}: {r['lost']} lost, {r['wrong']} wrong, "
                                 f"{r['lost_connections']} connections broke")
                results.append(r)
                if o.quick:
                    note(f"{workload.name}: {peer.name}: {r['count']:,} counted")
                    continue
                note(f"{workload.name} round {number}: {peer.name}: {r['rate']:,.0f}/s"
                     + (f", {r['cpu_us']:.3g} us CPU each" if r["cpu_us"] else "")
                     + (f", others used {r['other_cpus']:.1f} CPUs" if r["other_cpus"] > 0.3 else ""))
        return results

    def idle(self, peer, connections):
        """Resident MiB of a fresh peer that holds so many quiet connections, None when it does not."""
        settle = 0.3 if self.options.quick else 2
        peer.start(self.workplace)
        try:
            time.sleep(settle)
            if not connections:
                return peer.rss()
            args = ["idle", "-c", str(connections), "-d", str(2 * settle)]
            with self.workplace.loading(self.arguments(peer, args)) as load:
                said = load.stderr.readline()
                time.sleep(settle)
                rss = peer.rss()
                out, err = load.communicate(timeout=self.options.timeout)
            if not out or bad(json.loads(out)):
                self.trouble(f"{connections} quiet sessions: {peer.name}: {out.strip() or (said + err).strip()}")
                return None
            note(f"{connections} quiet sessions: {peer.name}: " + ("held" if self.options.quick else f"{rss:.1f} MiB"))
            return rss
        finally:
            self.stop(peer)

    def start_times(self, peer):
        """Milliseconds until the port accepts, and until the first device has its CONNACK."""
        started = time.monotonic()
        peer.start(self.workplace)
        try:
            accepting = peer.process.start_ms
            if bad(self.load(peer, ["connect", "-n", "1", "-c", "1"])):
                self.trouble(f"start: {peer.name}: the first device was not served")
            connack = (time.monotonic() - started) * 1e3
            note(f"start: {peer.name}: " + ("serves" if self.options.quick else f"accepts after {accepting:.0f} ms"))
            return accepting, connack
        finally:
            self.stop(peer)

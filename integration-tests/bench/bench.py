#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares MQTT gateways and proxies side by side: devices -> plaintext -> PEER -> mutual TLS -> null broker.

Every peer is started once and warmed up with all workloads; then each workload is run in rounds, all peers in each round, so
that a noisy moment of the machine hits all of them. Figures are medians over the rounds; ratios are taken within each round before their median.
"""

import argparse
import json
import os
import pathlib
import shlex
import sys

from measuring import TOOLS, Bench, note
from peers import DEFAULT_PEERS, PEERS, SLUICE_COMMAND, SLUICE_TEMPLATE, Peer, command_peer
from processes import Impossible, Trouble, Workplace, allow_files
from reporting import detail, figures, fmt, machine, median, print_machine, table
from soaking import check_machine, soak
from workloads import DEFAULT_WORKLOADS, WORKLOADS, Workload

EPILOG = """\
examples:
  ./bench                                                        all peers, all figures; about 25 minutes
  ./bench --peers sluice,haproxy --workloads q0-64,fleet-q1 --rss '' --starts 0      some of it
  ./bench --peer before='/tmp/before/sluice run -c {config}' --peers sluice --baseline before      two builds
  ./bench --workload big='pub --messages 500 -c 4 -q 1 -w 5 -s 200000' --workloads none       a workload of yours
  ./bench --soak --connections 5000 --minutes 2
  ./bench --jmh publishAllowedByLiteral -f 1                     JMH; --jmh -h lists its options

What each figure means: integration-tests/bench/README.md. Exit status: 0 good, 1 something was lost, wrong or did
not run, 2 wrong options, or a machine that cannot do it.
"""


def whole(low, high=10**9):
    def parse(text):
        try:
            n = int(text)
        except ValueError:
            n = low - 1
        if not low <= n <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high:,}")
        return n
    return parse


def positive(text):
    try:
        x = float(text)
    except ValueError:
        x = 0
    if not 0 < x < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return x


def counts(text):
    return [whole(0, 100000)(n) for n in text.split(",") if n.strip()]


def names(text):
    return [n.strip() for n in text.split(",") if n.strip()]


def assignment(form):
    def parse(text):
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise argparse.ArgumentTypeError(f"{text!r} is not {form}")
        if not all(c.isalnum() or c in "-_." for c in name) or name.startswith("."):
            raise argparse.ArgumentTypeError(f"{name!r}: a name is letters, digits, - and _")
        return name, value
    return parse


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(2, f"bench: {message}\nbench: ./bench --help lists all options\n")


class Help(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog):
        super().__init__(prog, max_help_position=30, width=116)


def parser():
    p = Parser(prog="./bench", usage="./bench [--quick | --soak | --jmh] [options]", description=__doc__, epilog=EPILOG,
               allow_abbrev=False, formatter_class=Help)
    what = p.add_argument_group("what is run").add_mutually_exclusive_group()
    what.add_argument("--quick", action="store_true", help="whether everything works, within two minutes; its figures mean nothing")
    what.add_argument("--soak", action="store_true", help="many quiet sessions and steady traffic, for minutes")
    what.add_argument("--jmh", action="store_true", help="benchmarks of the policy and the frame reader alone; all that "
                      "follows goes to JMH")
    c = p.add_argument_group("comparison")
    c.add_argument("--peers", type=names, default=DEFAULT_PEERS, metavar="A,B",
                   help="any of " + ", ".join(PEERS) + " (" + ",".join(DEFAULT_PEERS) + ")")
    c.add_argument("--peer", type=assignment("NAME='command'"), action="append", default=[], metavar="NAME='COMMAND'",
                   help="one more; {config} {listen_port} {upstream_port} {ca} {cert} {key} {bundle} {dir} are filled in")
    c.add_argument("--template", type=assignment("NAME=FILE"), action="append", default=[], metavar="NAME=FILE",
                   help="what {config} of that peer is made from (sluice.conf.in); NAME may be sluice")
    c.add_argument("--baseline", metavar="PEER", help="the peer that ratios refer to (haproxy, or else the first)")
    c.add_argument("--workloads", type=names, default=DEFAULT_WORKLOADS, metavar="A,B",
                   help="any of " + ", ".join(WORKLOADS) + ", or none")
    c.add_argument("--workload", type=assignment("NAME='mqttload arguments'"), action="append", default=[],
                   metavar="NAME='ARGUMENTS'", help="one more, as arguments of mqttload")
    c.add_argument("--rounds", metavar="N", type=whole(1, 1000), default=5, help="measured rounds (5)")
    c.add_argument("--warmup", metavar="N", type=whole(0, 1000), default=3, help="rounds of each workload before any is measured (3)")
    c.add_argument("--rss", type=counts, default=[0, 1000, 5000], metavar="N,N",
                   help="quiet sessions to measure memory with (0,1000,5000); '': none")
    c.add_argument("--starts", metavar="N", type=whole(0, 1000), default=5, help="how often starting up is timed (5)")
    c.add_argument("--scale", metavar="X", type=positive, default=1, help="multiplies how much each workload does (1)")
    c.add_argument("--json", type=pathlib.Path, metavar="FILE", help="all single results, of --soak too")
    t = p.add_argument_group("what stands between")
    t.add_argument("--plain-upstream", action="store_true", help="no TLS to the broker")
    t.add_argument("--no-resumption", action="store_true", help="the broker refuses TLS session resumption")
    t.add_argument("--tls-version", choices=["1.2"], help="no newer TLS than this")
    t.add_argument("--key-type", choices=["ec", "rsa"], default="ec", help="keys of the certificates (ec: P-256)")
    t.add_argument("--timeout", metavar="S", type=whole(1, 86400), default=120, help="seconds that one run may take (120)")
    p.add_argument("--options-only", action="store_true", help=argparse.SUPPRESS)
    s = p.add_argument_group("soak")
    s.add_argument("--connections", metavar="N", type=whole(1, 100000), default=20000, help="quiet sessions (20000)")
    s.add_argument("--rate", metavar="N", type=whole(1, 1000000), default=5000, help="messages a second, there and back (5000)")
    s.add_argument("--minutes", metavar="N", type=positive, default=10, help="how long (10)")
    return p


def chosen(p, options):
    """Peers and workloads, or a word about what is wrong with the options."""
    templates = dict(options.template)
    peers = {}
    for name in options.peers:
        if name not in PEERS:
            p.error(f"no peer is called {name}: there are {', '.join(PEERS)}; --peer {name}='COMMAND' makes one")
        peers[name] = PEERS[name]
    for name, command in options.peer:
        if name in PEERS:
            p.error(f"--peer {name}: that name is taken; choose another")
        peers[name] = Peer(name, command_peer(command, templates.get(name, SLUICE_TEMPLATE)))
    if "sluice" in templates and "sluice" in peers:
        peers["sluice"] = Peer("sluice", command_peer(SLUICE_COMMAND, templates["sluice"]))
    for name, path in templates.items():
        if name not in peers:
            p.error(f"--template {name}: there is no peer of that name")
        if not os.access(path, os.R_OK):
            p.error(f"--template {name}: {path} cannot be read")
    workloads = []
    for name in options.workloads:
        if name not in WORKLOADS and name != "none":
            p.error(f"no workload is called {name}: there are {', '.join(WORKLOADS)}, and none")
        workloads += [WORKLOADS[name]] if name != "none" else []
    for name, arguments in options.workload:
        try:
            words = shlex.split(arguments)
        except ValueError as e:
            p.error(f"--workload {name}: {e}")
        if words[:1] not in (["pub"], ["latency"], ["connect"], ["fanout"]):
            p.error(f"--workload {name}: its first word is pub, latency, connect or fanout")
        workloads.append(Workload(name, "from the command line", arguments))
    if not peers:
        p.error("no peer is left: name one with --peers or --peer")
    if options.baseline is None:
        options.baseline = "haproxy" if "haproxy" in peers else next(iter(peers))
    if options.baseline not in peers:
        p.error(f"--baseline {options.baseline}: it is not among the peers ({', '.join(peers)})")
    if options.json and not os.access(options.json.absolute().parent, os.W_OK):
        p.error(f"--json {options.json}: its folder cannot be written to")
    return list(peers.values()), workloads


def compare(peers, workloads, options, workplace, command):
    """Runs everything and prints the tables; all results."""
    bench = Bench(options, workplace)
    direct = next((p for p in peers if p.name == "direct"), None)
    everyone = peers if direct or not any(w.needs_direct for w in workloads) else [PEERS["direct"], *peers]
    facts = machine(peers, command)
    for peer in everyone:
        bench.prepare(peer)
    results, memory, starts = [], {}, {}
    if workloads:
        for peer in everyone:
            peer.start(workplace)
        # All of it before any is measured: connections that are new in each round are what a JVM compiles last.
        for workload in workloads:
            bench.rounds(everyone if workload.needs_direct else peers, workload, range(-options.warmup, 0))
        for workload in workloads:
            found = bench.rounds(everyone if workload.needs_direct else peers, workload, range(options.rounds))
            results += found
            if not options.quick:
                detail(workload, found, options.baseline, options)
        for peer in everyone:
            bench.stop(peer)
    proxies = [p for p in peers if p.command]
    for _ in range(options.starts):
        for peer in proxies:
            starts.setdefault(peer.name, []).append(bench.start_times(peer))
    for connections in options.rss:
        for peer in proxies:
            if "idle" in peer.modes:
                memory.setdefault(peer.name, {})[connections] = bench.idle(peer, connections)
    if not options.quick:
        if starts or memory:
            print("### start and memory\n")
            table(["peer", "accepts ms", "first CONNACK ms", *[f"RSS MiB at {n}" for n in options.rss]],
                  [[p.name, fmt(median([s[0] for s in starts.get(p.name, [])])),
                    fmt(median([s[1] for s in starts.get(p.name, [])])),
                    *[fmt(memory.get(p.name, {}).get(n), 4) for n in options.rss]] for p in proxies])
        print("### figures\n")
        print_machine(facts)
        figures(everyone, results, memory, starts, options.baseline)
        print(f"Medians of {options.rounds} rounds; × is the ratio to {options.baseline}, within each round, then its median.\n")
    return {"machine": facts, "results": results, "memory": memory, "starts": starts, "troubles": bench.troubles}


def small(options):
    """What --quick does of it all."""
    options.rounds, options.warmup, options.starts, options.rss = 1, 0, 1, [100]
    options.timeout = 30


def run(peers, workloads, options, command):
    """The exit status."""
    with Workplace() as workplace:
        if options.soak:
            found = soak(peers[0], options, workplace, command)
            troubles = found["soak"]["troubles"]
        else:
            found = compare(peers, workloads, options, workplace, command)
            troubles = found["troubles"]
    if options.json:
        options.json.write_text(json.dumps({**found, "command": command}, indent=1))
    if options.quick:
        print(f"bench: --quick ran {len(found['results'])} times, {len(workloads)} workloads with {', '.join(p.name for p in peers)}. "
              "It shows that everything works, not how fast: none of these figures is a result.")
    for trouble in troubles:
        note(f"bench: FAILED: {trouble}")
    return 1 if troubles else 0


def main():
    p = parser()
    options = p.parse_args()
    command = "./bench" + "".join(" " + shlex.quote(word) for word in sys.argv[1:])
    if options.jmh:
        p.error("--jmh is the first word or none: ./bench --jmh [JMH options]")
    if options.soak and options.peers == DEFAULT_PEERS and not options.peer:
        options.peers = ["sluice"]
    peers, workloads = chosen(p, options)
    if options.soak and len(peers) != 1:
        p.error("--soak is for one peer at a time: --peers sluice, or --peers '' --peer NAME='COMMAND'")
    if options.options_only:
        return 0
    if not os.access(TOOLS / "mqttload", os.X_OK):
        p.error(f"{TOOLS / 'mqttload'} is not built; run ./bench, which builds it, instead of bench.py")
    if options.quick:
        small(options)
    try:
        if options.soak:
            check_machine(options.connections)
        else:
            most = [200] if options.quick else [w.number(10, "-c", "--connections") for w in workloads]
            allow_files(max([*options.rss, *most], default=0), "--rss and other --workloads")
        return run(peers, workloads, options, command)
    except Impossible as e:
        note(f"bench: {e}")
        return 2
    except Trouble as e:
        note(f"bench: FAILED: {e}")
        return 1
    except KeyboardInterrupt:
        note("bench: interrupted")
        return 130


if __name__ == "__main__":
    sys.exit(main())

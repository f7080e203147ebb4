# SPDX-License-Identifier: Apache-2.0
"""Tables in Markdown: each workload in detail, and the figures that the README shows."""

import os
import pathlib
import re
import statistics
import subprocess
import time

from peers import LAUNCHER, program
from processes import Trouble


def fmt(x, digits=3):
    if x is None:
        return "-"
    if abs(x) >= 1000:
        return f"{x:,.0f}"
    return f"{x:.{digits}g}"


def median(values):
    values = [v for v in values if v is not None]
    return statistics.median(values) if values else None


def table(header, rows):
    """Aligned for people who read it as it is; a column of text to the left, the others to the right."""
    rows = [[str(c) for c in r] for r in rows]
    widths = [max(len(r[i]) for r in [header, *rows]) for i in range(len(header))]
    rule = ["-" * w if i == 0 else "-" * (w - 1) + ":" for i, w in enumerate(widths)]
    for row in [header, rule, *rows]:
        print("| " + " | ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths))) + " |")
    print(flush=True)


def ratio(rows, base, key):
    """The median of the ratios within each round; None where a round has nothing that a ratio could be taken of."""
    pairs = [(r[key], base[r["round"]][key]) for r in rows if r["round"] in base]
    if any(a is None or b is None or a <= 0 or b <= 0 for a, b in pairs):
        return None
    return median([a / b for a, b in pairs])


def detail(workload, results, baseline, options):
    print(f"### {workload.name}: {workload.what}\n`mqttload {' '.join(workload.command(options))}`\n")
    base = {r["round"]: r for r in results if r["peer"] == baseline}
    unit = {"connect": "conn/s", "fanout": "deliv/s"}.get(workload.mode, "msg/s")
    rows = []
    for name in dict.fromkeys(r["peer"] for r in results):
        mine = [r for r in results if r["peer"] == name]
        m = {k: median([r[k] for r in mine]) for k in mine[0] if k not in ("peer", "workload")}
        cpu = [r["cpu_us"] for r in mine if r["cpu_us"] is not None]
        rows.append([name, fmt(m["rate"]), fmt(m["mb_per_s"]) if workload.mode == "pub" else "-",
                     fmt(m["cpu_us"]), f"{fmt(m['user_us'])}/{fmt(m['system_us'])}",
                     f"{fmt(min(cpu))}..{fmt(max(cpu))}" if cpu else "-",
                     fmt(ratio(mine, base, "cpu_us")), fmt(ratio(mine, base, "rate")),
                     fmt(m["p50_us"]), fmt(m["p99_us"]), fmt(m["p999_us"]),
                     fmt(ratio(mine, base, "p99_us")) if m["p99_us"] else "-", fmt(m["rss"]),
                     f"{m['resumed']:.0%}" if m["resumed"] is not None else "-",
                     f"{m['load_cpu']:.2f}/{m['broker_cpu']:.2f}", f"{m['other_cpus']:.2f}",
                     sum(abs(r["lost"]) + r["wrong"] + r["lost_connections"] for r in mine)])
    table(["peer", unit, "MB/s", "CPU s/1M", "user/sys", "min..max", "CPU ratio", "rate ratio", "p50 us", "p99 us",
           "p99.9 us", "p99 ratio", "RSS MiB", "resumed", "load/broker CPU s", "other CPUs", "bad"], rows)


def add_added(results):
    """What a peer adds to the latency of no peer at all, within each round."""
    direct = {(r["workload"], r["round"]): r for r in results if r["peer"] == "direct"}
    for r in results:
        without = direct.get((r["workload"], r["round"]))
        for p in ("p50", "p99", "p999"):
            known = without and r["peer"] != "direct" and r[f"{p}_us"] is not None
            r[f"added_{p}_us"] = r[f"{p}_us"] - without[f"{p}_us"] if known else None


# What stands in a row: its name, the workload, the figure in its results, and how it is written.
PERCENT = "{:.0%}".format
ROWS = [
    ("CPU a message, QoS 0, 64 B, µs", "q0-64", "cpu_us", fmt),
    ("CPU a message, QoS 1, 64 B, window 100, µs", "q1-64", "cpu_us", fmt),
    ("CPU a MiB, QoS 0, 64 KiB, µs", "q0-64k", "cpu_us_per_mib", fmt),
    ("CPU a message, QoS 0, 1,000 devices, µs", "fleet-q0", "cpu_us", fmt),
    ("CPU a message, QoS 1, 1,000 devices, µs", "fleet-q1", "cpu_us", fmt),
    ("CPU a delivery, 1 publisher, 100 subscribers, µs", "fanout", "cpu_us", fmt),
    *((f"{which} latency, QoS {qos}, 1,000 msg/s, {label}, µs", f"latency-q{qos}", f"{prefix}{p}_us", fmt)
      for qos in (0, 1)
      for which, prefix in (("Added", "added_"), ("Whole", ""))
      for p, label in (("p50", "p50"), ("p99", "p99"), ("p999", "p99.9"))),
    ("CPU a connect, µs", "connect", "cpu_us", fmt),
    ("Connects a second", "connect", "rate", fmt),
    ("Handshakes with the broker that resumed", "connect", "resumed", PERCENT),
]


def rows_of(results):
    """The rows above, and two for each workload that is not among them."""
    known = [row[1] for row in ROWS]
    others = dict.fromkeys(r["workload"] for r in results if r["workload"] not in known)
    return ROWS + [row for name in others for row in ((f"CPU each, {name}, µs", name, "cpu_us", fmt),
                                                      (f"A second, {name}", name, "rate", fmt))]


def figures(peers, results, memory, starts, baseline):
    """One row a figure; beside each value its ratio to the baseline's."""
    add_added(results)
    names = [p.name for p in peers]
    rows = []
    for title, workload, key, write in rows_of(results):
        cells, base = [], {r["round"]: r for r in results if r["workload"] == workload and r["peer"] == baseline}
        for name in names:
            mine = [r for r in results if r["workload"] == workload and r["peer"] == name]
            value = median([r[key] for r in mine])
            against = ratio(mine, base, key) if name not in (baseline, "direct") and key != "resumed" else None
            cells.append((write(value) if value is not None else "-") + (f" ({against:.2f}×)" if against else ""))
        if any(r["workload"] == workload for r in results):
            rows.append([title, *cells])
    for count in sorted({n for found in memory.values() for n in found}):
        base = memory.get(baseline, {}).get(count)
        cells = []
        for name in names:
            value = memory.get(name, {}).get(count)
            cells.append(fmt(value) + (f" ({value / base:.2f}×)" if value and base and name != baseline else ""))
        rows.append([f"Resident memory, {count:,} quiet sessions, MiB", *cells])
    if starts:
        cells = []
        for name in names:
            mine = [s[0] for s in starts.get(name, [])]
            pairs = [a / b[0] for a, b in zip(mine, starts.get(baseline, []))]
            cells.append(fmt(median(mine)) + (f" ({median(pairs):.2f}×)" if pairs and name != baseline else ""))
        rows.append(["From start to accepting, ms", *cells])
    if rows:
        table(["figure", *names], rows)


# ---- the machine ----

def said(argv):
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return ""
    return (done.stdout + done.stderr).strip()


def first_line(argv):
    return said(argv).split("\n")[0]


def java():
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin/java" if home else "java"


def versions(peers):
    """What each peer says it is."""
    found = {}
    for peer in peers:
        if peer.version:
            try:
                text = said([program(peer.version[0]), *peer.version[1:]])
            except Trouble:
                continue
            number = re.search(rf"{peer.version[0]}(?: version)?[ /]([0-9]+\.[^\s]+)", text, re.I)
            found[peer.name] = number.group(1) if number else "version unknown"
    if any(p.name == "sluice" for p in peers):
        commit = first_line(["git", "-C", str(LAUNCHER.parent), "describe", "--always", "--dirty", "--abbrev=10"])
        found["sluice"] = "commit " + (commit if commit and " " not in commit else "unknown")
    return found


def machine(peers, command):
    """The facts without which no figure means anything."""
    cpuinfo = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"^(?:model name|Model)\s*:\s*(.*)$", cpuinfo, re.M)
    memory = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1))
    return {"date": time.strftime("%Y-%m-%d"), "command": command, "cpu": model.group(1) if model else os.uname().machine,
            "cores": len(os.sched_getaffinity(0)), "memory_gib": round(memory / 2**20, 1), "kernel": os.uname().release,
            "jdk": first_line([java(), "-version"]), "openssl": first_line(["openssl", "version"]).split(" (")[0],
            **versions(peers)}


def print_machine(facts):
    print(f"`{facts['command']}`, {facts['date']}, on {facts['cores']} cores of {facts['cpu']}, {facts['memory_gib']:g} GiB, "
          f"Linux {facts['kernel']}; {facts['jdk']}; {facts['openssl']}"
          + "".join(f"; {name} {facts[name]}" for name in facts
                    if name not in ("date", "command", "cpu", "cores", "memory_gib", "kernel", "jdk", "openssl")) + "\n")

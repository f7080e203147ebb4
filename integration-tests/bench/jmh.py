#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A result of JMH (-rf json) as a table: time and memory of one operation."""

import json
import sys

from peers import PEERS
from reporting import machine, print_machine, table


def main():
    path, *words = sys.argv[1:]
    with open(path) as f:
        results = json.load(f)
    if not results:
        print("bench: JMH ran nothing", file=sys.stderr)
        return 1
    print("### JMH\n")
    print_machine(machine([PEERS["sluice"]], " ".join(["./bench", "--jmh", *words])))
    rows = []
    for r in results:
        metric, memory = r["primaryMetric"], r["secondaryMetrics"].get("gc.alloc.rate.norm")
        of, name = r["benchmark"].split(".")[-2:]
        # JMH says NaN where one iteration has no error.
        error = f"{metric['scoreError']:.2f}" if metric["scoreError"] not in ("NaN", None) else "-"
        rows.append([f"{of.removesuffix('Benchmark')}.{name}", " ".join(map(str, r.get("params", {}).values())),
                     f"{metric['score']:.2f}", error, metric["scoreUnit"], f"{memory['score']:.2f}" if memory else "-"])
    table(["benchmark", "with", "score", "±", "unit", "B/op"], rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())

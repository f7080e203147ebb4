# SPDX-License-Identifier: Apache-2.0
"""What is done to each peer: a line of mqttload, and a small one for --quick."""

import shlex
from dataclasses import dataclass


@dataclass
class Workload:
    name: str
    what: str
    args: str                                  # of mqttload, its mode first
    small: str = ""                            # options that come after them with --quick
    scaled: str = "messages"                   # the option that --scale multiplies
    needs_direct: bool = False                 # its figure is what a peer adds to no peer at all

    @property
    def mode(self):
        return self.args.split()[0]

    def option(self, *names):
        """The last value of an option in the arguments, or None."""
        words = shlex.split(self.args)
        values = [words[i + 1] for i, word in enumerate(words[:-1]) if word in names]
        return values[-1] if values else None

    def number(self, otherwise, *names):
        """The same as a number; what is none is for mqttload to refuse."""
        value = self.option(*names)
        return int(value) if value and value.isdigit() else otherwise

    def command(self, options):
        out = shlex.split(self.args)
        for i, word in enumerate(out):
            if word == f"--{self.scaled}":
                out[i + 1] = str(max(1, round(float(out[i + 1]) * options.scale)))
        return out + (shlex.split(self.small) if options.quick else [])


WORKLOADS = {w.name: w for w in [
    Workload("q0-64", "QoS 0, 64 B, 10 connections, as fast as they go",
             "pub --messages 10000000 -c 10 -q 0 -s 64", "--messages 50000"),
    Workload("q0-64-alias", "the same with MQTT 5 topic aliases",
             "pub --messages 10000000 -c 10 -q 0 -s 64 --alias", "--messages 50000"),
    Workload("q0-1k", "QoS 0, 1 KiB, 10 connections, as fast as they go",
             "pub --messages 1000000 -c 10 -q 0 -s 1024", "--messages 10000"),
    Workload("q0-64k", "QoS 0, 64 KiB, 10 connections, as fast as they go",
             "pub --messages 15000 -c 10 -q 0 -s 65536", "--messages 200"),
    Workload("q1-64", "QoS 1, 64 B, 10 connections, window 100",
             "pub --messages 2000000 -c 10 -q 1 -s 64 -w 100", "--messages 20000"),
    Workload("q1-64-w1", "QoS 1, 64 B, 100 connections, one message at a time each",
             "pub --messages 200000 -c 100 -q 1 -s 64 -w 1", "--messages 2000"),
    Workload("q2-64", "QoS 2, 64 B, 10 connections, window 100",
             "pub --messages 1000000 -c 10 -q 2 -s 64 -w 100", "--messages 10000"),
    Workload("fleet-q0", "QoS 0, 64 B, 1,000 devices, 10,000 messages/s together, a segment each",
             "pub --messages 50000 -c 1000 -q 0 -s 64 -r 10000 -t bench/%c/%k", "--messages 2000 -c 200 -r 5000"),
    Workload("fleet-q1", "QoS 1, 64 B, 1,000 devices, 10,000 messages/s together, a segment each",
             "pub --messages 50000 -c 1000 -q 1 -s 64 -r 10000 -t bench/%c/%k", "--messages 2000 -c 200 -r 5000"),
    Workload("latency-q0", "QoS 0, 64 B, 1,000 messages/s there and back over 20 connections",
             "latency --seconds 6 -r 1000 -c 20 -q 0 -s 64", "--seconds 0.4 --warmup 0.1", scaled="seconds", needs_direct=True),
    Workload("latency-q1", "QoS 1, 64 B, 1,000 messages/s there and back over 20 connections",
             "latency --seconds 6 -r 1000 -c 20 -q 1 -s 64", "--seconds 0.4 --warmup 0.1", scaled="seconds", needs_direct=True),
    Workload("connect", "connect, CONNACK, DISCONNECT; 20 at a time",
             "connect --messages 3000 -c 20", "--messages 100"),
    Workload("fanout", "1 publisher, 100 subscribers, QoS 0, 64 B",
             "fanout --messages 20000 -c 100 -s 64 -w 100", "--messages 100"),
]}
DEFAULT_WORKLOADS = ["q0-64", "q1-64", "q0-64k", "fleet-q0", "fleet-q1", "fanout", "latency-q0", "latency-q1", "connect"]

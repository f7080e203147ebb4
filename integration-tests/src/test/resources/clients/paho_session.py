# SPDX-License-Identifier: Apache-2.0
"""A visit of Eclipse Paho's Python client to a broker: PORT VERSION PREFIX.

Uses what the version offers, one step after the other, and says what it saw; what it says does not depend on timing.
"""
import hashlib
import queue
import socket
import sys

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

PORT, VERSION, PREFIX = int(sys.argv[1]), sys.argv[2], sys.argv[3]
PROTOCOL = {"3.1": mqtt.MQTTv31, "3.1.1": mqtt.MQTTv311, "5": mqtt.MQTTv5}[VERSION]
FIVE = VERSION == "5"
PATIENCE = 20


def properties(packet, **values):
    if not FIVE:
        return None
    made = Properties(packet)
    for name, value in values.items():
        setattr(made, name, value)
    return made


def told(made):
    """The properties that were delivered, the topic alias aside, which is a matter of one connection."""
    if not FIVE or made is None:
        return ""
    return " ".join(f"{name}={value}" for name, value in sorted(made.json().items()) if name != "TopicAlias")


class Device:
    def __init__(self, name, clean=True, will=None, expiry=0):
        self.name = name
        self.expiry = expiry
        self.clean = clean
        self.connects, self.subscribed, self.arrived = queue.Queue(), queue.Queue(), queue.Queue()
        kept = {} if FIVE else {"clean_session": clean}
        self.client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, client_id=f"{PREFIX}{name}", protocol=PROTOCOL,
            reconnect_on_failure=False, **kept
        )
        self.client.on_connect = lambda c, u, flags, code, props: self.connects.put((flags, code))
        self.client.on_subscribe = lambda c, u, mid, codes, props: self.subscribed.put(codes)
        self.client.on_unsubscribe = lambda c, u, mid, codes, props: self.subscribed.put(codes)
        self.client.on_message = lambda c, u, message: self.arrived.put(message)
        # Otherwise every other step waits for the kernel's delayed acknowledgement.
        self.client.on_socket_open = lambda c, u, sock: sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.client.username_pw_set("user-" + name, "pass\u00e9")
        if will:
            topic, payload, qos, retain = will
            self.client.will_set(
                f"{PREFIX}/{topic}", payload, qos, retain,
                properties=properties(PacketTypes.WILLMESSAGE, ContentType="text/will", UserProperty=[("w", "1")]),
            )

    def connect(self):
        kept = {"clean_start": self.clean} if FIVE else {}
        self.client.connect(
            "127.0.0.1", PORT, keepalive=60,
            properties=properties(
                PacketTypes.CONNECT, SessionExpiryInterval=self.expiry, ReceiveMaximum=50, TopicAliasMaximum=10,
                UserProperty=[("library", "paho"), ("library", "python")],
            ), **kept,
        )
        self.client.loop_start()
        flags, code = self.connects.get(timeout=PATIENCE)
        print(self.name, "connected", code.value, "session present", flags.session_present)
        return self

    def subscribe(self, *filters, **values):
        if FIVE:
            filters = [(PREFIX_FILTER(f), o if isinstance(o, SubscribeOptions) else SubscribeOptions(qos=o))
                       for f, o in filters]
        else:
            filters = [(PREFIX_FILTER(f), o) for f, o in filters]
        self.client.subscribe(filters, properties=properties(PacketTypes.SUBSCRIBE, **values) if values else None)
        print(self.name, "subscribed", [code.value for code in self.subscribed.get(timeout=PATIENCE)])

    def unsubscribe(self, *filters):
        self.client.unsubscribe([PREFIX_FILTER(f) for f in filters])
        self.subscribed.get(timeout=PATIENCE)

    def publish(self, topic, payload, qos=0, retain=False, expect=1, at=None, alias=None, **values):
        """Publishes, and waits for the acknowledgement and so many deliveries."""
        made = properties(PacketTypes.PUBLISH, **values) if values or alias else None
        if alias and FIVE:
            made.TopicAlias = alias
        sent = self.client.publish(f"{PREFIX}/{topic}" if topic else "", payload, qos, retain, properties=made)
        sent.wait_for_publish(PATIENCE)
        (at or self).receive(expect)

    def receive(self, count=1):
        for _ in range(count):
            m = self.arrived.get(timeout=PATIENCE)
            print(self.name, "got", m.topic, m.qos, m.retain, len(m.payload),
                  hashlib.sha256(m.payload).hexdigest()[:16], told(getattr(m, "properties", None)))

    def vanish(self):
        """Closes the connection without a DISCONNECT."""
        connection = self.client.socket()
        connection.shutdown(socket.SHUT_RDWR)
        self.client.loop_stop()

    def disconnect(self):
        self.client.disconnect()
        self.client.loop_stop()


def PREFIX_FILTER(filter):
    return f"$share/{PREFIX}/{PREFIX}/{filter[6:]}" if filter.startswith("share:") else f"{PREFIX}/{filter}"


large = bytes(range(256)) * 800

a = Device("a", will=("a/gone", "gone", 1, True)).connect()
a.subscribe(("zero/#", 0), ("one/+/x", 1), ("two/#", 2))
a.subscribe(("wills/#", 2))
for qos, topic in ((0, "zero/t"), (1, "one/t/x"), (2, "two/t")):
    a.publish(topic, b"", qos)
    a.publish(topic, b"payload of " + topic.encode(), qos)
    a.publish(topic, large, qos)
a.publish("zero/temp\u00e9rature/\u6e29\u5ea6/\U0001f321", "\u2603", 2)

# A burst, unacknowledged in between.
burst = [a.client.publish(f"{PREFIX}/two/burst", b"x" * n, 1 + n % 2) for n in range(30)]
for sent in burst:
    sent.wait_for_publish(PATIENCE)
lengths = sorted(len(a.arrived.get(timeout=PATIENCE).payload) for _ in burst)
print("a burst", lengths)

# Retained: set, seen by a late subscription, replaced, taken away.
a.publish("kept/1", b"old", 1, True, expect=0)
a.publish("kept/1", b"new", 2, True, expect=0)
a.publish("kept/2", b"", 1, True, expect=0)
a.subscribe(("kept/#", 1))
a.receive(1)
a.publish("kept/1", b"", 1, True)
a.unsubscribe("kept/#", "zero/#")
a.publish("zero/t", b"nobody listens", 1, expect=0)

if FIVE:
    a.subscribe(("five/#", SubscribeOptions(qos=2, retainAsPublished=True, retainHandling=1)), SubscriptionIdentifier=7)
    a.subscribe(("five/+", SubscribeOptions(qos=1)), SubscriptionIdentifier=268435455)
    a.subscribe(("own/#", SubscribeOptions(qos=1, noLocal=True)), UserProperty=[("s", "1")])
    a.publish("own/t", b"not to me", 1, expect=0)
    a.publish("five/properties", b"{}", 1, expect=2, PayloadFormatIndicator=1, ContentType="application/json",
              ResponseTopic=f"{PREFIX}/five/answer", CorrelationData=b"\x00\x01\xff",
              UserProperty=[("k", "v"), ("k", "v2"), ("", "")])
    for qos in (0, 1, 2):
        a.publish("five/deep/alias", b"taught", qos, alias=3)
        a.publish("", b"by alias", qos, alias=3)
        a.publish("five/deep/again", b"taught anew", qos, alias=3)
        a.publish("", b"by alias again", qos, alias=3)
    a.publish("nobody/expires", b"soon", 1, expect=0, MessageExpiryInterval=30)

# A shared subscription, and a session that outlives its connection.
b = Device("b", clean=False, will=("wills/b", "b has gone", 1, False), expiry=600).connect()
b.subscribe(("kept-for-b/#", 2))
a.subscribe(("share:shared/#", 1))
for n in range(3):
    a.publish("shared/%d" % n, b"to one of us", n)
b.vanish()
a.receive(1)
for qos in (1, 2):
    a.publish("kept-for-b/%d" % qos, b"while b was away", qos, expect=0)
b = Device("b", clean=False, expiry=0).connect()
b.receive(2)
b.publish("wills/done", b"b is done", 2, at=a)
if FIVE:
    # By MQTT 5 a DISCONNECT can ask for the will.
    c = Device("c", will=("wills/c", "c has gone", 2, False)).connect()
    c.client.disconnect(reasoncode=ReasonCode(PacketTypes.DISCONNECT, identifier=4),
                        properties=properties(PacketTypes.DISCONNECT, UserProperty=[("why", "will")]))
    c.client.loop_stop()
    a.receive(1)
b.subscribe(("end", 0))
b.publish("end", b"")
b.disconnect()
a.subscribe(("end", 0))
a.publish("end", b"")
a.disconnect()

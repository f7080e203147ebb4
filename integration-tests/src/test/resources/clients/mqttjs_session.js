// SPDX-License-Identifier: Apache-2.0
// A visit of MQTT.js to a broker: PORT VERSION PREFIX.
// Uses what the version offers, one step after the other, and says what it saw; what it says does not depend on timing.
"use strict";
const { createHash } = require("node:crypto");
const mqtt = require("mqtt");

const [port, version, prefix] = process.argv.slice(2);
const five = version === "5";
const PATIENCE = 20_000;

/** What arrived and what waits for it. */
class Arrivals {
  items = [];
  waiting = [];

  put(item) {
    const next = this.waiting.shift();
    if (next) next(item);
    else this.items.push(item);
  }

  take(what) {
    if (this.items.length > 0) return Promise.resolve(this.items.shift());
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("waited in vain for " + what)), PATIENCE);
      this.waiting.push((item) => {
        clearTimeout(late);
        resolve(item);
      });
    });
  }
}

function told(properties) {
  if (!properties) return "";
  const { topicAlias, ...rest } = properties;
  return JSON.stringify(Object.keys(rest).sort().map((key) => [key, rest[key]]));
}

class Device {
  static async connect(name, { clean = true, will, expiry = 0 } = {}) {
    const device = new Device();
    device.name = name;
    device.arrived = new Arrivals();
    device.client = mqtt.connect({
      host: "127.0.0.1",
      port: Number(port),
      protocolVersion: { "3.1": 3, "3.1.1": 4, 5: 5 }[version],
      protocolId: version === "3.1" ? "MQIsdp" : "MQTT",
      clientId: prefix + name,
      username: "user-" + name,
      password: Buffer.from([1, 2, 0xff]),
      keepalive: 60,
      reschedulePings: false,
      clean,
      reconnectPeriod: 0,
      resubscribe: false,
      will: will && {
        topic: `${prefix}/${will.topic}`,
        payload: Buffer.from(will.payload),
        qos: will.qos,
        retain: will.retain,
        ...(five && { properties: { contentType: "text/will", userProperties: { w: ["1", "2"] } } }),
      },
      ...(five && {
        properties: {
          sessionExpiryInterval: expiry,
          receiveMaximum: 40,
          topicAliasMaximum: 8,
          requestProblemInformation: true,
          userProperties: { library: "mqtt.js" },
        },
      }),
    });
    // Otherwise every other step waits for the kernel's delayed acknowledgement.
    device.client.stream.setNoDelay(true);
    device.client.on("message", (topic, payload, packet) => device.arrived.put({ topic, payload, packet }));
    device.client.on("error", (error) => console.log(name, "error", error.message));
    const connack = await new Promise((resolve) => device.client.once("connect", resolve));
    console.log(name, "connected, session present", connack.sessionPresent);
    return device;
  }

  async subscribe(filters, options = {}) {
    const named = {};
    for (const [filter, qos] of Object.entries(filters)) {
      const share = filter.startsWith("share:");
      const whole = share ? `$share/${prefix}/${prefix}/${filter.slice(6)}` : `${prefix}/${filter}`;
      named[whole] = { qos, ...(five && options.filter) };
    }
    const granted = await this.client.subscribeAsync(named, five ? { properties: options.properties } : {});
    console.log(this.name, "subscribed", granted.map((one) => one.qos).join());
  }

  /** Publishes, and waits for the acknowledgement and so many deliveries. */
  async publish(topic, payload, qos, { retain = false, expect = 1, at = this, properties } = {}) {
    const name = topic === "" ? "" : `${prefix}/${topic}`;
    await this.client.publishAsync(name, payload, { qos, retain, ...(five && properties && { properties }) });
    await at.receive(expect);
  }

  async receive(count) {
    for (let n = 0; n < count; n++) {
      const { topic, payload, packet } = await this.arrived.take(`a message for ${this.name}`);
      const hash = createHash("sha256").update(payload).digest("hex").slice(0, 16);
      console.log(this.name, "got", topic, packet.qos, packet.retain, payload.length, hash, told(packet.properties));
    }
  }

  /** Closes the connection without a DISCONNECT. */
  vanish() {
    this.client.stream.destroy();
    return this.client.endAsync(true);
  }

  disconnect(options) {
    return this.client.endAsync(false, options);
  }
}

async function visit() {
  const large = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 7) % 256));
  const a = await Device.connect("a", { will: { topic: "a/gone", payload: "gone", qos: 2, retain: true } });
  await a.subscribe({ "zero/#": 0, "one/+/x": 1, "two/#": 2, "wills/+": 2 });
  for (const [topic, qos] of [["zero/t", 0], ["one/t/x", 1], ["two/t", 2]]) {
    await a.publish(topic, "", qos);
    await a.publish(topic, "payload of " + topic, qos);
    await a.publish(topic, large, qos);
  }
  await a.publish("zero/температура/\u{1F321}", "\u2603", 1);

  // A burst, unacknowledged in between, with a PINGREQ in the middle.
  const burst = [];
  for (let n = 0; n < 30; n++) {
    burst.push(a.client.publishAsync(`${prefix}/two/burst`, Buffer.alloc(n, "x"), { qos: n % 3 }));
    if (n === 15) a.client.sendPing();
  }
  await Promise.all(burst);
  const lengths = [];
  for (let n = 0; n < 30; n++) lengths.push((await a.arrived.take("the burst")).payload.length);
  console.log("a burst", lengths.sort((x, y) => x - y).join());

  // Retained: set, seen by a late subscription, taken away.
  await a.publish("kept/1", "old", 1, { retain: true, expect: 0 });
  await a.publish("kept/1", "new", 2, { retain: true, expect: 0 });
  await a.subscribe({ "kept/#": 1 });
  await a.receive(1);
  await a.publish("kept/1", "", 1, { retain: true });
  await a.client.unsubscribeAsync([`${prefix}/kept/#`, `${prefix}/zero/#`]);
  await a.publish("zero/t", "nobody listens", 1, { expect: 0 });

  if (five) {
    await a.subscribe({ "five/#": 2 }, { filter: { rap: true, rh: 1 }, properties: { subscriptionIdentifier: 128 } });
    await a.subscribe({ "own/#": 1 }, { filter: { nl: true }, properties: { userProperties: { s: "1" } } });
    await a.publish("own/t", "not to me", 1, { expect: 0 });
    await a.publish("five/properties", "{}", 1, {
      retain: true,
      properties: {
        payloadFormatIndicator: true,
        contentType: "application/json",
        responseTopic: `${prefix}/five/answer`,
        correlationData: Buffer.from([0, 1, 255]),
        userProperties: { k: ["v", "v2"], "": "" },
      },
    });
    for (const qos of [0, 1, 2]) {
      await a.publish("five/alias", "taught", qos, { properties: { topicAlias: 10 } });
      await a.publish("", "by alias", qos, { properties: { topicAlias: 10 } });
    }
    await a.publish("nobody/expires", "soon", 1, { expect: 0, properties: { messageExpiryInterval: 30 } });
  }

  // A shared subscription, and a session that outlives its connection.
  const will = { topic: "wills/b", payload: "b has gone", qos: 1, retain: false };
  let b = await Device.connect("b", { clean: false, will, expiry: 600 });
  await b.subscribe({ "kept-for-b/#": 2 });
  await a.subscribe({ "share:shared/#": 1 });
  for (const qos of [0, 1, 2]) await a.publish("shared/" + qos, "to one of us", qos);
  await b.vanish();
  await a.receive(1);
  for (const qos of [1, 2]) await a.publish("kept-for-b/" + qos, "while b was away", qos, { expect: 0 });
  b = await Device.connect("b", { clean: false });
  await b.receive(2);
  await b.publish("wills/done", "b is done", 2, { at: a });
  await b.subscribe({ end: 0 });
  await b.publish("end", "", 0);
  await b.disconnect(five ? { reasonCode: 0, properties: { userProperties: { why: "done" } } } : undefined);
  await a.subscribe({ end: 0 });
  await a.publish("end", "", 0);
  await a.disconnect();
}

visit().catch((error) => {
  console.log(error);
  process.exit(1);
});

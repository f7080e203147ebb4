/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.flow.FlowSink;
import java.io.PrintWriter;
import java.util.concurrent.atomic.LongAdder;

/** Adds up flow records, and says at the end what was shown. */
final class Summary implements FlowSink {
    private final LongAdder connections = new LongAdder();
    private final LongAdder fromDevices = new LongAdder();
    private final LongAdder toBroker = new LongAdder();
    private final LongAdder toDevices = new LongAdder();

    @Override
    public void accept(FlowRecord flow) {
        if (flow.reason().isPresent()) {
            connections.increment();
            fromDevices.add(flow.totals().packetsFromDevice());
            toBroker.add(flow.totals().packetsToBroker());
            toDevices.add(flow.totals().packetsToDevice());
        }
    }

    void print(PrintWriter out, Paint paint, Expectations expectations) {
        out.println();
        out.println(paint.strong("What was shown"));
        for (Expectation expectation : expectations.all()) {
            boolean met = expectation.times() > 0;
            String mark = met ? paint.good("✔ seen") : paint.bad("✘ MISSING");
            out.printf(
                    "  %s %6d ×  %-6s %s%n",
                    mark, expectation.times(), expectation.allows() ? "allow" : "deny", expectation.text());
        }
        boolean safe = expectations.burglaries() == 0;
        out.printf(
                "  %s %6d ×  %-6s %s%n",
                safe ? paint.good("✔ never") : paint.bad("✘ LEAKED"),
                expectations.burglaries(),
                "never",
                "the lock hears anybody but the hub");
        out.println();
        out.printf(
                "%d connections; %d packets came from devices, %d went on to the broker, %d to devices%n",
                connections.sum(), fromDevices.sum(), toBroker.sum(), toDevices.sum());
        out.flush();
    }
}

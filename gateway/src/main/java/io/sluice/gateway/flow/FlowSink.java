/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

/** Takes flow records. Never blocks: what it cannot take it drops, counts and says. */
@FunctionalInterface
public interface FlowSink {
    /** Takes nothing. */
    FlowSink NONE = record -> {};

    void accept(FlowRecord record);
}

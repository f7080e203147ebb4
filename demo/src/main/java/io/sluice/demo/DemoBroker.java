/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

/** A broker that the demo starts and stops. */
interface DemoBroker extends AutoCloseable {
    /** What stands in the configuration's {@code upstream { … }}. */
    String upstream();

    /** The broker, for people. */
    String description();

    @Override
    void close();
}

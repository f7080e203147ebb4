/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.io.IOException;
import java.util.List;

/** Where lines go. Used by one thread; only {@link #lost()} is asked by any. */
public interface LineSink extends AutoCloseable {
    /** One of a few words, for metrics and complaints. */
    String name();

    /**
     * Writes lines so that they have left the process when this returns. Called once a second without any.
     *
     * @return the lines as they were written, which the sinks behind this one get
     * @throws IOException when they could not be written, and then none of them is
     */
    List<Line> write(List<Line> lines) throws IOException;

    /** Lines that were taken and got lost later. */
    default long lost() {
        return 0;
    }

    @Override
    void close();
}

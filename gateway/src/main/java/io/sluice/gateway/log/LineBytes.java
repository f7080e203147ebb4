/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines as they stand in a file. */
final class LineBytes {
    private LineBytes() {}

    static byte[] of(List<Line> lines) {
        int length = 0;
        for (Line line : lines) {
            length += line.text().length() + 1;
        }
        StringBuilder text = new StringBuilder(length);
        for (Line line : lines) {
            text.append(line.text()).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a log is to be chained.
 *
 * @param key 32 bytes in hexadecimal digits, read when a chain begins and never again
 * @param checkpointKey Ed25519, for signed checkpoints
 * @param checkpointEvery at most, while there are lines
 */
public record EvidenceSettings(Path key, Optional<Path> checkpointKey, Duration checkpointEvery) {}

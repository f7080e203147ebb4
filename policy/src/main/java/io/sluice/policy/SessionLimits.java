/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.util.Optional;

/**
 * The limits of one session.
 *
 * @param maxPacketSize bytes of a whole packet, header included: the smaller of the class's and the gateway's
 * @param maxQos 0 to 2
 * @param maxSubscriptions {@link Integer#MAX_VALUE} when unlimited
 * @param maxTopicLevels {@link Integer#MAX_VALUE} when unlimited
 * @param publishRate PUBLISHes from the device, absent when unlimited
 * @param byteRate bytes from the device, absent when unlimited
 */
public record SessionLimits(
        int maxPacketSize,
        int maxQos,
        int maxSubscriptions,
        int maxTopicLevels,
        Optional<Rate> publishRate,
        Optional<Rate> byteRate) {}

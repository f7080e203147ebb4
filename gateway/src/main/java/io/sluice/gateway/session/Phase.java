/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.policy.Policy;

/** What a session is about at the moment; it answers for the frames of either side and for the loss of the broker. */
sealed interface Phase permits AwaitingConnect, Dialling, AwaitingConnack, Relaying, Ended {
    /** Judges a frame of the device. */
    Course deviceFrame(Frame frame) throws MalformedPacket;

    /** Judges a frame of the broker. */
    Course brokerFrame(Frame frame) throws MalformedPacket;

    /** How the session ends when the device sent this. */
    Ending malformed(MalformedPacket malformed);

    /** How the session ends when the gateway ends it: the broker is lost, time is up, it stops, the policy changed. */
    Ending ending(EndReason reason, String detail, int reasonCode);

    /** Another policy is in force. */
    void adopt(Policy policy);
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

/** What becomes of a frame that was judged. */
enum Course {
    /** It goes on as the bytes that arrived. */
    FORWARD,
    /** It goes on, and then the session ends as {@link Session#ending} says. */
    FORWARD_AND_END,
    /** It goes nowhere. */
    WITHHOLD,
    /** What the judge left with {@link FrameStream#replaceHead} goes on in place of its head; its payload follows as is. */
    REPLACE,
    /** It stays where it is and is judged again when the stream resumes. */
    HOLD,
    /** It is done with; what follows waits until the stream resumes. */
    TAKE_AND_HOLD,
    /** It goes nowhere and the session ends as {@link Session#ending} says. */
    END
}

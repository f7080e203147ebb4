/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.gateway.log.Line;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A chain that grows by a line at a time. */
final class Chain {
    private ChainState state;

    Chain(ChainState state) {
        this.state = state;
    }

    ChainState state() {
        return state;
    }

    /** Goes back to a state it has been in. */
    void reset(ChainState earlier) {
        state = earlier;
    }

    /** Adds a line; with a signature where somebody signs. */
    Line add(Line line, Optional<Checkpoints> signer) {
        long seq = state.seq() + 1;
        String head = ChainLine.head(line.text(), state.id(), seq, state.head());
        String signed = signer.map(by -> ChainLine.signed(head, by.sign(head))).orElse(head);
        String whole = ChainLine.complete(signed, state.key().mac(bytes(signed)));
        state = new ChainState(
                state.id(), seq, ChainLine.hash(bytes(whole)), state.key().after(seq));
        return line.with(whole);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

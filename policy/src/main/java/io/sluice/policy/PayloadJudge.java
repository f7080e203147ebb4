/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.payload.Payload;
import io.sluice.policy.payload.PayloadCheck;
import io.sluice.policy.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The verdicts on the payloads of one direction, made beforehand. Immutable, for any thread. */
public final class PayloadJudge {
    private static final PayloadJudge OFF = new PayloadJudge(Integer.MAX_VALUE, Optional.empty(), List.of());

    private record Judgement(PayloadCheck check, Verdict denied) {}

    private final int maxSize;
    private final Optional<Verdict> tooLarge;
    private final List<Judgement> checks;

    private PayloadJudge(int maxSize, Optional<Verdict> tooLarge, List<Judgement> checks) {
        this.maxSize = maxSize;
        this.tooLarge = tooLarge;
        this.checks = checks;
    }

    static PayloadJudge of(boolean judged, PayloadRules rules, BiFunction<Reason, Rule, Verdict> denial) {
        if (!judged) {
            return OFF;
        }
        List<Judgement> checks = new ArrayList<>();
        for (PayloadRules.Check check : rules.checks()) {
            checks.add(new Judgement(check.check(), denial.apply(check.reason(), check.rule())));
        }
        Setting<Integer> maxSize = rules.maxSize();
        Verdict tooLarge = denial.apply(Reason.PAYLOAD_SIZE, maxSize.rule());
        return new PayloadJudge(maxSize.value(), Optional.of(tooLarge), List.copyOf(checks));
    }

    /** Whether every payload passes. */
    public boolean isOff() {
        return tooLarge.isEmpty();
    }

    /** Payloads of up to so many bytes have to be at hand for being judged; 0 when their size says everything. */
    public int wantedBytes() {
        return checks.isEmpty() ? 0 : maxSize;
    }

    /** Why a payload of this size is denied whatever is in it, empty if that depends on what is. */
    public Optional<Verdict> objectionToSize(int bytes) {
        return bytes > maxSize ? tooLarge : Optional.empty();
    }

    /** Why a payload is denied, empty if it is not. */
    public Optional<Verdict> objection(Payload payload) {
        if (isOff() || payload.isForgotten()) {
            return Optional.empty();
        }
        if (payload.size() > maxSize) {
            return tooLarge;
        }
        for (Judgement judgement : checks) {
            if (!judgement.check.passes(payload)) {
                return Optional.of(judgement.denied);
            }
        }
        return Optional.empty();
    }
}

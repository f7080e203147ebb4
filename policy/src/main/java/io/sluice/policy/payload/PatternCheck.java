/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.payload;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.function.Predicate;

/**
 * A pattern (RE2 syntax, matched in linear time) is nowhere in the payload: neither as it stands, nor behind the escapes of
 * JSON or of URLs.
 */
public final class PatternCheck implements PayloadCheck {
    private final Predicate<String> unwanted;

    private PatternCheck(Predicate<String> unwanted) {
        this.unwanted = unwanted;
    }

    /** @throws IllegalArgumentException with what is wrong, if this is no pattern, or one that matches everything */
    public static PatternCheck of(String regex) {
        try {
            Pattern pattern = Pattern.compile(regex);
            if (pattern.matcher("").find()) {
                throw new IllegalArgumentException("it is found in every payload");
            }
            return new PatternCheck(text -> pattern.matcher(text).find());
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(wrong.getDescription());
        }
    }

    @Override
    public boolean passes(Payload payload) {
        String text = payload.text();
        if (unwanted.test(text)) {
            return false;
        }
        String unescaped = Escapes.ofJson(text);
        if (!unescaped.equals(text) && unwanted.test(unescaped)) {
            return false;
        }
        String decoded = Escapes.ofUrls(unescaped);
        return decoded.equals(unescaped) || !unwanted.test(decoded);
    }
}

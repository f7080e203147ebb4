/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.ocsp;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a current OCSP response of one certificate: fetched in the background, verified, fetched anew at half of its life, and
 * dropped when it has run out. Without one, devices are served without it.
 */
public final class Stapler {
    private static final Logger log = LoggerFactory.getLogger(Stapler.class);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final String name;
    private final Subject subject;
    private final InstantSource clock;
    private final Responders responders = new Responders();
    private volatile Optional<Staple> staple = Optional.empty();
    private boolean isAsking;
    private Instant notBefore = Instant.MIN;
    private Duration pause = FIRST_PAUSE;
    private String complaint = "";

    private Stapler(String name, Subject subject, InstantSource clock) {
        this.name = name;
        this.subject = subject;
        this.clock = clock;
    }

    /**
     * Of a certificate that names a responder, empty for one that does not.
     *
     * @param name for people, such as {@code listener lan-tls}
     * @param chain the owner's certificate first
     * @param others that may be its issuer, where the chain does not hold it
     */
    public static Optional<Stapler> of(
            String name, List<X509Certificate> chain, Collection<X509Certificate> others, InstantSource clock) {
        try {
            return Subject.of(chain, others).map(subject -> new Stapler(name, subject, clock));
        } catch (OcspFailure failure) {
            warn(name, String.valueOf(failure.getMessage()));
            return Optional.empty();
        }
    }

    /** The response to hand on, DER, empty if there is none that is good now. Any thread may ask. */
    public Optional<byte[]> current() {
        return staple.filter(good -> good.until().isAfter(clock.instant())).map(Staple::response);
    }

    /** Asks the responder if it is time to; does not wait for the answer. */
    public synchronized void refreshWhenDue() {
        Instant now = clock.instant();
        boolean due = staple.map(good -> !now.isBefore(good.refreshAt())).orElse(true);
        if (isAsking || !due || now.isBefore(notBefore)) {
            return;
        }
        isAsking = true;
        try {
            responders.ask(subject).whenComplete(this::answered);
        } catch (OcspFailure failure) {
            failed(String.valueOf(failure.getMessage()));
        }
    }

    private synchronized void answered(byte[] response, Throwable failure) {
        try {
            if (failure != null) {
                failed(words(failure));
                return;
            }
            staple = Optional.of(OcspResponse.verify(response, subject, clock.instant()));
            isAsking = false;
            notBefore = Instant.MIN;
            pause = FIRST_PAUSE;
            complaint = "";
        } catch (OcspFailure unusable) {
            if (unusable.isRevocation()) {
                staple = Optional.empty();
            }
            failed(String.valueOf(unusable.getMessage()));
        }
    }

    /** The response before stays in use until it runs out. */
    private void failed(String what) {
        isAsking = false;
        notBefore = clock.instant().plus(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        if (!complaint.equals(what)) {
            complaint = what;
            warn(name, what);
        }
    }

    private static void warn(String name, String what) {
        log.warn("event=ocsp-unusable of=\"{}\" what=\"{}\" instead=\"no staple, or the one before\"", name, what);
    }

    private static String words(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String what = cause instanceof TimeoutException
                ? "the responder takes too long"
                : cause.getMessage() == null ? "the responder cannot be reached" : cause.getMessage();
        return what.replaceAll("[\\p{Cntrl}\"]", " ");
    }
}

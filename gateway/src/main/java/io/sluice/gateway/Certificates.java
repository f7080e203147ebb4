/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway;

import io.sluice.gateway.admin.Metrics;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.net.BrokerTls;
import io.sluice.gateway.net.DeviceTls;
import io.sluice.gateway.net.DialledTls;
import io.sluice.gateway.net.Renewable;
import io.sluice.gateway.net.UpstreamTls;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificates, keys and CAs of a gateway that runs: read anew when their files change, on a thread that may wait. */
final class Certificates implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);
    private static final int RENEW_SECONDS = 10;
    private static final Duration SOON = Duration.ofDays(7);

    private final InstantSource clock;
    private final Metrics metrics;
    private final List<Renewable<?>> shown = new CopyOnWriteArrayList<>();
    private final List<Renewable<?>> all = new CopyOnWriteArrayList<>();
    private final List<Runnable> renewals = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "sluice-certificates");
        daemon.setDaemon(true);
        return daemon;
    });

    Certificates(InstantSource clock, Metrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
        metrics.watchCertificates(this::refused);
        thread.scheduleWithFixedDelay(this::renew, RENEW_SECONDS, RENEW_SECONDS, TimeUnit.SECONDS);
    }

    /** How brokers are spoken to. */
    Renewable<BrokerTls> upstream(UpstreamTls files) throws StartFailure {
        Renewable<BrokerTls> tls = towards("upstream.tls", files);
        // Without one of its own the end is that of the broker's CA.
        files.identity().ifPresent(own -> shown.add(tls));
        return tls;
    }

    /**
     * How others whom the gateway dials are spoken to.
     *
     * @param name the key of the configuration
     */
    Renewable<BrokerTls> towards(String name, UpstreamTls files) throws StartFailure {
        try {
            DialledTls dialled = new DialledTls(name, files, clock);
            watch(dialled.renewables(), dialled::renew);
            return dialled.tls();
        } catch (GeneralSecurityException unusable) {
            throw new StartFailure("the certificates of " + name + " cannot be used: " + unusable.getMessage());
        }
    }

    /** How a listener speaks to devices, empty where it speaks plaintext. */
    Optional<DeviceTls> listener(GatewayConfig.Listener listener) throws StartFailure {
        if (listener.tls().isEmpty()) {
            return Optional.empty();
        }
        try {
            DeviceTls tls =
                    new DeviceTls("listener " + listener.name(), listener.tls().get(), clock, System::nanoTime);
            watch(tls.renewables(), tls::renew);
            shown.addAll(tls.shown());
            return Optional.of(tls);
        } catch (GeneralSecurityException unusable) {
            throw new StartFailure(
                    "the certificates of listener " + listener.name() + " cannot be used: " + unusable.getMessage());
        }
    }

    private void watch(List<Renewable<?>> renewables, Runnable renewal) {
        all.addAll(renewables);
        renewals.add(renewal);
        for (Renewable<?> renewable : renewables) {
            metrics.watchExpiry(renewable.name(), () -> renewable.remaining().toSeconds());
        }
    }

    /** Takes what has changed into use; sessions that live keep what they have. Waits for the disk. */
    void renew() {
        for (Runnable renewal : renewals) {
            try {
                renewal.run();
            } catch (RuntimeException fault) {
                // Or nothing would ever be renewed again.
                log.error("event=fault what=\"certificates cannot be renewed\"", fault);
            }
        }
    }

    /** How many cannot be used as they are now. */
    private int refused() {
        return (int) all.stream().filter(Renewable::isRefused).count();
    }

    /** Whether a certificate that devices or brokers are shown has expired. */
    boolean anyExpired() {
        return shown.stream().anyMatch(renewable -> renewable.remaining().isNegative());
    }

    /** What needs attention, a line each: files that cannot be used, and what ends within a week or has. */
    List<String> notices() {
        List<String> notices = new ArrayList<>();
        for (Renewable<?> renewable : all) {
            renewable
                    .complaint()
                    .ifPresent(what -> notices.add(renewable.name() + ": refused: " + what
                            + "; the one before stays in use until " + renewable.end()));
            if (renewable.remaining().compareTo(SOON) < 0) {
                notices.add(renewable.name()
                        + (renewable.remaining().isNegative() ? ": expired at " : ": expires at ")
                        + renewable.end());
            }
        }
        return notices;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

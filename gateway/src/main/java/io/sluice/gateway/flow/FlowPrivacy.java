/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The one place where records lose what is not to be known: every record that leaves the gateway, by whatever way, has
 * passed here. Safe for use by many threads.
 *
 * <p>A hash is an HMAC-SHA-256 under a key, cut to 128 bits: the same name has the same hash wherever the key is the same,
 * and without the key nobody finds a name by trying names.
 */
public final class FlowPrivacy {
    /** Bytes of a hash that are said. */
    private static final int BYTES = 16;

    /** The first byte of addresses of nobody's but one's own network (RFC 4193, locally assigned). */
    private static final byte LOCAL = (byte) 0xfd;

    /** Ends whose details tell of an address, a certificate or a client id. */
    private static final Set<EndReason> TELLING =
            EnumSet.of(EndReason.DENIED_NETWORK, EndReason.DEVICE_TLS, EndReason.UPSTREAM_IDENTITY);

    private final PrivacySettings settings;
    private final KeyedHash hash;

    /** @param key of the hashes */
    public FlowPrivacy(PrivacySettings settings, byte[] key) {
        this.settings = settings;
        this.hash = new KeyedHash(key);
    }

    /** The record as it may be known. */
    public FlowRecord applied(FlowRecord flow) {
        if (settings.keepsAll()) {
            return flow;
        }
        boolean keepsAddress = settings.address() == Treatment.KEEP;
        return new FlowRecord(
                flow.id(),
                flow.start(),
                flow.end(),
                flow.reason(),
                flow.phase(),
                flow.detail()
                        .filter(detail ->
                                flow.reason().filter(TELLING::contains).isEmpty()),
                flow.listener(),
                address(flow.device()),
                flow.destination(),
                // Anybody can try all addresses against it: it has no key.
                flow.communityId().filter(id -> keepsAddress),
                flow.broker(),
                flow.upstream().map(leg -> upstream(flow, leg)),
                flow.deviceTls().map(this::certificate),
                flow.brokerTls(),
                flow.client().map(this::client),
                flow.className(),
                flow.totals(),
                flow.deltas(),
                flow.verdicts());
    }

    private Flow.Client client(Flow.Client client) {
        return new Flow.Client(
                client.mqttVersion(),
                text(settings.clientId(), "client-id", client.clientId()).orElse(""),
                client.username().flatMap(name -> text(settings.username(), "username", name)),
                client.keepAlive(),
                client.cleanStart());
    }

    private Flow.TlsInfo certificate(Flow.TlsInfo tls) {
        return new Flow.TlsInfo(
                tls.version(),
                tls.cipher(),
                tls.subject().flatMap(subject -> text(settings.certificate(), "certificate", subject)));
    }

    private Optional<String> text(Treatment treatment, String field, String value) {
        return switch (treatment) {
            case KEEP -> Optional.of(value);
            case HASH ->
                Optional.of(HexFormat.of().formatHex(hash.of(field, value.getBytes(StandardCharsets.UTF_8)), 0, BYTES));
            case DROP -> Optional.empty();
        };
    }

    /** Where the gateway dials from the device's own address, that is the device's too. */
    private FlowRecord.Leg upstream(FlowRecord flow, FlowRecord.Leg leg) {
        boolean isDevice = leg.source().getAddress().equals(flow.device().getAddress());
        return isDevice ? new FlowRecord.Leg(address(leg.source()), leg.destination()) : leg;
    }

    private InetSocketAddress address(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        return switch (settings.address()) {
            case KEEP -> address;
            case HASH -> {
                byte[] hidden = Arrays.copyOf(hash.of("address", bytes), BYTES);
                hidden[0] = LOCAL;
                yield new InetSocketAddress(of(hidden), address.getPort());
            }
            case DROP -> new InetSocketAddress(of(new byte[bytes.length]), 0);
        };
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 or 16 bytes are an address", impossible);
        }
    }
}

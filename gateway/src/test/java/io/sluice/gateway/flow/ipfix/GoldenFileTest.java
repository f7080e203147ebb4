/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.collector.CollectorAddress;
import io.sluice.gateway.collector.CollectorLink;
import io.sluice.gateway.collector.Unreached;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.FlowRecord;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is exported is what was exported before, byte for byte. The golden files are IPFIX files (RFC 5655), which
 * {@code tshark -V -r} and {@code ipfixDump} show; after a change that is meant, copy the ones from {@code target}.
 */
class GoldenFileTest {
    private static final Path GOLDEN = Path.of("src/test/resources/io/sluice/gateway/flow/ipfix");

    private static List<FlowRecord> flows() {
        return List.of(
                Records.v4().unknown().ending(EndReason.DENIED_NETWORK).record(),
                Records.v4().over("198.51.100.1", "198.51.100.2").interim().record(),
                Records.v4().over("198.51.100.1", "198.51.100.2").record(),
                Records.v4().over("2001:db8::3", "2001:db8::4").record(),
                Records.v6().ending(EndReason.DENIED_CONNECT).record(),
                Records.v6().over("198.51.100.1", "198.51.100.2").record(),
                Records.v6()
                        .over("2001:db8::3", "2001:db8::4")
                        .by("client-" + "ä".repeat(40), "user-" + "😀".repeat(40))
                        .record());
    }

    @ParameterizedTest
    @CsvSource({
        "standard.ipfix, STANDARD, 512, 32473",
        "nfdump.ipfix, NFDUMP, 512, 32473",
        "large.ipfix, STANDARD, 16384, 64000"
    })
    void theBytesAreThoseOfTheGoldenFile(String name, Profile profile, int maxMessageSize, int enterprise)
            throws Exception {
        byte[] exported = export(profile, maxMessageSize, enterprise);
        Path actual = Files.write(Files.createDirectories(Path.of("target")).resolve(name), exported);
        List<IpfixReader.Message> messages = new IpfixReader().readAll(exported);
        assertThat(messages).allMatch(message -> message.length() <= maxMessageSize && message.domain() == 9);
        long before = 0;
        for (IpfixReader.Message message : messages) {
            assertThat(message.sequence()).isEqualTo(before);
            before += message.records().size();
        }
        assertThat(exported).as("%s is what %s was", actual, name).isEqualTo(Files.readAllBytes(GOLDEN.resolve(name)));
    }

    private static byte[] export(Profile profile, int maxMessageSize, int enterprise) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        IpfixSettings settings = new IpfixSettings(
                CollectorAddress.parse("tcp://localhost:4739").orElseThrow(),
                Optional.empty(),
                enterprise,
                9,
                Duration.ofSeconds(60),
                maxMessageSize,
                profile);
        FlowLayouts layouts = new FlowLayouts(new OwnElements(enterprise), profile, maxMessageSize);
        TransportSession session = new TransportSession(
                new FileLink(file),
                settings,
                layouts,
                InstantSource.fixed(Records.START.plusSeconds(100)),
                new Ignored());
        session.announce();
        NotSent notSent = new NotSent();
        notSent.add(Records.v4().record());
        notSent.add(Records.v6().record());
        session.losses(notSent.losses());
        flows().forEach(flow -> session.flow(WaitingRecord.of(layouts, flow)));
        session.flush();
        return file.toByteArray();
    }

    private record FileLink(ByteArrayOutputStream file) implements CollectorLink {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Unreached whyClosed() {
            return Unreached.because("it never is");
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void send(byte[] message, Outcome outcome) {
            file.writeBytes(message);
            outcome.sent();
        }

        @Override
        public void close() {}
    }

    private static final class Ignored implements TransportSession.Fate {
        @Override
        public void sent(List<WaitingRecord> records) {}

        @Override
        public void notSent(List<WaitingRecord> records) {}
    }
}

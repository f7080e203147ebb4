/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.collector.CollectorAddress;
import io.sluice.gateway.collector.CollectorLink;
import io.sluice.gateway.collector.Unreached;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LossNewsTest {
    private final NotSent notSent = new NotSent();
    private final Collector collector = new Collector();
    private final TransportSession session = session(collector);

    @Test
    void aCollectorThatDoesNotReadIsToldOfLossesWhenItReadsAgain() {
        LossNews news = new LossNews(notSent, 0);
        collector.reads = false;
        for (int second = 1; second <= 100; second++) {
            notSent.add(Records.v4().record());
            news.tell(session, TimeUnit.SECONDS.toNanos(second), second % 10 == 0);
            session.flush();
        }
        assertThat(collector.messages).isZero();

        collector.reads = true;
        news.tell(session, TimeUnit.SECONDS.toNanos(101), false);
        session.flush();

        assertThat(collector.messages).isEqualTo(1);
    }

    private static TransportSession session(CollectorLink link) {
        IpfixSettings settings = new IpfixSettings(
                CollectorAddress.parse("tcp://localhost:4739").orElseThrow(),
                Optional.empty(),
                IpfixSettings.EXAMPLE_ENTERPRISE,
                1,
                Duration.ofMinutes(1),
                512,
                Profile.STANDARD);
        FlowLayouts layouts = new FlowLayouts(new OwnElements(settings.enterpriseNumber()), Profile.STANDARD, 512);
        return new TransportSession(link, settings, layouts, InstantSource.system(), new TransportSession.Fate() {
            @Override
            public void sent(List<WaitingRecord> records) {}

            @Override
            public void notSent(List<WaitingRecord> records) {}
        });
    }

    private static final class Collector implements CollectorLink {
        private boolean reads = true;
        private int messages;

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Unreached whyClosed() {
            return Unreached.because("it is open");
        }

        @Override
        public boolean isWritable() {
            return reads;
        }

        @Override
        public void send(byte[] message, Outcome outcome) {
            messages++;
            outcome.sent();
        }

        @Override
        public void close() {}
    }
}

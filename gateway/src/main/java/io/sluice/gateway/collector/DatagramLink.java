/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.collector;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A collector by UDP (RFC 7011 section 10.3). Connected, so that the system says when nobody listens there: at the message
 * after the one that got lost.
 */
final class DatagramLink implements CollectorLink {
    private static final Logger log = LoggerFactory.getLogger(DatagramLink.class);

    private final DatagramChannel channel;
    private Unreached whyClosed = Unreached.because("closed");

    private DatagramLink(DatagramChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a socket of its own.
     *
     * @throws IOException when the host's name is not known
     */
    static DatagramLink open(InetSocketAddress collector) throws IOException {
        if (collector.isUnresolved()) {
            throw new IOException("the name is not known to DNS");
        }
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.connect(collector);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
        return new DatagramLink(channel);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public Unreached whyClosed() {
        return whyClosed;
    }

    @Override
    public boolean isWritable() {
        return channel.isOpen();
    }

    @Override
    public void send(byte[] message, Outcome outcome) {
        if (!channel.isOpen()) {
            outcome.failed();
            return;
        }
        try {
            channel.write(ByteBuffer.wrap(message));
        } catch (IOException failure) {
            whyClosed = Unreached.because(
                    failure instanceof PortUnreachableException
                            ? "nobody listens there"
                            : String.valueOf(failure.getMessage()));
            close();
            outcome.failed();
            return;
        }
        outcome.sent();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            log.debug("event=collector-close-failed what=\"{}\"", failure.toString());
        }
    }
}

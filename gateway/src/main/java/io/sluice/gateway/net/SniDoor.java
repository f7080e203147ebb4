/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Waits for the ClientHello, and goes on with the certificate that is for the name in it. */
final class SniDoor extends AbstractSniHandler<ServerCertificate> {
    /** Bytes; those of today's devices are below two thousand, with keys of post-quantum kinds in them. */
    private static final int LARGEST_HELLO = 16 * 1024;

    private static final long PATIENCE_MILLIS = 10_000;

    private final Function<String, ServerCertificate> choice;

    /** @param choice is asked for the empty name where the device asks for none */
    SniDoor(Function<String, ServerCertificate> choice) {
        super(LARGEST_HELLO, PATIENCE_MILLIS);
        this.choice = choice;
    }

    @Override
    protected Future<ServerCertificate> lookup(ChannelHandlerContext ctx, @Nullable String name) {
        return ctx.executor().newSucceededFuture(choice.apply(name == null ? "" : name));
    }

    @Override
    protected void onLookupComplete(
            ChannelHandlerContext ctx, @Nullable String name, Future<ServerCertificate> chosen) {
        ctx.pipeline().replace(this, DeviceTls.HANDLER, chosen.getNow().newHandler(ctx.alloc()));
    }
}

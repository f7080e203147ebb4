/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Resolves names as the operating system does, hosts file and mDNS included, on a thread where the look-up may block: an
 * event loop that waits for a dead DNS server would stop all its sessions. What a name stands for is known for a second without
 * asking that thread, and an address needs no look-up.
 */
final class BackgroundResolver extends AddressResolverGroup<InetSocketAddress> {
    /** Java itself remembers for half a minute, unless it is told otherwise. */
    private static final long KNOWN = TimeUnit.SECONDS.toNanos(1);

    private final Executor executor;

    BackgroundResolver(Executor executor) {
        this.executor = executor;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
        return new InetSocketAddressResolver(loop, new Names(loop));
    }

    /** What a name stands for, from a moment of the nanosecond clock on. */
    private record Found(InetAddress address, long at) {}

    /** Asked on its loop alone. */
    private final class Names extends InetNameResolver {
        /** By names that stand in the configuration. */
        private final Map<String, Found> known = new HashMap<>();

        Names(EventExecutor loop) {
            super(loop);
        }

        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) throws UnknownHostException {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
            if (address != null) {
                promise.setSuccess(InetAddress.getByAddress(name, address));
                return;
            }
            Found before = known.get(name);
            if (before != null && System.nanoTime() - before.at < KNOWN) {
                promise.setSuccess(before.address);
                return;
            }
            promise.addListener((Future<InetAddress> found) -> {
                if (found.isSuccess()) {
                    known.put(name, new Found(found.getNow(), System.nanoTime()));
                }
            });
            executor.execute(() -> {
                try {
                    promise.setSuccess(InetAddress.getByName(name));
                } catch (UnknownHostException unknown) {
                    promise.setFailure(unknown);
                }
            });
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
            executor.execute(() -> {
                try {
                    promise.setSuccess(List.of(InetAddress.getAllByName(name)));
                } catch (UnknownHostException unknown) {
                    promise.setFailure(unknown);
                }
            });
        }
    }
}

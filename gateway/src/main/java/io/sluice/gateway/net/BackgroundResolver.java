/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Resolves names as the operating system does, hosts file and mDNS included, on a thread where the look-up may block: an
 * event loop that waits for a dead DNS server would stop all its sessions.
 */
final class BackgroundResolver extends AddressResolverGroup<InetSocketAddress> {
    private final Executor executor;

    BackgroundResolver(Executor executor) {
        this.executor = executor;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
        return new InetSocketAddressResolver(loop, new Names(loop));
    }

    private final class Names extends InetNameResolver {
        Names(EventExecutor loop) {
            super(loop);
        }

        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) {
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

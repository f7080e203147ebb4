/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears SIGHUP, by {@code sun.misc.Signal} of the module jdk.unsupported: the JDK has no other way. Called by reflection,
 * since the compiler warns of that class in a manner that cannot be switched off and here warnings fail the build.
 */
final class HangUpSignal {
    private static final Logger log = LoggerFactory.getLogger(HangUpSignal.class);

    private HangUpSignal() {}

    /** Runs the action at each SIGHUP, on the JVM's signal thread. */
    static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    HangUpSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangUp, proxy);
        } catch (ReflectiveOperationException unavailable) {
            log.warn("event=no-sighup what=\"{}\" instead=\"sluice reload\"", unavailable.toString());
        }
    }
}

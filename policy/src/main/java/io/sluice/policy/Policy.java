/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.net.AddressTable;
import io.sluice.policy.rule.Rule;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Everything that the configuration says about who may do what. Immutable; safe for any thread. */
public final class Policy {
    private final AddressTable<Verdict> network;
    private final Verdict otherNetworks;
    private final Limits limits;
    private final List<ClientClass> classes;
    private final Optional<ClientClass> otherwise;
    private final ConnectDecision noClass;

    /**
     * @param network verdicts by range
     * @param otherNetworks named when no range holds an address
     * @param classes in their order
     * @param otherwise governs what no class matches, if anything does
     * @param noClass named when nothing does
     */
    public Policy(
            AddressTable<Verdict> network,
            Rule otherNetworks,
            Limits limits,
            List<ClientClass> classes,
            Optional<ClientClass> otherwise,
            Rule noClass) {
        this.network = network;
        this.otherNetworks = new Verdict.Refuse(Reason.NETWORK, otherNetworks);
        this.limits = limits;
        this.classes = List.copyOf(classes);
        this.otherwise = otherwise;
        this.noClass = new ConnectDecision.Refused(new Verdict.Refuse(Reason.NO_CLASS, noClass), Optional.empty());
    }

    /**
     * Judges a connection when it is accepted.
     *
     * @return Allow or Refuse
     */
    public Verdict admit(InetAddress source) {
        return network.lookup(source).orElse(otherNetworks);
    }

    /** Judges a CONNECT; {@link #admit} is not asked again. */
    public ConnectDecision connect(ConnectRequest request) {
        for (ClientClass candidate : classes) {
            if (candidate.matches(request)) {
                return candidate.connect(request, limits);
            }
        }
        return otherwise.map(open -> open.connect(request, limits)).orElse(noClass);
    }

    public Limits limits() {
        return limits;
    }

    /** The configured classes in the order in which they are tried. */
    public List<ClientClass> classes() {
        return classes;
    }
}

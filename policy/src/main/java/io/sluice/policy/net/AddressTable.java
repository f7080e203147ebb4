/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.net;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values by address range; the longest range that holds an address decides. A look-up takes one hash probe for each
 * prefix length in use, however many ranges there are.
 */
public final class AddressTable<V> {
    private final Map<AddressRange, V> values;
    private final int[] ipv4Prefixes;
    private final int[] ipv6Prefixes;

    private AddressTable(Map<AddressRange, V> values) {
        this.values = new HashMap<>(values);
        this.ipv4Prefixes = prefixes(values.keySet(), true);
        this.ipv6Prefixes = prefixes(values.keySet(), false);
    }

    public static <V> AddressTable<V> of(Map<AddressRange, V> values) {
        return new AddressTable<>(values);
    }

    private static int[] prefixes(Set<AddressRange> ranges, boolean ipv4) {
        Set<Integer> lengths = new HashSet<>();
        for (AddressRange range : ranges) {
            if (range.ipv4() == ipv4) {
                lengths.add(range.prefix());
            }
        }
        List<Integer> longestFirst =
                lengths.stream().sorted(Comparator.reverseOrder()).toList();
        return longestFirst.stream().mapToInt(Integer::intValue).toArray();
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The value of the longest range that holds the address. */
    public Optional<V> lookup(InetAddress address) {
        AddressRange exact = AddressRange.of(address);
        for (int prefix : exact.ipv4() ? ipv4Prefixes : ipv6Prefixes) {
            V value = values.get(exact.widened(prefix));
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}

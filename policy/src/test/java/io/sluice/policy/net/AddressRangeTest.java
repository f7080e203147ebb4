/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.20.0.0/16, 10.20.0.0/16",
        "10.20.0.7, 10.20.0.7/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "::/0, ::/0",
        "fd00::/8, fd00::/8",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1/128",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0/128",
        "::1, ::1/128",
        "::ffff:10.0.0.0/104, 10.0.0.0/8",
        "::ffff:0:0/96, 0.0.0.0/0",
        "::ffff:a00:7, 10.0.0.7/32",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221/128",
        "::ffff:0:0/95, '' "
    })
    void isReadAndWritten(String text, String canonical) throws Exception {
        if (canonical.isBlank()) {
            assertThat(problem(text).what()).contains("bits set");
        } else {
            assertThat(AddressRange.parse(text)).hasToString(canonical);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.org",
                "10.20.0.0/33",
                "10.20.0.0/",
                "10.20.0.0/-1",
                "10.20.0.0/+8",
                "10.20.0",
                "010.0.0.1",
                "256.0.0.1",
                "1.2.3.4.5",
                "::/129",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8::",
                "g::",
                "12345::",
                "fe80::1%eth0",
                "1.2.3.4::",
                ":1:2:3:4:5:6:7",
                "10.0.0.0/8/8",
                "١.٢.٣.٤",
                " 10.0.0.1"
            })
    void whatIsNoRangeIsSaidToBeNone(String text) {
        InvalidAddressRange problem = problem(text);
        assertThat(problem).as(text).isNotNull();
        assertThat(problem.mend()).isNotBlank();
    }

    @Test
    void hostBitsAreMendedWithTheNetwork() {
        assertThat(problem("10.20.1.5/16").mend()).contains("10.20.0.0/16").contains("10.20.1.5");
        assertThat(problem("fd00::1/64").mend()).contains("fd00::/64");
        assertThat(problem("::ffff:10.0.0.1/104").mend()).contains("10.0.0.0/8");
    }

    @Test
    void anIpv6RangeHoldsNoIpv4Address() throws Exception {
        assertThat(AddressRange.parse("::/0").contains(InetAddress.getByName("10.0.0.1")))
                .isFalse();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(InetAddress.getByName("::2")))
                .isFalse();
    }

    @Test
    void addressesAreWrittenAsRfc5952Wants() throws Exception {
        for (String text :
                new String[] {"::", "::1", "2001:db8::1", "2001:db8:0:1:1:1:1:1", "1:0:0:2::3", "10.0.0.7"}) {
            assertThat(IpAddress.text(InetAddress.getByName(text))).isEqualTo(text);
        }
        assertThat(IpAddress.text(InetAddress.getByName("fe80::1%1"))).isEqualTo("fe80::1");
        assertThat(IpAddress.text(InetAddress.getByName("0:0:1:0:0:0:0:1"))).isEqualTo("0:0:1::1");
    }

    @Test
    void whatIsWrittenReadsTheSame() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            String text = IpAddress.text(address);
            assertThat(IpAddress.bytes(text)).as("%s, seed %d", text, seed).hasValue(address.getAddress());
        }
    }

    @Test
    void theLongestPrefixDecidesAsInANaiveSearch() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            Map<AddressRange, Integer> values = new HashMap<>();
            Map<String, Integer> texts = new HashMap<>();
            for (int j = 0; j < 12; j++) {
                AddressRange exact = AddressRange.of(address(random));
                AddressRange range = exact.widened(random.nextInt(exact.prefix() + 1));
                values.put(range, j);
                texts.put(range.toString(), j);
            }
            AddressTable<Integer> table = AddressTable.of(values);
            for (int j = 0; j < 10; j++) {
                InetAddress asked = address(random);
                assertThat(table.lookup(asked).orElse(-1))
                        .as("%s in %s, seed %d", asked, texts, seed)
                        .isEqualTo(naive(texts, asked));
            }
        }
    }

    /** IPv4 now and then as a mapped address, which is the IPv4 address. */
    private static InetAddress address(Random random) throws Exception {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(4) << 6 : 0);
        }
        if (bytes.length == 16 && random.nextInt(4) == 0) {
            Arrays.fill(bytes, 0, 10, (byte) 0);
            bytes[10] = (byte) 0xff;
            bytes[11] = (byte) 0xff;
            return Inet6Address.getByAddress(null, bytes, -1);
        }
        return InetAddress.getByAddress(bytes);
    }

    /** Bit by bit over texts of bits. */
    private static int naive(Map<String, Integer> ranges, InetAddress asked) throws Exception {
        String bits = bits(asked.getAddress());
        if (bits.length() == 128 && bits.startsWith("0".repeat(80) + "1".repeat(16))) {
            bits = bits.substring(96);
        }
        int longest = -1;
        int value = -1;
        for (Map.Entry<String, Integer> entry : ranges.entrySet()) {
            String[] range = entry.getKey().split("/");
            String network = bits(InetAddress.getByName(range[0]).getAddress());
            int prefix = Integer.parseInt(range[1]);
            if (network.length() == bits.length()
                    && bits.startsWith(network.substring(0, prefix))
                    && prefix > longest) {
                longest = prefix;
                value = entry.getValue();
            }
        }
        return value;
    }

    private static String bits(byte[] bytes) {
        StringBuilder bits = new StringBuilder();
        for (byte b : bytes) {
            bits.append(Integer.toBinaryString((b & 0xff) | 0x100).substring(1));
        }
        return bits.toString();
    }

    private static InvalidAddressRange problem(String text) {
        return catchThrowableOfType(InvalidAddressRange.class, () -> AddressRange.parse(text));
    }
}

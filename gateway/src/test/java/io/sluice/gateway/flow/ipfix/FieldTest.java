/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldTest {
    private static <T> String written(Field<T> field, T from) {
        ByteBuffer bytes = ByteBuffer.allocate(field.longest());
        field.value().write(from, bytes);
        return HexFormat.of().formatHex(bytes.array(), 0, bytes.position());
    }

    @Test
    void aNumberTakesTheLengthOfItsElement() {
        assertThat(written(Field.number(Iana.PROTOCOL_IDENTIFIER, (Long n) -> n), 6L))
                .isEqualTo("06");
        assertThat(written(Field.number(Iana.SOURCE_TRANSPORT_PORT, (Long n) -> n), 65_535L))
                .isEqualTo("ffff");
        assertThat(written(Field.number(Iana.OCTET_DELTA_COUNT, (Long n) -> n), 1L << 40))
                .isEqualTo("0000010000000000");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 8, 00",
        "abc, 8, 03616263",
        "abcdefghij, 8, 086162636465666768",
        // Two, three and four bytes a character: none is cut in two.
        "ääää, 5, 04c3a4c3a4",
        "€€, 5, 03e282ac",
        "a😀, 4, 0161",
        "😀b, 4, 04f09f9880"
    })
    void aTextIsCutWhereACharacterEnds(String text, int atMost, String hex) {
        assertThat(written(Field.text(Iana.USER_NAME, atMost, (String s) -> s), text))
                .isEqualTo(hex);
    }

    @Test
    void fromALengthOf255OnItTakesThreeBytes() {
        Field<String> field = Field.text(Iana.USER_NAME, 300, s -> s);
        assertThat(written(field, "x".repeat(254))).startsWith("fe78").hasSize(2 * 255);
        assertThat(written(field, "x".repeat(255))).startsWith("ff00ff78").hasSize(2 * 258);
        assertThat(written(field, "x".repeat(9999))).startsWith("ff012c78").hasSize(2 * 303);
        assertThat(field.longest()).isEqualTo(303);
    }

    @Test
    void anIpv4AddressAmongIpv6OnesIsMapped() throws Exception {
        InetAddress v4 = InetAddress.getByName("192.0.2.1");
        assertThat(written(Field.address(Iana.SOURCE_IPV4_ADDRESS, (InetAddress a) -> a), v4))
                .isEqualTo("c0000201");
        assertThat(written(Field.address(Iana.SOURCE_IPV6_ADDRESS, (InetAddress a) -> a), v4))
                .isEqualTo("00000000000000000000ffffc0000201");
    }
}

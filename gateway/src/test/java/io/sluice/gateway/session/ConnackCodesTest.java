/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.frame.ReasonCode;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever ends a connection before its CONNACK, a CONNACK can say it [MQTT-3.2.2-8]. */
class ConnackCodesTest {
    /** MQTT 5, table 3-1. */
    private static final Set<Integer> CONNECT_REASON_CODES = Set.of(
            0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B,
            0x9C, 0x9D, 0x9F);

    static Stream<Field> reasons() {
        return Arrays.stream(ReasonCode.class.getFields())
                .filter(field -> !field.getName().equals("SUCCESS"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void everyReasonOfTheGatewaysHasACodeThere(Field reason) throws Exception {
        String said = Written.hex(5, new Answers(5).connack(reason.getInt(null)));
        assertThat(said).matches("200300..00");
        assertThat(CONNECT_REASON_CODES).contains(Integer.parseInt(said.substring(6, 8), 16));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void soItHasInMqtt311(Field reason) throws Exception {
        assertThat(Written.hex(4, new Answers(4).connack(reason.getInt(null)))).matches("2002000[1-5]");
    }
}

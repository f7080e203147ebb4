/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static io.sluice.gateway.session.Written.expected;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.frame.ReasonCode;
import io.sluice.policy.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway says, byte for byte, in each version. */
class AnswersTest {
    @ParameterizedTest(name = "level {0}, code {1}: {2}")
    @CsvSource({
        "3, 0x87, 20 02 00 05",
        "4, 0x87, 20 02 00 05",
        "5, 0x87, 20 03 00 87 00",
        "3, 0x86, 20 02 00 04",
        "4, 0x86, 20 02 00 04",
        "5, 0x86, 20 03 00 86 00",
        "4, 0x88, 20 02 00 03",
        "5, 0x88, 20 03 00 88 00",
        "5, 0x95, 20 03 00 95 00",
        "5, 0x97, 20 03 00 97 00",
        "5, 0x81, 20 03 00 81 00",
        "5, 0x82, 20 03 00 82 00",
        "5, 0x80, 20 03 00 80 00",
        "4, 0x8B, 20 02 00 03",
        "5, 0x8B, 20 03 00 88 00", // a CONNACK cannot say that the server shuts down
    })
    void aRefusedConnectIsAnswered(int level, String code, String script) {
        assertThat(Written.hex(level, new Answers(level).connack(Integer.decode(code))))
                .isEqualTo(expected(script));
    }

    @ParameterizedTest(name = "level {0}, code {1}")
    @CsvSource({
        "3, 0x87, 40 02 1234, 50 02 1234",
        "4, 0x87, 40 02 1234, 50 02 1234",
        "4, 0x00, 40 02 1234, 50 02 1234",
        "5, 0x00, 40 02 1234, 50 02 1234",
    })
    void aMessageIsAcknowledgedInTheShortestForm(int level, String code, String puback, String pubrec) {
        Answers answers = new Answers(level);
        assertThat(Written.hex(level, answers.puback(0x1234, Integer.decode(code))))
                .isEqualTo(expected(puback));
        assertThat(Written.hex(level, answers.pubrec(0x1234, Integer.decode(code))))
                .isEqualTo(expected(pubrec));
        assertThat(Written.hex(level, answers.pubcomp(0x1234))).isEqualTo(expected("70 02 1234"));
    }

    @Test
    void anMqtt5PublisherIsToldWhy() throws Exception {
        Answers answers = new Answers(5);
        assertThat(Written.hex(5, answers.puback(0xffff, 0x87)))
                .startsWith("40")
                .contains("ffff87");
        assertThat(Written.hex(5, answers.pubrec(1, 0x97))).startsWith("50").contains("000197");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void aDisconnectOfAServerIsAWordOfMqtt5Only(int level) {
        assertThat(new Answers(level).disconnect(ReasonCode.PROTOCOL_ERROR)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x81, 0x82, 0x87, 0x8B, 0x94, 0x95, 0x96, 0x98, 0x9A, 0x9B})
    void anMqtt5DeviceIsToldWhyItGoes(int code) {
        assertThat(new Answers(5).disconnect(code)).hasValueSatisfying(message -> assertThat(Written.hex(5, message))
                .isEqualTo("e002%02x00".formatted(code)));
    }

    @Test
    void aSubackHasACodeForEachFilter() {
        assertThat(Written.hex(4, new Answers(4).suback(7, new int[] {0x80, 1})))
                .isEqualTo(expected("90 04 0007 80 01"));
        assertThat(Written.hex(5, new Answers(5).suback(7, new int[] {0x87, 0x97})))
                .isEqualTo(expected("90 05 0007 00 87 97"));
    }

    @ParameterizedTest(name = "level {0}, {1}: {2}")
    @CsvSource({
        "3, TOPIC_DENIED, 2",
        "4, TOPIC_DENIED, 0x80",
        "4, SUBSCRIPTIONS, 0x80",
        "5, TOPIC_DENIED, 0x87",
        "5, WILDCARD, 0x87",
        "5, SUBSCRIPTIONS, 0x97",
    })
    void aDeniedFilterHasTheVersionsOwnCode(int level, Reason reason, String code) {
        assertThat(new Answers(level).subscribeRefusal(reason, 2)).isEqualTo(Integer.decode(code));
    }

    @ParameterizedTest(name = "{0}: {1} or {2}")
    @CsvSource({
        "TOPIC_DENIED, 0x87, 0x87",
        "PUBLISH_RATE, 0x97, 0x96",
        "BYTE_RATE, 0x97, 0x96",
        "QOS, 0x87, 0x9B",
        "RETAIN, 0x87, 0x9A",
        "PACKET_SIZE, 0x87, 0x95",
    })
    void eachReasonHasItsCodes(Reason reason, String refusal, String disconnection) {
        assertThat(Answers.publishRefusal(reason)).isEqualTo(Integer.decode(refusal));
        assertThat(Answers.disconnection(reason)).isEqualTo(Integer.decode(disconnection));
    }
}

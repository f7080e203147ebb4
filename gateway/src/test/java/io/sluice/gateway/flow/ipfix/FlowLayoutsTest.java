/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.FlowRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands in a record, as a collector reads it. */
class FlowLayoutsTest {
    private static final int ENTERPRISE = 32_473;
    private static final String OWN = ENTERPRISE + "/";
    private static final String REVERSE = "29305/";

    private static FlowLayouts layouts(Profile profile, int maxMessageSize) {
        return new FlowLayouts(new OwnElements(ENTERPRISE), profile, maxMessageSize);
    }

    /** The record after its template and through a message, read by somebody else. */
    private static IpfixReader.Data read(FlowLayouts layouts, FlowRecord record) {
        RecordLayout<FlowRecord> layout = layouts.of(record);
        MessageWriter writer = new MessageWriter(65_535, 1);
        writer.add(layout.templateSet(), layout.template());
        writer.add(layout.id(), layout.record(record));
        return new IpfixReader()
                .read(ByteBuffer.wrap(writer.finish(Records.START, 0)))
                .records()
                .get(0);
    }

    private static IpfixReader.Data standard(FlowRecord record) {
        return read(layouts(Profile.STANDARD, 512), record);
    }

    @Test
    void aRecordSaysWhoTalkedToWhomAndHowMuch() {
        IpfixReader.Data data =
                standard(Records.v4().over("198.51.100.1", "198.51.100.2").record());
        assertThat(data.hex("148")).as("flowId").isEqualTo("0123456789ab4def");
        assertThat(data.number("152")).isEqualTo(Records.START.toEpochMilli());
        assertThat(data.number("153")).isEqualTo(Records.START.toEpochMilli() + 90_000);
        assertThat(data.hex("8")).isEqualTo("c0000207");
        assertThat(data.hex("12")).isEqualTo("c0000201");
        assertThat(data.number("7")).isEqualTo(50_001);
        assertThat(data.number("11")).isEqualTo(1883);
        assertThat(data.number("4")).isEqualTo(6);
        assertThat(data.number("239")).isEqualTo(1);
        assertThat(data.number("1")).isEqualTo(100);
        assertThat(data.number(REVERSE + "1")).isEqualTo(101);
        assertThat(data.number("85")).isEqualTo(1000);
        assertThat(data.number(REVERSE + "85")).isEqualTo(1001);
        assertThat(data.number("136")).isEqualTo(3);
        assertThat(data.number("233")).isEqualTo(2);
        assertThat(data.number("89")).isEqualTo(64);
        assertThat(data.hex("225")).isEqualTo("c6336401");
        assertThat(data.hex("226")).isEqualTo("c6336402");
        assertThat(data.number("227")).isEqualTo(40_001);
        assertThat(data.number("228")).isEqualTo(8883);
        assertThat(data.text("371")).isEqualTo("Jörg");
    }

    @Test
    void whatIsOfMqttStandsUnderTheEnterpriseNumber() {
        IpfixReader.Data data = standard(Records.v4().record());
        assertThat(data.text(OWN + 1)).isEqualTo("sensor-1");
        assertThat(data.number(OWN + 2)).isEqualTo(5);
        assertThat(data.number(OWN + 3)).isEqualTo(60);
        assertThat(data.text(OWN + 4)).isEqualTo("sensors");
        assertThat(data.text(OWN + 5)).isEqualTo("lan");
        assertThat(data.text(OWN + 6)).isEqualTo("device-disconnect");
        assertThat(data.number(OWN + 7)).as("packets from the device").isEqualTo(104);
        assertThat(data.number(OWN + 8)).as("packets to the device").isEqualTo(105);
        assertThat(data.number(OWN + 9)).as("PUBLISHes from the device").isEqualTo(108);
        assertThat(data.number(OWN + 10)).as("PUBLISHes to the device").isEqualTo(109);
        assertThat(data.number(OWN + 11)).as("bytes to the broker").isEqualTo(103);
        assertThat(data.number(OWN + 12)).as("bytes from the broker").isEqualTo(102);
        assertThat(data.number(OWN + 13)).as("packets to the broker").isEqualTo(107);
        assertThat(data.number(OWN + 14)).as("packets from the broker").isEqualTo(106);
        assertThat(data.number(OWN + 16)).as("dropped").isEqualTo(3);
        assertThat(data.number(OWN + 17)).as("refused").isEqualTo(4);
        assertThat(data.number(OWN + 18)).as("disconnected").isZero();
        assertThat(data.number(OWN + 19)).as("delayed").isEqualTo(7);
    }

    @Test
    void aConnectionWithoutAConnectHasNoNames() {
        IpfixReader.Data data = standard(
                Records.v4().unknown().ending(EndReason.CONNECT_TIMEOUT).record());
        assertThat(data.text(OWN + 1)).isEmpty();
        assertThat(data.number(OWN + 2)).isZero();
        assertThat(data.text("371")).isEmpty();
        assertThat(data.values()).doesNotContainKeys("225", "226", "227", "228", "281");
    }

    @Test
    void eachPairOfFamiliesHasATemplateOfItsOwn() {
        List<Records> flows = List.of(
                Records.v4(),
                Records.v4().over("198.51.100.1", "198.51.100.2"),
                Records.v4().over("2001:db8::3", "2001:db8::4"),
                Records.v6(),
                Records.v6().over("198.51.100.1", "198.51.100.2"),
                Records.v6().over("2001:db8::3", "2001:db8::4"));
        Set<Integer> templates = new HashSet<>();
        for (Records flow : flows) {
            IpfixReader.Data data = standard(flow.record());
            templates.add(data.template());
            boolean v6 = flow.device().getAddress().getAddress().length == 16;
            assertThat(data.hex(v6 ? "27" : "8")).isEqualTo(v6 ? "20010db8000000000000000000000007" : "c0000207");
            assertThat(data.values()).doesNotContainKey(v6 ? "8" : "27");
        }
        assertThat(templates).hasSize(6).allMatch(id -> id >= 256 && id < 512);
        assertThat(standard(flows.get(5).record()).hex("282")).isEqualTo("20010db8000000000000000000000004");
    }

    @Test
    void nfdumpGetsOneCountOfOctetsADirectionAndMqttPackets() {
        IpfixReader.Data data = read(layouts(Profile.NFDUMP, 512), Records.v4().record());
        assertThat(data.number("1")).isEqualTo(100);
        assertThat(data.number(REVERSE + "1")).isEqualTo(101);
        assertThat(data.number("2")).isEqualTo(104);
        assertThat(data.number(REVERSE + "2")).isEqualTo(105);
        assertThat(data.values()).doesNotContainKeys("85", REVERSE + "85");
        assertThat(standard(Records.v4().record()).values()).doesNotContainKeys("2", REVERSE + "2");
    }

    @Test
    void delaysAddUpAlthoughEachIsCutToMilliseconds() {
        long[] nanos = {999_999, 1, 1_500_000, 700_000, 700_000};
        long total = 0;
        long exported = 0;
        for (long delay : nanos) {
            total += delay;
            FlowRecord record = Records.v4()
                    .record(Records.totals(0, Duration.ofNanos(total)), Records.totals(0, Duration.ofNanos(delay)));
            exported += standard(record).number(OWN + 15);
        }
        assertThat(exported).isEqualTo(total / 1_000_000);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void theLongestRecordAndEachTemplateFitIntoTheSmallestMessage(Profile profile) {
        int room = IpfixSettings.SMALLEST_MESSAGE - MessageWriter.HEADER - MessageWriter.SET_HEADER;
        FlowLayouts layouts = layouts(profile, IpfixSettings.SMALLEST_MESSAGE);
        List<RecordLayout<?>> all = new ArrayList<>(layouts.all());
        all.addAll(List.of(OptionLayouts.TYPES, OptionLayouts.LOSSES));
        assertThat(all).allSatisfy(layout -> {
            assertThat(layout.longest()).isLessThanOrEqualTo(room);
            assertThat(layout.template()).hasSizeLessThanOrEqualTo(room);
        });
        FlowRecord longest = Records.v6()
                .over("2001:db8::3", "2001:db8::4")
                .by("€".repeat(9_999), "😀".repeat(9_999))
                .record();
        IpfixReader.Data data = read(layouts, longest);
        assertThat(data.text(OWN + 1)).isEqualTo("€".repeat(21));
        assertThat(data.text("371")).isEqualTo("😀".repeat(16));
    }

    @Test
    void aLargerMessageHasRoomForLongerTexts() {
        FlowRecord record = Records.v4().by("c".repeat(2_000), "u".repeat(600)).record();
        IpfixReader.Data data = read(layouts(Profile.STANDARD, 65_535), record);
        assertThat(data.text(OWN + 1)).isEqualTo("c".repeat(1_024));
        assertThat(data.text("371")).isEqualTo("u".repeat(600));
    }

    @Test
    void everyEndReasonFitsWhole() {
        assertThat(Arrays.stream(EndReason.values()).map(EndReason::word)).allMatch(word -> word.length() <= 512 / 16);
    }

    /** RFC 5610: a collector that has never heard of us knows each of our elements by name, type, semantics and units. */
    @Test
    void everyElementOfOurOwnHasATypeRecordAndNoNumberIsUsedTwice() {
        List<InformationElement> all = new OwnElements(ENTERPRISE).all();
        assertThat(all.stream().map(InformationElement::id)).doesNotHaveDuplicates();
        assertThat(all.stream().map(InformationElement::name)).doesNotHaveDuplicates();
        Stream<InformationElement> used = layouts(Profile.STANDARD, 512).all().stream()
                .flatMap(layout -> layout.fields().stream())
                .map(Field::element)
                .filter(element -> element.enterprise() == ENTERPRISE)
                .distinct();
        assertThat(used).containsExactlyInAnyOrderElementsOf(all);
        assertThat(all).allSatisfy(element -> assertThat(element.description()).isNotEmpty());
    }
}

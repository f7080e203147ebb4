/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import java.util.List;

/** The layouts of what is said besides flows. */
final class OptionLayouts {
    private static final int EXPORTING_PROCESS = 1;

    /** What an element of our own is (RFC 5610 section 3.9). */
    static final RecordLayout<InformationElement> TYPES = new RecordLayout<>(
            512,
            2,
            List.of(
                    Field.number(Iana.PRIVATE_ENTERPRISE_NUMBER, InformationElement::enterprise),
                    Field.number(Iana.INFORMATION_ELEMENT_ID, InformationElement::id),
                    Field.number(Iana.ELEMENT_DATA_TYPE, element -> element.type().number),
                    Field.number(Iana.ELEMENT_SEMANTICS, element -> element.semantics().number),
                    Field.number(Iana.ELEMENT_UNITS, element -> element.units().number),
                    // libfixbuf takes no record for one of types without a range; from 0 to 0 is none.
                    Field.number(Iana.ELEMENT_RANGE_BEGIN, element -> 0),
                    Field.number(Iana.ELEMENT_RANGE_END, element -> 0),
                    Field.text(Iana.ELEMENT_NAME, 64, InformationElement::name),
                    Field.text(Iana.ELEMENT_DESCRIPTION, 128, InformationElement::description)));

    /** What could not be sent (RFC 7011 section 4.3); the time of the first and of the last, in this order. */
    static final RecordLayout<NotSent.Losses> LOSSES = new RecordLayout<>(
            513,
            1,
            List.of(
                    Field.number(Iana.EXPORTING_PROCESS_ID, losses -> EXPORTING_PROCESS),
                    Field.number(Iana.NOT_SENT_FLOWS, NotSent.Losses::flows),
                    Field.number(Iana.NOT_SENT_PACKETS, NotSent.Losses::packets),
                    Field.number(Iana.NOT_SENT_OCTETS, NotSent.Losses::octets),
                    Field.number(Iana.OBSERVATION_TIME, losses -> losses.first().toEpochMilli()),
                    Field.number(Iana.OBSERVATION_TIME, losses -> losses.last().toEpochMilli())));

    private OptionLayouts() {}
}

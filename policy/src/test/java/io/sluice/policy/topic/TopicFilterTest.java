/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/#/b",
                "#/",
                "a#",
                "a+/b",
                "+a",
                "a/%x",
                "a%",
                "%",
                "a\u0001",
                "a\0b",
                "a\uffff",
                "\ud800",
                "$share/g/a",
                "$share",
                "a\u0085"
            })
    void aFilterThatNoBrokerWouldReadTheSameIsInvalidAndTheMendIsSaid(String text) {
        InvalidTopicFilter problem = catchThrowableOfType(InvalidTopicFilter.class, () -> TopicFilter.parse(text));
        assertThat(problem).as(text).isNotNull();
        assertThat(problem.what()).isNotBlank();
        assertThat(problem.mend()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "+", "/", "a//b", "+/+/#", "$SYS/#", "ä/%c", "50%%", "sensor-%c", "a b", "😀/#"})
    void whatTheSpecificationAllowsIsAFilter(String text) throws Exception {
        assertThat(TopicFilter.parse(text).text()).isEqualTo(text);
    }

    @Test
    void aFilterDeeperThanAnyTopicTreeIsInvalid() throws Exception {
        String most = "a/".repeat(TopicFilter.MAX_LEVELS - 1) + "a";
        assertThat(TopicFilter.parse(most).levels()).hasSize(TopicFilter.MAX_LEVELS);
        assertThat(catchThrowableOfType(InvalidTopicFilter.class, () -> TopicFilter.parse(most + "/a")))
                .isNotNull();
    }
}

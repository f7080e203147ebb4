/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.topic.Templates;
import io.sluice.policy.topic.TopicRules;

/**
 * The topics of a class.
 *
 * @param templates what all four lists were compiled with
 */
public record ClassTopics(
        TopicRules publishAllow,
        TopicRules publishDeny,
        TopicRules subscribeAllow,
        TopicRules subscribeDeny,
        Templates templates) {}

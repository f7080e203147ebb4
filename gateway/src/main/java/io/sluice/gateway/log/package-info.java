/* SPDX-License-Identifier: Apache-2.0 */
/** Lines of JSON: handed over by event loops, written by a thread of their own, to files, standard output and the journal. */
@org.jspecify.annotations.NullMarked
package io.sluice.gateway.log;

/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.ocsp;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks OCSP responders over HTTP (RFC 6960, appendix A), bounded in time and size, and led nowhere else by them. */
final class Responders {
    /** Bytes; answers have some thousand, with a chain of certificates in them. */
    static final int LARGEST = 64 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    /** What the responder answers, DER, not verified. */
    CompletableFuture<byte[]> ask(Subject subject) throws OcspFailure {
        HttpRequest request = HttpRequest.newBuilder(subject.responder())
                .timeout(PATIENCE)
                .header("Content-Type", "application/ocsp-request")
                .header("Accept", "application/ocsp-response")
                .POST(HttpRequest.BodyPublishers.ofByteArray(subject.request()))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, head -> new LimitedBody(LARGEST));
        // The client's own patience ends with the head of the answer.
        CompletableFuture<byte[]> body = answer.copy()
                .orTimeout(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .thenCompose(response -> response.statusCode() == 200
                        ? CompletableFuture.completedFuture(response.body())
                        : CompletableFuture.failedFuture(
                                new IOException("the responder answers with HTTP status " + response.statusCode())));
        body.whenComplete((bytes, failure) -> answer.cancel(true));
        return body;
    }
}

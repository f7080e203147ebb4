/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningRequestTest {
    @TempDir
    private Path folder;

    /** Found by changing bytes of requests at random: an information of nothing, and attributes in a primitive form. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3007 3000 3000 030100",
                "301d 3012 020100 3000 3009 3004 06022a03 030100 8000 3004 06022a03 030100"
            })
    void hostileBytesAreRefusedInWords(String hex) throws Exception {
        Path file = Files.write(folder.resolve("hostile.csr"), HexFormat.of().parseHex(hex.replace(" ", "")));

        assertThatThrownBy(() -> SigningRequest.read(file))
                .isInstanceOf(Refusal.class)
                .hasMessage(file + " holds no certification request (PKCS#10) in PEM or DER form");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be wrong when TLS with a peer does not come about, in words for the log. The table for operators is
 * {@code deploy/tls-failures.md}.
 */
public enum TlsFault {
    EXPIRED("the peer's certificate has expired", "give the peer a new one", 10),
    NOT_YET_VALID("the peer's certificate is not valid yet", "set the clock of this machine, or of the CA's", 9),
    REVOKED("the peer's certificate is revoked", "if the peer is to come back, issue it a new one", 23),
    REVOCATION_UNKNOWN(
            "nothing says whether the peer's certificate is revoked: the CRL of its CA is missing or out of date",
            "put a new list of every CA in the chain into the file of crl",
            3),
    OTHER_CA(
            "the peer's certificate is not from a trusted CA",
            "trust its CA if it is yours, or issue the peer a certificate of yours",
            20),
    CA_OF_THE_SAME_NAME(
            "the peer's certificate is not from a trusted CA, only from one of the same name",
            "the CA was made anew: issue the peer a new certificate, or trust both",
            20),
    INTERMEDIATE_MISSING(
            "the peer does not send the intermediate CA that its certificate is from",
            "put the intermediate behind the certificate in the peer's certificate file",
            20),
    WRONG_PURPOSE(
            "the peer's certificate is for another purpose",
            "servers need the extended key usage serverAuth, clients clientAuth: issue the peer a new one",
            26),
    OTHER_NAME(
            "the peer's certificate is for another name",
            "dial the broker by a name in its certificate, set server-name to one, or issue it a new one",
            62),
    WEAK_KEY("the peer's certificate has a weak key", "issue a new one, of EC P-256 or RSA with 2048 bits or more", 27),
    WEAK_SIGNATURE("the peer's certificate has a weak signature", "issue a new one, signed with SHA-256 or better", 27),
    BAD_CHAIN("the peer's certificate chain is not valid", "look at it with: sluice certs show", 27),

    NOT_TLS("the peer does not speak TLS", "check the port on both sides: is this one for plaintext?"),
    UNEXPECTED("the peer speaks TLS to a plaintext listener", "use the port of a listener with tls"),
    TIMEOUT("the TLS handshake took too long", "is the peer overloaded, or does it not speak TLS?"),
    HUNG_UP("the peer hung up during the TLS handshake", "is its port one for TLS? its own log may tell why"),
    OLD_PROTOCOL(
            "the peer speaks neither TLS 1.3 nor 1.2",
            "upgrade the peer; before that, keep it on a plaintext listener of a network of its own",
            "unsupported_protocol",
            "protocol_version",
            "wrong_ssl_version",
            "selected protocol version",
            "requested protocol"),
    NO_COMMON_CIPHER(
            "no cipher suite or signature algorithm is common with the peer",
            "allow one that both can in ciphers",
            "no_shared_cipher",
            "wrong_curve",
            "no cipher suites in common",
            "no_common_signature_algorithms"),
    NO_CERTIFICATE(
            "the peer shows no certificate",
            "give the peer one of the CA in client-ca, or set client-auth to want",
            "peer_did_not_return_a_certificate",
            "empty client certificate chain",
            "empty server certificate chain"),
    NOT_ITS_KEY(
            "the peer does not have the key of the certificate that it shows",
            "put the key that belongs to the certificate on the peer; if it never had it, somebody copied a certificate",
            "bad_signature",
            "invalid certificateverify"),

    OURS_WANTED(
            "the peer wants a certificate of us",
            "set certificate and key of upstream.tls; one of a CA that the peer does not name is not shown to it",
            "certificate_required",
            "alert_no_certificate"),
    OURS_EXPIRED(
            "the peer says that our certificate has expired",
            "renew ours, or set the peer's clock",
            "alert*certificate_expired"),
    OURS_REVOKED("the peer says that our certificate is revoked", "issue us a new one", "alert*certificate_revoked"),
    OURS_UNKNOWN_CA(
            "the peer does not trust the CA of our certificate",
            "let the peer trust our CA, send our intermediate along, or use a certificate of a CA that it trusts",
            "alert*unknown_ca"),
    OURS_UNSUPPORTED(
            "the peer does not take our kind of certificate",
            "is it for the right purpose (servers serverAuth, clients clientAuth), and of a common kind?",
            "alert*unsupported_certificate"),
    OURS_REFUSED(
            "the peer refused our certificate",
            "its own log may tell why",
            "alert*bad_certificate",
            "alert*certificate_unknown",
            "alert*access_denied",
            "alert*decrypt_error"),
    // OpenSSL as a client of TLS 1.3 sends this alert in the clear, where BoringSSL expects it encrypted.
    OURS_NOT_TRUSTED(
            "the peer broke off the TLS handshake, most likely since it does not trust our certificate",
            "let the peer trust our CA, and reach us by a name in our certificate; its own log may tell",
            "bad_packet_length"),
    HANDSHAKE_REFUSED(
            "the peer refused the TLS handshake",
            "it may want a certificate of us, another cipher suite or another protocol; its own log may tell",
            "alert*handshake_failure",
            "alert*insufficient_security",
            "alert*unrecognized_name",
            "alert*internal_error",
            "alert*illegal_parameter",
            "alert*decode_error",
            "alert*user_cancel");

    private static final int UNSPECIFIED = 1;

    private final String words;
    private final String mend;
    private final int verifyResult;
    /** Pieces of messages, one a line; a string, so that the enumeration cannot change. */
    private final String signs;

    TlsFault(String words, String mend, int verifyResult) {
        this.words = words;
        this.mend = mend;
        this.verifyResult = verifyResult;
        this.signs = "";
    }

    TlsFault(String words, String mend, String... signs) {
        this.words = words;
        this.mend = mend;
        this.verifyResult = UNSPECIFIED;
        this.signs = String.join("\n", signs);
    }

    /** What is wrong. */
    public String words() {
        return words;
    }

    /** What to do about it. */
    public String mend() {
        return mend;
    }

    /** The number of X509_V_ERR_… from which BoringSSL takes the alert that the peer gets. */
    int verifyResult() {
        return verifyResult;
    }

    /** What a message of a TLS library, BoringSSL's or the JDK's, is about. */
    static Optional<TlsFault> inMessage(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(fault -> fault.signs.lines().anyMatch(sign -> isIn(lower, sign)))
                .findFirst();
    }

    /** A star stands for anything; alerts of the peer are so told from what we found ourselves. */
    private static boolean isIn(String message, String sign) {
        int star = sign.indexOf('*');
        if (star < 0) {
            return message.contains(sign);
        }
        int first = message.indexOf(sign.substring(0, star));
        return first >= 0 && message.indexOf(sign.substring(star + 1), first) >= 0;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a new CA.
 *
 * @param days how long the root is good
 * @param issuingDays how long the issuing CA beneath it is good at most, empty for a root that issues by itself
 * @param keys of what kind their keys are
 * @param passphrase what their keys are encrypted with, empty for keys in the clear
 */
public record NewAuthority(
        String commonName,
        int days,
        Optional<Integer> issuingDays,
        KeyKind keys,
        NameLimits limits,
        Optional<char[]> passphrase) {
    /**
     * Makes it.
     *
     * @param replace whether a CA that is there may be replaced: with it goes what it has issued
     * @return the root's certificate
     */
    public X509Certificate makeIn(CaFolder folder, boolean replace) throws Refusal, GeneralSecurityException {
        return folder.change(change -> make(folder, change, replace));
    }

    private X509Certificate make(CaFolder folder, CaChange change, boolean replace)
            throws Refusal, IOException, GeneralSecurityException {
        for (String file : List.of(CaFiles.TRUST, CaFiles.ROOT_KEY, CaFiles.ISSUING, CaFiles.ISSUING_KEY)) {
            change.requireFree(file, replace);
        }
        if (issuingDays.isEmpty() && change.hasIssuingAuthority()) {
            throw new Refusal(change.dir().resolve(CaFiles.ISSUING)
                    + " is there; a root that issues by itself wants a folder " + "of its own");
        }
        Validity validity = Validity.days(days, folder.clock());
        CertificateAuthority root = CertificateAuthority.root(
                new AuthorityProfile(commonName, keys, limits, validity), issuingDays.isPresent() ? 1 : 0);
        change.write(CaFiles.ROOT_KEY, root.identity().key(), passphrase);
        if (issuingDays.isPresent()) {
            Validity shorter = Validity.days(issuingDays.get(), folder.clock()).until(validity.notAfter());
            CertificateAuthority issuing =
                    root.subordinate(new AuthorityProfile(commonName + " issuing", keys, limits, shorter));
            change.write(CaFiles.ISSUING_KEY, issuing.identity().key(), passphrase);
            change.write(CaFiles.ISSUING, List.of(issuing.certificate()));
            change.writeRoot(CertificateIndex.EMPTY.with(CaChange.entry(issuing.certificate(), CaFiles.ISSUING)));
            change.write(CaFiles.TRUST, List.of(root.certificate(), issuing.certificate()));
            writeLists(folder, change, List.of(issuing, root));
        } else {
            change.write(CaFiles.TRUST, List.of(root.certificate()));
            writeLists(folder, change, List.of(root));
        }
        change.write(CertificateIndex.EMPTY);
        return root.certificate();
    }

    private static void writeLists(CaFolder folder, CaChange change, List<CertificateAuthority> authorities)
            throws IOException, GeneralSecurityException {
        Instant end = authorities.get(0).certificate().getNotAfter().toInstant();
        Validity validity = Validity.days(Revocations.DAYS, folder.clock()).until(end);
        List<X509CRL> lists = new ArrayList<>();
        for (CertificateAuthority authority : authorities) {
            lists.add(RevocationLists.of(
                    authority, CertificateIndex.EMPTY, Revocations.number(change.now(), List.of()), validity));
        }
        change.writeLists(lists);
    }
}

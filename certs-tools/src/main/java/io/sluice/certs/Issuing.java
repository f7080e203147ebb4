/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Issues certificates into a CA's folder. */
public final class Issuing {
    private final CaFolder folder;
    private final boolean replace;

    /**
     * @param replace whether files that are there may be replaced
     */
    public Issuing(CaFolder folder, boolean replace) {
        this.folder = folder;
        this.replace = replace;
    }

    /**
     * A certificate that somebody wants.
     *
     * @param name of its files
     * @param place the folder of its files within the CA's, empty for the CA's own
     * @param passphrase what its key is encrypted with, empty for a key in the clear
     */
    public record Wanted(
            String name, String place, EndEntity subject, KeyKind keys, int days, Optional<char[]> passphrase) {
        /** With its files beside the CA's. */
        public static Wanted of(EndEntity subject, String name, KeyKind keys, int days, Optional<char[]> passphrase) {
            return new Wanted(name, "", subject, keys, days, passphrase);
        }

        private String path(String ending) {
            return (place.isEmpty() ? "" : place + "/") + name + ending;
        }
    }

    /**
     * What was issued.
     *
     * @param key empty when whom it is for has it
     */
    public record Issued(Path certificate, Optional<Path> key, Instant until) {}

    /**
     * A name that can name files, and is not one of the CA's own.
     *
     * @throws Refusal when it cannot
     */
    public static String requireName(String name) throws Refusal {
        return CaFiles.checked(name);
    }

    /** Makes keys and certificates: all that are wanted, or none. */
    public List<Issued> issue(List<Wanted> wanted) throws Refusal, GeneralSecurityException {
        return folder.change(change -> {
            requireAll(change, wanted);
            List<Issued> issued = new ArrayList<>();
            CertificateIndex index = change.index();
            for (Wanted one : wanted) {
                Validity validity = Validity.days(one.days(), folder.clock());
                Identity identity = change.issuer(validity).issue(one.subject(), one.keys(), validity);
                change.write(one.path(CaFiles.KEY), identity.key(), one.passphrase());
                index = index.with(write(change, one, identity.chain()));
                if (!one.place().isEmpty()) {
                    change.write(
                            one.place() + "/" + CaFiles.TRUST,
                            Pem.readCertificates(folder.dir().resolve(CaFiles.TRUST)));
                }
                issued.add(answer(one, validity, true));
            }
            change.write(index);
            return issued;
        });
    }

    /** Issues a certificate for the key of a request; nothing else is taken from it. */
    public Issued sign(SigningRequest request, Wanted wanted) throws Refusal, GeneralSecurityException {
        return folder.change(change -> {
            CaFiles.checked(wanted.name());
            change.requireFree(wanted.path(CaFiles.CERTIFICATE), replace);
            // A key of the same name would seem to be the certificate's.
            change.requireFree(wanted.path(CaFiles.KEY), false);
            requireNewcomer(change, wanted);
            Validity validity = Validity.days(wanted.days(), folder.clock());
            CertificateAuthority issuer = change.issuer(validity);
            requireAllowed(issuer, wanted);
            List<X509Certificate> chain = issuer.certify(wanted.subject(), request.key(), validity);
            change.write(change.index().with(write(change, wanted, chain)));
            return answer(wanted, validity, false);
        });
    }

    private void requireAll(CaChange change, List<Wanted> wanted) throws Refusal {
        Set<String> seen = new HashSet<>();
        for (Wanted one : wanted) {
            CaFiles.checked(one.name());
            if (!seen.add(one.path(""))) {
                throw new Refusal("\"" + one.name() + "\" is wanted twice");
            }
            for (String ending : List.of(CaFiles.CERTIFICATE, CaFiles.KEY)) {
                change.requireFree(one.path(ending), replace);
            }
            requireAllowed(change.issuer(Validity.days(one.days(), folder.clock())), one);
        }
    }

    /** Whoever sends a request is not to become somebody who is there already. */
    private void requireNewcomer(CaChange change, Wanted wanted) throws Refusal, IOException {
        boolean known = change.index().of(wanted.name()).stream()
                .anyMatch(entry -> entry.revoked().isEmpty() && entry.notAfter().isAfter(change.now()));
        if (known && !replace) {
            throw new Refusal("there is a good certificate for \"" + wanted.name()
                    + "\" already; --force issues another one, sluice certs revoke takes the first one back");
        }
    }

    private static void requireAllowed(CertificateAuthority issuer, Wanted wanted) throws Refusal {
        Optional<String> forbidden = issuer.forbidden(wanted.subject().names());
        if (forbidden.isPresent()) {
            throw new Refusal("this CA was made not to vouch for " + forbidden.get()
                    + "; sluice certs ca --help says how to make one that does (--domain, --network)");
        }
    }

    private static IndexEntry write(CaChange change, Wanted wanted, List<X509Certificate> chain) throws IOException {
        change.write(wanted.path(CaFiles.CERTIFICATE), chain);
        return CaChange.entry(chain.get(0), wanted.path(CaFiles.CERTIFICATE));
    }

    private Issued answer(Wanted wanted, Validity validity, boolean withKey) {
        return new Issued(
                folder.dir().resolve(wanted.path(CaFiles.CERTIFICATE)),
                withKey ? Optional.of(folder.dir().resolve(wanted.path(CaFiles.KEY))) : Optional.empty(),
                validity.notAfter());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/**
 * Whom a CA may vouch for at most (RFC 5280, section 4.2.1.10): should its key be stolen, it still makes no certificate for the
 * rest of the world.
 *
 * @param domains domains of which, and beneath which, DNS names may be; empty where any may
 * @param networks ranges of which addresses may be; empty where any may
 */
public record NameLimits(List<String> domains, List<AddressRange> networks) {
    /** Any name, any address. */
    public static final NameLimits NONE = new NameLimits(List.of(), List.of());

    /** Addresses that mean nothing outside of the own network (RFC 1918, 3927, 6598, 1122; 4193, 4291). */
    public static final List<String> PRIVATE_NETWORKS = List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "fc00::/7",
            "fe80::/10",
            "::1/128");

    public NameLimits {
        domains = List.copyOf(domains);
        networks = List.copyOf(networks);
    }

    /**
     * By what people type.
     *
     * @throws Refusal when one is no domain or no range
     */
    public static NameLimits of(List<String> domains, List<String> networks) throws Refusal {
        for (String domain : domains) {
            if (!HostNames.isHost(domain) || domain.startsWith("*")) {
                throw new Refusal("--domain \"" + domain + "\" is no domain");
            }
        }
        List<AddressRange> ranges = new ArrayList<>();
        for (String network : networks) {
            ranges.add(AddressRange.parse(network));
        }
        return new NameLimits(domains, ranges);
    }

    /** The extension, empty where nothing is limited. */
    Optional<NameConstraints> extension() {
        List<GeneralSubtree> permitted = new ArrayList<>();
        domains.forEach(domain -> permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain))));
        networks.forEach(network -> permitted.add(
                new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(network.encoded())))));
        return permitted.isEmpty()
                ? Optional.empty()
                : Optional.of(new NameConstraints(permitted.toArray(GeneralSubtree[]::new), null));
    }

    /** The first of some names that a CA may not vouch for, empty where it may for all. */
    static Optional<String> firstForbidden(X509Certificate authority, AlternativeNames names) {
        Optional<NameConstraints> limits = extension(authority);
        return limits.isEmpty() ? Optional.empty() : firstForbidden(limits.get(), names);
    }

    /** The extension of a CA that is there. */
    static Optional<NameConstraints> extension(X509Certificate authority) {
        return Optional.ofNullable(authority.getExtensionValue(Extension.nameConstraints.getId()))
                .map(value -> NameConstraints.getInstance(
                        ASN1OctetString.getInstance(value).getOctets()));
    }

    private static Optional<String> firstForbidden(NameConstraints limits, AlternativeNames names) {
        PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
        if (limits.getPermittedSubtrees() != null) {
            validator.intersectPermittedSubtree(limits.getPermittedSubtrees());
        }
        if (limits.getExcludedSubtrees() != null) {
            for (GeneralSubtree excluded : limits.getExcludedSubtrees()) {
                validator.addExcludedSubtree(excluded);
            }
        }
        for (GeneralName name : names.encoded()) {
            try {
                validator.checkPermitted(name);
                validator.checkExcluded(name);
            } catch (NameConstraintValidatorException forbidden) {
                return Optional.of(readable(name, names));
            }
        }
        return Optional.empty();
    }

    private static String readable(GeneralName name, AlternativeNames names) {
        if (name.getTagNo() != GeneralName.iPAddress) {
            return name.getName().toString();
        }
        byte[] bytes = ASN1OctetString.getInstance(name.getName()).getOctets();
        return names.addresses().stream()
                .filter(address -> Arrays.equals(address.getAddress(), bytes))
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElseGet(name::toString);
    }
}

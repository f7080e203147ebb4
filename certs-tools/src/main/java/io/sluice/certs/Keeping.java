/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Puts what was issued into the forms in which others keep it. */
public final class Keeping {
    private final CaFolder folder;
    private final boolean replace;

    /**
     * @param replace whether files that are there may be replaced
     */
    public Keeping(CaFolder folder, boolean replace) {
        this.folder = folder;
        this.replace = replace;
    }

    /**
     * Writes {@code NAME.p12} (RFC 7292): key and chain, the root included.
     *
     * @param keyPassphrase of the key as it is now
     * @param passphrase of the new file
     */
    public Path pkcs12(String name, Optional<char[]> keyPassphrase, char[] passphrase)
            throws Refusal, GeneralSecurityException {
        return folder.change(change -> {
            Path certificate = certificateOf(name, change);
            PrivateKey key = KeyFile.read(CaFiles.keyOf(certificate), keyPassphrase);
            List<X509Certificate> chain = new ArrayList<>(Pem.readCertificates(certificate));
            chain.add(Pem.readCertificate(change.dir().resolve(CaFiles.TRUST)));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(name, key, passphrase, chain.toArray(Certificate[]::new));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, passphrase);
            return put(change, change.dir().relativize(certificate.resolveSibling(name + ".p12")), bytes.toByteArray());
        });
    }

    /** Writes {@code NAME.zip}: certificate, key, CA, and a page that says what they are. */
    public Path bundle(String name) throws Refusal, GeneralSecurityException {
        return folder.change(change -> {
            Path certificate = certificateOf(name, change);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                add(zip, name + "/README.txt", DeviceReadme.of(name, Pem.readCertificate(certificate)));
                add(
                        zip,
                        name + "/" + CaFiles.TRUST,
                        Files.readAllBytes(change.dir().resolve(CaFiles.TRUST)));
                add(zip, name + "/" + name + CaFiles.CERTIFICATE, Files.readAllBytes(certificate));
                Path key = CaFiles.keyOf(certificate);
                if (Files.exists(key)) {
                    add(zip, name + "/" + name + CaFiles.KEY, Files.readAllBytes(key));
                }
            }
            return put(change, change.dir().relativize(certificate.resolveSibling(name + ".zip")), bytes.toByteArray());
        });
    }

    /**
     * Writes {@code mosquitto/sluice.conf} and copies of the files that it names.
     *
     * @param bind the address to listen on, empty for all
     * @return the configuration file
     */
    public Path mosquitto(String name, int port, Optional<String> bind) throws Refusal, GeneralSecurityException {
        if (bind.isPresent()) {
            HostNames.address(bind.get());
        }
        return folder.change(change -> {
            Path certificate = certificateOf(name, change);
            PrivateKey key = KeyFile.read(CaFiles.keyOf(certificate));
            Path conf = put(
                    change,
                    Path.of(CaFiles.BROKER_CONFIGURATION),
                    MosquittoListener.text(change.dir().resolve("mosquitto"), port, bind)
                            .getBytes(StandardCharsets.UTF_8));
            change.write(CaFiles.BROKER_TRUST, Pem.readCertificates(change.dir().resolve(CaFiles.TRUST)));
            change.write(CaFiles.BROKER, Pem.readCertificates(certificate));
            change.write(CaFiles.BROKER_KEY, key, Optional.empty());
            change.writeLists(
                    CaFiles.BROKER_CRL, RevocationLists.read(change.dir().resolve(CaFiles.CRL)));
            return conf;
        });
    }

    private static Path certificateOf(String name, CaChange change) throws Refusal, IOException {
        CaFiles.checked(name);
        List<String> places = new ArrayList<>(List.of(name + CaFiles.CERTIFICATE));
        change.index().of(name).forEach(entry -> places.add(entry.file()));
        for (String place : places) {
            Path file = change.dir().resolve(place).normalize();
            if (file.startsWith(change.dir()) && Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new Refusal("there is no certificate of \"" + name + "\" in " + change.dir()
                + "; make it with: sluice certs client " + name + " --dir " + change.dir());
    }

    private Path put(CaChange change, Path path, byte[] content) throws Refusal, IOException {
        change.requireFree(path.toString(), replace);
        change.writePrivate(path.toString(), content);
        return change.dir().resolve(path);
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}

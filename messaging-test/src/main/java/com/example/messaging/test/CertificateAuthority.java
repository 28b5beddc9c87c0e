package com.example.messaging.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * A certificate authority of one test's own: issues certificates that are good for a day, as PEM files. No key ever leaves
 * the test's directory. Made by the JDK's keytool.
 */
public final class CertificateAuthority {

    private static final String ALIAS = "ca";

    private final Path directory;

    private final Path keyStore;

    /** Of a key store that lives as long as the test. */
    private final String password = UUID.randomUUID().toString();

    private final Path certificate;

    private CertificateAuthority(Path directory) {
        this.directory = directory;
        this.keyStore = directory.resolve("ca.p12");
        this.certificate = directory.resolve("ca.pem");
    }

    /**
     * What a server or a client shows.
     *
     * @param certificate its certificate, a PEM file
     * @param privateKey its key, a PEM file
     */
    public record Identity(Path certificate, Path privateKey) {}

    /** Makes one that keeps its files in a directory, which need not be there. */
    public static CertificateAuthority create(Path directory) throws IOException {
        CertificateAuthority authority = new CertificateAuthority(Files.createDirectories(directory));
        authority.generate(ALIAS, "CN=Certificate authority " + directory.getFileName(), "-ext", "bc:critical=ca:true");
        authority.write(
                authority.certificate, "CERTIFICATE", authority.read(ALIAS).certificate());
        return authority;
    }

    /** Its own certificate, which whoever trusts it needs: a PEM file. */
    public Path certificate() {
        return certificate;
    }

    /**
     * Issues a certificate to a server.
     *
     * @param hosts the names of hosts that it is for, and no others
     */
    public Identity issueServer(String name, List<String> hosts) throws IOException {
        String names = String.join(
                ",",
                hosts.stream()
                        .map(host -> (isAddress(host) ? "ip:" : "dns:") + host)
                        .toList());
        return issue(name, "-ext", "eku=serverAuth", "-ext", "san=" + names);
    }

    private static boolean isAddress(String host) {
        return host.matches("[0-9.]+") || host.contains(":");
    }

    /** Issues a certificate to a client. */
    public Identity issueClient(String name) throws IOException {
        return issue(name, "-ext", "eku=clientAuth");
    }

    private Identity issue(String name, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("-signer", ALIAS));
        all.addAll(List.of(options));
        generate(name, "CN=" + name, all.toArray(String[]::new));
        Entry entry = read(name);
        Identity identity = new Identity(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
        write(identity.certificate(), "CERTIFICATE", entry.certificate());
        write(identity.privateKey(), "PRIVATE KEY", entry.privateKey());
        return identity;
    }

    private void generate(String alias, String subject, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                keyStore.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                password,
                "-alias",
                alias,
                "-dname",
                subject,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                // A clock that is a little behind must not matter.
                "-startdate",
                "-1H",
                "-validity",
                "1"));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        keytool.getOutputStream().close();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool ran", ex);
        }
    }

    /** What the key store has under a name, encoded. */
    private record Entry(byte[] certificate, byte[] privateKey) {}

    private Entry read(String alias) throws IOException {
        try {
            KeyStore entries = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
            return new Entry(
                    entries.getCertificate(alias).getEncoded(),
                    entries.getKey(alias, password.toCharArray()).getEncoded());
        } catch (GeneralSecurityException ex) {
            throw new IOException(ex);
        }
    }

    private void write(Path file, String type, byte[] encoded) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        Files.writeString(file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type));
    }
}

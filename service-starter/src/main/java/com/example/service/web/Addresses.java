package com.example.service.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Whose limits apply to those who have not logged in. */
final class Addresses {

    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3}){3})(?::[0-9]+)?");

    /** Only such texts: others would be looked up as names. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]+");

    private Addresses() {}

    /**
     * The address that a request comes from; of IPv6 the network, the first 64 bits of it, as its owner may take any
     * address there (RFC 4291, section 2.5.4). What is no address, as proxies may pass it on, is all one.
     */
    static String of(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        var ipv4 = IPV4.matcher(address);
        if (ipv4.matches()) {
            return ipv4.group(1);
        }
        String literal = address.replaceFirst("%.*", "").replaceFirst("^\\[(.*)](:[0-9]+)?$", "$1");
        if (literal.indexOf(':') < 0 || !IPV6.matcher(literal).matches()) {
            return "no address";
        }
        try {
            return InetAddress.getByName(literal) instanceof Inet6Address network
                    ? HexFormat.ofDelimiter(":").formatHex(Arrays.copyOf(network.getAddress(), 8))
                    : literal;
        } catch (UnknownHostException e) {
            return "no address";
        }
    }
}

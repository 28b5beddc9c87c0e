package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class AddressesTests {

    @Test
    void eachAddressOfIPv4AndEachNetworkOfIPv6CountsForItself() {
        assertThat(of("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(of("2001:db8:0:1::1")).isEqualTo(of("2001:db8:0:1:ffff::2")).isNotEqualTo(of("2001:db8:0:2::1"));
        assertThat(of("fe80::1%0")).isEqualTo(of("fe80::2"));
        assertThat(of("[2001:db8::1]:4711")).isEqualTo(of("2001:db8::2"));
        assertThat(of("192.0.2.1:4711")).isEqualTo("192.0.2.1");
    }

    @Test
    void whatIsNoAddressIsNotLookedUpAndAllOne() {
        assertThat(of("no:address"))
                .isEqualTo(of("name.example"))
                .isEqualTo(of("unknown"))
                .isEqualTo(of("a:b:c:d:e:f:g"))
                .isEqualTo(of(":::::"))
                .isEqualTo("no address");
    }

    private static String of(String address) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        return Addresses.of(request);
    }
}

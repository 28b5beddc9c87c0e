package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ForeignPageTests {

    @ParameterizedTest
    @CsvSource({
        "POST, , , false",
        "POST, same-origin, , false",
        "POST, none, , false",
        "POST, same-site, , true",
        "POST, cross-site, , true",
        "DELETE, cross-site, , true",
        "GET, cross-site, http://elsewhere, false",
        // Over plain HTTP browsers leave the first out.
        "POST, , http://orders.example:8080, false",
        "POST, , http://orders.example, true",
        "POST, , http://orders.example:9080, true",
        "POST, , http://elsewhere:8080, true",
        "POST, , null, true",
        "POST, same-origin, http://rewritten-by-a-proxy, false"
    })
    void isToldByWhatBrowsersSay(String method, String site, String origin, boolean foreign) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, "/things");
        request.setServerName("orders.example");
        request.setServerPort(8080);
        if (site != null) {
            request.addHeader("Sec-Fetch-Site", site);
        }
        if (origin != null) {
            request.addHeader("Origin", origin);
        }

        assertThat(new ForeignPage().matches(request)).isEqualTo(foreign);
    }
}

package com.example.messaging.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.EventViolation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventTests {

    private static final String VALID =
            "'specversion':'1.0','id':'4711','source':'/till','type':'rooms.booked.v1','data':{}";

    private static CloudEvent json(String members) {
        return CloudEvent.ofJson(EventJson.MAPPER.readTree("{%s}".formatted(members.replace('\'', '"'))));
    }

    @Test
    void whatIsValidHasNoViolations() {
        CloudEvent event = json(VALID
                + ",'subject':'7','time':'2026-05-06T09:08:09.5+02:00','datacontenttype':'application/json; charset=utf-8',"
                + "'dataschema':'https://example.com/s','partitionkey':'a','sequence':3,'sampled':true,'nothing':null");

        assertThat(event.violations()).isEmpty();
        assertThat(event.time()).isEqualTo("2026-05-06T07:08:09.5Z");
        assertThat(EventMetadata.others(event.attributes()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "dataschema", "https://example.com/s", "partitionkey", "a", "sequence", 3, "sampled", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'id':''                     | /id              | is empty, or no text",
                "'id':7                      | /id              | is empty, or no text",
                "'specversion':'2.0'         | /specversion     | is not 1.0, the only version that is known here",
                "'source':'a b'              | /source          | is no URI",
                "'dataschema':'relative'     | /dataschema      | is no absolute URI",
                "'time':'yesterday'          | /time            | is no time as in 2026-11-23T23:31:55.091Z (RFC 3339)",
                "'time':'+12026-01-01T00:00:00Z' | /time         | is no time as in 2026-11-23T23:31:55.091Z (RFC 3339)",
                "'time':'0001-01-01T00:00:00+01:00' | /time      | is no time as in 2026-11-23T23:31:55.091Z (RFC 3339)",
                "'datacontenttype':'text/xml'| /datacontenttype | is not JSON",
                "'Upper':'a'                 | /Upper           | is no name of an attribute: those are of a-z and 0-9",
                "'with-dash':'a'             | /with-dash       | is no name of an attribute: those are of a-z and 0-9",
                "'a/b~c':'a'                 | /a~1b~0c         | is no name of an attribute: those are of a-z and 0-9",
                "'ext':{}                    | /ext             | is no text, whole number of 32 bits, or boolean",
                "'ext':1.5                   | /ext             | is no text, whole number of 32 bits, or boolean",
                "'ext':3000000000            | /ext             | is no text, whole number of 32 bits, or boolean",
                "'ext':'a\\u0000b'           | /ext             | has control characters",
                "'data_base64':'e30='        | /data_base64     | is there beside /data"
            })
    void whatIsWrongIsSaid(String member, String pointer, String message) {
        String name = member.substring(0, member.indexOf(':'));
        String others = VALID.replaceAll(name + ":'[^']*',", "");

        assertThat(json(others + "," + member).violations()).containsExactly(new EventViolation(pointer, message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "specversion"})
    void whatIsMissingIsSaid(String name) {
        assertThat(json(VALID.replaceAll("'" + name + "':'[^']*',", "")).violations())
                .containsExactly(new EventViolation("/" + name, "is missing"));
    }

    @Test
    void whatIsTooLongForABrokerIsSaid() {
        assertThat(json(VALID.replace("4711", "ä".repeat(128))).violations())
                .containsExactly(new EventViolation("/id", "is longer than 255 bytes"));
        assertThat(json(VALID + ",'subject':'%s'".formatted("s".repeat(4001))).violations())
                .containsExactly(new EventViolation("/subject", "is longer than 4000 characters"));
        String nine = IntStream.range(0, 9)
                .mapToObj(i -> ",'ext%d':'%s'".formatted(i, "x".repeat(4000)))
                .collect(Collectors.joining());
        assertThat(json(VALID + nine).violations())
                .containsExactly(new EventViolation("", "has attributes of more than 32768 bytes together"));
    }

    @Test
    void dataMayComeInBase64() {
        CloudEvent event = json(VALID.replace("'data':{}", "'data_base64':'eyJyb29tIjo3fQ=='"));

        assertThat(event.violations()).isEmpty();
        assertThat(event.data().path("room").asInt()).isEqualTo(7);
        assertThat(json(VALID.replace("'data':{}", "'data_base64':'AAECAw=='")).violations())
                .containsExactly(new EventViolation("/data_base64", "is not JSON in Base64"));
    }

    @Test
    void whatIsNoObjectIsNoEvent() {
        assertThat(CloudEvent.ofJson(EventJson.MAPPER.readTree("[]")).violations())
                .isEqualTo(List.of(new EventViolation("", "is not a JSON object")));
    }
}

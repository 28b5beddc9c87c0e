package com.example.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTests {

    private static final String CONSUMERS = "consumers that are there would refuse";

    private static final String PUBLISHERS = "what publishers that are there send";

    private static java.util.List<String> breaks(String released, String current) {
        return Compatibility.breaks(
                EventSchema.JSON.readTree(released.replace('\'', '"')),
                EventSchema.JSON.readTree(current.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                // Words are free.
                "{'type':'object','description':'a'} | {'type':'object','description':'b','title':'c'}",
                // An optional field comes, and goes.
                "{'properties':{}} | {'properties':{'a':{'type':'string'}}}",
                "{'properties':{'a':{'type':'string'}}} | {'properties':{}}",
                "{'properties':{'a':{'minimum':1}},'required':['a']} | {'properties':{'a':{'minimum':1.0}},'required':['a']}",
                "{'required':['a','b']} | {'required':['b','a']}",
                "{'type':['string','null']} | {'type':['null','string']}"
            })
    void whoKeepsToItIsNotBroken(String released, String current) {
        assertThat(breaks(released, current)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "{'required':['a']} | {'required':['a','b']} | /b is now required",
                "{} | {'required':['b']} | /b is now required",
                "{'type':['string','null']} | {'type':'string'} | the event type was [string, null] and is [string]",
                "{'minimum':1} | {'minimum':2} | the event minimum was 1 and is 2",
                "{'maxLength':10} | {'maxLength':9} | the event maxLength was 10 and is 9",
                "{} | {'maxLength':9} | the event maxLength was anything and is 9",
                "{} | {'pattern':'a'} | the event pattern was anything",
                "{'enum':['a','b']} | {'enum':['a']} | the event enum was [a, b] and is [a]",
                "{} | {'enum':['a']} | the event enum was anything and is [a]",
                "{} | {'additionalProperties':false} | the event additionalProperties was anything and is false"
            })
    void whatPublishersSendWouldBeRefused(String released, String current, String change) {
        assertThat(breaks(released, current))
                .singleElement()
                .asString()
                .startsWith(change)
                .contains(PUBLISHERS);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "{'required':['a','b']} | {'required':['a']} | /b is no longer required, or gone",
                "{'type':'string'} | {'type':['string','null']} | the event type was [string] and is [string, null]",
                "{'minimum':2} | {'minimum':1} | the event minimum was 2 and is 1",
                "{'maxLength':10} | {'maxLength':11} | the event maxLength was 10 and is 11",
                "{'maxLength':10} | {} | the event maxLength was 10 and is anything",
                "{'format':'uuid'} | {} | the event format was",
                "{'enum':['a']} | {'enum':['a','b']} | the event enum was [a] and is [a, b]",
                "{'type':'string'} | {} | the event type was [string] and is anything"
            })
    void consumersWouldRefuseWhatIsPublished(String released, String current, String change) {
        assertThat(breaks(released, current))
                .singleElement()
                .asString()
                .startsWith(change)
                .contains(CONSUMERS);
    }

    @Test
    void anotherMeaningBreaksBoth() {
        assertThat(breaks("{'type':'string'}", "{'type':'integer'}"))
                .hasSize(2)
                .anyMatch(line -> line.contains(CONSUMERS))
                .anyMatch(line -> line.contains(PUBLISHERS));
        assertThat(breaks("{'pattern':'a'}", "{'pattern':'b'}"))
                .singleElement()
                .asString()
                .contains("would be misunderstood");
        assertThat(breaks("{'anyOf':[{}]}", "{'anyOf':[{},{}]}")).hasSize(1);
    }

    @Test
    void aChangeIsFoundWhereItIs() {
        assertThat(
                        breaks(
                                "{'properties':{'lines':{'type':'array','items':{'properties':{'price':{'properties':{'amount':{'type':'number'}}}}}}}}",
                                "{'properties':{'lines':{'type':'array','items':{'properties':{'price':{'properties':{'amount':{'type':'number','minimum':0}}}}}}}}"))
                .singleElement()
                .asString()
                .startsWith("/lines/*/price/amount minimum was anything and is 0: ");
    }
}

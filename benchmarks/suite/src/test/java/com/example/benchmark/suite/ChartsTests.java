package com.example.benchmark.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ChartsTests {

    private final String svg = Charts.svg(List.of(Samples.SCENARIO), new Summary(Samples.MEASUREMENTS));

    @Test
    void isWellFormed() throws Exception {
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));

        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void drawsABarForEachContenderOfAChartedMetric() {
        assertThat(svg).contains(">quick<", ">450<", ">bubble<", ">75.0<").doesNotContain("time");
        assertThat(svg.split("<rect ")).hasSize(3);
    }

    @Test
    void drawsTheLongestBarFromTheLargestValue() {
        // 450 of 500 on 470 pixels, and 75 of 500.
        assertThat(svg).contains("width=\"423.0\"", "width=\"70.5\"");
    }

    @Test
    void drawsNothingOfNothing() {
        assertThat(Charts.svg(List.of(Samples.SCENARIO), new Summary(List.of())))
                .doesNotContain("<rect");
    }
}

package com.example.producer.quote;

import com.example.model.pricing.PriceQuoted;
import java.math.BigDecimal;
import java.util.List;

/**
 * What an order would cost.
 *
 * @param currency the currency of all prices, ISO 4217
 * @param lines what was asked for, in the same order
 * @param total the sum over the lines
 */
record Quote(String currency, List<Line> lines, BigDecimal total) {

    /**
     * One position.
     *
     * @param sku the article
     * @param quantity how many
     * @param unitPrice the price of one
     */
    record Line(String sku, int quantity, BigDecimal unitPrice) {}

    static Quote of(PriceQuoted answer) {
        return new Quote(
                answer.currency(),
                answer.lines().stream()
                        .map(line -> new Line(line.sku(), line.quantity(), line.unitPrice()))
                        .toList(),
                answer.total());
    }
}

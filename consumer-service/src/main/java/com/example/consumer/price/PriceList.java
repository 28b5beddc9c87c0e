package com.example.consumer.price;

import com.example.messaging.EventViolation;
import com.example.messaging.RequestRefusedException;
import com.example.model.pricing.PriceQuoted;
import com.example.model.pricing.QuotePrice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/** Knows what articles cost. */
@Service
class PriceList {

    private final PriceProperties properties;

    PriceList(PriceProperties properties) {
        this.properties = properties;
    }

    /**
     * Works out what all of it costs.
     *
     * @throws RequestRefusedException if an article, or the currency, is not in the list; names all that are not
     */
    PriceQuoted quote(QuotePrice request) {
        List<EventViolation> unknown = unknown(request);
        if (!unknown.isEmpty()) {
            EventViolation first = unknown.get(0);
            throw new RequestRefusedException(
                    "There is no price for this: %s %s.".formatted(first.pointer(), first.message()), unknown);
        }
        List<PriceQuoted.Line> lines = request.lines().stream()
                .map(line -> new PriceQuoted.Line(line.sku(), line.quantity(), priceOf(line.sku())))
                .toList();
        BigDecimal total = lines.stream()
                .map(line -> line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return new PriceQuoted(properties.currency(), lines, total);
    }

    private List<EventViolation> unknown(QuotePrice request) {
        List<EventViolation> unknown = new ArrayList<>();
        if (!request.currency().equals(properties.currency())) {
            unknown.add(new EventViolation("/currency", "is not that of the price list, " + properties.currency()));
        }
        for (int i = 0; i < request.lines().size(); i++) {
            if (!properties.articles().containsKey(request.lines().get(i).sku())) {
                unknown.add(new EventViolation("/lines/%d/sku".formatted(i), "is not in the price list"));
            }
        }
        return unknown;
    }

    private BigDecimal priceOf(String sku) {
        return properties.articles().getOrDefault(sku, BigDecimal.ZERO).setScale(2, RoundingMode.HALF_UP);
    }
}

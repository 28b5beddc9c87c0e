package com.example.consumer.price;

import com.example.model.pricing.PriceQuoted;
import com.example.model.pricing.QuotePrice;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

/** Answers what an order would cost. */
@Component
class QuotePriceListener {

    private final PriceList prices;

    QuotePriceListener(PriceList prices) {
        this.prices = prices;
    }

    @RabbitListener(queues = "pricing.quote-price")
    PriceQuoted on(QuotePrice request) {
        return prices.quote(request);
    }
}

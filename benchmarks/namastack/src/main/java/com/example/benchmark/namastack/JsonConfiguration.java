package com.example.benchmark.namastack;

import org.springframework.amqp.support.converter.JacksonJsonMessageConverter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Events are JSON. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    @Bean
    JacksonJsonMessageConverter messageConverter(JsonMapper json) {
        return new JacksonJsonMessageConverter(json);
    }
}

#!/usr/bin/env python3
"""Hears how payments went, or looks after dead letters.

payments.py listen [COUNT]     prints outcomes of payments, COUNT of them or without end
payments.py dead-letters       prints why messages of queue payments.order-placed failed, and leaves them
payments.py replay             sends them back to that queue
AMQP_URL says where RabbitMQ is, as in amqp://demo:PASSWORD@127.0.0.1:5673/%2F
"""
import json
import os
import sys

import pika

QUEUE, DEAD_LETTERS = "python.payment-outcome", "payments.order-placed.dlq"


def listen(channel, count):
    channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum", "x-expires": 3_600_000})
    channel.queue_bind(QUEUE, "payments", "payments.#")
    channel.basic_qos(prefetch_count=10)
    for method, properties, body in channel.consume(QUEUE):
        try:
            event = json.loads(body)
            print(method.routing_key, event["orderId"], event.get("reason", ""), flush=True)
        except (ValueError, KeyError) as problem:
            print("not understood, dropped:", problem, file=sys.stderr)
            channel.basic_reject(method.delivery_tag, requeue=False)
            continue
        channel.basic_ack(method.delivery_tag)  # only now: before, it comes again if this program ends
        count -= 1
        if count == 0:
            break
    channel.cancel()


def dead_letters(channel, replay):
    channel.confirm_delivery()
    while True:
        method, properties, body = channel.basic_get(DEAD_LETTERS)
        if method is None:
            return  # what was looked at goes back when the connection ends
        headers = properties.headers
        print(headers["failure-queue"], headers["failure-type"], headers["failure-attempts"], headers["failure-message"])
        if replay:
            properties.headers = {name: value for name, value in headers.items() if not name.startswith("failure-")}
            properties.type = properties.type or headers["failure-routing-key"]
            channel.basic_publish("", headers["failure-queue"], body, properties, mandatory=True)  # confirmed, and only then
            channel.basic_ack(method.delivery_tag)


if __name__ == "__main__":
    with pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"])) as connection:
        if sys.argv[1:2] == ["listen"]:
            listen(connection.channel(), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
        elif sys.argv[1:] in (["dead-letters"], ["replay"]):
            dead_letters(connection.channel(), sys.argv[1] == "replay")
        else:
            sys.exit(__doc__)

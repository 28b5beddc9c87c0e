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

QUEUE, FAILED_ON = "python.payment-outcome", "payments.order-placed"


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
    for _ in range(channel.queue_declare(FAILED_ON + ".dlq", passive=True).method.message_count):  # not what fails again meanwhile
        method, properties, body = channel.basic_get(FAILED_ON + ".dlq")
        if method is None:
            break
        headers = properties.headers or {}  # without any, it was RabbitMQ that gave it up
        print(FAILED_ON, *(headers.get("failure-" + name, "-") for name in ("type", "attempts", "message")))
        if replay:
            properties.headers = {name: value for name, value in headers.items() if not name.startswith(("failure-", "x-"))}
            properties.type = properties.type or headers.get("failure-routing-key")
            channel.basic_publish("", FAILED_ON, body, properties, mandatory=True)  # confirmed, and only then
            channel.basic_ack(method.delivery_tag)  # what was only looked at goes back when the connection ends


if __name__ == "__main__":
    with pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"])) as connection:
        if sys.argv[1:2] == ["listen"]:
            listen(connection.channel(), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
        elif sys.argv[1:] in (["dead-letters"], ["replay"]):
            dead_letters(connection.channel(), sys.argv[1] == "replay")
        else:
            sys.exit(__doc__)

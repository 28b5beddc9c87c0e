#!/usr/bin/env python3
"""Places an order by publishing its event, and returns when RabbitMQ has it: place_order.py [CUSTOMER]

AMQP_URL says where RabbitMQ is, as in amqp://demo:PASSWORD@127.0.0.1:5673/%2F
"""
import json
import os
import sys
import uuid
from datetime import datetime, timezone

import pika

TYPE = "orders.order-placed.v1"


def order(customer):
    return {
        "orderId": str(uuid.uuid4()),
        "customerId": customer,
        "lines": [{"sku": "espresso-cup", "quantity": 6, "unitPrice": 9.90}],
        "total": 59.40,
        "currency": "EUR",
        "paymentToken": "tok_visa",
        "placedAt": datetime.now(timezone.utc).isoformat(),
    }


def properties(event):
    """CloudEvents in binary mode. Whoever sends the same again sends the same id, and it has no second effect."""
    attributes = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/examples/python",
        "type": TYPE,
        "subject": event["orderId"],
        "time": event["placedAt"],
    }
    return pika.BasicProperties(
        content_type="application/json",
        delivery_mode=pika.spec.PERSISTENT_DELIVERY_MODE,
        message_id=attributes["id"],
        headers={"cloudEvents_" + name: value for name, value in attributes.items()},
    )


def main():
    event = order(sys.argv[1] if len(sys.argv) > 1 else "carol")
    with pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"])) as connection:
        channel = connection.channel()
        channel.confirm_delivery()  # basic_publish then waits for the confirm, and raises NackError if there is none
        channel.basic_publish("orders", TYPE, json.dumps(event).encode(), properties(event), mandatory=True)
    print(event["orderId"])


if __name__ == "__main__":
    main()

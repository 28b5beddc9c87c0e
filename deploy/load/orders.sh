#!/bin/sh
# Places orders at a steady rate, for as long as it runs. One in ten is declined, one in fifty can't be processed.
set -u

login=$(printf '%s:%s' "$USER_NAME" "$(cat /run/secrets/password)" | base64 | tr -d '\n')
pause=$((1000000 / PER_SECOND))
number=0
trap 'exit 0' TERM INT
while :; do
  number=$((number + 1))
  customer=load-$((number % 20)) token=tok_visa
  if [ $((number % 10)) = 0 ]; then token=tok_declined; fi
  if [ $((number % 50)) = 7 ]; then customer=poison; fi
  wget -q -T 10 -O /dev/null --header "Authorization: Basic $login" --header 'Content-Type: application/json' \
    --post-data "{\"customerId\":\"$customer\",\"currency\":\"EUR\",\"paymentToken\":\"$token\",\"lines\":[{\"sku\":\"espresso-cup\",\"quantity\":$((number % 5 + 1)),\"unitPrice\":9.90}]}" \
    "$URL" || echo "an order was not accepted" >&2 &
  usleep "$pause"
done

-- One row per order. The unique idempotency key is the guard: of two requests with one key, the second insert finds it.
CREATE TABLE orders (
    id              UUID                     NOT NULL,
    customer_id     VARCHAR(100)             NOT NULL,
    currency        CHAR(3)                  NOT NULL,
    total           NUMERIC(18, 2)           NOT NULL,
    status          VARCHAR(16)              NOT NULL,
    reason          VARCHAR(200),
    placed_at       TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    idempotency_key VARCHAR(255),
    fingerprint     VARCHAR(64)              NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT uq_orders_idempotency_key UNIQUE (idempotency_key),
    CONSTRAINT ck_orders_status CHECK (status IN ('PLACED', 'CONFIRMED', 'REJECTED'))
);

-- For the list of orders, the newest first.
CREATE INDEX ix_orders_placed_at ON orders (placed_at DESC, id);

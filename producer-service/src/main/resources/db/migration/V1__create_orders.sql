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
    -- Not IN or OR: H2 2.4 evaluates these in the session that made the table, and fails when that has ended.
    CONSTRAINT ck_orders_status CHECK (CASE status WHEN 'PLACED' THEN TRUE WHEN 'CONFIRMED' THEN TRUE WHEN 'REJECTED' THEN TRUE ELSE FALSE END)
);

-- For the list of orders, the newest first.
CREATE INDEX ix_orders_placed_at ON orders (placed_at DESC, id);

-- One row per payment. The unique order id is the guard: an order is never paid twice.
CREATE TABLE payments (
    id         UUID                     NOT NULL,
    order_id   UUID                     NOT NULL,
    amount     NUMERIC(18, 2)           NOT NULL,
    currency   CHAR(3)                  NOT NULL,
    status     VARCHAR(16)              NOT NULL,
    reason     VARCHAR(200),
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT uq_payments_order_id UNIQUE (order_id),
    -- Not IN or OR: H2 2.4 evaluates these in the session that made the table, and fails when that has ended.
    CONSTRAINT ck_payments_status CHECK (CASE status WHEN 'AUTHORIZED' THEN TRUE WHEN 'DECLINED' THEN TRUE ELSE FALSE END)
);

-- One row per device, as of its newest reading.
CREATE TABLE devices (
    id          VARCHAR(100)             NOT NULL,
    temperature DOUBLE PRECISION         NOT NULL,
    measured_at TIMESTAMP WITH TIME ZONE NOT NULL,
    alerting    BOOLEAN                  NOT NULL,
    readings    BIGINT                   NOT NULL,
    CONSTRAINT pk_devices PRIMARY KEY (id)
);
